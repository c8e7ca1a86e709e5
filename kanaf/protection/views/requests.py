"""Requests about a child's data: written down from the child's page or by the officer, then answered on one page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanaf.access.models import Account
from kanaf.access.policy import load_or_404, needs, signed_in, step_up
from kanaf.access.roles import Permission
from kanaf.assistance.models import Service
from kanaf.children.actions import check_follows
from kanaf.children.models import Child
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.core.forms import KanafForm
from kanaf.programme import queries as programme
from kanaf.protection import actions, answering, queries
from kanaf.protection.models import Request, RequestStep
from kanaf.protection.models.requests import EVERYTHING
from kanaf.protection.request_forms import AnswerForm, CheckForm, DisagreeForm, ExtendForm, RequestByCodeForm, RequestForm, ReturnForm

Kind = RequestStep.Kind


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REQUEST_RECORD)
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what is asked about a child that one follows."""
    by, at = _asker(request), clock.now()
    child: Child = load_or_404(Child.objects, by, code=code)
    check_follows(by, child)
    form = RequestForm(_typed(request), colleagues=colleagues(by), today=at.date(), initial={"kind": request.GET.get("kind", "")})
    return _recorded(request, form, child, back=child)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REQUEST_RECORD)
def key_in(request: HttpRequest) -> HttpResponse:
    """The same by a case code: how the officer, who follows nobody, writes one down."""
    by = _asker(request)
    form = RequestByCodeForm(_typed(request), by=by, colleagues=colleagues(by), today=clock.today())
    return _recorded(request, form, form.child if form.is_valid() else None)


def _recorded(request: HttpRequest, form: RequestForm, child: Child | None, back: Child | None = None) -> HttpResponse:
    by, at = _asker(request), clock.now()
    if form.is_valid() and child is not None:
        try:
            made = actions.record_request(by=by, at=at, child=child, **form.values)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The request is written down. The officer for data protection answers it."))
            return redirect("desk:home") if made.about_id == by.pk else redirect("protection:request", pk=made.pk)
    return render(request, "protection/request_form.html", {"form": form, "child": back})


@require_safe
@signed_in
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request with its steps; that it was opened is recorded."""
    return _show(request, _load(request, pk))


@require_POST
@needs(Permission.REQUEST_RECORD)
def note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What who follows the child adds: who asks is known now, or the person disagrees."""
    by, at, held = _asker(request), clock.now(), _load(request, pk)
    if request.POST.get("do") == "disagree":
        disagree = DisagreeForm(request.POST)
        return _done(
            request,
            held,
            disagree=disagree,
            do=lambda: actions.record_disagreement(
                by=by, at=at, request=held, words=disagree.cleaned_data["words"], id=disagree.cleaned_data["form_id"]
            ),
            said=_("What the person says is kept beside the record, and shown with the file."),
        )
    check = CheckForm(request.POST)
    return _done(
        request,
        held,
        check=check,
        do=lambda: actions.check_asker(by=by, at=at, request=held, how=check.cleaned_data["how"], id=check.cleaned_data["form_id"]),
        said=_("It is written down how you made sure who asks."),
    )


@require_POST
@needs(Permission.REQUEST_ANSWER)
@step_up
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the officer does: take more time, answer, or as second person agree with a refusal."""
    by, at, held = _asker(request), clock.now(), _load(request, pk)
    what = request.POST.get("do")
    if what == "extend":
        extend = ExtendForm(request.POST)
        return _done(
            request,
            held,
            extend=extend,
            do=lambda: actions.extend_request(
                by=by, at=at, request=held, reason=extend.cleaned_data["reason"], id=extend.cleaned_data["form_id"]
            ),
            said=_("The time is extended. Tell the person, with the reason."),
        )
    if what == "agree":
        agree = KanafForm(request.POST)
        return _done(
            request,
            held,
            agree=agree,
            do=lambda: actions.agree_refusal(by=by, at=at, request=held, id=agree.cleaned_data["form_id"]),
            said=_("The request is answered."),
        )
    if what == "return":
        back = ReturnForm(request.POST)
        return _done(
            request,
            held,
            back=back,
            do=lambda: actions.return_refusal(
                by=by, at=at, request=held, reason=back.cleaned_data["reason"], id=back.cleaned_data["form_id"]
            ),
            said=_("The refusal is not agreed: the request waits for another answer."),
        )
    form = _answer_form(request, held)
    return _done(
        request,
        held,
        answer=form,
        do=lambda: actions.answer_request(
            by=by,
            at=at,
            request=held,
            outcome=form.cleaned_data["outcome"],
            told_by=form.cleaned_data["told_by"],
            told_of_authority=form.cleaned_data["told_of_authority"],
            reason=form.cleaned_data["reason"],
            purposes=form.cleaned_data.get("purposes", ()),
            corrected=UUID(form.cleaned_data["corrected"]) if form.cleaned_data.get("corrected") else None,
            id=form.cleaned_data["form_id"],
        ),
        said=_("Written down. What the answer does is done; a refusal waits for a second person."),
    )


def colleagues(by: Account) -> list[Account]:
    """Of whom a request may complain: the people of one's own organisation."""
    return list(Account.objects.filter(organisation=by.organisation_id, is_active=True, is_system=False).order_by("name"))


def _done(request: HttpRequest, held: Request, *, do: Callable[[], object], said: str, **forms: KanafForm) -> HttpResponse:
    """Do what one of the page's forms asks, or show the page again with what was typed."""
    (form,) = forms.values()
    if form.is_valid():
        try:
            do()
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, said)
            return redirect("protection:request", pk=held.pk)
    return _show(request, held, **forms)


def _show(request: HttpRequest, held: Request, **wrong: KanafForm) -> HttpResponse:
    by, at = _asker(request), clock.now()
    actions.open_request(by=by, at=at, request=held)
    steps = list(held.steps.order_by("taken_at", "pk"))
    (line,) = answering.lines_of([held], at.date())
    pending = answering.pending(steps)
    may_answer = line.is_open and by.holds(Permission.REQUEST_ANSWER)
    may_note = by.holds(Permission.REQUEST_RECORD) and line.state != answering.ERASED
    is_checked = bool(held.identity_check) or any(step.kind == Kind.CHECKED for step in steps)
    refused = line.state in {answering.PARTLY, answering.REFUSED} and held.kind == Request.Kind.CORRECTION
    people = queries.initials_of([held.recorded_by, *(step.taken_by for step in steps)])
    context = {
        "line": line,
        "request_shown": held,
        "words": answering.words_of(held),
        "purpose": _("Every use") if held.purpose == EVERYTHING else programme.label("consent_purpose", held.purpose),
        "recorded_by": people.get(held.recorded_by, ""),
        "steps": [(step, people.get(step.taken_by, ""), answering.words_of(step), _effect_of(step)) for step in reversed(steps)],
        "pending": pending,
        "is_mine": pending is not None and pending.taken_by == by.pk,
        "stays": answering.what_stays(held.child_id) if held.kind == Request.Kind.OBJECTION and line.is_open else 0,
        "follows": Child.objects.visible_to(by).filter(pk=held.child_id).exists(),
        "export": answering.copies_of(held, steps),
        "makes_copy": any(step.export is not None and step.export.asked_by == by.pk for step in steps),
        "form": next(iter(wrong.values()), None),
        "check_form": wrong.get("check") or (CheckForm() if may_note and line.is_open and not is_checked else None),
        "disagree_form": wrong.get("disagree") or (DisagreeForm() if may_note and refused else None),
        "answer_form": wrong.get("answer") or (_answer_form(request, held) if may_answer and pending is None else None),
        "extend_form": wrong.get("extend") or (ExtendForm() if may_answer and _can_extend(line, steps) else None),
        "agree_form": wrong.get("agree") or (KanafForm() if may_answer and pending else None),
        "return_form": wrong.get("back") or (ReturnForm() if may_answer and pending else None),
    }
    return render(request, "protection/request.html", context)


def _can_extend(line: answering.Asked, steps: list[RequestStep]) -> bool:
    return line.due >= clock.today() and not any(step.kind == Kind.EXTENDED for step in steps)


def _effect_of(step: RequestStep) -> str:
    """What an answer did, in codes that everybody may read."""
    if step.purposes:
        return ", ".join(programme.label("consent_purpose", purpose) for purpose in step.purposes)
    if step.service_id:
        service = Service.objects.filter(pk=step.service_id).defer("sealed").first()
        return programme.label("service_type", service.service_type) if service else _("Service")
    if step.registration_id or step.identity_id:
        return _("Identity") if step.identity_id else _("Registration")
    return programme.label("identity_check", step.identity_check) if step.identity_check else ""


def _answer_form(request: HttpRequest, held: Request) -> AnswerForm:
    is_sent = request.method == "POST" and request.POST.get("do") == "answer"
    data = request.POST if is_sent else None
    return AnswerForm(data, request=held, corrections=answering.corrections_since(held), language=get_language() or "fr")


def _load(request: HttpRequest, pk: UUID) -> Request:
    found: Request = load_or_404(Request.objects.select_related("about"), _asker(request), pk=pk)
    return found


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _asker(request: HttpRequest) -> Account:
    by: Any = request.user
    return by  # type: ignore[no-any-return]
