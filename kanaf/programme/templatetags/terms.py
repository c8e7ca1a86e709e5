"""Labels of the pack's codes in templates: `{% term "sex" child.sex %}`."""

from django import template

from kanaf.programme import queries
from kanaf.programme.models import Term

register = template.Library()


@register.simple_tag
def term(list_code: str, code: str) -> str:
    return queries.label(list_code, code)


@register.simple_tag
def terms(list_code: str) -> list[Term]:
    """All of a list, in the pack's order, with labels and definitions."""
    return list(queries.terms(list_code).values())


@register.filter
def term_of(code: str, list_code: str) -> str:
    return queries.label(list_code, code)
