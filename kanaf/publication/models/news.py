"""What is published on a day: press releases and bulletins, written around figures, in three languages at once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.models import Page

from kanaf.core import clock
from kanaf.publication.models.released import ReleasedFigure
from kanaf.publication.models.site import SitePage

NEVER = datetime(1970, 1, 1, tzinfo=clock.CASABLANCA)


class NewsIndexPage(SitePage):
    """Press releases and bulletins, newest first."""

    template: ClassVar[str] = "publication/news_index.html"
    subpage_types: ClassVar[list[str]] = ["publication.PressRelease", "publication.Bulletin"]

    def newest(self) -> "list[NewsPage]":
        """The published ones below this page: by the day they speak of, then by the moment of publication."""
        found: list[NewsPage] = [
            page for kind in (PressRelease, Bulletin) for page in kind.objects.child_of(self).live().filter(published_at__isnull=False)
        ]
        return sorted(found, key=NewsPage.moment, reverse=True)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["news"] = self.newest()
        return context


@dataclass(frozen=True)
class Correction:
    """A version released after the page was published: what it changes of what the page shows."""

    figure: ReleasedFigure
    before: ReleasedFigure


class NewsPage(SitePage):
    """A page with a day.

    `published_at` is when readers first had it, by our clock; corrections after it are shown above the text. `written_at` is when
    somebody last wrote in it, so that a figure that changed since is seen. `dated_on` orders old news of which only a month or
    year is known; `dateline` is what is printed of it.
    """

    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    written_at = models.DateTimeField(null=True, blank=True, editable=False)
    dated_on = models.DateField(_("day"), null=True, blank=True)
    dateline = models.CharField(_("place and day, in words"), max_length=120, blank=True)

    content_panels: ClassVar[list[Panel]] = [*SitePage.content_panels, FieldPanel("dated_on"), FieldPanel("dateline")]
    parent_page_types: ClassVar[list[str]] = ["publication.NewsIndexPage"]

    class Meta:
        abstract = True

    class Privacy:
        public = ("published_at", "dated_on", "dateline")
        internal = ("written_at",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep which figures a published page shows, so that a figure's page leads to it."""
        super().save(*args, **kwargs)
        if self.live:
            ShownFigure.keep(self, self.figure_keys())

    def moment(self) -> tuple[date, datetime]:
        """Where it stands among the news: the day it speaks of, then when it was published."""
        published = (self.published_at or NEVER).astimezone(clock.CASABLANCA)
        return self.dated_on or published.date(), published

    @property
    def corrections(self) -> list[Correction]:
        """Newest first."""
        if self.published_at is None:
            return []
        later = ReleasedFigure.objects.by_key(self.figure_keys()).filter(released_at__gt=self.published_at, replaces__isnull=False)
        return [Correction(figure, figure.replaces) for figure in later.select_related("replaces").order_by("-released_at")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        shown = list(context["figures"].values())  # those of its own words and blocks
        context |= {
            "corrections": self.corrections,
            "shown": shown,
            "as_of": max((figure.as_of for figure in shown), default=None),
        }
        return context


class PressRelease(NewsPage):
    """What is told to the press."""

    template: ClassVar[str] = "publication/news.html"


class Bulletin(NewsPage):
    """Figures of a period, what they say and what they do not."""

    template: ClassVar[str] = "publication/news.html"


class ShownFigure(models.Model):
    """A published page shows a figure: the link between both, for readers and for whoever corrects the figure."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="shown_figures")
    indicator = models.SlugField(max_length=40)
    window = models.SlugField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "indicator", "window"], name="a_page_shows_a_figure_once")]

    class Privacy:
        public = ("id", "page", "indicator", "window")

    @staticmethod
    def keep(page: Page, keys: set[str]) -> None:
        """Make the rows of a page agree with what it shows."""
        wanted = {tuple(key.split("@", 1)) for key in keys if "@" in key}
        held = {(row.indicator, row.window): row for row in ShownFigure.objects.filter(page=page)}
        for place, row in held.items():
            if place not in wanted:
                row.delete()
        ShownFigure.objects.bulk_create(ShownFigure(page=page, indicator=code, window=window) for code, window in wanted - set(held))

    @staticmethod
    def pages_of(figure: ReleasedFigure) -> QuerySet[Page]:
        """Published pages that show a figure, in every language."""
        shown = ShownFigure.objects.filter(indicator=figure.indicator, window=figure.window).values("page")
        return Page.objects.filter(pk__in=shown).live().select_related("locale")
