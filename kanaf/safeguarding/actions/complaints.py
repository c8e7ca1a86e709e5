"""What a sender does: complain, with or without a name, and come back with the code."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kanaf.access.models import Account, Organisation
from kanaf.core import audit, clock, ids, rows, vault
from kanaf.core.actions import action
from kanaf.core.errors import Refused
from kanaf.programme import queries as programme
from kanaf.safeguarding import codes, letters, queries, rules
from kanaf.safeguarding.choices import KIND, About, Channel, Kind, ToldBy
from kanaf.safeguarding.models import Complaint, Message, Reader, Step

LONGEST = 10_000


@dataclass(frozen=True)
class Told:
    """What a sender says. Everything but the kind and the text may stay empty."""

    kind: str
    text: str
    organisation: Organisation | None = None
    who: str = ""
    about: About = About.NOBODY
    told_by: ToldBy = ToldBy.ONESELF
    name: str = ""
    contact: str = ""
    is_danger: bool = False


@action
def receive_complaint(
    *, by: Account | None, at: datetime, id: UUID, told: Told, channel: Channel = Channel.PAGE, is_synthetic: bool = False
) -> Complaint:
    """Keep a complaint, sealed under a key of its own, and give it to those who may read it: who keys it in is not among them.

    `id` is the number of the form, known to the sender only: the follow-up code is made from it (`codes.code_of`), never the
    complaint's own number. The same form sent again keeps one complaint; what it says differently is kept as an addition.
    """
    _check(told, channel, by)
    code = codes.code_of(id)
    mark = codes.mark_of(code)
    with rows.as_sender(mark):
        earlier = Complaint.objects.filter(code_mark=mark).first()
        if earlier is not None:
            if vault.unseal(earlier, "sealed")["text"] != told.text:
                _add(earlier, told.text, at, ids.new_id())
            return earlier
        complaint = Complaint(
            pk=ids.new_id(),
            received_at=at,
            received_on=at.astimezone(clock.CASABLANCA).date(),
            kind=told.kind,
            channel=channel,
            is_danger=told.is_danger,
            code_mark=mark,
            is_synthetic=is_synthetic,
        )
        complaint.sealed = vault.seal(complaint, "sealed", _content(told, by))
        complaint.save()
        Step.objects.create(complaint=complaint, kind=Kind.RECEIVED, taken_at=at)
        readers = _give(complaint, told, at)
    letters.send(readers, letters.DANGER if told.is_danger else letters.ARRIVED)
    if by is None:
        audit.record("complaint.received", by=None, at=at)
    else:
        audit.record("complaint.keyed_in", by=by, at=at)
    return complaint


@action
def add_to_complaint(*, by: None, at: datetime, code: str, text: str, id: UUID) -> Complaint:
    """Add to one's complaint with its code; a closed one opens again. The same form sent twice adds once."""
    mark = codes.mark_of(code)
    with rows.as_sender(mark):
        complaint: Complaint | None = Complaint.objects.filter(code_mark=mark).first()
        if complaint is None:
            raise Refused(_("No complaint has this code: check each letter."), field="code", code="unknown_code")
        if Message.objects.filter(pk=id, complaint=complaint).exists():
            return complaint
        _check_text(text)
        _add(complaint, text, at, id)
    audit.record("complaint.added_to", by=None, at=at)
    return complaint


def _add(complaint: Complaint, text: str, at: datetime, id: UUID) -> None:
    message = Message(pk=id, complaint=complaint, is_from_sender=True, written_at=at)
    message.sealed = vault.seal(message, "sealed", text)
    message.save()
    if rules.standing_of(Step.objects.filter(complaint=complaint)) == Kind.CLOSED:
        Step.objects.create(complaint=complaint, kind=Kind.REOPENED, taken_at=at)


def _check(told: Told, channel: Channel, by: Account | None) -> None:
    programme.check_code(KIND, told.kind, field="kind")
    _check_text(told.text)
    if (channel == Channel.PAGE) != (by is None):
        raise Refused(_("Choose how you were told."), field="channel", code="channel")


def _check_text(text: str) -> None:
    if not text.strip():
        raise Refused(_("Write what happened, in your own words."), field="text", code="empty")
    if len(text) > LONGEST:
        raise Refused(
            _("Write at most %(most)s characters; the rest can be added afterwards.") % {"most": LONGEST}, field="text", code="long"
        )


def _content(told: Told, by: Account | None) -> dict[str, str]:
    """What is sealed: with it, who keyed it in, so that they can be asked and are not shown."""
    return {
        "text": told.text,
        "organisation": str(told.organisation.pk) if told.organisation else "",
        "who": told.who,
        "about": told.about,
        "told_by": told.told_by,
        "name": told.name,
        "contact": told.contact,
        "keyed_by": str(by.pk) if by else "",
        "language": (get_language() or "fr")[:2],
    }


def _give(complaint: Complaint, told: Told, at: datetime) -> list[Account]:
    """Make the readers of a complaint; those whom it concerns are barred from it for ever."""
    own, others = queries.focal_points(complaint.received_on)
    barred = {account.pk for account in [*own, *others] if _is_concerned(account, told, own)}
    readers = rules.who_reads(own, others, barred=barred, organisation=told.organisation.pk if told.organisation else None)
    give(complaint, readers, barred, at)
    return readers


def _is_concerned(account: Account, told: Told, own: Collection[Account]) -> bool:
    holds_the_role = told.about != About.NOBODY and account in own and told.about in account.roles
    return holds_the_role or rules.seems_to_name(account, told.who, told.text)


def give(complaint: Complaint, readers: Collection[Account], barred: Collection[UUID], at: datetime) -> None:
    """Write down who reads a complaint, and who never does."""
    made = [Reader(complaint=complaint, account_id=pk, given_at=at, ended_at=at, is_barred=True) for pk in barred]
    made += [Reader(complaint=complaint, account=account, given_at=at) for account in readers]
    Reader.objects.bulk_create(made)
