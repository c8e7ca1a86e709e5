"""Numbers of the site: each is that of a released figure and leads to its definition."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText, expand_db_html

from kanaf.core import dates
from kanaf.core.templatetags.kanaf import number, percent
from kanaf.indicators import charts
from kanaf.publication.models import ExternalFigure, ReleasedCell, View
from kanaf.publication.models.blocks import anchor_of
from kanaf.publication.models.released import Newest, in_language, said
from kanaf.publication.wording import PLACEHOLDER, Reference, reference_of

register = template.Library()

PERCENTAGES_FROM = 50  # TRUST.md, disclosure control


@register.simple_tag(takes_context=True)
def with_figures(context: dict[str, Any], value: Any) -> SafeString:
    """Words with their placeholders turned into numbers that lead to their definition."""
    words = expand_db_html(value.source) if isinstance(value, RichText) else conditional_escape(value or "")
    return mark_safe(PLACEHOLDER.sub(lambda match: _inline(context, reference_of(match)), words))


def _inline(context: dict[str, Any], reference: Reference) -> str:
    if reference.kind == "external":
        external: ExternalFigure | None = (context.get("externals") or {}).get(reference.code)
        return _linked(external.url, external_said(external)) if external else _absent()
    figures: Newest | None = context.get("figures")
    figure = figures.find(reference.key) if figures is not None else None
    if figure is None:
        return _absent()
    if not reference.cell:
        return _linked(figure.url, figure.said)
    cell = figure.cell(reference.cell)
    return _linked(figure.url, cell.said) if cell else _absent()


def _linked(url: str, text: str) -> str:
    return format_html('<a class="fig-link" href="{}">{}</a>', url, text) if url else format_html('<b class="nowrap">{}</b>', text)


def _absent() -> str:
    return format_html('<span class="cell-word">{}</span>', _("figure not released"))


@register.filter
def external_said(external: ExternalFigure) -> str:
    """`more than 100`, or the number."""
    return _("more than %(number)s") % {"number": number(external.value)} if external.is_at_least else number(external.value)


@register.filter
def then_said(shown: dict[str, Any] | None) -> str:
    """A value kept in a figure's difference, as readers saw it; nothing for a cell that was not there."""
    return said(shown["value"], shown["status"]) if shown else "–"


@register.filter
def labels_said(labels: list[dict[str, str]]) -> str:
    """The coordinates of a changed cell: `Nador, girls`; the total has none."""
    language = (get_language() or "fr")[:2]
    words = [label.get(language) or label.get("fr", "") for label in labels if label]
    return dates.COMMA[language if language in dates.COMMA else "en"].join(words) or _("All")


@register.filter
def in_reader_language(texts: dict[str, str]) -> str:
    """A text of the pack kept with a figure."""
    return in_language(texts)


@register.filter
def share_in(cell: ReleasedCell, view: View) -> str:
    """The part of the whole, where cut and numbers allow it: both exact, over 50, and along a cut that adds up."""
    total = view.total
    if not view.is_additive or total is None or total.status != "exact" or cell.status != "exact" or (total.value or 0) < PERCENTAGES_FROM:
        return ""
    return percent((cell.value or 0) / (total.value or 1))


@register.filter
def chart_of(view: View) -> charts.Chart:
    """The bars of a view along one cut, for a desk and for a phone."""
    place = view.places[0]
    rows = [charts.Bar(cell.label_at(place), cell.value, cell.said) for cell in view.inner]
    return charts.bars(rows, description=view.figure.full_label, rtl=get_language_bidi())


@register.filter
def in_words(view: View) -> str:
    """All bars in one sentence, for whoever does not see them."""
    place = view.places[0]
    return "; ".join(f"{cell.label_at(place)} {cell.said}" for cell in view.inner)


@register.filter
def first_label(cell: ReleasedCell, view: View) -> str:
    return cell.label_at(view.places[0])


@register.filter
def anchor(words: object) -> str:
    return anchor_of(str(words))


@register.filter
def published_said(text: str) -> str:
    """`2020-11` as `novembre 2020`; a year as it is."""
    language = (get_language() or "fr")[:2]
    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text or "")
    if match is None:
        return text
    month = dates.MONTHS.get(language, dates.MONTHS["en"])[int(match[2]) - 1]
    return f"{int(match[3])} {month} {match[1]}" if match[3] else f"{month} {match[1]}"


@register.filter
def tel(text: str) -> str:
    """`0800 00 47 47` as a link dials it."""
    return "tel:" + re.sub(r"[^\d+]", "", text)
