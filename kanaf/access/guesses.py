"""Guessing is stopped without locking anybody out of their own device (G7).

A guess is counted before it is looked at, so that a hundred at once are a hundred. Four budgets; a device on which the person once
signed in fully has its own, which nobody else can spend.
"""

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse

from kanaf.access.models import Account, Guess, UsedCode
from kanaf.core import audit, clock, keys

# Not `__Host-`, which would send it everywhere: it goes to the pages of signing in alone, never to the complaint's (decision 0016).
DEVICE_COOKIE = "__Secure-kanaf-device" if settings.KANAF_HTTPS else "kanaf-device"
DEVICE_AGE = timedelta(days=180)
SALT = "kanaf.access.device"
FORGOTTEN_AFTER = timedelta(days=2)
CODE_LIVES = timedelta(minutes=5)  # longer than a code of an application is taken: half a minute, and as much before and after

# (seconds, most) of one account from one network; of one account from all unknown devices; of one network over all accounts.
FROM_HERE = [(timedelta(minutes=15), 5), (timedelta(days=1), 20)]
OF_ACCOUNT = [(timedelta(hours=1), 20), (timedelta(days=1), 50)]
OF_NETWORK = [(timedelta(minutes=15), 60)]
OF_DEVICE = [(timedelta(minutes=15), 10), (timedelta(days=1), 60)]


def may_guess(*, at: datetime, subject: str, address: str, device: str = "") -> bool:
    """Count a guess and say whether it is to be looked at. `device` is empty for an unknown one.

    Unknown accounts are counted like known ones, so the answer tells nothing about who exists.
    """
    who = _hash(f"subject:{subject.strip().lower()}")
    where = _hash(f"device:{device}") if device else _hash(f"network:{network_of(address)}")
    with transaction.atomic():
        _one_at_a_time(who)
        own = Guess.objects.filter(subject=who, source=where)
        if device:
            allowed = _within(own, OF_DEVICE, at)
        else:
            unknown = Guess.objects.filter(subject=who, is_known_device=False)
            network = Guess.objects.filter(source=where)
            allowed = _within(own, FROM_HERE, at) and _within(unknown, OF_ACCOUNT, at) and _within(network, OF_NETWORK, at)
        if allowed:
            Guess.objects.create(subject=who, source=where, is_known_device=bool(device), at=at)
            Guess.objects.filter(subject=who, at__lt=at - FORGOTTEN_AFTER).delete()
    return allowed


def forget_last(*, subject: str, address: str, device: str = "") -> None:
    """The guess was right: it does not count. Those before it stay, or an attacker with one account of their own could reset them."""
    who = _hash(f"subject:{subject.strip().lower()}")
    where = _hash(f"device:{device}") if device else _hash(f"network:{network_of(address)}")
    last = Guess.objects.filter(subject=who, source=where).order_by("-at", "-pk").first()
    if last is not None:
        last.delete()


def was_used(account: Account, code: str, *, at: datetime) -> bool:
    """Whether this code of an application let this person in just now, through whichever of the server's processes."""
    return UsedCode.objects.filter(digest=_of_code(account, code), at__gte=at - CODE_LIVES).exists()


def use(account: Account, code: str, *, at: datetime) -> bool:
    """Let a right code of an application count once: False where another request with it was quicker."""
    UsedCode.objects.filter(at__lt=at - CODE_LIVES).delete()
    try:
        with transaction.atomic():
            UsedCode.objects.create(digest=_of_code(account, code), at=at)
    except IntegrityError:
        return False
    return True


def _of_code(account: Account, code: str) -> str:
    return _hash(f"used:{account.pk}:{''.join(character for character in code if character.isdigit())}")


def note_wrong(account: Account | None, what: str) -> None:
    """A wrong passphrase or code stands in the record of acts. Who guesses is nobody; an address without an account is named nowhere."""
    audit.record("sign_in.refused", by=None, at=clock.now(), target=account, what=what)


def network_of(address: str) -> str:
    """One IPv4 address, or the 64 bits that one subscriber holds of IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(found) if found.version == 4 else str(ipaddress.ip_network(f"{found}/64", strict=False))


def request_now() -> HttpRequest:
    """The request in which a form of allauth's is looked at."""
    request: HttpRequest = context.request
    return request


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, past the proxies that are ours."""
    return str(get_adapter().get_client_ip(request))


def device_of(request: HttpRequest, account_id: object) -> str:
    """The number of a device on which this person once signed in fully; nothing for an unknown or another person's device."""
    try:
        known = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=SALT, max_age=DEVICE_AGE)
    except signing.BadSignature:
        return ""
    return str(known.get(str(account_id), ""))


def remember_device(request: HttpRequest, response: HttpResponse, account: Account, number: str, *, secure: bool) -> None:
    """After a full sign-in. A shared computer knows several people; each only by their own number."""
    try:
        known = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=SALT, max_age=DEVICE_AGE)
    except signing.BadSignature:
        known = {}
    known = dict(list({**known, str(account.pk): known.get(str(account.pk)) or number}.items())[-8:])
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(known, salt=SALT),
        max_age=int(DEVICE_AGE.total_seconds()),
        secure=secure,
        httponly=True,
        samesite="Lax",
        path="/account/",
    )


def _within(guesses: object, budget: list[tuple[timedelta, int]], at: datetime) -> bool:
    return all(guesses.filter(at__gt=at - span).count() < most for span, most in budget)  # type: ignore[attr-defined]


def _one_at_a_time(who: str) -> None:
    """Guesses at one account wait for one another; SQLite writes one at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [int(who[:15], 16)])


def _hash(text: str) -> str:
    return hmac.new(keys.key("audit"), text.encode(), hashlib.sha256).hexdigest()
