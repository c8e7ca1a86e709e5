"""The communications officer's pages: what may be released, what is being written, what readers have."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanaf.access.models import Account
from kanaf.access.policy import needs, step_up
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.indicators.models import Release
from kanaf.publication import actions, queries
from kanaf.publication.forms import BulletinForm
from kanaf.publication.models.frame import LANGUAGES, OWN_NAMES

P = Permission


@require_safe
@needs(P.BULLETIN_WRITE)
def desk(request: HttpRequest) -> HttpResponse:
    """Figures to release, figures that no page shows yet, and every text on its way."""
    drafts = queries.drafts()
    context = {
        "releases": queries.awaiting_release(),
        "not_shown": queries.not_shown(),
        "drafts": [one for one in drafts if not one.is_published],
        "published": [one for one in drafts if one.is_published],
        "editor": _editor(),
    }
    return render(request, "publication/desk.html", context)


@require_POST
@needs(P.RELEASE_APPROVE)
@step_up
def release(request: HttpRequest, release: UUID) -> HttpResponse:
    """A figure that two people have checked goes out."""
    by: Account = request.user  # type: ignore[assignment]
    row = get_object_or_404(Release.objects.select_related("figure__definition__indicator", "figure__period"), pk=release)
    try:
        figure = actions.release_figure(by=by, at=clock.now(), release=row)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Released: %(figure)s. Everybody may read it now.") % {"figure": figure.full_label})
    return redirect("publication:desk" if by.holds(P.BULLETIN_WRITE) else row.figure.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@needs(P.BULLETIN_WRITE)
def write(request: HttpRequest) -> HttpResponse:
    """A new press release or bulletin, in up to three languages."""
    by: Account = request.user  # type: ignore[assignment]
    options = queries.options()
    form = BulletinForm(request.POST or None, options=options, initial={"shown": request.GET.getlist("figure")})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_bulletin(by=by, at=clock.now(), key=form.cleaned_data["form_id"], telling=_telling(form))
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("Kept. Nothing is published yet: read it through, then publish."))
            return redirect("publication:bulletin", form.cleaned_data["form_id"])
    return render(request, "publication/bulletin_form.html", {"form": form, "options": queries.placeholders()})


@require_safe
@needs(P.BULLETIN_WRITE)
def bulletin(request: HttpRequest, key: UUID) -> HttpResponse:
    """What stands between a text and its readers, as a list of checks; its pages in each language."""
    one = _load(key)
    pages = [(code, OWN_NAMES[code], one.pages.get(code), _edit_url(one.pages[code].pk) if code in one.pages else "") for code in LANGUAGES]
    return render(
        request, "publication/bulletin.html", {"bulletin": one, "pages": pages, "may_publish": _holds(request, P.BULLETIN_PUBLISH)}
    )


@require_safe
@needs(P.BULLETIN_WRITE)
def preview(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """A text as its readers will see it, before it is published."""
    page = _load(key).pages.get(language)
    if page is None:
        raise Http404
    with translation.override(language):
        return render(request, page.template, page.get_context(request) | {"is_draft": not page.live})


@require_POST
@needs(P.BULLETIN_PUBLISH)
@step_up
def publish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Publish in the three languages at once."""
    by: Account = request.user  # type: ignore[assignment]
    _load(key)
    try:
        actions.publish_bulletin(by=by, at=clock.now(), key=key)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Published in French, Arabic and English."))
    return redirect("publication:bulletin", key)


@require_POST
@needs(P.BULLETIN_PUBLISH)
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a text off the site; it stays as a draft."""
    by: Account = request.user  # type: ignore[assignment]
    _load(key)
    actions.withdraw_bulletin(by=by, at=clock.now(), key=key)
    messages.success(request, _("Withdrawn from the site. The text is kept as a draft."))
    return redirect("publication:bulletin", key)


def _load(key: UUID) -> queries.Draft:
    one = queries.draft(key)
    if one is None:
        raise Http404
    return one


def _telling(form: BulletinForm) -> actions.Telling:
    given = form.cleaned_data
    return actions.Telling(
        kind=given["kind"],
        words={
            code: actions.Words(
                title=given[f"title_{code}"], lead=given[f"lead_{code}"], body=given[f"body_{code}"], dateline=given[f"dateline_{code}"]
            )
            for code in LANGUAGES
        },
        shown=given["shown"],
        dated_on=given["dated_on"],
    )


def _holds(request: HttpRequest, permission: Permission) -> bool:
    by: Account = request.user  # type: ignore[assignment]
    return by.holds(permission)


def _editor() -> str:
    """Wagtail's editor, where this process carries it."""
    try:
        return reverse("wagtailadmin_home")
    except NoReverseMatch:
        return ""


def _edit_url(page: int) -> str:
    try:
        return reverse("wagtailadmin_pages:edit", args=[page])
    except NoReverseMatch:
        return ""
