"""How often a page may be used from one place, with no address kept: not in a file, not in the database, not in clear.

An address becomes a number under a salt that lives as long as the process; only the moments of the last hour are held.
"""

import hashlib
import secrets
import threading
from collections import deque
from datetime import datetime, timedelta

SALT = secrets.token_bytes(16)
HOUR = timedelta(hours=1)
EVERYBODY = b""


class Limit:
    """At most so many uses in an hour from one place, and from all together."""

    def __init__(self, most: int, most_of_all: int) -> None:
        self.most, self.most_of_all = most, most_of_all
        self._used: dict[bytes, deque[datetime]] = {}
        self._lock = threading.Lock()

    def is_reached(self, address: str, at: datetime) -> bool:
        """Whether this place, or all together, have used up their hour."""
        with self._lock:
            self._forget_before(at - HOUR)
            used = self._used
            return len(used.get(_number(address), ())) >= self.most or len(used.get(EVERYBODY, ())) >= self.most_of_all

    def note(self, address: str, at: datetime) -> None:
        with self._lock:
            for key in (_number(address), EVERYBODY):
                self._used.setdefault(key, deque()).append(at)

    def forget(self) -> None:
        with self._lock:
            self._used.clear()

    def _forget_before(self, moment: datetime) -> None:
        for key, moments in list(self._used.items()):
            while moments and moments[0] <= moment:
                moments.popleft()
            if not moments:
                del self._used[key]


def _number(address: str) -> bytes:
    return hashlib.blake2b(address.encode(), key=SALT, digest_size=8).digest()


# A shelter's whole house writes from one address.
SENDING = Limit(most=20, most_of_all=1000)
# Wrong codes only: who has the right one is never counted.
GUESSING = Limit(most=10, most_of_all=1000)
