"""How a request about a child's data is answered: until when, where it stands, who may answer, and what an answer needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.queries import coordination, is_national
from kanaf.access.roles import Permission, Role
from kanaf.assistance.models import Service
from kanaf.children.models import Basis, CareTeam, Child, Identity, Registration, Sharing, team_of
from kanaf.core import rows, vault
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from kanaf.programme import queries as programme
from kanaf.protection import rules
from kanaf.protection.models import Export, Request, RequestStep
from kanaf.protection.models.requests import EVERYTHING, due_of

Kind, Outcome = RequestStep.Kind, RequestStep.Outcome
LONGEST = 4000
SOON = timedelta(days=3)
USUAL_DAYS = 30  # where a pack sets no delay
MOST = 50
WAITING, TO_AGREE, LATE, GRANTED, PARTLY, REFUSED, ERASED = "waiting", "to_agree", "late", "granted", "partly", "refused", "erased"
SOURCES = {Request.Asker.MANDATED: Request.Asker.REPRESENTATIVE}
"""Who decides a consent, where whoever asks is not one of the pack's own."""


@dataclass(frozen=True)
class Asked:
    """A request with its child's code, the day of its answer and where it stands: `state` is a pill of `request`."""

    row: Request
    code: str
    due: date
    state: str

    @property
    def is_open(self) -> bool:
        return self.state in {WAITING, TO_AGREE, LATE}


def child_asked_about(by: Account, code: str) -> Child | None:
    """The child of a code: one that a person follows, or for the officer one in reach."""
    if by.holds(Permission.PROTECTION_ASK) and (found := rules.child_in_reach(by, code)):
        return found
    followed: Child | None = Child.objects.followed_by(by).filter(code=code).first()
    return followed


def whose_request(by: Account, child: Child, at: datetime) -> UUID:
    """Under which organisation it is kept: one's own where one follows the child, else the one that registered it."""
    if team_of(by, at).filter(child=child).exists():
        return by.organisation_id
    if by.holds(Permission.PROTECTION_ASK) and (child.organisation_id == by.organisation_id or is_national(by)):
        return child.organisation_id
    raise NotPermitted("the organisation does not follow this child")


def check_has_key(child_id: UUID) -> None:
    """Sealing something about an erased child would make a key for it again."""
    if not is_readable(child_id):
        raise Refused(_("This child’s identity was erased: nothing is held of it any more but codes."), field="code", code="erased")


def is_readable(child_id: UUID) -> bool:
    return DataKey.objects.filter(subject_kind="child", subject_id=child_id).exists()


def check_purpose(kind: str, purpose: str) -> None:
    if kind == Request.Kind.OBJECTION:
        if purpose != EVERYTHING:
            programme.check_code("consent_purpose", purpose, field="purpose")
    elif purpose:
        raise Refused(_("Only an objection has a purpose: leave it empty."), field="purpose", code="no_purpose")


def due_on(kind: str, received_on: date) -> date:
    """The last day of the answer, by the pack."""
    return _days_later(f"request_{kind}", received_on)


def extended_to(due: date) -> date:
    return _days_later("request_extension", due)


def _days_later(step: str, since: date) -> date:
    start = datetime(since.year, since.month, since.day)  # noqa: DTZ001 - only its day counts
    due = programme.due_at(step, programme.ANY_RISK, start)
    return due.date() if due else since + timedelta(days=USUAL_DAYS)


def check_can_answer(by: Account, request: Request) -> None:
    """The officer answers, never the person complained of."""
    if request.about_id == by.pk:
        raise NotPermitted("complained of")
    if not (by.holds(Permission.REQUEST_ANSWER) and (request.organisation_id == by.organisation_id or is_national(by))):
        raise NotPermitted("another organisation's request")


def check_is_open(steps: Iterable[RequestStep]) -> None:
    if any(step.kind == Kind.ANSWERED for step in steps):
        raise Refused(_("This request is answered already: an answer is never changed."), code="answered_already")


def check_identity_known(request: Request, steps: Iterable[RequestStep]) -> None:
    """A copy handed to a stranger, or a record changed for one, is the harm that this work is to prevent."""
    if not request.identity_check and not any(step.kind == Kind.CHECKED for step in steps):
        raise Refused(_("Nobody has checked yet who asks: write down how first."), field="outcome", code="identity_not_checked")


def pending(steps: Iterable[RequestStep]) -> RequestStep | None:
    """The refusal that waits for a second person."""
    newest = [step for step in steps if step.kind in {Kind.PROPOSED, Kind.RETURNED, Kind.ANSWERED}]
    return newest[-1] if newest and newest[-1].kind == Kind.PROPOSED else None


def state_of(request: Request, steps: list[RequestStep], today: date, *, is_erased: bool = False) -> str:
    answered = next((step for step in steps if step.kind == Kind.ANSWERED), None)
    if answered is not None:
        return {Outcome.GRANTED: GRANTED, Outcome.PARTLY: PARTLY}.get(Outcome(answered.outcome), REFUSED)
    if is_erased:
        return ERASED
    if today > due_of(request, steps):
        return LATE
    return TO_AGREE if pending(steps) else WAITING


def lines_of(found: Iterable[Request], today: date) -> list[Asked]:
    """Requests with what a list shows of them, in four queries however many there are."""
    held = list(found)
    steps: dict[UUID, list[RequestStep]] = {row.pk: [] for row in held}
    for step in RequestStep.objects.filter(request__in=list(steps)).order_by("taken_at", "pk").defer("sealed"):
        steps[step.request_id].append(step)
    children = {row.child_id for row in held}
    readable = set(DataKey.objects.filter(subject_kind="child", subject_id__in=children).values_list("subject_id", flat=True))
    with rows.as_registry():
        codes = dict(Child.objects.filter(pk__in=children).values_list("pk", "code"))
    return [
        Asked(
            row,
            codes.get(row.child_id, ""),
            due_of(row, steps[row.pk]),
            state_of(row, steps[row.pk], today, is_erased=row.child_id not in readable),
        )
        for row in held
    ]


def requests(by: Account, today: date) -> list[Asked]:
    """The requests that a person may read, newest first."""
    return lines_of(Request.objects.visible_to(by).defer("sealed")[:MOST], today)


def requests_of(child: Child, by: Account, today: date) -> list[Asked]:
    """What was asked about one child, newest first."""
    return lines_of(Request.objects.visible_to(by).filter(child=child).defer("sealed")[:MOST], today)


def due_for(by: Account, today: date) -> list[Asked]:
    """The open requests of a person's day, the soonest first: all in reach for who answers, else those of children in their hands."""
    found = Request.objects.visible_to(by).open().with_due().defer("sealed")
    if not by.holds(Permission.REQUEST_ANSWER):
        in_my_hands = CareTeam.objects.live().filter(account=by, organisation=by.organisation_id).values("child")
        found = found.filter(child__in=in_my_hands)
    return lines_of(found.order_by("due", "pk")[:MOST], today)


def corrections_since(request: Request) -> list[Registration | Identity | Service]:
    """What was corrected about the child since it was asked, newest first: what a granted correction can rest on."""
    since = {"child": request.child_id, "recorded_at__gte": request.recorded_at, "replaces__isnull": False}
    with rows.as_registry():
        found: list[Registration | Identity | Service] = [*Registration.objects.filter(**since)]
        found += Identity.objects.filter(**since).defer("sealed")
        found += Service.objects.filter(**since).defer("sealed")
    return sorted(found, key=lambda row: row.recorded_at, reverse=True)


def disagreements(child: Child, by: Account, asked: Iterable[Asked], *, opened: bool) -> list[tuple[date, str]]:
    """(day, words) of what was said against a refused correction; the words only where the identity is open."""
    refused = [line.row.pk for line in asked if line.row.kind == Request.Kind.CORRECTION and line.state in {PARTLY, REFUSED}]
    if not refused:
        return []
    steps = list(RequestStep.objects.filter(request__in=refused, kind=Kind.DISAGREED).order_by("taken_at"))
    readable = opened and by.holds(Permission.IDENTITY_READ) and is_readable(child.pk)
    return [(step.taken_at.date(), str(vault.unseal(step, "sealed")) if readable else "") for step in steps]


def who_hands_over(request: Request, at: datetime) -> Account:
    """Who makes the copy and gives it: whoever the child is in the hands of, else whoever wrote the request down and follows it."""
    teams = CareTeam.objects.live(at).filter(child=request.child_id, organisation=request.organisation_id)
    with rows.as_registry():
        found = [team.account for team in teams.filter(account__isnull=False).select_related("account")]
    asker = Account.objects.filter(pk=request.recorded_by).first()
    for account in [*found, asker]:
        if (
            account is not None
            and account.pk != request.about_id
            and account.is_current(at.date())
            and account.holds(Permission.EXPORT_ASK)
            and _follows(account, request.child_id, at)
        ):
            return account
    raise Refused(
        _("Nobody follows this child who could make the copy: have the child put in somebody’s hands first."),
        field="outcome",
        code="nobody_hands_over",
    )


def _follows(account: Account, child: UUID, at: datetime) -> bool:
    with rows.as_registry():
        return team_of(account, at).filter(child=child).exists()


def officers_for(organisation: UUID, today: date) -> list[Account]:
    """Who answers for an organisation: its own officers and the programme's."""
    own = Account.objects.filter(organisation=organisation) | Account.objects.filter(organisation__in=coordination())
    held = own.filter(grant__role=Role.DATA_PROTECTION_OFFICER, grant__ended_at__isnull=True).distinct()
    return [account for account in held if account.is_current(today)]


def what_stays(child_id: UUID) -> int:
    """How many sharings of a child rest on no consent, and so go on after an objection."""
    with rows.as_registry():
        return Sharing.objects.filter(child=child_id, ended_at=None, basis_kind__in=(Basis.LEGAL, Basis.PROTOCOL)).count()


def copies_of(request: Request, steps: Iterable[RequestStep]) -> Export | None:
    found = next((step.export_id for step in steps if step.export_id), None)
    return Export.objects.filter(pk=found).first() if found else None


def words_of(row: Any) -> str:
    """The sealed words of a request or step; empty where there are none or the child was erased."""
    if row.sealed is None:
        return ""
    try:
        return str(vault.unseal(row, "sealed"))
    except vault.Erased:
        return ""
