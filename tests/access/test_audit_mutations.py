"""Whatever is done to the record of acts is seen, and the first bad row is named; a million rows in under a minute (G12)."""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from kanaf.access import audit
from kanaf.access.models import AuditEntry
from kanaf.core import audit as acts
from kanaf.core import clock
from tests import worlds
from tests.access.test_audit import TABLE, _tamper

pytestmark = pytest.mark.django_db
ROWS = 12
TEXTS = ("act", "at", "target_kind", "target_id", "details", "previous", "mac")
IDS = ("by", "organisation")
COLUMNS = ("number", *TEXTS[:1], *IDS, *TEXTS[1:])
SELECT = ", ".join(f'"{name}"' for name in COLUMNS)


@pytest.fixture
def chain(django_capture_on_commit_callbacks: Any) -> Iterator[list[tuple[Any, ...]]]:
    """Twelve rows as the database keeps them, anchored, with nothing that refuses a change."""
    _tamper(f'delete from "{TABLE}"')
    settings.KANAF_AUDIT_HEADS.unlink(missing_ok=True)
    with django_capture_on_commit_callbacks(execute=True):
        by = worlds.caseworker()
        while AuditEntry.objects.count() < ROWS:
            acts.record("test.done", by=by, at=clock.now(), target=by, number=AuditEntry.objects.count())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'alter table "{TABLE}" disable trigger append_only')
        else:
            for verb in ("update", "delete"):
                cursor.execute(f'drop trigger "append_only_{verb}_{TABLE}"')
        cursor.execute(f'select {SELECT} from "{TABLE}" order by number')
        yield cursor.fetchall()


def write(rows: list[list[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'delete from "{TABLE}"')
        marks = ", ".join(["%s"] * len(COLUMNS))
        cursor.executemany(f'insert into "{TABLE}" ({SELECT}) values ({marks})', rows)


Rows = list[list[Any]]
Mutation = Callable[[Rows, random.Random], int | None]  # returns the first bad row, or None where nothing was changed


def change(rows: Rows, dice: random.Random) -> int | None:
    """One letter of one column."""
    row, column = dice.randrange(ROWS), dice.choice(TEXTS)
    place = COLUMNS.index(column)
    text = rows[row][place]
    position = dice.randrange(max(len(text), 1))
    letter = chr(dice.randint(33, 126))
    if text[position : position + 1] == letter:
        return None
    rows[row][place] = text[:position] + letter + text[position + 1 :]
    return row + 1


def change_id(rows: Rows, dice: random.Random) -> int | None:
    """One digit of an id, or only its case where the database keeps letters; or none at all."""
    row, column = dice.randrange(ROWS), dice.choice(IDS)
    place = COLUMNS.index(column)
    before = rows[row][place]
    if dice.random() < 0.2:
        rows[row][place] = None
    else:
        text = str(before)
        position = dice.choice([number for number, letter in enumerate(text) if letter != "-"])
        letter = text[position].upper() if isinstance(before, str) and dice.random() < 0.3 else dice.choice("0123456789abcdef")
        rows[row][place] = text[:position] + letter + text[position + 1 :]
    return row + 1 if str(rows[row][place]) != str(before) else None


def empty(rows: Rows, dice: random.Random) -> int | None:
    row, place = dice.randrange(ROWS), COLUMNS.index(dice.choice(TEXTS))
    if rows[row][place] == "":
        return None
    rows[row][place] = ""
    return row + 1


def delete(rows: Rows, dice: random.Random) -> int:
    return rows.pop(dice.randrange(ROWS - 1))[0]


def renumber(rows: Rows, dice: random.Random) -> int:
    row = dice.randrange(ROWS)
    number = rows[row][0]
    rows[row][0] = dice.randint(ROWS + 1, 1000)
    return min(number, rows[row][0])


def insert(rows: Rows, dice: random.Random) -> int:
    """A row slipped in, those behind it moved on by one."""
    here = dice.randrange(ROWS + 1)
    stranger = list(dice.choice(rows))
    for row in rows[here:]:
        row[0] += 1
    stranger[0], stranger[1] = here + 1, "slipped.in"
    rows.insert(here, stranger)
    return here + 1


def swap(rows: Rows, dice: random.Random) -> int:
    one, other = sorted(dice.sample(range(ROWS), 2))
    rows[one][1:], rows[other][1:] = rows[other][1:], rows[one][1:]
    return one + 1


def cut(rows: Rows, dice: random.Random) -> int:
    here = dice.randrange(ROWS)
    del rows[here:]
    return here + 1


def rewrite(rows: Rows, dice: random.Random) -> int:
    """The work of somebody who has the key too: everything from a row on is chained anew."""
    here = dice.randrange(ROWS)
    rows[here][COLUMNS.index("act")] = "nothing.done"
    previous = rows[here - 1][-1] if here else audit.FIRST
    for row in rows[here:]:
        row[-2] = previous
        values = dict(zip(COLUMNS, row, strict=True))
        written = AuditEntry(**values)
        for name in IDS:
            setattr(written, name, AuditEntry._meta.get_field(name).to_python(values[name]))
        row[-1] = previous = audit._mac([getattr(written, name) for name in audit.COLUMNS])
    return here + 1


MUTATIONS: list[Mutation] = [change, change_id, empty, delete, renumber, insert, swap, cut, rewrite]


def named(chain: list[tuple[Any, ...]], number: int, seed: int) -> int:
    dice, done = random.Random(seed), 0
    while done < number:
        mutation = dice.choice(MUTATIONS)
        rows = [list(row) for row in chain]
        bad = mutation(rows, dice)
        if bad is None:
            continue
        with transaction.atomic():
            write(rows)
            verdict = audit.verify()
            transaction.set_rollback(True)
        assert verdict.bad == bad, (mutation.__name__, verdict, rows)
        done += 1
    assert audit.verify().is_sound
    return done


def test_every_mutation_of_the_record_is_named(chain: list[tuple[Any, ...]], promise: Callable[[str, str], None]) -> None:
    done = named(chain, 300, seed=3)
    promise("G12", f"{done} of 300 mutations of the record named, each with its first bad row ({connection.vendor})")
    assert done == 300


@pytest.mark.drill
def test_ten_thousand_mutations_of_the_record_are_named(chain: list[tuple[Any, ...]], promise: Callable[[str, str], None]) -> None:
    done = named(chain, 10_000, seed=12)
    promise("G12", f"{done:,} of 10,000 mutations of the record named, each with its first bad row ({connection.vendor})")
    assert done == 10_000


def lengthen(number: int) -> None:
    """A chain of so many rows, written as the application writes them, a thousand at once."""
    by = worlds.caseworker()
    at = clock.now()
    held = AuditEntry.objects.count()
    while held < number:
        some = [
            acts.Act("child.opened", by.pk, by.organisation_id, at, "children.child", str(by.pk), {"city": "nador"})
            for _act in range(min(1000, number - held))
        ]
        audit.write(some)
        held += len(some)


@pytest.mark.drill
@pytest.mark.alone
def test_a_million_rows_are_verified_in_a_minute(django_capture_on_commit_callbacks: Any, promise: Callable[[str, str], None]) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        lengthen(1_000_000)
    began = time.monotonic()
    verdict = audit.verify()
    seconds = time.monotonic() - began
    promise("G12", f"{verdict.rows:,} rows verified in {seconds:.1f} s ({connection.vendor})")
    assert verdict.is_sound
    assert verdict.rows >= 1_000_000
    assert seconds < 60
