"""What an export holds: rows for a spreadsheet, each with the mark of who took it and when."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.assistance import queries as assistance
from kanaf.casework.models import Case
from kanaf.children import queries as children
from kanaf.children import tracing
from kanaf.children.actions.family import told_of_kin
from kanaf.children.models import Child, Identity
from kanaf.children.restricting import restricted_to
from kanaf.children.told import Names
from kanaf.core import clock, documents, vault
from kanaf.core.dates import moment_in_words
from kanaf.places.models import City
from kanaf.programme import queries as programme

Row = list[object]
Composer = Callable[[Child, Account, datetime, str, Names | None], documents.Record]
AComposer = TypeVar("AComposer", bound=Composer)
COMPOSERS: list[Composer] = []


def composes_files(function: AComposer) -> AComposer:
    """Register what puts a child's file into words for paper: rooms above know words that this one does not."""
    COMPOSERS[:] = [function]
    return function


def children_of(by: Account, *, child: Child | None = None, city: City | None = None) -> list[Child]:
    """The children whom an export would hold, among those the person follows: what is only shared is never exported.

    Nor is a closed file, but by who answers for it.
    """
    found = Child.objects.followed_by(by)
    if child is not None:
        found = found.filter(pk=child.pk)
    if city is not None:
        found = found.filter(care_team__organisation=by.organisation_id, care_team__ended_at=None, care_team__city=city)
    listed = list(found.order_by("code").distinct())
    closed = restricted_to(by, [one.pk for one in listed])
    return [one for one in listed if one.pk not in closed]


def printed_by(by: Account, at: datetime) -> str:
    """Who printed a paper without names, and when."""
    moment = moment_in_words(at.astimezone(clock.CASABLANCA), get_language() or "fr")
    return _("Printed by %(name)s on %(moment)s") % {"name": by.name, "moment": moment}


def mark(by: Account, at: datetime, export: UUID) -> str:
    """Who took it and when; it stands on every row, so that a row cut out still says it."""
    moment = moment_in_words(at.astimezone(clock.CASABLANCA), get_language() or "fr")
    said = _("Exported by %(name)s (%(email)s) on %(moment)s, number %(number)s") % {
        "name": by.name,
        "email": by.email,
        "moment": moment,
        "number": export,
    }
    demonstration = _("Demonstration – invented data")
    return f"{demonstration} · {said}" if settings.KANAF_DEMO else said


def of_identities(found: list[Child], by: Account, marked: str) -> list[Row]:
    """One row a child: its code and its names. Where it lives or can be found is not in it."""
    opened = _names(found, by)
    registered = children.registrations_of([child.pk for child in found])
    lines: list[Row] = [[_("Case code"), _("Name, Latin letters"), _("Name, Arabic letters"), _("Nickname"), _("City"), _("Mark")]]
    for child in found:
        names = opened.get(child.pk, Names())
        city = registered[child.pk].city.label if child.pk in registered else ""
        lines.append([child.code, names.latin, names.arabic, names.nickname, city, marked])
    return lines


def of_file(child: Child, by: Account, marked: str) -> list[Row]:
    """What is registered about one child, its names, cases, services and decisions: one row a fact."""
    names = _names([child], by).get(child.pk, Names())
    registered = children.registration_of(child)
    facts: list[Row] = [
        [_("Case code"), child.code],
        [_("Name, Latin letters"), names.latin],
        [_("Name, Arabic letters"), names.arabic],
        [_("Nickname"), names.nickname],
        [_("Other names or spellings"), names.other_names],
        [_("Name of the mother"), names.mother],
        [_("Name of the father"), names.father],
        [_("Day of registration"), registered.happened_on.isoformat()],
        [_("City"), registered.city.label],
        [_("Sex"), programme.label("sex", registered.sex)],
        [_("Born between"), " – ".join(day.isoformat() for day in (registered.born_earliest, registered.born_latest) if day)],
        [_("Nationality"), ", ".join(programme.label("nationality", code) for code in registered.nationalities)],
    ]
    for case in Case.objects.visible_to(by).of_child(child).select_related("organisation"):
        facts.append([_("Case"), f"{case.opened_on.isoformat()} · {case.organisation.name} · {case.get_status_display()}"])
    for service in assistance.services_of(child, by):
        facts.append([_("Service"), f"{service.happened_on.isoformat()} · {programme.label('service_type', service.service_type)}"])
    for decision in (standing.decision for standing in children.standings(child, by)):
        purpose = programme.label("consent_purpose", decision.purpose)
        facts.append([_("Consent"), f"{decision.happened_on.isoformat()} · {purpose} · {decision.get_decision_display()}"])
    facts += _of_family(child, by)
    return [[_("Fact"), _("What is said"), _("Mark")], *([*fact, marked] for fact in facts)]


def document_of(child: Child, by: Account, at: datetime, marked: str) -> bytes:
    """One child's file to read or print, its names included; where it lives or can be found is not in it."""
    names = _names([child], by).get(child.pk, Names())
    return documents.pdf(COMPOSERS[0](child, by, at, marked, names))


def _of_family(child: Child, by: Account) -> list[Row]:
    """The child's relatives as told, and the searches about it; nobody else's address leaves with a copy."""
    opened = told_of_kin(child, by)
    facts: list[Row] = []
    for tie in tracing.kin_of(child, by):
        told = opened.get(tie.relative_id)
        names = " · ".join(name for name in (told.latin, told.arabic) if name) if told else ""
        relation = programme.label("family_relation", tie.kinship.relation)
        life = tie.facts.get_life_display() if tie.facts else ""
        facts.append([_("Family"), " · ".join(str(one) for one in (relation, names, life, tie.kinship.get_wish_display()) if one)])
    for request in tracing.requests_of(child, by):
        if request.is_seekers:
            continue  # what somebody else asked is theirs
        relation = programme.label("family_relation", request.relation)
        facts.append([_("Family tracing"), f"{request.asked_on.isoformat()} · {relation} · {request.get_status_display()}"])
        facts += [
            [_("Step of family tracing"), f"{step.happened_on.isoformat()} · {step.get_kind_display()}"]
            for step in tracing.steps_of(request, by)
        ]
    return facts


def _names(found: list[Child], by: Account) -> dict[UUID, Names]:
    secrets = vault.data_keys("child", [child.pk for child in found])
    identities = Identity.objects.visible_to(by).current().filter(child__in=list(secrets))
    return {one.child_id: Names(**vault.open_with(secrets[one.child_id], one, "sealed")) for one in identities}
