"""The words of every template: icons, statuses, numbers, days, codes, fields. Loaded everywhere (a builtin)."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from kanaf.core import clock, dates, pills
from kanaf.core.forms import as_ours, summary_of

register = template.Library()

SPRITE = Path(__file__).resolve().parents[1] / "static" / "kanaf" / "icons.svg"
# Turned round in Arabic. Never a clock, a tick, a number or the mark: they have no direction.
DIRECTIONAL = frozenset(
    [
        "send",
        "undo-2",
        "log-out",
        "log-in",
        "arrow-left",
        "arrow-right",
        "arrow-up-right",
        "chevron-left",
        "chevron-right",
        "external-link",
        "trending-up",
    ]
)
NO_BREAK_SPACE = "\u00a0"
# `7R4-M2K`, `OR-5T8X`: in a sentence they would be read from their end in Arabic, and broken at the hyphen.
CODE = re.compile(r"(?<![\w-])(?=[0-9A-Z-]*[0-9])(?=[0-9A-Z-]*[A-Z])[0-9A-Z]{2,4}-[0-9A-Z]{3,4}(?![\w-])")
ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """What the sprite holds."""
    return frozenset(re.findall(r'<symbol id="i-([\w-]+)"', SPRITE.read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str, dir: bool = False, css: str = "icon", label: str = "") -> SafeString:
    """`{% icon "send" %}`: silent for a screen reader, unless it stands alone and has a label.

    Arrows turn round in Arabic by themselves; `dir=True` makes another one turn. Raises ValueError for a name that the
    sprite does not hold.
    """
    if name not in icon_names():
        raise ValueError(f"No icon {name!r} in icons.svg.")
    if dir or name in DIRECTIONAL:
        css = f"{css} icon-dir"
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" {}><use href="{}#i-{}"></use></svg>', css, voice, static("kanaf/icons.svg"), name)


@register.simple_tag
def pill(domain: str, status: str, text: object = "") -> SafeString:
    """`{% pill "risk" case.risk %}`, or `{% pill "due" "late" "2 days" %}` to say it in other words."""
    look = pills.pill_for(str(domain), str(status))
    return format_html('<span class="{}">{}{}</span>', look.css, icon(look.icon), text or look.word)


@register.filter
def number(value: Any) -> str:
    """`1 042`: a no-break space between thousands and Western digits in the three languages; nothing for None."""
    if value is None or value == "":
        return ""
    text = f"{value:,}" if isinstance(value, int | float | Decimal) else f"{int(value):,}"
    text = text.replace(",", NO_BREAK_SPACE)
    return text if _language() == "en" else text.replace(".", ",")


@register.filter
def percent(share: float | Decimal | None, places: int = 1) -> str:
    """`64,5 %` of a share between 0 and 1."""
    if share is None:
        return ""
    text = number(round(Decimal(str(share)) * 100, places))
    return f"{text}%" if _language() == "en" else f"{text}{NO_BREAK_SPACE}%"


@register.filter
def day(value: date | None) -> str:
    """`14 avril 2026`."""
    return dates.day_in_words(_day(value), _language()) if value else ""


@register.filter
def day_short(value: date | None) -> str:
    """`14 avril` this year, `14 avril 2024` otherwise."""
    return dates.day_short_in_words(_day(value), _language(), clock.today()) if value else ""


@register.filter
def weekday(value: date | None) -> str:
    """`mardi 14 avril 2026`."""
    return dates.weekday_in_words(_day(value), _language()) if value else ""


@register.filter
def month(value: date | None) -> str:
    """`avril 2026`."""
    return dates.month_in_words(_day(value), _language()) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """`14 avril 2026, 10:42` in Casablanca."""
    return dates.moment_in_words(value.astimezone(clock.CASABLANCA), _language()) if value else ""


@register.filter
def hour(value: datetime | None) -> str:
    """`10:42` in Casablanca."""
    return f"{value.astimezone(clock.CASABLANCA):%H:%M}" if value else ""


@register.filter
def period(value: Any) -> str:
    """`janvier à décembre 2024` of a pair of days, or of anything that has `start` and `end` (or `starts_on` and `ends_on`)."""
    if not value:
        return ""
    if isinstance(value, tuple | list):
        start, end = value
    elif hasattr(value, "starts_on"):
        start, end = value.starts_on, value.ends_on
    else:
        start, end = value.start, value.end
    return dates.period_in_words(_day(start), _day(end), _language())


@register.filter
def from_today(value: date | None) -> str:
    """`today`, `tomorrow`, `in 3 days`, `3 days ago`."""
    if not value:
        return ""
    days = (_day(value) - clock.today()).days
    if abs(days) <= 1:
        return {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}[days]
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}


@register.filter
def code(value: object) -> SafeString:
    """A code in its own direction: in Arabic `7R4-M2K` would otherwise be read from its end."""
    return format_html('<span class="code" dir="ltr">{}</span>', value)


@register.filter
def isolated(value: object) -> SafeString:
    """A sentence whose codes keep their own direction: messages, errors."""
    return mark_safe(CODE.sub(lambda found: code(found[0]), conditional_escape(value if isinstance(value, SafeString) else str(value))))


@register.filter
def other_script(value: object) -> SafeString:
    """A name whose script may not be the page's: isolated, and announced in its language where it is Arabic."""
    text = str(value or "")
    if ARABIC.search(text) and _language() != "ar":
        return format_html('<bdi lang="ar">{}</bdi>', text)
    return format_html("<bdi>{}</bdi>", text)


@register.simple_tag
def field(bound: BoundField, label: str | None = None, hint: str | None = None, **attrs: Any) -> SafeString:
    """Label, hint, error and input of any form's field, even one that is not a KanafForm's.

    `{% field form.login label=_("E-mail") inputmode="email" %}`: other words and attributes where the form is not ours.
    """
    ours = as_ours(bound)
    if label is not None:
        ours.label = label
    if hint is not None:
        ours.help_text = hint
    ours.extra_attrs = {name.replace("_", "-"): value for name, value in attrs.items()}
    return ours.as_field_group()


@register.filter
def error_summary(form: object) -> list[tuple[str, str]]:
    """(id of the input, sentence) of every error of any form; nothing where there is no form."""
    return summary_of(form) if isinstance(form, BaseForm) else []


@register.simple_tag
def right_now() -> datetime:
    """`{% right_now as printed_at %}`: the present moment by our clock."""
    return clock.now()


@register.simple_block_tag
def crumbs(content: str) -> SafeString:
    """`{% crumbs %}{% crumb _("Cases") url %}{% crumb child.code %}{% endcrumbs %}`: the way back; the last has no link."""
    return format_html('<nav aria-label="{}"><ol class="crumbs">{}</ol></nav>', gettext("You are here"), content)


@register.simple_tag
def crumb(label: object, url: str = "") -> SafeString:
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html('<li aria-current="page">{}</li>', label)


def _language() -> str:
    return (get_language() or "fr")[:2]


def _day(value: date) -> date:
    return value.astimezone(clock.CASABLANCA).date() if isinstance(value, datetime) else value
