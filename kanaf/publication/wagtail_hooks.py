"""What Wagtail's editor must respect: nothing goes out in one language only, and what is done in it is recorded."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page

from kanaf.core import audit, clock
from kanaf.core.errors import Refused
from kanaf.publication import actions
from kanaf.publication.models import NewsPage


@hooks.register("before_publish_page")
def all_languages_first(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The editor's publish button follows the rule of our own; what was written is kept as a draft."""
    try:
        _check(page)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_bulk_action")
def all_languages_first_for_many(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """So does publishing many pages at once."""
    if action_type != "publish":
        return None
    try:
        for page in objects:
            _check(page)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("wagtailadmin_explore_root")
    return None


@hooks.register("after_publish_page")
def note_published(request: HttpRequest, page: Page) -> None:
    at = clock.now()
    news = page.specific
    if isinstance(news, NewsPage) and news.published_at is None:
        type(news).objects.filter(pk=news.pk).update(published_at=at)
    audit.record("page.published", by=request.user, target=page, at=at)


@hooks.register("after_edit_page")
@hooks.register("after_create_page")
def note_written(request: HttpRequest, page: Page) -> None:
    at = clock.now()
    news = page.specific
    if isinstance(news, NewsPage):
        type(news).objects.filter(pk=news.pk).update(written_at=at)
    audit.record("page.written", by=request.user, target=page, at=at)


@hooks.register("after_unpublish_page")
def note_withdrawn(request: HttpRequest, page: Page) -> None:
    audit.record("page.withdrawn", by=request.user, target=page, at=clock.now())


@hooks.register("after_delete_page")
def note_deleted(request: HttpRequest, page: Page) -> None:
    audit.record("page.deleted", by=request.user, target=page, at=clock.now())


def _check(page: Page) -> None:
    news = page.specific
    if isinstance(news, NewsPage):
        actions.check_may_publish(news)
