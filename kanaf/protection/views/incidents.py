"""Incidents: a report that takes a minute, one's own reports, and for who handles them the whole way to closing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanaf.access.models import Account
from kanaf.access.policy import load_or_404, needs, signed_in, step_up
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.core.forms import KanafForm
from kanaf.protection import actions, handling, queries
from kanaf.protection.handling import Kind, Seen, Whom
from kanaf.protection.incident_forms import AssessForm, ContainForm, GiveBackForm, InvolveForm, LessonForm, NotifyForm, ReportForm
from kanaf.protection.models import Incident, IncidentStep

DataClass = IncidentStep.DataClass


@require_safe
@signed_in
def list_incidents(request: HttpRequest) -> HttpResponse:
    """One's own reports and where they stand; for who handles incidents, all in reach."""
    by, at = _asker(request), clock.now()
    context = {
        "incidents": [(seen, handling.number_of(seen.row)) for seen in handling.incidents(by, at)],
        "lessons": handling.lessons_of(by),
        "handles": by.holds(Permission.INCIDENT_HANDLE),
        "today": at.date(),
    }
    return render(request, "protection/incidents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def report(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong."""
    by, at = _asker(request), clock.now()
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        people=handling.people_near(by, at.date()),
        today=at.date(),
        initial={"kind": request.GET.get("kind", "")},
    )
    if form.is_valid():
        try:
            incident = actions.report_incident(by=by, at=at, **form.values)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("Reported. The officer and the coordination are called; do now what stands below."))
            return redirect("protection:incident", pk=incident.pk)
    return render(request, "protection/report.html", {"form": form})


@require_safe
@needs(Permission.INCIDENT_HANDLE)
def register(request: HttpRequest) -> HttpResponse:
    """Every incident one handles, to be printed: days, classes and counts; no name, no code, no words."""
    by, at = _asker(request), clock.now()
    found = handling.seen(Incident.objects.handled_by(by).order_by("noticed_at", "pk").defer("sealed"), at)
    lines = [(seen, handling.number_of(seen.row), _classes(seen), [(whom, _told(seen, whom)) for whom in Whom]) for seen in found]
    return render(request, "protection/register.html", {"lines": lines, "at": at, "whom": list(Whom)})


@require_safe
@signed_in
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One incident: for who reported it what they said and where it stands; for who handles it all of it."""
    return _show(request, _load(request, pk))


@require_POST
@needs(Permission.INCIDENT_HANDLE)
@step_up
def handle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One step, by which form was sent."""
    by, at, incident = _asker(request), clock.now(), _load(request, pk)
    handling.check_handles(by, incident)
    what = request.POST.get("do", "")
    name, form = _sent(request, by, incident, what)

    def do() -> object:
        given = form.cleaned_data
        told: dict[str, Any] = {"by": by, "at": at, "incident": incident}
        match name:
            case "contain":
                return actions.contain_incident(**told, what=given["what"], id=given["form_id"])
            case "assess":
                values = {key: given[key] for key in ("severity", "classes", "children_touched", "consequences")}
                return actions.assess_incident(**told, **values, id=given["form_id"])
            case "notify":
                values = {key: given[key] for key in ("whom", "told_on", "how", "note")}
                return actions.decide_notification(**told, **values, id=given["form_id"])
            case "lesson":
                owner = form.owners[given["owner"]]  # type: ignore[attr-defined]
                return actions.note_lesson(**told, what=given["what"], owner=owner, due_on=given["due_on"], id=given["form_id"])
            case "involve":
                account = form.people[given["account"]]  # type: ignore[attr-defined]
                return actions.name_involved(**told, account=account, id=given["form_id"])
            case "close":
                return actions.close_incident(**told, agrees=True, id=given["form_id"])
            case "return":
                return actions.close_incident(**told, agrees=False, why=given["why"], id=given["form_id"])
            case "forget":
                return actions.forget_incident(**told)
        return actions.ask_to_close(**told, id=given["form_id"])

    return _done(request, incident, name, form, do)


@require_POST
@signed_in
def lesson_done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that a lesson that one sees to was carried out."""
    by = _asker(request)
    lesson = get_object_or_404(IncidentStep, pk=pk, kind=Kind.LESSON, owner=by)
    actions.carry_out_lesson(by=by, at=clock.now(), lesson=lesson)
    messages.success(request, _("Written down: the lesson was carried out."))
    return redirect("protection:incidents")


def _sent(request: HttpRequest, by: Account, incident: Incident, what: str) -> tuple[str, KanafForm]:
    """Which of the page's forms was sent, filled."""
    data = request.POST
    match what:
        case "contain":
            return what, ContainForm(data)
        case "assess":
            return what, AssessForm(data)
        case "notify":
            return what, NotifyForm(data)
        case "lesson":
            return what, LessonForm(data, owners=handling.owners(by, incident))
        case "involve":
            return what, InvolveForm(data, people=handling.owners(by, incident))
        case "return":
            return what, GiveBackForm(data)
        case "close" | "forget":
            return what, KanafForm(data)
    return "ask", KanafForm(data)


def _done(request: HttpRequest, incident: Incident, name: str, form: KanafForm, do: Callable[[], object]) -> HttpResponse:
    """Do what a form asks, or show the page again with what was typed."""
    if form.is_valid():
        try:
            do()
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The step is written down."))
            if not Incident.objects.visible_to(_asker(request)).filter(pk=incident.pk).exists():
                return redirect("protection:incidents")
            return redirect("protection:incident", pk=incident.pk)
    return _show(request, incident, **{name: form})


def _show(request: HttpRequest, incident: Incident, **wrong: KanafForm) -> HttpResponse:
    by, at = _asker(request), clock.now()
    actions.open_incident(by=by, at=at, incident=incident)
    (seen,) = handling.seen([incident], at)
    handles = Incident.objects.handled_by(by).filter(pk=incident.pk).exists()
    said = handling.words_of(incident)
    context: dict[str, Any] = {
        "seen": seen,
        "incident": incident,
        "number": handling.number_of(incident),
        "said": said,
        "is_forgotten": said is None,
        "handles": handles,
        "is_reporter": incident.reported_by == by.pk,
        "procedure": _procedure(by, incident) if seen.is_open else [],
    }
    if handles:
        context |= _handled(by, incident, seen, wrong)
    return render(request, "protection/incident.html", context)


def _handled(by: Account, incident: Incident, seen: Seen, wrong: dict[str, KanafForm]) -> dict[str, Any]:
    """What only who handles it is shown: every step, whom and what it touches, and the next acts."""
    people = queries.initials_of([incident.reported_by, *(step.taken_by for step in seen.steps), *(step.owner_id for step in seen.steps)])
    asked = handling.closing_asked(seen.steps)
    owners = handling.owners(by, incident) if seen.is_open else []
    closed = next((step for step in seen.steps if step.kind == Kind.CLOSED), None)
    done = {step.of_id for step in seen.steps if step.of_id}
    linked = queries.codes_of(incident.children.values_list("child_id", flat=True))
    return {
        "form": next(iter(wrong.values()), None),
        "reported_by": people.get(incident.reported_by, ""),
        "steps": [
            (step, people.get(step.taken_by, ""), people.get(step.owner_id, ""), handling.words_of(step)) for step in reversed(seen.steps)
        ],
        "done": done,
        "classes": _classes(seen),
        "children": sorted(linked.values()),
        "involved": [one.account for one in incident.people.select_related("account__organisation")],
        "contain_form": wrong.get("contain") or (ContainForm() if seen.is_open else None),
        "assess_form": wrong.get("assess") or (AssessForm() if seen.is_open else None),
        "notify_form": wrong.get("notify") or (NotifyForm() if seen.is_open else None),
        "lesson_form": wrong.get("lesson") or (LessonForm(owners=owners) if seen.is_open else None),
        "involve_form": wrong.get("involve") or (InvolveForm(people=owners) if seen.is_open else None),
        "ask_form": wrong.get("ask") or (KanafForm() if seen.phase == handling.LEARNED else None),
        "close_form": wrong.get("close") or (KanafForm() if asked is not None and asked.taken_by != by.pk else None),
        "return_form": wrong.get("return") or (GiveBackForm() if asked is not None and asked.taken_by != by.pk else None),
        "forget_form": wrong.get("forget") or (KanafForm() if _can_forget(seen, closed, by) else None),
        "waits_for_second": asked is not None and asked.taken_by == by.pk,
    }


def _can_forget(seen: Seen, closed: IncidentStep | None, by: Account) -> bool:
    return closed is not None and closed.taken_by != by.pk and not any(step.kind == Kind.FORGOTTEN for step in seen.steps)


def _classes(seen: Seen) -> str:
    chosen = seen.assessment.classes if seen.assessment else []
    return ", ".join(str(DataClass(one).label) for one in chosen)


def _told(seen: Seen, whom: str) -> IncidentStep | None:
    return next((step for step in reversed(seen.told) if step.whom == whom), None)


def _procedure(by: Account, incident: Incident) -> list[tuple[handling.Check, str]]:
    """What is done at once, with the way to it for who may take it."""
    lines = handling.procedure(incident.kind)
    return [(line, _address(line.place) if line.needs is None or by.holds(line.needs) else "") for line in lines]


def _address(place: str) -> str:
    """Of an act of another room; nothing where this surface does not carry it."""
    try:
        return reverse(place) if place else ""
    except NoReverseMatch:
        return ""


def _load(request: HttpRequest, pk: UUID) -> Incident:
    found: Incident = load_or_404(Incident.objects, _asker(request), pk=pk)
    return found


def _asker(request: HttpRequest) -> Account:
    by: Any = request.user
    return by  # type: ignore[no-any-return]
