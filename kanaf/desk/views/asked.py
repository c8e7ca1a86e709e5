"""What every page of the desk takes from a request: who asks, what was typed, which child, which case."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kanaf.access.models import Account
from kanaf.access.policy import load_or_404
from kanaf.casework.models import Case
from kanaf.children.actions import check_follows
from kanaf.children.models import Child
from kanaf.children.queries import registration_of
from kanaf.core import clock
from kanaf.core.errors import NotPermitted
from kanaf.desk import words


def asker(request: HttpRequest) -> Account:
    """The person who asks; `needs` has seen to it that there is one."""
    return cast(Account, request.user)


def typed(request: HttpRequest) -> Any:
    """What was sent, or None where the form is only to be shown."""
    return request.POST if request.method == "POST" else None


def visible_child(request: HttpRequest, code: str) -> Child:
    """A child that one may see, followed or shared in."""
    child: Child = load_or_404(Child.objects, asker(request), code=code)
    return child


def follows(request: HttpRequest, child: Child) -> bool:
    return Child.objects.followed_by(asker(request)).filter(pk=child.pk).exists()


def child_of(request: HttpRequest, code: str) -> Child:
    """A child for whom one acts: 404 where it is not visible, 403 where it is only shared with one's organisation."""
    child = visible_child(request, code)
    check_follows(asker(request), child)
    return child


def own_case(request: HttpRequest, pk: Any) -> Case:
    """A case that one may see: 404 where not, 403 where it is another organisation's, which alone acts on it."""
    by = asker(request)
    case: Case = load_or_404(Case.objects.select_related("child", "responsible", "city"), by, pk=pk)
    if case.organisation_id != by.organisation_id:
        raise NotPermitted("another organisation's case")
    return case


def act_page(
    request: HttpRequest, child: Child, form: Any, *, title: str, submit: str, lead: str = "", template: str = "desk/act.html", **more: Any
) -> HttpResponse:
    """A page on which one thing is done for one child."""
    who = words.child(registration_of(child), clock.today())
    context = {"child": child, "who": who, "form": form, "title": title, "submit": submit, "lead": lead, **more}
    return render(request, template, context)


def to_file(child: Child) -> HttpResponse:
    return redirect("desk:child", code=child.code)
