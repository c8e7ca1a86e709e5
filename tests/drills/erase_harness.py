"""Run as a process of its own in a home of its own: children are erased by a list, then an older copy of the database comes back.

`python -m tests.drills.erase_harness CHILDREN` prints as JSON what was found in the files at rest. What is looked for: every canary in
three encodings, and the bytes with which whoever holds the master key could read on – the wrapped key of a child, its name keys.
"""

import base64
import json
import random
import shutil
import sys
from datetime import date, datetime
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django first
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from kanaf.access import audit  # noqa: E402
from kanaf.access.models import Account  # noqa: E402
from kanaf.access.roles import Role  # noqa: E402
from kanaf.casework import actions as casework  # noqa: E402
from kanaf.children import actions as children_actions  # noqa: E402
from kanaf.children import rules as births  # noqa: E402
from kanaf.children.kin import Kin  # noqa: E402
from kanaf.children.models import Card, Child, Kinship, NameKey  # noqa: E402
from kanaf.core import clock, rows  # noqa: E402
from kanaf.core.database import remnants  # noqa: E402
from kanaf.core.models import DataKey  # noqa: E402
from kanaf.indicators.counting import Window, count  # noqa: E402
from kanaf.protection import actions  # noqa: E402
from kanaf.protection.actions import retention  # noqa: E402
from kanaf.protection.models import RetentionRun  # noqa: E402
from tests import worlds  # noqa: E402
from tests.protection import files  # noqa: E402

BORN, LONG_AGO = date(1991, 5, 5), date(2005, 3, 1)
LETTERS = "bcdfghjklmnprstv"


def main(number: int) -> dict[str, object]:
    rows.set_process_default(rows.OWNER)
    chance = random.Random(20261127)
    second, officer = worlds.coordinator(), worlds.person(Role.DATA_PROTECTION_OFFICER, "oim")
    by = worlds.supervisor("nador")
    due = {child.pk: words for child, words in (_old_child(by, chance, closed=True) for _one in range(number))}
    kept = {child.pk: words for child, words in (_old_child(by, chance, closed=False) for _one in range(3))}
    figures, secrets = _figures(), _secrets(list(due))
    before = _found(_files(), secrets)
    older = _copy_of_database()

    run = actions.make_retention_list(by=officer, at=clock.now())
    actions.approve_retention_list(by=second, at=clock.now(), run=run)
    while RetentionRun.objects.get(pk=run.pk).status == "approved":
        retention.carry_out_retention_lists(clock.now())
    remnants.clear_remnants(clock.now())  # the next minute's tick
    after = _found(_files(), secrets)
    same_figures, chain = _figures() == figures, audit.verify()  # restored, the record is behind its head: that is said, rightly

    _restore(older)
    back = DataKey.objects.filter(subject_id__in=list(due)).count()
    call_command("replay_erasures", verbosity=0, stdout=sys.stderr)
    replayed = _found([file for file in _files() if file != older], secrets)
    words = [word for held in (due, kept) for told in held.values() for word in told]
    return {
        "erased": len(due),
        "files": len(_files()),
        "secrets": len(secrets),
        "there before": before,
        "left after erasing": after,
        "came back with the older database": back,
        "left after the replay": replayed,
        "canaries": _found(_files(), _encoded(words)),
        "kept": DataKey.objects.filter(subject_id__in=list(kept)).count(),
        "figures": "equal" if same_figures and _figures() == figures else "changed",
        "chain": "sound" if chain.is_sound else chain.why,
    }


def _old_child(by: Account, chance: random.Random, *, closed: bool) -> tuple[Child, list[str]]:
    """Registered, followed, served and given a paper long ago, each with a word of its own."""
    words = ["Kanari" + "".join(chance.choice(LETTERS) for _letter in range(14)) for _word in range(6)]
    latin, mother, why, note, aunt, where = words
    at = datetime(LONG_AGO.year, LONG_AGO.month, LONG_AGO.day, 12, tzinfo=clock.CASABLANCA)
    birth = births.Birth("exact", BORN, BORN)
    child = worlds.child(by, at=at, on=LONG_AGO, latin=f"{latin} Test", mother=mother, birth=birth)
    case = casework.open_case(by=by, at=at, child=child, on=LONG_AGO, risk="low", why=why)
    casework.record_follow_up(by=by, at=at, case=case, on=LONG_AGO, kind="in_care", note=note)
    worlds.service(by, child, on=LONG_AGO, at=at)
    _sought_aunt(by, child, at, Kin(latin=aunt, last_known=where))
    actions.attach(by=by, at=at, child=child, document="birth_certificate", content=files.png(chance))
    if closed:
        casework.close_case(by=worlds.supervisor(), at=at, case=case, on=LONG_AGO, reason="objectives_met")
    return child, words


def _sought_aunt(by: Account, child: Child, at: datetime, told: Kin) -> None:
    """Somebody of the family, under a key of their own, was looked for and found nowhere."""
    person = children_actions.add_relative(
        by=by, at=at, child=child, on=LONG_AGO, relation="uncle_or_aunt", told=told, life="unknown", source="child"
    )
    said = {"purpose": "tracing", "decision": "given", "source": "caregiver", "childs_view": "agrees"}
    children_actions.record_consent(by=by, at=at, child=child, on=LONG_AGO, **said)
    request = children_actions.open_tracing(by=by, at=at, child=child, relative=person, on=LONG_AGO, note=told.last_known)
    children_actions.close_tracing(by=by, at=at, request=request, on=LONG_AGO, outcome="unsuccessful", reason="not_found")


def _secrets(children: list[object]) -> list[bytes]:
    """What opens a child's seals for whoever holds the master key, and what finds it by its name.

    The key of a name that somebody who stays bears too is not theirs alone: it stays, and finds the other.
    """
    family = Kinship.objects.filter(child__in=children).values_list("relative", flat=True)
    wrapped = DataKey.objects.filter(subject_id__in=[*children, *family]).values_list("wrapped", flat=True)
    shared = set(NameKey.objects.exclude(child__in=children).values_list("key", flat=True))
    names = set(NameKey.objects.filter(child__in=children).values_list("key", flat=True))
    cards = Card.objects.filter(child__in=children).values_list("sealed", flat=True)
    # SQLite writes a number of this size as it is: eight bytes, the highest first.
    return [*map(bytes, wrapped), *map(bytes, cards), *(key.to_bytes(8, "big", signed=True) for key in sorted(names - shared))]


def _encoded(words: list[str]) -> list[bytes]:
    return [form for word in words for form in (word.encode(), word.encode("utf-16-le"), base64.b64encode(word.encode())[:-4])]


def _files() -> list[Path]:
    """Every file of this home but the keys, which lie elsewhere."""
    return [file for file in Path(settings.KANAF_HOME).rglob("*") if file.is_file() and "keys" not in file.parts]


def _found(places: list[Path], secrets: list[bytes]) -> int:
    """How many of the secrets stand in any of the files."""
    held = [file.read_bytes() for file in places]
    return sum(any(secret in content for content in held) for secret in secrets)


def _database() -> Path:
    return Path(connection.settings_dict["NAME"])


def _copy_of_database() -> Path:
    connections.close_all()
    older = Path(settings.KANAF_HOME).parent / "older.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("vacuum into %s", [str(older)])
    return older


def _restore(older: Path) -> None:
    connections.close_all()
    for file in (_database(), *(_database().with_name(_database().name + end) for end in ("-wal", "-shm"))):
        file.unlink(missing_ok=True)
    shutil.copy(older, _database())


def _figures() -> list[object]:
    window = Window(date(2000, 1, 1), date(2026, 12, 31), clock.now())
    with rows.as_counter():
        counted = count("children_assisted", window)
        return [counted.cells([]), counted.cells(["sex"]), count("services_delivered", window).cells([])]


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
