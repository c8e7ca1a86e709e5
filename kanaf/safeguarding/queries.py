"""Questions about complaints. All but the first few are asked inside `rows.as_safeguarding`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kanaf.access.models import Account, Organisation
from kanaf.access.queries import coordination
from kanaf.access.roles import Permission, Role
from kanaf.core import rows, vault
from kanaf.programme import queries as programme
from kanaf.programme.models import Partnership, Term
from kanaf.safeguarding import rules
from kanaf.safeguarding.choices import CONDUCT, FIRST_ACTION_WITHIN, FIRST_ACTIONS, KIND, LOOKS, Kind
from kanaf.safeguarding.models import Complaint, Message, Step, Suspension

READING_ROLES = (Role.SAFEGUARDING_FOCAL_POINT, Role.SAFEGUARDING_DEPUTY)
MOST_WAITING = 50
QUARTERS = 8


def conduct() -> list[Term]:
    """The code of conduct, rule by rule, in the pack's words."""
    return list(programme.terms(CONDUCT).values())


def organisations_named() -> list[Organisation]:
    """The organisations that have a part in the programme, by name: those that a complaint may concern."""
    taking_part = Partnership.objects.values("organisation")
    found = Organisation.objects.filter(pk__in=taking_part).exclude(kind__in=(Organisation.Kind.SYSTEM, Organisation.Kind.DONOR))
    return sorted(found, key=lambda organisation: organisation.name)


def focal_points(today: date) -> tuple[list[Account], list[Account]]:
    """Focal points and deputies of the programme (of whoever coordinates it), and those of the other organisations."""
    holders = Account.objects.filter(grant__role__in=READING_ROLES, grant__ended_at__isnull=True, is_active=True, is_system=False)
    people = holders.distinct().select_related("organisation").order_by("pk")
    current = [account for account in people if account.is_current(today) and account.roles & set(READING_ROLES)]
    leads = set(coordination().values_list("pk", flat=True))
    own = [account for account in current if account.organisation_id in leads]
    return (own, [account for account in current if account not in own]) if own else (current, [])


@dataclass(frozen=True)
class Line:
    """A complaint in a list: what it is and where it stands, nothing of what it says."""

    complaint: Complaint
    clock: rules.Clock
    standing: Kind
    assigned_to: UUID | None
    has_news: bool
    is_untouched: bool

    @property
    def look(self) -> str:
        return LOOKS[self.standing]


def lines_of(complaints: Iterable[Complaint], at: datetime) -> list[Line]:
    """Where each of these stands, asked of the database at once."""
    held = list(complaints)
    steps: dict[UUID, list[Step]] = {complaint.pk: [] for complaint in held}
    for step in Step.objects.filter(complaint__in=held):
        steps[step.complaint_id].append(step)
    news: dict[UUID, bool] = {}
    for message in Message.objects.filter(complaint__in=held):
        answered = any(step.taken_by and step.taken_at >= message.written_at for step in steps[message.complaint_id])
        news[message.complaint_id] = message.is_from_sender and not answered
    return [_line(complaint, steps[complaint.pk], news.get(complaint.pk, False), at) for complaint in held]


def _line(complaint: Complaint, steps: list[Step], has_news: bool, at: datetime) -> Line:
    assigned = [step.assigned_to for step in steps if step.assigned_to]
    return Line(
        complaint,
        rules.clock_of(complaint, steps, at),
        rules.standing_of(steps),
        assigned[-1] if assigned else None,
        has_news,
        rules.is_untouched(steps),
    )


def untouched(by: Account) -> Any:
    """Complaints for which nobody has done anything yet: danger first, then the oldest."""
    begun = Step.objects.filter(kind__in=FIRST_ACTIONS).values("complaint")
    return Complaint.objects.visible_to(by).exclude(pk__in=begun).order_by("-is_danger", "received_at", "pk")


def how_many_wait(by: Account, at: datetime) -> tuple[int, int]:
    """(complaints without a first action, of those the late ones) among what a person may read; asked from any context."""
    if not by.holds(Permission.COMPLAINT_READ):
        return 0, 0
    with rows.as_safeguarding(by.pk, by.organisation_id):
        moments = list(untouched(by).values_list("received_at", flat=True)[: MOST_WAITING * 2])
    return len(moments), sum(1 for moment in moments if at > moment + FIRST_ACTION_WITHIN)


def numbers(by: Account, today: date) -> list[tuple[str, str, list[int]]]:
    """(year, quarter, count of each kind in the pack's order) for the last quarters with a complaint, newest first."""
    kinds = [code for code, _label in programme.choices(KIND)]
    found: Counter[tuple[int, int, str]] = Counter()
    for day, kind in Complaint.objects.visible_to(by).values_list("received_on", "kind"):
        found[day.year, (day.month - 1) // 3 + 1, kind] += 1
    quarters = sorted({(year, quarter) for year, quarter, _kind in found}, reverse=True)[:QUARTERS]
    return [(str(year), str(quarter), [found[year, quarter, kind] for kind in kinds]) for year, quarter in quarters]


def readers_of(complaint: Complaint) -> list[Account]:
    """Who may read a complaint now."""
    return [
        reader.account
        for reader in complaint.readers.filter(ended_at__isnull=True).select_related("account__organisation").order_by("account__name")
    ]


def concerned_by(complaint: Complaint, steps: Iterable[Step]) -> list[Account]:
    """The accounts that readers named as those whom a complaint concerns."""
    named = [UUID(vault.unseal(step, "sealed")["account"]) for step in steps if step.kind == Kind.CONCERNED]
    return list(Account.objects.filter(pk__in=named).select_related("organisation")) if named else []


def people_by_organisation() -> list[Account]:
    """Everybody who has an account, for naming whom a complaint concerns."""
    people = Account.objects.filter(is_system=False).exclude(organisation__kind=Organisation.Kind.SYSTEM)
    return list(people.select_related("organisation").order_by("organisation__code", "name"))


def suspensions(by: Account) -> list[Suspension]:
    """Who is kept out now."""
    return list(Suspension.objects.visible_to(by).live().select_related("account__organisation").order_by("placed_at"))


@dataclass(frozen=True)
class Followed:
    """What a sender sees with the code: where it stands, the answers, and when they added something; not what they said."""

    received_at: datetime
    look: str
    answers: list[tuple[datetime, str]]
    added: list[datetime]


def is_known(mark: str) -> bool:
    """Whether a complaint bears this mark; asked from any context."""
    with rows.as_sender(mark):
        return Complaint.objects.filter(code_mark=mark).exists()


def followed(mark: str) -> Followed:
    """What the sender of a complaint may see of it; asked from any context."""
    with rows.as_sender(mark):
        complaint = Complaint.objects.get(code_mark=mark)
        written = list(Message.objects.filter(complaint=complaint))
        standing = rules.standing_of(Step.objects.filter(complaint=complaint))
        return Followed(
            complaint.received_at,
            LOOKS[standing],
            [(one.written_at, vault.unseal(one, "sealed")) for one in written if not one.is_from_sender],
            [one.written_at for one in written if one.is_from_sender],
        )
