"""The search of the masthead. A POST: what is typed may be a name, and names are never in an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kanaf.access.policy import needs
from kanaf.access.roles import Permission
from kanaf.children import codes
from kanaf.children.queries import find_by_code, look_alikes
from kanaf.children.told import Names
from kanaf.core import audit, clock
from kanaf.core.actions import one_transaction
from kanaf.desk.forms.filters import SearchForm
from kanaf.desk.matches import Match, matches_of
from kanaf.desk.views.asked import asker, to_file, typed


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CHILD_READ)
def search(request: HttpRequest) -> HttpResponse:
    """A code leads to its file; a name to codes, ages and reasons, among the files one may see. No name is shown."""
    by, at = asker(request), clock.now()
    form = SearchForm(typed(request))
    found: list[Match] = []
    if form.is_valid():
        text = form.cleaned_data["q"]
        code = codes.read_code(text)
        child = find_by_code(by, text)
        if child is not None:
            return to_file(child)
        # What looks like a code may be a name all the same; a code of another organisation's child is no name of ours.
        alike = look_alikes(by=by, told=Names(latin=text)) if code is None else []
        with one_transaction():
            audit.record("child.searched", by=by, at=at, kind="code" if code else "name", found=len(alike))
        found = matches_of(alike, at.date(), with_names=False)
    context = {"form": form, "found": found, "asked": form.is_bound and form.is_valid(), "language_next": reverse("desk:search")}
    return render(request, "desk/search.html", context)
