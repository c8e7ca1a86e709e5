"""Labels of the pack's codes in templates: `{% term "sex" child.sex %}`."""

from django import template

from kanaf.programme import queries

register = template.Library()


@register.simple_tag
def term(list_code: str, code: str) -> str:
    return queries.label(list_code, code)


@register.filter
def term_of(code: str, list_code: str) -> str:
    return queries.label(list_code, code)
