"""Whether the person who signed in is still there: what a session knows of it (G8).

Idle for 15 minutes, it locks; after 10 hours, it ends. In an interview one child's form stays open for 2 hours, and nothing else
can be reached. What was typed into a form that came too late is kept, sealed, until its person is back.
"""

import json
import os
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, transaction
from django.http import HttpRequest

from kanaf.access.models import Visit
from kanaf.core import durable, keys

IDLE = timedelta(minutes=15)
AT_MOST = timedelta(hours=10)
INTERVIEW = timedelta(hours=2)
CONFIRMED_FOR = timedelta(minutes=15)
NOTED_EVERY = timedelta(minutes=1)  # a row for each click would cost more than it says
KEPT_AT_MOST = 200_000  # characters of a form that came too late

STARTED, SEEN, LOCKED, CONFIRMED, HELD, TOLD = "started", "seen", "locked", "confirmed", "held", "held_told"
INTERVIEW_UNTIL, INTERVIEW_OF = "interview_until", "interview_of"


def begin(request: HttpRequest, at: datetime) -> None:
    """The first request of a session: signing in was a moment ago."""
    session = request.session
    if session.session_key is None:
        session.create()
    session[STARTED] = session[SEEN] = session[CONFIRMED] = at.isoformat()
    _tell_visit(request, at)


def _tell_visit(request: HttpRequest, at: datetime) -> None:
    Visit.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "account_id": request.user.pk,  # type: ignore[misc]
            "browser": browser_of(request.META.get("HTTP_USER_AGENT", "")),
            "started_at": _moment(request, STARTED, at),
            "seen_at": at,
        },
    )


def is_over(request: HttpRequest, at: datetime) -> bool:
    """After ten hours, whatever happened meanwhile."""
    return at - _moment(request, STARTED, at) >= AT_MOST


def is_locked(request: HttpRequest, at: datetime) -> bool:
    """Locked by somebody's hand, or because nobody was there."""
    session = request.session
    if session.get(LOCKED):
        return True
    return at - _moment(request, SEEN, at) >= (INTERVIEW if is_interview(request, at) else IDLE)


def note(request: HttpRequest, at: datetime) -> None:
    """Somebody is there. Written at most once a minute; on a full disk not at all, so that what was typed still comes back."""
    session = request.session
    if at - _moment(request, SEEN, at) < NOTED_EVERY and SEEN in session:
        return
    before, was_modified = session.get(SEEN), session.modified
    session[SEEN] = at.isoformat()
    try:
        with transaction.atomic():
            if not Visit.objects.filter(session_key=session.session_key).update(seen_at=at):
                _tell_visit(request, at)  # the session has got another key: the passphrase was changed
            session.save()
    except (DatabaseError, OSError, UpdateError) as error:
        if durable.is_no_room(error):
            session[SEEN] = before
            session.modified = was_modified
        elif not isinstance(error, UpdateError):  # which is a session ended meanwhile, elsewhere: the middleware says so
            raise
    else:
        session.modified = False


def lock(request: HttpRequest) -> None:
    request.session[LOCKED] = True


def reopen(request: HttpRequest, at: datetime) -> None:
    """The same session goes on: unlocked, out of the interview, and just confirmed."""
    session = request.session
    for name in (LOCKED, INTERVIEW_UNTIL, INTERVIEW_OF):
        session.pop(name, None)
    session[SEEN] = session[CONFIRMED] = at.isoformat()
    Visit.objects.filter(session_key=session.session_key).update(seen_at=at)


def is_confirmed(request: HttpRequest, at: datetime) -> bool:
    """Whether the person has shown within the last 15 minutes that it is them."""
    return CONFIRMED not in request.session or at - _moment(request, CONFIRMED, at) < CONFIRMED_FOR


def start_interview(request: HttpRequest, at: datetime, code: str) -> None:
    """One child's pages (or the registration, where there is no code yet) for two hours, and nothing else."""
    request.session[INTERVIEW_UNTIL] = (at + INTERVIEW).isoformat()
    request.session[INTERVIEW_OF] = code


def interview_of(request: HttpRequest) -> str | None:
    """The child's code, an empty text for a registration, None outside an interview."""
    code: str | None = request.session.get(INTERVIEW_OF)
    return code


def is_interview(request: HttpRequest, at: datetime) -> bool:
    return INTERVIEW_OF in request.session and at < _moment(request, INTERVIEW_UNTIL, at)


def keep(request: HttpRequest, account_id: Any) -> str:
    """Seal what a form brought, for this person only; an empty text where there is nothing to keep."""
    if request.method != "POST":
        return ""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    text = json.dumps({"account": str(account_id), "path": request.get_full_path(), "fields": fields})
    if not fields or len(text) > KEPT_AT_MOST:
        return ""
    nonce = os.urandom(12)
    return b64encode(nonce + AESGCM(keys.key("factors")).encrypt(nonce, text.encode(), b"held form")).decode()


def held(request: HttpRequest) -> dict[str, Any] | None:
    """The form that was kept for the person who asks: `path` and `fields`; another person's is not shown."""
    sealed = request.session.get(HELD)
    if not sealed:
        return None
    raw = b64decode(sealed)
    try:
        kept = json.loads(AESGCM(keys.key("factors")).decrypt(raw[:12], raw[12:], b"held form"))
    except InvalidTag:
        return None
    return kept if kept["account"] == str(request.user.pk) else None


def hold(request: HttpRequest, sealed: str) -> None:
    if sealed:
        request.session[HELD] = sealed
        request.session.pop(TOLD, None)


def forget_held(request: HttpRequest) -> None:
    request.session.pop(HELD, None)


def browser_of(agent: str) -> str:
    """`Firefox · Android`: enough to know one's own browser again, too little to follow anybody."""
    browsers = [("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari")]
    systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]
    found = [next((name for sign, name in names if sign in agent), "") for names in (browsers, systems)]
    return " · ".join(part for part in found if part)


def _moment(request: HttpRequest, name: str, at: datetime) -> datetime:
    text = request.session.get(name)
    return datetime.fromisoformat(text) if text else at
