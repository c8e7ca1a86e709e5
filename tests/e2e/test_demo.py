"""The demonstration's figures are computed, lead back to records, and stay what they were once released."""

import base64
import json
import os
import random
import shutil
import sqlite3
import string
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import ROOT, Demo, build

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


def test_the_figures_of_the_articles_are_computed_on_postgresql(tmp_path: Path, promise: Callable[[str, str], None]) -> None:
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
    oid = subprocess.run(
        [*psql[:-1], "-Atc", "select oid from pg_database where datname = 'kanaf_demo_test'"], capture_output=True, text=True, check=True
    )
    data = Path(host) / "data"
    found = found_at_rest(planted, [built.home, data / "base" / oid.stdout.strip(), data / "pg_wal"], tmp_path)
    promise("G11", f"{len(planted)} planted names looked for in the database's files and its write-ahead log: {len(found)} (postgresql)")
    assert found == []


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
actions.approve_release(by=second, at=clock.now(), release=release, weighed=True)
publication.release_figure(by=second, at=clock.now(), release=release)
import json
print(json.dumps([figure.version, figure.difference]))
"""


def test_a_correction_lowers_the_live_figure_and_the_released_one_waits_for_a_new_version(tmp_path: Path, demo: Demo) -> None:
    own = Demo(tmp_path / "copy")
    shutil.copytree(demo.home, own.home)
    own.run(ONE_SERVICE)
    assert figures(own, "--indicator", "children_assisted", *YEAR)["total"] == 1041
    assert figures(own, "--indicator", "children_assisted", *YEAR, "--released")["total"] == 1042
    version, difference = json.loads(own.run(NEW_VERSION))
    assert version == 2
    assert (difference["added"], difference["removed"], difference["total"]) == (0, 1, [1042, 1041])
    nador = next(cell for cell in difference["cells"] if cell["cell"][0] == "nador" and set(cell["cell"][1:]) <= {"*"})
    assert (nador["before"], nador["after"]) == (672, 671)
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


EXPORT = """
from kanaf.access.models import Account
from kanaf.children.models import CareTeam
from kanaf.core import clock
from kanaf.protection import actions
by = Account.objects.get(email='caseworker.nador@demo.kanaf.example')
child = CareTeam.objects.filter(account=by, ended_at=None).latest('started_at').child
export = actions.ask_export(by=by, at=clock.now(), child=child, reason='child')
actions.make_export(by=by, at=clock.now(), export=export)
"""


def plant(demo: Demo, number: int) -> list[str]:
    chance = random.Random(7)
    names = ["".join(chance.choices(string.ascii_lowercase, k=chance.randrange(12, 18))).capitalize() for _name in range(number)]
    demo.run(PLANT.replace("{names!r}", repr(json.dumps(names))))
    return names


def found_at_rest(names: list[str], folders: list[Path], work: Path) -> list[tuple[str, str]]:
    """Each planted name in UTF-8, UTF-16 (either order), any case, and base64 at any alignment, in every file.

    grep searches for thousands of words at once; UTF-16 of these names is the same letters with zero bytes between.
    """
    plain, coded = work / "plain", work / "coded"
    plain.write_text("\n".join(names) + "\n")
    inner = (base64.b64encode(b"\0" * shift + name.encode())[4 if shift else 0 : -4].decode() for name in names for shift in range(3))
    coded.write_text("\n".join(inner) + "\n")
    found = []
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    for path in files:
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # PostgreSQL took a file of its own away meanwhile: it is at rest no more
            continue
        for options, needles, text in (("-aoiF", plain, content), ("-aoiF", plain, content.replace(b"\0", b"")), ("-aoF", coded, content)):
            command = ["grep", options, "-f", str(needles)]
            done = subprocess.run(command, input=text, capture_output=True, env=os.environ | {"LC_ALL": "C"}, check=False)
            found += [(match.decode(), str(path)) for match in done.stdout.split()]
    return found


@pytest.mark.parametrize("number", [1_000, pytest.param(10_000, marks=pytest.mark.drill)])
def test_planted_names_are_in_no_file_at_rest(demo: Demo, tmp_path: Path, number: int, promise: Callable[[str, str], None]) -> None:
    own = Demo(tmp_path / "copy")
    shutil.copytree(demo.home, own.home)
    planted = plant(own, number)
    own.run(EXPORT)
    found = found_at_rest(planted, [own.home], tmp_path)
    files = [file for file in own.home.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files) // 1_000_000
    where = f"{len(files)} files ({size} MB: database, journal, media, exports, mail, logs)"
    promise("G11", f"{len(set(planted)):,} planted names in UTF-8, UTF-16 and base64 looked for in {where}: {len(found)} (sqlite)")
    assert len(set(planted)) == number
    assert list((own.home / "exports").iterdir()), "an export lies there too"
    assert found == []
    # The holes planted once, in each encoding.
    name = planted[500]
    (own.home / "leak.log").write_text(f"registered {name}")
    (own.home / "leak.utf16").write_bytes(f"registered {name.upper()}".encode("utf-16-be"))
    (own.home / "leak.base64").write_bytes(base64.b64encode(f"registered {name}, today".encode()))
    leaks = {Path(file).name for _match, file in found_at_rest([name], [own.home], tmp_path)}
    assert leaks == {"leak.log", "leak.utf16", "leak.base64"}
