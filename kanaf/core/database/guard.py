"""Put the row context into force before each statement; cheap when nothing changed."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.apps import apps

from kanaf.core import clock, rows

# What each database role may read when it is not the application's own.
PUBLIC_PREFIXES = ("publication_", "wagtail", "django_content_type", "taggit_", "places_")
# And in an emergency: who follows the child and where, by name.
EMERGENCY_PREFIXES = ("access_account", "access_organisation", "places_")


@lru_cache(maxsize=1)
def protected_tables() -> dict[str, Any]:
    """Table → its model, for every model that declares `class Rows`."""
    return {model._meta.db_table: model for model in apps.get_models() if hasattr(model, "Rows")}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, protected_tables()), key=len, reverse=True)) or "$^"
    return re.compile(rf'"({names})"')


@lru_cache(maxsize=4096)
def _touched(sql: str) -> frozenset[str]:
    return frozenset(_pattern().findall(sql))


def refuse_outside_policy(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """SQLite's guard: a protected table is out of reach until someone says for whom they act, and when an emergency's hour is over."""
    now = rows.current()
    if now.role == "none":
        return execute(sql, params, many, context)
    touched = _touched(str(sql)) if apps.ready else frozenset()
    touched = frozenset(name for name in touched if now.role not in protected_tables()[name].Rows.roles)
    if apart := sorted(name for name in touched if protected_tables()[name].Rows.apart):
        raise rows.OutsidePolicy(f"{', '.join(apart)} is out of reach for {now.role}")
    if now.role == "kanaf_emergency" and (touched or not str(sql).startswith("SELECT")):
        raise rows.OutsidePolicy("an emergency reads one child's file, and nothing else")
    if now.until is not None and clock.now() >= now.until:
        raise rows.OutsidePolicy("the hour of this emergency is over")
    if touched:
        if not now.is_open or now.role == "kanaf_public":
            raise rows.OutsidePolicy(f"{', '.join(sorted(touched))} touched with no organisation in context")
        if now.role == "kanaf_counter":
            sealed = [name for name in touched if protected_tables()[name].Rows.sealed]
            if sealed:
                raise rows.OutsidePolicy(f"{', '.join(sorted(sealed))} is sealed: counting never opens it")
    return execute(sql, params, many, context)


def apply_role(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """PostgreSQL: enter the role, name the organisation and the moment, once per change of context or minute."""
    connection = context["connection"]
    now = rows.current(), rows.moment()
    # A failed transaction takes nothing but its own end, which needs no role.
    if connection.rows_applied != now and not str(sql).startswith("ROLLBACK TO SAVEPOINT"):
        connection.rows_applied = now
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(
                "select set_config('role', %s, false), set_config('kanaf.org', %s, false), set_config('kanaf.subject', %s, false), "
                "set_config('kanaf.at', %s, false)",
                [now[0].role, str(now[0].organisation or ""), now[0].subject, now[1].isoformat()],
            )
    return execute(sql, params, many, context)
