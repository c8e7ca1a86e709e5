"""Requests to trace a family as pages show them: a row without a name; one request with its steps, actions and people."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanaf.access.models import Account
from kanaf.access.roles import Permission as P
from kanaf.children import actions, tracing
from kanaf.children.actions.family import told_of_kin
from kanaf.children.models import (
    Child,
    Reunification,
    ReunionFollowUp,
    TracingAction,
    TracingRequest,
    TracingStep,
    TracingVerification,
)
from kanaf.children.models.tracing import IN_HOUSE, sees_all_tracing
from kanaf.core.errors import Refused
from kanaf.desk.queries.people import initials_of
from kanaf.programme import queries as programme

FOUND = {TracingRequest.Status.VERIFIED, TracingRequest.Status.REUNIFIED}
DONE = {TracingRequest.Status.REUNIFIED, TracingRequest.Status.CLOSED}
SEEKER: tuple[tuple[str, str | Promise], ...] = (
    ("name", gettext_lazy("Who is looking")),
    ("contact", gettext_lazy("How to reach them")),
    ("whereabouts", gettext_lazy("Where they are")),
    ("paper", gettext_lazy("Number of a paper that was seen")),
    ("child_latin", gettext_lazy("The child, Latin letters")),
    ("child_arabic", gettext_lazy("The child, Arabic letters")),
    ("child_nickname", gettext_lazy("Nickname")),
    ("child_sex", gettext_lazy("Girl or boy")),
    ("born", gettext_lazy("Born")),
    ("origin", gettext_lazy("Comes from")),
    ("nationality", gettext_lazy("Nationality")),
    ("other_parent", gettext_lazy("The other parent")),
    ("note", gettext_lazy("Note")),
)
KIN: tuple[tuple[str, str | Promise], ...] = (
    ("latin", gettext_lazy("Name, Latin letters")),
    ("arabic", gettext_lazy("Name, Arabic letters")),
    ("born", gettext_lazy("Year of birth, or about")),
    ("last_known", gettext_lazy("Where last known")),
    ("contact", gettext_lazy("How to reach them")),
    ("about_contact", gettext_lazy("What the child says about being in touch")),
    ("note", gettext_lazy("Note")),
)


@dataclass(frozen=True)
class Shown:
    """One request in a list: what it is about, in codes; the child's only where one may see the child."""

    request: TracingRequest
    code: str
    what: str
    handled: str
    is_late: bool


@dataclass(frozen=True)
class Step:
    step: TracingStep
    detail: str
    note: str
    by: str


@dataclass(frozen=True)
class Acted:
    action: TracingAction
    note: str
    by: str
    is_late: bool


@dataclass(frozen=True)
class Side:
    """One of the two sides, and what was last found of it."""

    of: str
    label: str
    found: TracingVerification | None
    note: str
    by: str
    is_mine: bool


@dataclass(frozen=True)
class Reunited:
    row: Reunification
    note: str
    by: str
    visits: list[tuple[ReunionFollowUp, str, str, str]]


@dataclass(frozen=True)
class Page:
    """Everything that one response shows of a request."""

    what: str
    child: Child | None
    follows: bool
    steps: list[Step]
    actions: list[Acted]
    sides: list[Side]
    reunification: Reunited | None
    may_work: bool
    may_verify: list[tuple[str, str]]
    may_decide: bool
    may_compare: bool
    is_national: bool
    others: list[TracingRequest]
    """Open searches about the same child, for who follows it: a family found by one may end another."""
    is_found: bool
    """Whether this search or one of those has found somebody."""


def what(request: TracingRequest) -> str:
    """`A child looks for: mother`, without a name."""
    relation = programme.label("family_relation", request.relation)
    if request.is_seekers:
        return _("Looks for a child: %(relation)s") % {"relation": relation}
    return _("A child looks for: %(relation)s") % {"relation": relation}


def shown(requests: list[TracingRequest], by: Account, today: date) -> list[Shown]:
    late = {one.request.pk for one in tracing.due(by, today) if one.is_late}
    sought = [one.child_id for one in requests if one.child_id]
    codes = dict(Child.objects.visible_to(by).filter(pk__in=sought).values_list("pk", "code")) if sought else {}
    return [_shown(one, codes.get(one.child_id, "") if one.child_id else "", is_late=one.pk in late) for one in requests]


def _shown(request: TracingRequest, code: str, *, is_late: bool) -> Shown:
    handled = "" if request.handled_by == IN_HOUSE else programme.label("tracing_body", request.handled_by)
    return Shown(request, code, what(request), handled, is_late)


def opened(request: TracingRequest, by: Account, at: datetime) -> tuple[list[tuple[str | Promise, str]], bool]:
    """What is sealed of a request, in words; and whether the child's file is closed to this person."""
    try:
        told = actions.open_request(by=by, at=at, request=request)
    except Refused:
        return [], True
    if told is None:
        return [], False
    if request.is_seekers:
        values = dict(told)
        values["born"] = " – ".join(day[:4] for day in (told.get("born_earliest", ""), told.get("born_latest", "")) if day)
        values["child_sex"] = programme.label("sex", told["child_sex"]) if told.get("child_sex") else ""
        values["nationality"] = programme.label("nationality", told["nationality"]) if told.get("nationality") else ""
        return [(label, values[name]) for name, label in SEEKER if values.get(name)], False
    relative = told_of_kin(Child(pk=request.child_id), by).get(request.relative_id) if request.relative_id else None  # type: ignore[arg-type]
    said = [(label, getattr(relative, name)) for name, label in KIN if getattr(relative, name, "")] if relative else []
    return [*said, *([(gettext_lazy("What may help to find this person"), told["note"])] if told.get("note") else [])], False


def page_of(request: TracingRequest, by: Account, at: datetime, *, is_open: bool) -> Page:
    """Notes are opened only where the request is."""
    today = at.date()
    steps, acted = tracing.steps_of(request, by), tracing.actions_of(request, by)
    verified, decided = tracing.verifications_of(request, by), tracing.reunifications_of(request, by)
    child = tracing.matched_child(request, by)
    follows = child is not None and Child.objects.followed_by(by).filter(pk=child.pk).exists()
    people = initials_of(
        [
            *(row.recorded_by for row in [*steps, *acted, *verified]),
            *(row.decided_by for row in decided),
            *(visit.recorded_by for row in decided for visit in row.follow_ups.all() if visit.recorded_by),
        ]
    )

    def note(row: Any) -> str:
        return tracing.note_of(row) if is_open and (request.is_seekers or follows) else ""

    current = next((row for row in decided if row.failed_on is None), None)
    sides = _sides(request, verified, steps, by, people, note)
    works = by.holds(P.TRACING_WORK)
    own = request.organisation_id == by.organisation_id
    is_national = sees_all_tracing(by)
    about = tracing.requests_of(child, by) if child is not None and follows else []
    others = [one for one in about if one.pk != request.pk and not one.is_closed]
    return Page(
        what=what(request),
        child=child,
        follows=follows,
        steps=[Step(step, _detail(step), note(step), people.get(step.recorded_by, "")) for step in steps],
        actions=[Acted(one, note(one), people.get(one.recorded_by, ""), one.due_on is not None and one.due_on < today) for one in acted],
        sides=sides,
        reunification=_reunited(current, people, note) if current else None,
        may_work=works and own and (request.is_seekers or follows),
        may_verify=_may_verify(request, sides, works=works and request.status not in DONE, follows=follows),
        may_decide=by.holds(P.REUNIFICATION_DECIDE)
        and request.status == TracingRequest.Status.VERIFIED
        and (follows or is_national)
        and current is None
        and not any(side.is_mine for side in sides),
        may_compare=works and not request.is_closed and (is_national or (own and request.is_seekers)),
        is_national=is_national,
        others=others,
        is_found=any(one.status in FOUND for one in [request, *others]),
    )


def _detail(step: TracingStep) -> str:
    if step.kind == TracingStep.Kind.CLOSED:
        outcome, reason = programme.label("tracing_outcome", step.outcome), programme.label("tracing_closure", step.reason)
        return f"{outcome} · {reason}"
    if step.kind == TracingStep.Kind.HANDED_OVER:
        return f"{programme.label('tracing_body', step.body)} · {step.get_basis_kind_display()}"
    return ""


def _sides(
    request: TracingRequest, verified: list[TracingVerification], steps: list[TracingStep], by: Account, people: dict[Any, str], note: Any
) -> list[Side]:
    again = [step.recorded_at for step in steps if step.kind in {TracingStep.Kind.REOPENED, TracingStep.Kind.FAILED}]
    since = max(again, default=None)
    newest: dict[str, TracingVerification] = {}
    for row in reversed(verified):
        if since is None or row.recorded_at > since:
            newest[row.of] = row
    found = []
    for of in TracingVerification.Of:
        last = newest.get(of)
        found.append(
            Side(
                of=of,
                label=str(of.label),
                found=last,
                note=note(last) if last else "",
                by=people.get(last.recorded_by, "") if last else "",
                is_mine=last is not None and last.recorded_by == by.pk,
            )
        )
    return found


def _may_verify(request: TracingRequest, sides: list[Side], *, works: bool, follows: bool) -> list[tuple[str, str]]:
    """The sides that this person may verify: never the other one of the side they verified."""
    if not works:
        return []
    mine = {side.of for side in sides if side.is_mine}
    return [(side.of, side.label) for side in sides if (side.of == TracingVerification.Of.ADULT or follows) and not (mine - {side.of})]


def _reunited(row: Reunification, people: dict[Any, str], note: Any) -> Reunited:
    visits = [
        (visit, tracing.months_in_words(visit.months), note(visit), people.get(visit.recorded_by, "")) for visit in row.follow_ups.all()
    ]
    return Reunited(row, note(row), people.get(row.decided_by, ""), visits)
