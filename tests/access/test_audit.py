"""A changed, missing or cut record of acts is seen, and the first bad row is named (G12)."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from kanaf.access import audit
from kanaf.access.models import AuditEntry
from kanaf.core import audit as acts
from kanaf.core import clock
from tests import worlds

pytestmark = pytest.mark.django_db
TABLE = AuditEntry._meta.db_table


@pytest.fixture
def twelve_acts(django_capture_on_commit_callbacks: object) -> int:
    """A chain of its own with twelve acts, its heads anchored."""
    _tamper(f'delete from "{TABLE}"')
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        by = worlds.caseworker()
        for number in range(12):
            acts.record("test.done", by=by, at=clock.now(), target=by, number=number)
    return AuditEntry.objects.count()


def _tamper(sql: str, *params: object) -> None:
    """What someone with rights over the database could do: lift the trigger, change, put it back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'alter table "{TABLE}" disable trigger append_only')
            cursor.execute(sql, params)
            cursor.execute(f'alter table "{TABLE}" enable trigger append_only')
        else:
            cursor.execute("select name, sql from sqlite_master where type = 'trigger' and tbl_name = %s", [TABLE])
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'drop trigger "{name}"')
            cursor.execute(sql, params)
            for _name, definition in triggers:
                cursor.execute(definition)


def test_an_untouched_chain_is_sound(twelve_acts: int) -> None:
    verdict = audit.verify()
    assert verdict.is_sound
    assert verdict.rows == twelve_acts
    call_command("audit_verify")


@pytest.mark.parametrize("column", ["act", "by", "organisation", "at", "target_kind", "target_id", "details", "previous", "mac"])
def test_one_changed_column_is_named(twelve_acts: int, column: str) -> None:
    other = "00000000000000000000000000000001" if column in {"by", "organisation"} else "x"
    _tamper(f'update "{TABLE}" set "{column}" = %s where number = 7', other)
    assert (audit.verify().bad, audit.verify().why) == (7, "changed")
    with pytest.raises(CommandError, match="row 7"):
        call_command("audit_verify")


def test_one_deleted_row_is_named(twelve_acts: int) -> None:
    _tamper(f'delete from "{TABLE}" where number = 5')
    assert (audit.verify().bad, audit.verify().why) == (5, "missing")


def test_a_cut_tail_is_named(twelve_acts: int) -> None:
    _tamper(f'delete from "{TABLE}" where number >= 9')
    assert (audit.verify().bad, audit.verify().why) == (9, "cut")


def test_a_chain_rewritten_with_the_key_differs_from_its_heads(twelve_acts: int) -> None:
    """Whoever has database and key still does not have the head file of the other organisations."""
    heads = settings.KANAF_AUDIT_HEADS.read_text()
    settings.KANAF_AUDIT_HEADS.write_text(heads.replace(heads.split()[-1], "f" * 64))
    assert audit.verify().why == "head_differs"


@pytest.mark.parametrize(
    "left", [b"13 ab", b"13 " + b"0" * 63, b"\0" * 40, b"\0\0 " + b"e" * 64 + b"\n", b"5 " + bytes(64) + b"\n", b"\xff\xfe9"]
)
def test_what_a_power_cut_leaves_of_a_head_cries_no_wolf(twelve_acts: int, left: bytes) -> None:
    """The line of an act that nobody was told of: half of it, zeros, or anything."""
    with settings.KANAF_AUDIT_HEADS.open("ab") as heads:
        heads.write(left)
    assert audit.verify().is_sound
    _tamper(f'delete from "{TABLE}" where number >= 9')
    assert (audit.verify().bad, audit.verify().why) == (9, "cut")


def test_acts_that_no_head_covers_yet_are_counted_and_said(twelve_acts: int, capsys: pytest.CaptureFixture[str]) -> None:
    lines = settings.KANAF_AUDIT_HEADS.read_text().splitlines(keepends=True)
    settings.KANAF_AUDIT_HEADS.write_text("".join(lines[:-2]))
    verdict = audit.verify()
    assert (verdict.is_sound, verdict.beyond) == (True, 2)
    call_command("audit_verify")
    assert "The last 2 are not in the head file" in capsys.readouterr().out


def test_the_application_cannot_change_the_record(twelve_acts: int) -> None:
    entry = AuditEntry.objects.get(number=3)
    entry.act = "nothing"
    with pytest.raises(Exception, match="append-only"):
        entry.save()


@hypothesis(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(1, 12),
    column=st.sampled_from(["act", "at", "details", "mac"]),
    position=st.integers(0, 200),
    flip=st.integers(1, 94),
)
def test_any_flipped_byte_is_seen(twelve_acts: int, number: int, column: str, position: int, flip: int) -> None:
    entry = AuditEntry.objects.get(number=number)
    text = getattr(entry, column) or "-"
    position %= len(text)
    changed = text[:position] + chr(33 + (ord(text[position]) - 33 + flip) % 94) + text[position + 1 :]
    if changed == getattr(entry, column):
        return
    _tamper(f'update "{TABLE}" set "{column}" = %s where number = %s', changed, number)
    assert audit.verify().bad == number
    _tamper(f'update "{TABLE}" set "{column}" = %s where number = %s', getattr(entry, column), number)
    assert audit.verify().is_sound
