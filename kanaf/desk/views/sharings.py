"""What one's organisation shares of a child, and what others share with it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanaf.access.policy import load_or_404, needs
from kanaf.access.roles import Permission
from kanaf.children import actions
from kanaf.children import queries as children
from kanaf.children.models import Sharing
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.desk import words
from kanaf.desk.forms.sharing import ShareForm
from kanaf.desk.queries import waiting
from kanaf.desk.queries.files import sharings_of
from kanaf.desk.views.asked import asker, child_of, typed


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CHILD_SHARE)
def share(request: HttpRequest, code: str) -> HttpResponse:
    """All sharings of a child with who reads them; and a new one, with an organisation for which there is a decision."""
    by, at, child = asker(request), clock.now(), child_of(request, code)
    form = ShareForm(typed(request), bases=children.bases(child, by), today=at.date())
    if form.is_valid():
        given = form.cleaned_data
        try:
            sharing = actions.share_child(
                by=by,
                at=at,
                child=child,
                recipient=form.chosen_basis.recipient,  # type: ignore[arg-type]
                groups=given["groups"],
                purpose=given["purpose"],
                basis=form.chosen_basis,
                until=given["until"],
                follows_in=form.follows_in,
                id=given["form_id"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("Shared with %(organisation)s.") % {"organisation": sharing.recipient.name})
            if sharing.waits_for_second_person:
                messages.info(request, _("Where the child is, is shared once a colleague agrees: it waits on their day’s page."))
            return redirect("desk:sharings", code=child.code)
    context = {
        "child": child,
        "who": words.child(children.registration_of(child), at.date()),
        "form": form,
        "sharings": sharings_of(child, by),
        "by": by,
    }
    return render(request, "desk/sharings.html", context)


@require_POST
@needs(Permission.CHILD_SHARE)
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a sharing at once."""
    sharing = _own_sharing(request, pk)
    actions.end_sharing(by=asker(request), at=clock.now(), sharing=sharing)
    messages.success(request, _("The sharing has ended: nothing of it can be read any more."))
    return redirect("desk:sharings", code=sharing.child.code)


@require_POST
@needs(Permission.CHILD_SHARE)
def allow_place(request: HttpRequest, pk: UUID) -> HttpResponse:
    """As a second person, let a recipient read where the child is."""
    sharing = _own_sharing(request, pk)
    try:
        actions.allow_place(by=asker(request), at=clock.now(), sharing=sharing)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Where the child is, is now shared too."))
    return redirect("desk:sharings", code=sharing.child.code)


@require_safe
@needs(Permission.CHILD_READ)
def list_shared_in(request: HttpRequest) -> HttpResponse:
    """What other organisations share with one's own: codes and ages, no name."""
    by, today = asker(request), clock.today()
    held = waiting.shared_in(by)
    registrations = children.registrations_of([sharing.child_id for sharing in held])
    rows = [(sharing, words.child(registrations.get(sharing.child_id), today)) for sharing in held]
    return render(request, "desk/shared_in.html", {"rows": rows})


def _own_sharing(request: HttpRequest, pk: UUID) -> Sharing:
    by = asker(request)
    sharing: Sharing = load_or_404(Sharing.objects.select_related("child", "recipient"), by, pk=pk)
    if sharing.organisation_id != by.organisation_id:
        raise NotPermitted("another organisation's sharing")
    return sharing
