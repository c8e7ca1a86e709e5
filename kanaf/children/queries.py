"""Questions about children: look-alikes among the files one may see, who is who, what is registered."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.queries import coordination
from kanaf.access.roles import MAY, Permission, Role
from kanaf.children import codes, recognition, rules
from kanaf.children.cards import as_person
from kanaf.children.models import (
    Alert,
    Basis,
    CareTeam,
    Child,
    ConsentDecision,
    EmergencyAccess,
    Registration,
    SecondPerson,
    Sharing,
)
from kanaf.children.models.consent import SHARING
from kanaf.children.recognition import LookAlike
from kanaf.children.told import Names, tidy
from kanaf.core import clock, rows
from kanaf.core.clock import CASABLANCA
from kanaf.core.stories import Event
from kanaf.programme import queries as programme

MOST_SHOWN = 5
MOST_EMERGENCIES = 50


def look_alikes(
    *,
    by: Account,
    told: Names,
    sex: str = "",
    birth: rules.Birth | None = None,
    nationalities: list[str] | None = None,
    languages: list[str] | None = None,
    besides: UUID | None = None,
    since: datetime | None = None,
) -> list[LookAlike]:
    """Children of one's own files and those shared in who resemble what was typed, best first, at most five.

    With `since`, only those whose files were written, or came in sight, from then on.
    """
    asked = as_person(tidy(told), sex=sex, birth=birth, nationalities=nationalities, languages=languages)
    return recognition.look_alikes(asked, by=by, at=clock.now(), besides=besides, most=MOST_SHOWN, since=since)


def registration_of(child: Child) -> Registration:
    """What is registered now; on PostgreSQL found by who follows the child or has something of it shared."""
    return Registration.objects.current().select_related("city").get(child=child)


def registrations_of(children: list[UUID]) -> dict[UUID, Registration]:
    """What is registered about many children, in one query."""
    return {row.child_id: row for row in Registration.objects.current().filter(child__in=children).select_related("city")}


def age_shown(registration: Registration, on: date) -> int | None:
    """The age in full years from the middle of the birth interval; None where nothing is known."""
    middle = rules.middle(registration.born_earliest, registration.born_latest)
    return rules.age_on(middle, on) if middle else registration.declared_age


def age_today(child: Child, on: date) -> int | None:
    """The age on a day, as registered; None where nothing is known or the age is under verification: who listens judges."""
    registration = Registration.objects.current().filter(child=child).first()
    if registration is None or registration.age_status == rules.UNDER_VERIFICATION:
        return None
    return age_shown(registration, on)


def ages() -> rules.Ages:
    """The ages of consent and assent of the pack; without a pack nobody consents alone."""
    held = programme.consent_age()
    return rules.Ages(held.years, held.assent_years) if held else rules.Ages(rules.ADULT, 0)


def age_rule() -> str:
    """The pack's sentence on who consents at which age."""
    held = programme.consent_age()
    return held.label if held else ""


@dataclass(frozen=True)
class Standing:
    """The newest decision for a purpose (and recipient), and whether it holds: `state` is a pill of `consent`."""

    decision: ConsentDecision
    second: SecondPerson | None

    @property
    def state(self) -> str:
        if not self.decision.needs_second_person:
            return self.decision.decision
        if self.second is None:
            return "awaits_second"
        return "given" if self.second.agrees else "not_agreed"

    @property
    def holds(self) -> bool:
        return self.state in {"given", "told"}


def standings(child: Child, by: Account) -> list[Standing]:
    """The newest decision for each purpose and recipient that a person may read, one's own organisation's first."""
    found: dict[tuple[UUID, str, UUID | None], ConsentDecision] = {}
    for decision in decisions_of(child, by):
        found.setdefault((decision.organisation_id, decision.purpose, decision.recipient_id), decision)
    newest = sorted(found.values(), key=lambda decision: decision.organisation_id != by.organisation_id)
    return [Standing(decision, getattr(decision, "second_person", None)) for decision in newest]


def decisions_of(child: Child, by: Account) -> list[ConsentDecision]:
    """Everything that was decided for a child as far as one may read it, newest first."""
    held = ConsentDecision.objects.visible_to(by).filter(child=child).select_related("recipient", "organisation", "second_person")
    return list(held.order_by("-recorded_at", "-id"))


def newest_decision(child: Child, organisation: UUID, purpose: str, recipient: object = None) -> ConsentDecision | None:
    held = ConsentDecision.objects.filter(child=child, organisation=organisation, purpose=purpose, recipient=recipient)  # type: ignore[misc]
    newest: ConsentDecision | None = held.select_related("second_person").order_by("-recorded_at", "-id").first()
    return newest


def is_basis(decision: ConsentDecision, child: Child, organisation: UUID, recipient: object) -> bool:
    """Whether a sharing with the recipient can rest on this decision: the newest one on it, and holding."""
    newest = newest_decision(child, organisation, SHARING, recipient)
    return newest is not None and newest.pk == decision.pk and Standing(newest, getattr(newest, "second_person", None)).holds


def bases(child: Child, by: Account) -> list[ConsentDecision]:
    """Decisions of one's organisation on which a sharing can rest now, one for each recipient."""
    own = [standing for standing in standings(child, by) if standing.decision.organisation_id == by.organisation_id]
    return [one.decision for one in own if one.holds and one.decision.purpose == SHARING and one.decision.recipient_id]


def resting_on_consent(child: Child, organisation: UUID, recipient: object) -> QuerySet[Sharing]:
    """Sharings that end when the consent to share with a recipient is withdrawn."""
    other_ground = {Basis.LEGAL, Basis.PROTOCOL}
    held: QuerySet[Sharing] = Sharing.objects.filter(child=child, organisation=organisation, recipient=recipient, ended_at=None)  # type: ignore[misc]
    return held.exclude(basis_kind__in=other_ground)


def sharings_of(child: Child, by: Account) -> list[Sharing]:
    """What one's own organisation shared of a child, the living first."""
    own = Sharing.objects.visible_to(by).filter(child=child, organisation=by.organisation_id)
    held = list(own.select_related("recipient", "basis").order_by("-shared_at"))
    return sorted(held, key=lambda sharing: not sharing.is_live)


def shared_in(child: Child, by: Account) -> list[Sharing]:
    """What other organisations share of a child with one's own now."""
    return list(Sharing.objects.live_to(by).filter(child=child).select_related("organisation"))


def emergencies_for(by: Account, *, told: bool = False, only: UUID | None = None) -> list[EmergencyAccess]:
    """Accesses in an emergency that a person may know of, newest first; `told`: those that wait for this person's eyes."""
    held = EmergencyAccess.objects.told_to(by) if told else EmergencyAccess.objects.visible_to(by)
    held = held.filter(pk=only) if only else held
    found = held.select_related("owner", "organisation", "account__organisation").order_by("-opened_at")
    return list(found[:MOST_EMERGENCIES])


def told_of_emergency(access: EmergencyAccess) -> QuerySet[Account]:
    """Who is called to an emergency at once: in whose hands the child is, who reviews there, and the coordination."""
    reviewing = [role for role, held in MAY.items() if Permission.EMERGENCY_REVIEW in held]
    answering = [access.owner_id, *coordination().values_list("pk", flat=True)]
    with rows.as_registry():
        hands = list(CareTeam.objects.live().filter(child=access.child_id, organisation=access.owner_id).values_list("account", flat=True))
    reviewers = Q(organisation__in=answering, grant__role__in=reviewing, grant__ended_at__isnull=True)
    return _current(Account.objects.filter(reviewers | Q(pk__in=[pk for pk in hands if pk]))).exclude(pk=access.account_id)


def officers_for(access: EmergencyAccess) -> QuerySet[Account]:
    """The data protection officers who take up what nobody reviewed: of both organisations, and of the coordination."""
    of = [access.owner_id, access.organisation_id, *coordination().values_list("pk", flat=True)]
    officers = Account.objects.filter(organisation__in=of, grant__role=Role.DATA_PROTECTION_OFFICER, grant__ended_at__isnull=True)
    return _current(officers).exclude(pk=access.account_id)


def _current(people: QuerySet[Account]) -> QuerySet[Account]:
    """Those of them who may sign in today, each once."""
    live = Q(expires_on__isnull=True) | Q(expires_on__gte=clock.today())
    return people.filter(live, is_active=True).distinct()


def child_in_emergency(typed: str) -> Child | None:
    """The child of a code, whoever follows it: asked only by `open_emergency`, which records that it was."""
    code = codes.read_code(typed)
    if code is None:
        return None
    with rows.as_registry():
        return Child.objects.filter(code=code).first()


def find_by_code(by: Account, typed: str) -> Child | None:
    """The child whose code was typed, if one may see it."""
    code = codes.read_code(typed)
    return Child.objects.visible_to(by).filter(Q(code=code)).first() if code else None


def timeline(child: Child, by: Account) -> list[Event]:
    """What registration and the child's own decisions add to its story."""
    story = []
    for alert in Alert.objects.visible_to(by).filter(child=child).select_related("city"):
        story.append(
            Event(alert.seen_on, alert.recorded_at, "megaphone", _("Seen, and an alert raised"), alert.city.label, alert.recorded_by)
        )
    for row in Registration.objects.visible_to(by).filter(child=child).select_related("city", "organisation"):
        if row.replaces_id is None:
            event = Event(
                row.happened_on,
                row.recorded_at,
                "user-plus",
                _("Registered"),
                f"{row.city.label} · {row.organisation.name}",
                row.recorded_by,
            )
        else:
            # Shown where it was made: the day of the registration itself stays what it was.
            event = Event(
                row.recorded_at.astimezone(CASABLANCA).date(), row.recorded_at, "pencil", _("Registration corrected"), "", row.recorded_by
            )
        story.append(event)
    sentences = {
        ConsentDecision.Decision.GIVEN: _("Consent given: %(purpose)s"),
        ConsentDecision.Decision.REFUSED: _("Consent refused: %(purpose)s"),
        ConsentDecision.Decision.WITHDRAWN: _("Consent withdrawn: %(purpose)s"),
        ConsentDecision.Decision.TOLD: _("The child was told: %(purpose)s"),
    }
    for decision in decisions_of(child, by):
        title = sentences[ConsentDecision.Decision(decision.decision)] % {"purpose": programme.label("consent_purpose", decision.purpose)}
        detail = programme.label("consent_source", decision.source)
        if decision.recipient is not None:
            detail = f"{detail} · {decision.recipient.name}"
        story.append(Event(decision.happened_on, decision.recorded_at, "handshake", title, detail, decision.recorded_by))
    return [*story, *_sharings_told(child, by)]


def _sharings_told(child: Child, by: Account) -> list[Event]:
    story = []
    for sharing in sharings_of(child, by):
        moments = [(sharing.shared_at, sharing.shared_by, "share-2", _("Shared with %(organisation)s"))]
        if sharing.ended_at is not None:
            moments.append((sharing.ended_at, sharing.ended_by or sharing.shared_by, "ban", _("No longer shared with %(organisation)s")))
        for moment, who, icon, title in moments:
            day = moment.astimezone(CASABLANCA).date()
            story.append(Event(day, moment, icon, title % {"organisation": sharing.recipient.name}, sharing.get_basis_kind_display(), who))
    return story
