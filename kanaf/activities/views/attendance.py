"""Calling the roll, its sheet of paper, and the list of a training."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kanaf.access.models import Account, Organisation
from kanaf.access.policy import needs
from kanaf.access.roles import Permission
from kanaf.activities import actions, queries, rules
from kanaf.activities.choices import AGE_BAND
from kanaf.activities.forms import RollForm, TrainingForm
from kanaf.activities.models import Session
from kanaf.activities.views.sessions import load
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.programme import queries as programme

LINES, FEWEST_BLANK = 18, 4  # of the sheet: what one page holds


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ATTENDANCE_RECORD)
def roll_call(request: HttpRequest, id: UUID) -> HttpResponse:
    """Only “Save” writes; adding a child, taking one off and marking all present show the page again as it stands."""
    by: Any = request.user
    session = load(request, id)
    rules.check_is_own(session, by)
    if session.is_training:
        return redirect("activities:training_list", id=session.pk)
    report = queries.report_of(session)
    if request.method != "POST":
        roll = queries.roll_of(session, by)
        form = RollForm(counted=queries.headcount_of(session), named_only=session.named_only, initial={"seen": report and report.pk})
        return _show(request, session, form, roll)
    form = RollForm(request.POST, named_only=session.named_only)
    doing, _code = form.doing
    codes, absent = form.on_page()
    roll, gone = queries.roll_called(session, by, codes, absent)
    if gone:
        form.add_error("codes", _not_in_reach(gone))
    elif doing == "add":
        roll = _added(form, session, by, roll)
    elif doing == "save" and form.is_valid():
        try:
            kept = actions.record_attendance(
                by=by,
                at=clock.now(),
                session=session,
                present=roll.present,
                absent=roll.absent,
                headcount=form.headcount(),
                total=form.cleaned_data["total"],
                seen=form.cleaned_data["seen"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The list is saved: %(total)s present.") % {"total": kept.total})
            return redirect("activities:session", id=session.pk)
    return _show(request, session, form, roll, is_draft=True)


def _show(request: HttpRequest, session: Session, form: RollForm, roll: queries.Roll, *, is_draft: bool = False) -> HttpResponse:
    context = {"session": session, "form": form, "roll": roll, "is_draft": is_draft, "is_new": not form["seen"].value()}
    return render(request, "activities/roll_call.html", context)


def _added(form: RollForm, session: Session, by: Account, roll: queries.Roll) -> queries.Roll:
    """The roll with the children whose codes were typed; what could not be added stays in the box with its sentence."""
    typed = str(form.typed.get("codes", ""))
    found = queries.children_by_code(by, typed, session)
    on_roll = {one.child.code for one in roll.attendees}
    twice = [code for code in found.children if code in on_roll]
    if not typed:
        form.add_error("codes", _("Write the code of the child to add."))
    if found.misread:
        form.add_error("codes", _("This is no case code; check each letter: %(codes)s.") % {"codes": ", ".join(found.misread)})
    if found.unknown:
        form.add_error("codes", _not_in_reach(found.unknown))
    if twice:
        form.add_error("codes", _("Already on the list, and not added twice: %(codes)s.") % {"codes": ", ".join(twice)})
    form.leave_to_add([*found.misread, *found.unknown])
    codes = [one.child.code for one in roll.attendees] + list(found.children)
    return queries.roll_called(session, by, codes, {child.code for child in roll.absent})[0]


def _not_in_reach(codes: list[str]) -> str:
    sentence = ngettext(
        "Your organisation follows no child with this code in your cities: %(codes)s.",
        "Your organisation follows no child with these codes in your cities: %(codes)s.",
        len(codes),
    )
    return sentence % {"codes": ", ".join(codes)}


@require_safe
@needs(Permission.ATTENDANCE_RECORD)
def sheet(request: HttpRequest, id: UUID) -> HttpResponse:
    """The list on paper, in the three languages, with no name of the programme and no place on it."""
    by: Any = request.user
    session = load(request, id)
    rules.check_is_own(session, by)
    rules.check_is_not_cancelled(session)
    roll = queries.roll_of(session, by)
    context = {
        "session": session,
        "roll": roll,
        "blank": range(max(FEWEST_BLANK, LINES - len(roll.attendees))),
        "bands": programme.terms(AGE_BAND).values(),
    }
    return render(request, "activities/sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.TRAINING_RECORD)
def training_list(request: HttpRequest, id: UUID) -> HttpResponse:
    """Names are opened to be corrected, and that is recorded."""
    by: Any = request.user
    session = load(request, id)
    rules.check_is_own(session, by)
    if not session.is_training:
        return redirect("activities:roll_call", id=session.pk)
    report = queries.report_of(session)
    if request.method != "POST":
        held = actions.open_training_list(by=by, at=clock.now(), session=session)
        return _show_training(request, session, TrainingForm(held=held, initial={"seen": report and report.pk}))
    form = TrainingForm(request.POST, more=10 if request.POST.get("do") == "more" else 0)
    if request.POST.get("do") != "more" and form.is_valid():
        try:
            kept = actions.record_training(by=by, at=clock.now(), session=session, trainees=form.trainees(), seen=form.cleaned_data["seen"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The list is saved: %(total)s trained.") % {"total": kept.total})
            return redirect("activities:session", id=session.pk)
    return _show_training(request, session, form)


def _show_training(request: HttpRequest, session: Session, form: TrainingForm) -> HttpResponse:
    institutions = [organisation.label for organisation in Organisation.objects.all()]
    return render(request, "activities/training_list.html", {"session": session, "form": form, "institutions": institutions})
