"""Pages that are read: the list of cases, a child's file, look-alikes while a name is typed."""

import re
from itertools import cycle

from django.urls import reverse

from bench import people
from bench.goals import Result
from bench.timing import per_second
from bench.world import CITY, NotThere, World, work
from kanaf import matching
from kanaf.children import cards
from kanaf.children.told import Names, tidy
from kanaf.core import ids

CURRENT = "{0}.withdrawn = false and not exists (select 1 from {1} later where later.replaces_id = {0}.id)"
REGISTERED = CURRENT.format("r", "children_registration")
VISITED = CURRENT.format("f", "casework_followup")

LIST = f"""
select c.id, h.code, c.risk, c.next_step, c.next_due_at, c.opened_on, a.name, p.label_fr,
       r.sex, r.protection_status, r.born_earliest, r.born_latest,
       (select max(f.happened_on) from casework_followup f where f.case_id = c.id and {VISITED}) as last_contact
from casework_case c
join children_child h on h.id = c.child_id
join access_account a on a.id = c.responsible_id
join places_city p on p.code = c.city_id
join children_registration r on r.child_id = c.child_id and {REGISTERED}
where c.organisation_id = ? and c.status = 'open' and (c.next_due_at, c.id) > (?, ?)
  and exists (
    select 1 from children_careteam t where t.child_id = c.child_id and t.organisation_id = ? and t.ended_at is null and t.city_id = ?
  )
order by c.next_due_at, c.id limit 25
"""

FILE = (
    f"select * from children_registration r where r.child_id = ? and {REGISTERED}",
    "select * from children_careteam where child_id = ? and ended_at is null",
    "select * from casework_case where child_id = ?",
    "select * from casework_caseevent where child_id = ? order by happened_on",
    "select * from casework_riskassessment where child_id = ? order by happened_on",
    f"select * from casework_followup f where f.child_id = ? and {VISITED} order by f.happened_on",
    "select s.*, p.label_fr from assistance_service s join places_city p on p.code = s.city_id where s.child_id = ? order by s.happened_on",
    "select * from activities_attendance t join activities_session s on s.id = t.session_id where t.child_id = ? order by t.happened_on",
    "select * from children_consentdecision where child_id = ? order by recorded_at",
)

ACT = (
    'insert into access_auditentry (number, act, "by", organisation, at, target_kind, target_id, details, previous, mac) '
    "values (?, 'raw.act', ?, ?, '2027-01-18T10:00:00', 'children.child', ?, '', ?, ?)"
)


def write_act(world: World, target: str) -> None:
    """The audit row that belongs to an act, inside the raw engine's transaction, as the chain needs it: after the last."""
    number, mac = world.raw.rows("select number, mac from access_auditentry order by number desc limit 1")[0]
    world.raw.write_many(ACT, [(number + 1, world.caseworker.pk, world.caseworker.organisation_id, target, mac, mac)])


@work("list")
def the_list(world: World) -> list[Result]:
    """The first page, a page far down the list, and eight clients at once."""
    browser, by, url = world.browser(world.caseworker), world.caseworker, reverse("desk:cases")
    first = browser.get(url).body
    if (shown := first.count("<tr ") - 1) != 25:
        raise NotThere(f"the case list shows {shown} rows instead of 25")

    def raw(due: str = "0001-01-01 00:00:00+00:00", last: object = ids.uuid.UUID(int=0)) -> None:
        held = world.raw.rows(LIST, (by.organisation_id, due, last, by.organisation_id, CITY))
        if len(held) != 25:
            raise RuntimeError(f"the raw list has {len(held)} rows")

    deep, url_deep = first, url
    for _page in range(10):
        after = re.search(r'href="(\?[^"]*after=[^"]*|/work/cases/\?[^"]*after=[^"]*)"', deep)
        if after is None:
            break
        url_deep = url + "?" + after[1].partition("?")[2].replace("&amp;", "&")
        deep = browser.get(url_deep).body
    results = [world.result("list", "case list of 25, HTML", lambda: browser.get(url), raw)]
    results[0].per_second = per_second(lambda _client: browser.get(url))
    results.append(world.result("list", "case list of 25, eleventh page", lambda: browser.get(url_deep), raw, runs=20))
    return results


@work("frame")
def the_frame(world: World) -> list[Result]:
    """The cheapest page of somebody signed in: what frame, session and middleware cost on every page."""
    browser = world.browser(world.caseworker)
    return [world.result("frame", "signed-in page without rows", lambda: browser.get(reverse("desk:search")))]


@work("file")
def a_childs_file(world: World) -> list[Result]:
    """The complete file, whose opening is itself recorded; the raw engine records it too."""
    browser = world.browser(world.caseworker)
    forty = world.children[:40]  # more different files within an hour are stopped as mass reading
    ours, beside = cycle(forty), cycle(forty)

    def raw() -> None:
        child = next(beside)
        world.raw.rows("select * from children_child where code = ?", (child.code,))
        for sql in FILE:
            world.raw.rows(sql, (child.pk,))
        with world.raw.transaction():
            write_act(world, str(child.pk))

    def open_file() -> None:
        browser.get(reverse("desk:child", args=[next(ours).code]))

    return [world.result("file", "a child's file, opening recorded", open_file, raw)]


@work("typing")
def typing(world: World) -> list[Result]:
    """Look-alikes after the given name, after three letters more, and after the whole name; common names and rare ones."""
    common = ["Fatoumata Diallo", "Mohamed Bennani", "Mamadou Barry", "Ibrahima Bah", "Youssef El Amrani", "Mariama Camara"]
    return [_typed(world, "common names", common), _typed(world, "rare names", rare_names())]


def rare_names(number: int = 8) -> list[str]:
    """Names of the registry that are put together from syllables."""
    drawn = (who.told.latin for who in people.draw(2000) if who.city == CITY and not who.told.arabic)
    known = [name for name in drawn if not any(word in name for word in ("El ", "Diallo", "Bah", "Barry", "Sow", "Ait"))]
    return known[:number]


def _typed(world: World, which: str, names: list[str]) -> Result:
    browser, url = world.browser(world.caseworker), reverse("desk:look_alikes")
    pieces: list[tuple[str, str]] = []
    for name in names:
        given, _space, family = name.partition(" ")
        form = str(ids.new_id())
        pieces += [(form, text) for text in (given, f"{given} {family[:3]}", name)]
    under = cards.hashes()
    asked = [matching.reading(cards.as_person(tidy(Names(latin=text)))) for _form, text in pieces]
    keyed = [[under(key) for key in matching.asked_keys(one)] for one in asked]
    ours, beside = cycle(pieces), cycle(keyed)
    organisation = world.caseworker.organisation_id

    def type_it() -> None:
        form, text = next(ours)
        browser.post(url, {"form_id": form, "latin": text, "sex": "male", "city": CITY}, expect=200)

    def raw() -> None:
        held = sorted(next(beside))
        marks = ", ".join("?" * len(held))
        found = world.raw.rows(
            f"select card, child_id, count(*) from children_namekey where key in ({marks}) and organisation_id = ? "
            "group by card, child_id order by 3 desc limit 200",
            (*held, organisation),
        )
        if not found:
            return
        children = [child for _card, child, _count in found]
        marks = ", ".join("?" * len(children))
        world.raw.rows(f"select number, sealed from children_card where number in ({marks})", [card for card, *_rest in found])
        world.raw.rows(f"select subject_id, wrapped from core_datakey where subject_kind = 'child' and subject_id in ({marks})", children)

    return world.result("typing", f"look-alikes while typing, {which}", type_it, raw, runs=len(pieces) * 3)
