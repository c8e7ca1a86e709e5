"""The demonstration's figures are computed, lead back to records, and stay what they were once released."""

import base64
import json
import os
import random
import re
import sqlite3
import string
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Demo, build

pytestmark = pytest.mark.browser
YEAR = ("--from", "2024-01-01", "--to", "2024-12-31")


def figures(demo: Demo, *arguments: str) -> dict[str, Any]:
    return json.loads(demo.manage("figures", *arguments, "--json").stdout)  # type: ignore[no-any-return]


def by_city(figure: dict[str, Any]) -> dict[str, tuple[int | None, str]]:
    return {cell["city"]: (cell["value"], cell["status"]) for cell in figure["cells"]}


EXPECTED = {
    "nador": (672, "exact"),
    "marrakech": (232, "exact"),
    "casablanca": (138, "exact"),
    "oujda": (None, "not_reported"),
    "tanger": (None, "not_reported"),
}


def check_figures(demo: Demo) -> None:
    for released in ((), ("--released",)):
        year = figures(demo, "--indicator", "children_assisted", *YEAR, "--by", "city", *released)
        assert (year["total"], by_city(year)) == (1042, EXPECTED)
        assert (year["kind"], year["unit"], year["definition_version"]) == ("computed", "children", 1)
        notes = " ".join(year["notes"])
        assert "A3" in notes
        assert "A4" in notes
    for code, total in (("children_in_sessions", 150), ("professionals_trained", 90), ("campaign_participants", 240)):
        for released in ((), ("--released",)):
            figure = figures(demo, "--indicator", code, "--campaign", "enas-2024", *released)
            assert (code, figure["total"]) == (code, total)
            assert any("A1" in note for note in figure["notes"])


def test_the_figures_of_the_articles_are_computed_on_sqlite(demo: Demo) -> None:
    check_figures(demo)


def test_the_figures_of_the_articles_are_computed_on_postgresql(tmp_path: Path) -> None:
    import subprocess

    from tests.e2e.conftest import ROOT

    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("LEFT OUT: PostgreSQL is not installed")
    url = subprocess.run([ROOT / "tools" / "postgres", "start"], capture_output=True, text=True, check=True).stdout.strip()
    host = url.partition("host=")[2]
    psql = ["psql", "-h", host, "-U", "kanaf_owner", "-d", "postgres", "-qc"]
    subprocess.run([*psql, "drop database if exists kanaf_demo_test"], check=True)
    subprocess.run([*psql, "create database kanaf_demo_test"], check=True)
    built = build(tmp_path / "home", url.replace("/kanaf?", "/kanaf_demo_test?"))
    check_figures(built)
    assert "sound" in built.manage("audit_verify").stdout
    planted = plant(built, 200)
    subprocess.run(["psql", "-h", host, "-U", "kanaf_owner", "-d", "kanaf_demo_test", "-qc", "checkpoint"], check=True)
    assert found_at_rest(planted, [built.home, Path(host) / "data"]) == []


def test_a_current_quarter_has_at_least_forty_children(demo: Demo) -> None:
    script = (
        "from kanaf.children.models import Registration\n"
        "print(Registration.objects.current().filter(happened_on__gte='2026-10-01').values('child').distinct().count())"
    )
    assert int(demo.run(script)) >= 40


def test_everything_is_marked_synthetic(demo: Demo) -> None:
    script = "from kanaf.children.models import Child\nprint(Child.objects.filter(is_synthetic=False).count())"
    assert int(demo.run(script)) == 0


ONE_SERVICE = """
from datetime import date
from django.db.models import Count
from kanaf.access.models import Account
from kanaf.assistance import actions
from kanaf.assistance.models import Service
from kanaf.core import clock
year = Service.objects.current().filter(happened_on__year=2024, organisation__code='asticude')
alone = Service.objects.current().filter(happened_on__year=2024).values('child').annotate(n=Count('id')).filter(n=1).values('child')
service = year.filter(child__in=alone, child__same_as=None, child__also_registered_as=None).order_by('id')[:1].get()
by = Account.objects.get(email='caseworker.nador@demo.kanaf.example')
actions.correct_service(by=by, at=clock.now(), service=service, on=date(2023, 12, 28), service_type=service.service_type, quantity=1)
"""
NEW_VERSION = """
from kanaf.access.models import Account
from kanaf.core import clock
from kanaf.indicators import actions
from kanaf.indicators.models import Indicator, Period
from kanaf.publication import actions as publication
first = Account.objects.get(email='information@demo.kanaf.example')
second = Account.objects.get(email='communications@demo.kanaf.example')
indicator, year = Indicator.objects.get(code='children_assisted'), Period.objects.get(code='2024')
figure = actions.freeze_figure(by=first, at=clock.now(), indicator=indicator, period=year)
release = actions.ask_release(by=first, at=clock.now(), figure=figure)
actions.approve_release(by=second, at=clock.now(), release=release)
publication.release_figure(by=second, at=clock.now(), release=release)
import json
print(json.dumps([figure.version, figure.difference]))
"""


def test_a_correction_lowers_the_live_figure_and_the_released_one_waits_for_a_new_version(tmp_path: Path, demo: Demo) -> None:
    import shutil

    own = Demo(tmp_path / "copy")
    shutil.copytree(demo.home, own.home)
    own.run(ONE_SERVICE)
    assert figures(own, "--indicator", "children_assisted", *YEAR)["total"] == 1041
    assert figures(own, "--indicator", "children_assisted", *YEAR, "--released")["total"] == 1042
    version, difference = json.loads(own.run(NEW_VERSION))
    assert version == 2
    assert (difference["added"], difference["removed"], difference["total"]) == (0, 1, [1042, 1041])
    assert {"before": 672, "after": 671}.items() <= next(cell for cell in difference["cells"] if cell["cell"][0] == "nador").items()
    released = figures(own, "--indicator", "children_assisted", *YEAR, "--released", "--by", "city")
    assert (released["total"], by_city(released)["nador"]) == (1041, (671, "exact"))


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update access_auditentry set act = 'child.erased' where number = 500", "row 500"),
        ("delete from access_auditentry where number = 600", "row 600"),
        ("delete from access_auditentry where number > (select max(number) - 3 from access_auditentry)", "tail is cut"),
    ],
)
def test_a_changed_byte_a_deleted_row_and_a_cut_tail_are_named(demo: Demo, tmp_path: Path, statement: str, said: str) -> None:
    import shutil

    own = Demo(tmp_path / "copy")
    shutil.copytree(demo.home, own.home)
    assert "sound" in own.manage("audit_verify").stdout
    with sqlite3.connect(own.home / "kanaf.sqlite3") as database:
        for (name,) in database.execute(
            "select name from sqlite_master where type = 'trigger' and tbl_name = 'access_auditentry'"
        ).fetchall():
            database.execute(f'drop trigger "{name}"')
        database.execute(statement)
    done = own.manage("audit_verify", check=False)
    assert done.returncode != 0
    assert said in done.stderr


PLANT = """
import json, sys
from kanaf.access.models import Account
from kanaf.assistance import actions as assistance
from kanaf.casework import actions as casework
from kanaf.children import actions, rules
from kanaf.children.told import Names
from kanaf.core import clock
from kanaf.core.actions import one_transaction
from kanaf.places.models import City
by = Account.objects.get(email='caseworker.nador@demo.kanaf.example')
city = City.objects.get(code='nador')
names = json.loads({names!r})
for start in range(0, len(names), 50):
    with one_transaction():
        for name in names[start:start + 50]:
            particulars = actions.Particulars(sex='male', protection_status='unaccompanied', birth=rules.Birth('unknown', None, None))
            identity = Names(*[name] * 9)
            child = actions.register_child(by=by, at=clock.now(), city=city, on=clock.today(), particulars=particulars, identity=identity)
            case = casework.open_case(by=by, at=clock.now(), child=child, on=clock.today(), risk='low', why=name)
            casework.record_follow_up(by=by, at=clock.now(), case=case, on=clock.today(), kind='in_care', note=name)
            assistance.record_service(by=by, at=clock.now(), child=child, city=city, on=clock.today(), service_type='meal', note=name)
"""


def plant(demo: Demo, number: int) -> list[str]:
    chance = random.Random(7)
    names = ["".join(chance.choices(string.ascii_lowercase, k=chance.randrange(12, 18))).capitalize() for _name in range(number)]
    demo.run(PLANT.replace("{names!r}", repr(json.dumps(names))))
    return names


def found_at_rest(names: list[str], folders: list[Path]) -> list[tuple[str, str]]:
    """Each planted name in UTF-8, UTF-16 (both orders), any case, and base64 at any alignment, in every file."""
    needles: dict[bytes, str] = {}
    for name in names:
        for text in (name, name.lower(), name.upper()):
            needles[text.encode()] = name
            needles[text.encode("utf-16-le")] = name
            needles[text.encode("utf-16-be")] = name
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + name.encode())
            needles[coded[4 if shift else 0 : -4]] = name
    pattern = re.compile(b"|".join(map(re.escape, needles)))
    found = []
    for folder in folders:
        for root, _folders, files in os.walk(folder):
            for file in files:
                path = Path(root) / file
                if path.is_file():
                    match = pattern.search(path.read_bytes())
                    if match:
                        found.append((needles[match.group()], str(path)))
    return found


def test_a_thousand_planted_names_are_in_no_file_at_rest(demo: Demo, tmp_path: Path) -> None:
    import shutil

    own = Demo(tmp_path / "copy")
    shutil.copytree(demo.home, own.home)
    planted = plant(own, 1000)
    assert found_at_rest(planted, [own.home]) == []
    (own.home / "leak.log").write_text(f"registered {planted[500]}")  # the hole planted once
    assert [name for name, _file in found_at_rest(planted, [own.home])] == [planted[500]]
