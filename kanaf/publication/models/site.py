"""What all pages of the site share: typed words that are checked, figures that are looked up once, a frame around them."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Page

from kanaf.publication.models.blocks import BodyBlock, chosen_in, headings_in, problems_of, texts_in
from kanaf.publication.models.external import ExternalFigure
from kanaf.publication.models.frame import frame_of
from kanaf.publication.models.released import Newest
from kanaf.publication.wording import references


class SitePage(Page):
    """What all pages have: a lead, a body, and where they come from if the pack made them.

    `pack_digest` is the digest of what the pack said when it last wrote the page: loading the same pack again changes nothing.
    """

    lead = models.TextField(_("lead"), blank=True)
    body = StreamField(BodyBlock(), blank=True, use_json_field=True, verbose_name=_("body"))
    pack_digest = models.CharField(max_length=64, blank=True, editable=False)

    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    settings_panels: ClassVar[list[Panel]] = []  # publication happens now, by a person: nothing here would publish later
    private_page_options: ClassVar[list[str]] = []  # what is published is public
    parent_page_types: ClassVar[list[str]] = ["publication.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    class Privacy:
        public = ("page_ptr", "lead", "body")
        internal = ("pack_digest",)

    def clean(self) -> None:
        """No number is typed, by whatever door the words come in."""
        super().clean()
        errors = {"title": problems_of(self.title), "lead": problems_of(self.lead), "body": problems_of(texts_in(self.body))}
        if found := {name: sentences for name, sentences in errors.items() if sentences}:
            raise ValidationError(found)

    @property
    def words(self) -> str:
        """All that is typed in this page."""
        return "\n".join([self.title, self.lead, texts_in(self.body)])

    def figure_keys(self) -> set[str]:
        """Every figure that the page shows or speaks of, as `children_assisted@2024`."""
        spoken = {reference.key for reference in references(self.words) if reference.kind == "figure"}
        return spoken | set(chosen_in(self.body))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context |= frame_of(self)
        context["figures"] = Newest(self.figure_keys())
        context["externals"] = {one.code: one for one in ExternalFigure.objects.all()}  # a handful
        context["contents"] = headings_in(self.body)
        context["crumbs"] = [(page.url, page.title) for page in self.get_ancestors().live().filter(depth__gt=1)]
        return context

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """Drawn in the page's own language, whatever language the editor works in."""
        with translation.override(self.locale.language_code):
            response = super().serve_preview(request, mode_name)
            if isinstance(response, TemplateResponse):
                response.render()
        return response
