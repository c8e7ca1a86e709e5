"""The first counted service of each child, in one statement of the database on both engines.

At 100,000 children it takes as long as the bare query; read row by row into Python it took three times as long. A property test
holds it against a plain count (tests/indicators/plain.py).
"""

from typing import Any
from uuid import UUID

from django.db import connection

from kanaf.assistance.models import Service
from kanaf.children.models import Registration, SameChild
from kanaf.children.rules import UNDER_VERIFICATION
from kanaf.core import rows
from kanaf.indicators.counting.counted import Window
from kanaf.indicators.counting.profiles import age_bands
from kanaf.programme import queries as programme

SERVED = """
with served as (
  select coalesce(j.survivor_id, s.child_id) as child, s.city_id as city, s.happened_on as day,
         row_number() over (partition by coalesce(j.survivor_id, s.child_id) order by s.happened_on, s.recorded_at, s.id) as place
  from {service} s
  left join {same_child} j on j.child_id = s.child_id and j.decided_at <= %(as_of)s and (j.ended_at is null or j.ended_at > %(as_of)s)
  where s.happened_on between %(starts_on)s and %(ends_on)s and s.recorded_at <= %(as_of)s and not s.withdrawn
    and not exists (select 1 from {service} l where l.replaces_id = s.id and l.recorded_at <= %(as_of)s)
    and (s.organisation_id, s.city_id) in (values {pairs})
)
"""
COUNTED = """
from served f
join {registration} r on r.child_id = f.child and r.recorded_at <= %(as_of)s and not r.withdrawn
  and not exists (select 1 from {registration} l where l.replaces_id = r.id and l.recorded_at <= %(as_of)s)
where f.place = 1 and r.protection_status in ({statuses})
"""
BY_CATEGORY = "select f.city, r.sex, r.nationality_group, {band}, count(*)" + COUNTED + "group by 1, 2, 3, 4"
ONE_BY_ONE = "select f.child, f.city, r.sex, r.nationality_group, {band}" + COUNTED
IN_SEVERAL_CITIES = """
select child, city from served
where child in (select child from served group by child having min(city) <> max(city)) order by place
"""

# A day as the number 20240415, so that completed years are a difference divided by 10000; and the middle of the birth interval.
AS_NUMBER = {"sqlite": "cast(replace({day}, '-', '') as integer)", "postgresql": "to_char({day}, 'YYYYMMDD')::int"}
MIDDLE = {
    "sqlite": "date(r.born_earliest, '+' || (cast(julianday(r.born_latest) - julianday(r.born_earliest) as integer) / 2) || ' days')",
    "postgresql": "(r.born_earliest + (r.born_latest - r.born_earliest) / 2)",
}


def by_category(window: Window, pairs: set[tuple[UUID, str]]) -> list[tuple[str, str, str, str, int]]:
    """(city, sex, nationality group, age band, children) of each combination that occurs."""
    return _rows(BY_CATEGORY, window, pairs)


def one_by_one(window: Window, pairs: set[tuple[UUID, str]]) -> list[tuple[UUID, str, str, str, str]]:
    """(child, city, sex, nationality group, age band) of each child counted."""
    return [(_id(child), *known) for child, *known in _rows(ONE_BY_ONE, window, pairs)]  # type: ignore[misc]


def in_several_cities(window: Window, pairs: set[tuple[UUID, str]]) -> dict[UUID, list[str]]:
    """The cities of the children who were assisted in more than one, in the order in which they came there."""
    found: dict[UUID, list[str]] = {}
    for child, city in _rows(IN_SEVERAL_CITIES, window, pairs):
        cities = found.setdefault(_id(child), [])
        if city not in cities:
            cities.append(city)
    return found


def _rows(question: str, window: Window, pairs: set[tuple[UUID, str]]) -> list[tuple[Any, ...]]:
    """What is asked of the services of a window, over all organisations: no sealed table is in it."""
    statuses = [code for code, term in programme.terms("protection_status").items() if term.attributes.get("counted")]
    if not pairs or not statuses:
        return []
    bands = age_bands()
    organisation = Service._meta.get_field("organisation")
    parameters: dict[str, Any] = {
        "as_of": connection.ops.adapt_datetimefield_value(window.as_of),
        "starts_on": connection.ops.adapt_datefield_value(window.starts_on),
        "ends_on": connection.ops.adapt_datefield_value(window.ends_on),
        "under_verification": UNDER_VERIFICATION,
        "unknown": programme.UNKNOWN,
        **{f"status{index}": status for index, status in enumerate(statuses)},
    }
    for index, (partner, city) in enumerate(sorted(pairs, key=str)):
        parameters |= {f"partner{index}": organisation.get_db_prep_value(partner, connection), f"city{index}": city}
    for index, (code, low, high) in enumerate(bands):
        parameters |= {f"band{index}": code, f"low{index}": low, f"high{index}": high}
    written = (SERVED + question).format(
        service=_table(Service),
        same_child=_table(SameChild),
        registration=_table(Registration),
        pairs=", ".join(f"(%(partner{index})s, %(city{index})s)" for index in range(len(pairs))),
        statuses=", ".join(f"%(status{index})s" for index in range(len(statuses))),
        band=_band(len(bands)),
    )
    with rows.as_counter(), connection.cursor() as cursor:
        cursor.execute(written, {name: value for name, value in parameters.items() if f"%({name})s" in written})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _band(number: int) -> str:
    """The age band on the day of the service: of completed years, never below zero; unknown where no birth or a doubt is held."""
    on, born = (AS_NUMBER[connection.vendor].format(day=day) for day in ("f.day", MIDDLE[connection.vendor]))
    age = f"({on} - {born}) / 10000"
    cases = " ".join(f"when {age} between %(low{index})s and %(high{index})s then %(band{index})s" for index in range(number))
    youngest = f"when {age} < 0 and 0 between %(low0)s and %(high0)s then %(band0)s" if number else ""
    return (
        "case when r.age_status = %(under_verification)s or r.born_earliest is null then %(unknown)s "
        f"{youngest} {cases} else %(unknown)s end"
    )


def _table(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _id(value: Any) -> UUID:
    """SQLite gives ids back as text."""
    return value if isinstance(value, UUID) else UUID(value)
