"""What a page is made of. Words are typed; numbers are chosen among released figures, or the block refuses (decision 8)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from kanaf.publication.models.external import ExternalFigure
from kanaf.publication.models.released import ReleasedFigure, View
from kanaf.publication.wording import broken_placeholders, references, typed_numbers

FEATURES = ["bold", "ul", "ol", "link"]
NO_NUMBER = gettext_lazy(
    "A number is typed here: %(numbers)s. Put a released figure in its place: no number is typed into a page. "
    "Years, telephone numbers and numbers of laws are allowed."
)
NO_PLACEHOLDER = gettext_lazy("“%(text)s” stands for no figure: copy a placeholder from the list of released figures.")
NOT_RELEASED = gettext_lazy("“%(figure)s” is not released: choose a released figure.")


def problems_of(text: str) -> list[str]:
    """What forbids a text: typed numbers, broken placeholders, figures that are not released. In the reader's language."""
    found = []
    if numbers := typed_numbers(text):
        found.append(str(NO_NUMBER) % {"numbers": ", ".join(numbers)})
    found += [str(NO_PLACEHOLDER) % {"text": broken} for broken in broken_placeholders(text)]
    found += [str(NOT_RELEASED) % {"figure": key} for key in unknown_references(text)]
    return found


def unknown_references(text: str) -> list[str]:
    """Placeholders of a text for which nothing is released."""
    wanted = references(text)
    if not wanted:
        return []
    keys = {reference.key for reference in wanted if reference.kind == "figure"}
    figures = {figure.key: figure for figure in ReleasedFigure.objects.current().by_key(keys).with_cells()}
    codes = {reference.code for reference in wanted if reference.kind == "external"}
    external = set(ExternalFigure.objects.filter(code__in=codes).values_list("code", flat=True))
    missing = []
    for reference in wanted:
        if reference.kind == "external":
            is_known = reference.code in external
        else:
            figure = figures.get(reference.key)
            is_known = figure is not None and (not reference.cell or figure.cell(reference.cell) is not None)
        if not is_known:
            missing.append(f"{reference.key}:{reference.cell}" if reference.cell else reference.key)
    return missing


def check_words(text: str) -> None:
    """Raise ValidationError with every sentence at once."""
    if problems := problems_of(text):
        raise ValidationError(problems)


class WordsBlock(blocks.TextBlock):
    """Plain words, with placeholders for figures: `{figure:children_assisted@2024}`."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        check_words(cleaned or "")
        return cleaned

    class Meta:
        icon = "pilcrow"
        template = "publication/blocks/paragraph.html"


class LineBlock(blocks.CharBlock):
    """One line of words."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        check_words(cleaned or "")
        return cleaned


class HeadingBlock(LineBlock):
    """A heading of second level."""

    class Meta:
        icon = "title"
        template = "publication/blocks/heading.html"


class RichBlock(blocks.RichTextBlock):
    """Words with lists, links and bold; no image, no embedded page, no table."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", FEATURES)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        check_words(cleaned.source if cleaned else "")
        return cleaned

    class Meta:
        icon = "doc-full"
        template = "publication/blocks/text.html"


def figure_choices() -> list[tuple[str, str]]:
    """Every figure that readers may know, with its number in words."""
    found = ReleasedFigure.objects.current()
    return [(figure.key, f"{figure.full_label} – {figure.said}") for figure in found]


def view_choices() -> list[tuple[str, str]]:
    """Every released table, by the cuts it shows."""
    return [
        (view.key, f"{figure.full_label} – {view.label}")
        for figure in ReleasedFigure.objects.current().with_cells()
        for view in figure.views
    ]


def external_choices() -> list[tuple[str, str]]:
    return [(figure.code, f"{figure.label} – {figure.value}") for figure in ExternalFigure.objects.all()]


class ReleasedChoiceBlock(blocks.ChoiceBlock):
    """A choice that is kept as its text: what a page shows is looked up once for the whole page."""

    def normalize_choice(self, value: Any) -> Any:
        return value


class FigureBlock(blocks.StructBlock):
    """A released figure: number, unit, period, as-of day and kind, always of its newest version."""

    figure = ReleasedChoiceBlock(choices=figure_choices, label=gettext_lazy("Released figure"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["figure"] = (context.get("figures") or {}).get(value["figure"])
        return context

    class Meta:
        icon = "order"
        label = gettext_lazy("Figure")
        template = "publication/blocks/figure.html"


class FigureTableBlock(blocks.StructBlock):
    """A released table, protected as it was released, with its chart where it has one cut."""

    table = ReleasedChoiceBlock(choices=view_choices, label=gettext_lazy("Released table"))
    caption = LineBlock(required=False, label=gettext_lazy("What it shows, in one sentence without a number"))
    chart = blocks.BooleanBlock(required=False, default=True, label=gettext_lazy("With a chart"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["view"] = view_of(value["table"], context.get("figures") or {})
        return context

    class Meta:
        icon = "table"
        label = gettext_lazy("Table of a figure")
        template = "publication/blocks/figure_table.html"


class ExternalFigureBlock(blocks.StructBlock):
    """A number that somebody else printed, with its source."""

    external = ReleasedChoiceBlock(choices=external_choices, label=gettext_lazy("External number"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["external"] = (context.get("externals") or {}).get(value["external"])
        return context

    class Meta:
        icon = "link-external"
        label = gettext_lazy("External number")
        template = "publication/blocks/external.html"


class QuoteBlock(blocks.StructBlock):
    """What somebody said, by function: a person is not named."""

    text = WordsBlock(label=gettext_lazy("Words"))
    who = LineBlock(required=False, label=gettext_lazy("Function and occasion"))

    class Meta:
        icon = "openquote"
        template = "publication/blocks/quote.html"


class CallBlock(blocks.StructBlock):
    """One way to act: a telephone line, a page, or words."""

    title = LineBlock(label=gettext_lazy("Title"))
    text = WordsBlock(required=False, label=gettext_lazy("Words"))
    phone = blocks.RegexBlock(
        regex=r"^[+\d][\d ]{5,20}$",
        required=False,
        label=gettext_lazy("Telephone"),
        error_messages={"invalid": gettext_lazy("Write a telephone number.")},
    )
    page = blocks.PageChooserBlock(required=False, label=gettext_lazy("Page"))
    link = LineBlock(required=False, label=gettext_lazy("Words of the link"))


class GoalBlock(blocks.StructBlock):
    """A target of the 2030 Agenda and what the programme has to do with it."""

    code = blocks.RegexBlock(regex=r"^\d{1,2}\.[\da-c]{1,2}$", label=gettext_lazy("Target, for example 16.2"))
    text = WordsBlock(label=gettext_lazy("Words"))


class BodyBlock(blocks.StreamBlock):
    """The body of every page."""

    heading = HeadingBlock(label=gettext_lazy("Heading"))
    paragraph = WordsBlock(label=gettext_lazy("Paragraph with figures"))
    text = RichBlock(label=gettext_lazy("Text"))
    list = blocks.ListBlock(LineBlock(), label=gettext_lazy("List"), icon="list-ul", template="publication/blocks/list.html")
    quote = QuoteBlock(label=gettext_lazy("Quotation"))
    figure = FigureBlock()
    figure_table = FigureTableBlock()
    external_figure = ExternalFigureBlock()
    note = WordsBlock(label=gettext_lazy("Note"), icon="info-circle", template="publication/blocks/note.html")
    calls = blocks.ListBlock(CallBlock(), label=gettext_lazy("Ways to act"), icon="help", template="publication/blocks/calls.html")
    goals = blocks.ListBlock(GoalBlock(), label=gettext_lazy("Targets"), icon="list-ol", template="publication/blocks/goals.html")


def view_of(key: str, figures: dict[str, ReleasedFigure]) -> View | None:
    """The view kept as `children_assisted@2024#city_attributed`, of the figures at hand."""
    figure_key, _hash, cuts = (key or "").partition("#")
    figure = figures.get(figure_key)
    return figure.view(cuts.split(",")) if figure and cuts else None


# Parts of blocks that are codes, not words.
CODES = frozenset({"id", "type", "phone", "code", "figure", "table", "external", "page"})


def texts_in(body: Any) -> str:
    """Every text typed in a body, one after the other."""
    return "\n".join(_texts(body.get_prep_value())) if body else ""


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for name, part in value.items() if name not in CODES for text in _texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in _texts(part)]
    return []


def chosen_in(body: Any) -> list[str]:
    """Keys of the figures that blocks of a body show, tables by their figure."""
    found = []
    for block in body or []:
        if block.block_type == "figure":
            found.append(block.value["figure"] or "")
        elif block.block_type == "figure_table":
            found.append((block.value["table"] or "").partition("#")[0])
    return [key for key in found if key]


def headings_in(body: Any) -> list[tuple[str, str]]:
    """(anchor, words) of each heading, for the contents beside the text."""
    return [(anchor_of(str(block.value)), str(block.value)) for block in body or [] if block.block_type == "heading"]


def anchor_of(words: str) -> str:
    return slugify(words, allow_unicode=True) or _("part")
