"""Questions about children: look-alikes among the files one may see, who is who, what is registered."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.roles import Permission
from kanaf.children import codes, rules
from kanaf.children.models import Child, ConsentDecision, Identity, NameKey, Registration, team_of
from kanaf.children.told import Names, hashed_keys, tidy
from kanaf.core import vault
from kanaf.core.clock import CASABLANCA
from kanaf.core.stories import Event
from kanaf.matching import Band, Comparison, Person, compare, reading
from kanaf.matching.person import Sex
from kanaf.programme import queries as programme

MOST_OPENED = 200  # identities opened for one search; candidates beyond share fewer keys
MOST_SHOWN = 5
COMPARED = ("child_id", "sex", "birth_precision", "born_earliest", "born_latest", "nationalities")
SEX: dict[str, Sex] = {"female": "F", "male": "M"}


@dataclass(frozen=True)
class LookAlike:
    """A child one may see, and why it resembles what was typed."""

    child: Child
    registration: Registration
    comparison: Comparison


def look_alikes(
    *,
    by: Account,
    told: Names,
    sex: str = "",
    birth: rules.Birth | None = None,
    nationalities: list[str] | None = None,
    besides: UUID | None = None,
) -> list[LookAlike]:
    """Children of one's own files whose names resemble, best first, at most five; nothing is asked of other organisations."""
    hashed = hashed_keys(tidy(told))
    if not hashed:
        return []
    candidates = _who_share_keys(by, hashed, besides)
    registrations = {row.child_id: row for row in Registration.objects.current().filter(child__in=candidates).only(*COMPARED)}
    asked = reading(as_person(tidy(told), sex=sex, birth=birth, nationalities=nationalities))
    found: list[tuple[UUID, Comparison]] = []
    data_keys = vault.data_keys("child", candidates)
    for identity in Identity.objects.current().filter(child__in=candidates).only("child_id", "sealed"):
        registration = registrations.get(identity.child_id)
        if registration is None or identity.child_id not in data_keys:
            continue
        opened = Names(**vault.open_with(data_keys[identity.child_id], identity, "sealed"))
        comparison = compare(asked, person_of(opened, registration))
        if comparison.band != Band.UNLIKELY:
            found.append((identity.child_id, comparison))
    found.sort(key=lambda alike: -alike[1].score)
    shown = dict(found[:MOST_SHOWN])
    whole = {row.child_id: row for row in Registration.objects.current().filter(child__in=shown).select_related("child")}
    return [LookAlike(whole[child_id].child, whole[child_id], comparison) for child_id, comparison in shown.items()]


def _who_share_keys(by: Account, hashed: set[bytes], besides: UUID | None) -> list[UUID]:
    """Children of one's own files who share the most keys, counted by the database among those who share any."""
    if not by.holds(Permission.CHILD_READ):
        return []
    followed = Exists(team_of(by).filter(child=OuterRef("child")))
    sharing = NameKey.objects.filter(followed, key__in=hashed).exclude(child=besides)
    by_child = sharing.values("child_id").annotate(shared=Count("id")).order_by("-shared", "-child_id")
    return list(by_child.values_list("child_id", flat=True)[:MOST_OPENED])


def as_person(told: Names, *, sex: str = "", birth: rules.Birth | None = None, nationalities: list[str] | None = None) -> Person:
    """What matching compares, from what was told. The first word is the given name, the others the family's."""
    name = told.latin or told.arabic
    given, _space, family = name.partition(" ")
    others = tuple(part for part in (told.arabic if told.latin else "", told.other_names) if part)
    return Person(
        given=given,
        family=family,
        other_names=others,
        nickname=told.nickname,
        mother=told.mother,
        father=told.father,
        sex=SEX.get(sex, "unknown"),
        born_earliest=birth.earliest if birth else None,
        born_latest=birth.latest if birth else None,
        nationalities=tuple(nationalities or ()),
    )


def person_of(told: Names, registration: Registration) -> Person:
    birth = rules.Birth(registration.birth_precision, registration.born_earliest, registration.born_latest)
    return as_person(told, sex=registration.sex, birth=birth, nationalities=registration.nationalities)


def registration_of(child: Child) -> Registration:
    return Registration.objects.current().select_related("city").get(child=child)


def registrations_of(children: list[UUID]) -> dict[UUID, Registration]:
    """What is registered about many children, in one query."""
    return {row.child_id: row for row in Registration.objects.current().filter(child__in=children).select_related("city")}


def age_shown(registration: Registration, on: date) -> int | None:
    """The age in full years from the middle of the birth interval; None where nothing is known."""
    middle = rules.middle(registration.born_earliest, registration.born_latest)
    return rules.age_on(middle, on) if middle else registration.declared_age


def consents_of(child: Child) -> list:  # type: ignore[type-arg]
    """The newest decision for each purpose."""
    newest = {}
    for decision in child.consents.order_by("recorded_at"):
        newest[decision.purpose] = decision
    return list(newest.values())


def find_by_code(by: Account, typed: str) -> Child | None:
    """The child whose code was typed, if one may see it."""
    code = codes.read_code(typed)
    return Child.objects.visible_to(by).filter(Q(code=code)).first() if code else None


def timeline(child: Child, by: Account) -> list[Event]:
    """What registration and the child's own decisions add to its story."""
    story = []
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
    }
    for decision in ConsentDecision.objects.visible_to(by).filter(child=child):
        title = sentences[ConsentDecision.Decision(decision.decision)] % {"purpose": programme.label("consent_purpose", decision.purpose)}
        source = programme.label("consent_source", decision.source)
        story.append(Event(decision.happened_on, decision.recorded_at, "handshake", title, source, decision.recorded_by))
    return story
