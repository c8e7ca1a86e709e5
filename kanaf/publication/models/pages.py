"""The pages of the site: their words are typed, their numbers are those of released figures."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, Panel

from kanaf.places.models import City
from kanaf.publication.maps import Map, Place, maps
from kanaf.publication.models.blocks import figure_choices, problems_of
from kanaf.publication.models.external import ExternalFigure
from kanaf.publication.models.news import NewsIndexPage
from kanaf.publication.models.released import ALL, ReleasedFigure, View
from kanaf.publication.models.site import SitePage


class HomePageForm(WagtailAdminPageForm):
    """The headline is chosen among released figures and kept as text: what is released changes without a migration."""

    headline = forms.ChoiceField(label=_("Released figure in view"), choices=lambda: [("", "–"), *figure_choices()], required=False)


class HomePage(SitePage):
    """One sentence, one number with its label, the axes of the work, the news, how to act. `outlines` draw the map."""

    hero_title = models.CharField(_("headline"), max_length=120)
    headline = models.CharField(_("released figure in view"), max_length=90, blank=True)
    outlines = models.JSONField(default=list, blank=True, editable=False)

    template: ClassVar[str] = "publication/home.html"
    base_form_class = HomePageForm
    content_panels: ClassVar[list[Panel]] = [*SitePage.content_panels, FieldPanel("hero_title"), FieldPanel("headline")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "publication.StandardPage",
        "publication.WorkPage",
        "publication.DataPage",
        "publication.ActionPage",
        "publication.AgendaPage",
        "publication.NewsIndexPage",
    ]

    class Privacy:
        public = ("hero_title", "headline", "outlines")

    def figure_keys(self) -> set[str]:
        return super().figure_keys() | ({self.headline} if self.headline else set())

    def clean(self) -> None:
        super().clean()
        if sentences := problems_of(self.hero_title):
            raise ValidationError({"hero_title": sentences})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        figure = context["figures"].get(self.headline)
        view = figure.city_view() if figure else None
        children = self.get_descendants().live()
        context |= {
            "headline": figure,
            "cities": view,
            "maps": self._maps(view) if view else [],
            "axes": StandardPage.objects.filter(is_axis=True, pk__in=children).order_by("path"),
            "work": WorkPage.objects.filter(pk__in=children).first(),
            "data": DataPage.objects.filter(pk__in=children).first(),
            "action": ActionPage.objects.filter(pk__in=children).first(),
            "news_index": NewsIndexPage.objects.filter(pk__in=children).first(),
        }
        if context["news_index"]:
            context["news"] = context["news_index"].newest()[:3]
        return context

    def _maps(self, view: View) -> list[Map]:
        values = {cell.coordinates[view.places[0]]: cell for cell in view.inner}
        places = [
            Place(city.label, float(city.longitude), float(city.latitude), values[city.code].value, values[city.code].said)
            for city in City.objects.filter(code__in=[code for code in values if code != ALL], longitude__isnull=False)
            if city.latitude is not None and city.longitude is not None
        ]
        return maps(self.outlines, places, language=self.locale.language_code)


class StandardPage(SitePage):
    """Words and figures. `is_axis`: one of the thematic axes of the work."""

    is_axis = models.BooleanField(_("thematic axis"), default=False)

    template: ClassVar[str] = "publication/page.html"
    content_panels: ClassVar[list[Panel]] = [*SitePage.content_panels, FieldPanel("is_axis")]
    parent_page_types: ClassVar[list[str]] = [
        "publication.HomePage",
        "publication.WorkPage",
        "publication.StandardPage",
        "publication.ActionPage",
    ]
    subpage_types: ClassVar[list[str]] = ["publication.StandardPage"]

    class Privacy:
        public = ("is_axis",)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["below"] = StandardPage.objects.child_of(self).live()
        return context


class WorkPage(SitePage):
    """What the programme does: its thematic axes, and the priorities that cross them."""

    template: ClassVar[str] = "publication/work.html"
    subpage_types: ClassVar[list[str]] = ["publication.StandardPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        below = StandardPage.objects.child_of(self).live()
        context |= {"axes": below.filter(is_axis=True), "below": below.filter(is_axis=False)}
        return context


class DataPage(SitePage):
    """Every released figure with its definition and download, and the numbers of others with their source."""

    template: ClassVar[str] = "publication/data.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context |= {"all_figures": ReleasedFigure.objects.current(), "all_externals": ExternalFigure.objects.all()}
        return context


class ActionPage(SitePage):
    """What anyone can do. The hotline is for suspected trafficking only, and says so beside its number."""

    hotline = models.CharField(_("hotline"), max_length=30, blank=True)
    hotline_note = models.CharField(_("what the hotline is for"), max_length=200, blank=True)

    template: ClassVar[str] = "publication/action.html"
    content_panels: ClassVar[list[Panel]] = [*SitePage.content_panels, FieldPanel("hotline"), FieldPanel("hotline_note")]
    subpage_types: ClassVar[list[str]] = ["publication.StandardPage"]

    class Privacy:
        public = ("hotline", "hotline_note")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["below"] = StandardPage.objects.child_of(self).live()
        return context


class AgendaPage(SitePage):
    """The targets of the 2030 Agenda that the programme serves."""

    template: ClassVar[str] = "publication/page.html"
