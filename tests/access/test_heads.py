"""The head of each day is signed and laid down with two organisations, who can check it without being able to make one."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from kanaf.access import heads
from kanaf.access.models import AuditEntry
from kanaf.core import clock, ticks
from tests import worlds
from tests.access.test_audit import TABLE, _tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def acts_done() -> int:
    worlds.child(worlds.caseworker())
    return AuditEntry.objects.count()


def laid_down() -> list[Path]:
    return sorted(file for folder in settings.KANAF_HEAD_FOLDERS for file in folder.glob("*"))


def test_the_tick_lays_one_head_a_day_down_with_both(acts_done: int) -> None:
    at = clock.now()
    for minute in range(3):
        ticks.tick(at + timedelta(minutes=minute))
    assert [file.name for file in laid_down()] == ["2026-11-16.head"] * 2
    assert laid_down()[0].read_bytes() == laid_down()[1].read_bytes()
    worlds.child(worlds.caseworker())
    ticks.tick(at + timedelta(days=1))
    assert [file.name for file in laid_down()] == ["2026-11-16.head", "2026-11-17.head"] * 2
    call_command("verify_head", *map(str, laid_down()))


def test_a_head_is_checked_with_the_public_key_alone(acts_done: int) -> None:
    call_command("export_head")
    statement = heads.check(laid_down()[0], public=heads.public_key())
    assert statement.number == acts_done
    call_command("verify_head", str(laid_down()[0]), public_key=heads.public_key(), signature_only=True)


@pytest.mark.parametrize("letter", range(0, 400, 7))
def test_one_changed_letter_of_a_head_is_seen(acts_done: int, letter: int) -> None:
    call_command("export_head")
    file = laid_down()[0]
    text = file.read_text()
    here = letter % (len(text) - 1)
    file.write_text(text[:here] + ("0" if text[here] != "0" else "1") + text[here + 1 :])
    with pytest.raises(heads.WrongHead):
        heads.check(file)


def test_a_day_taken_out_of_the_middle_is_missed(acts_done: int) -> None:
    for day in range(3):
        heads.export(clock.now() + timedelta(days=day))
    folder = settings.KANAF_HEAD_FOLDERS[0]
    (folder / "2026-11-17.head").unlink()
    with pytest.raises(CommandError, match="before it"):
        call_command("verify_head", str(folder / "2026-11-18.head"))


def test_a_record_written_anew_by_somebody_with_every_key_differs_from_the_signed_head(acts_done: int) -> None:
    call_command("export_head")
    _tamper(f'update "{TABLE}" set mac = %s where number = %s', "f" * 64, acts_done)
    with pytest.raises(CommandError, match="not in the record as it was signed"):
        call_command("verify_head", str(laid_down()[0]))


def test_nothing_is_laid_down_before_there_is_an_act() -> None:
    _tamper(f'delete from "{TABLE}"')
    ticks.tick(clock.now())
    assert laid_down() == []
