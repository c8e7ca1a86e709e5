"""Keys change while people work: nobody fails, nothing is lost, and a killed rotation goes on (G29)."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from kanaf.casework import actions as casework
from kanaf.casework.models import RiskAssessment
from kanaf.children import cards
from kanaf.children.models import Identity
from kanaf.core import clock, keys, rotation, vault
from kanaf.core.models import DataKey
from tests import worlds

PASSED = 16 * 60


@pytest.fixture
def own_keys(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Keys of one's own, with one master key."""
    settings.KANAF_KEYS = tmp_path / "keys"
    keys.make_missing()
    yield tmp_path / "keys"
    keys.key.cache_clear()


def age(file: Path, seconds: int = PASSED) -> None:
    past = file.stat().st_mtime - seconds
    os.utime(file, (past, past))


@pytest.mark.django_db
def test_after_a_rotation_everything_opens_and_new_keys_use_the_newest(own_keys: Path) -> None:
    by = worlds.caseworker()
    before = [Identity.objects.get(child=worlds.child(by, latin=f"Oumar Number{number}")) for number in range(7)]

    call_command("rotate_keys", batch=3)

    assert keys.newest_master() == 2
    assert set(DataKey.objects.values_list("master", flat=True)) == {2}
    assert [vault.unseal(one, "sealed")["latin"] for one in before] == [f"Oumar Number{number}" for number in range(7)]
    worlds.child(by)
    assert DataKey.objects.latest("pk").master == 2


@pytest.mark.django_db
def test_a_rotation_cut_short_goes_on_without_another_key(own_keys: Path) -> None:
    by = worlds.caseworker()
    held = [Identity.objects.get(child=worlds.child(by)) for _number in range(5)]
    newest = keys.make_master()
    assert next(rotation.rewrap(newest, batch=2)) == 2
    assert all(vault.unseal(one, "sealed") for one in held)  # both keys are needed, both are there

    call_command("rotate_keys")

    assert keys.newest_master() == 2
    assert rotation.needed_masters() == {2}


@pytest.mark.django_db
def test_a_master_key_is_put_aside_only_once_nothing_needs_it(own_keys: Path) -> None:
    identity = Identity.objects.get(child=worlds.child(worlds.caseworker()))
    keys.make_master()
    with pytest.raises(CommandError, match="still need"):
        call_command("rotate_keys", retire=True)
    call_command("rotate_keys")
    with pytest.raises(CommandError, match="quarter of an hour"):
        call_command("rotate_keys", retire=True)
    age(own_keys / "master-2")

    call_command("rotate_keys", retire=True)

    assert keys.master_numbers() == [2]
    assert (own_keys / "retired" / "master").exists()
    assert vault.unseal(identity, "sealed")
    assert not keys.make_missing()  # a retired first key is not made anew


@pytest.mark.django_db
def test_a_retired_key_still_opens_a_database_restored_from_before(own_keys: Path) -> None:
    identity = Identity.objects.get(child=worlds.child(worlds.caseworker()))
    old = DataKey.objects.get(subject_id=identity.child_id)
    call_command("rotate_keys")
    age(own_keys / "master-2")
    call_command("rotate_keys", retire=True)
    DataKey.objects.filter(pk=old.pk).update(wrapped=old.wrapped, master=old.master)

    assert vault.unseal(identity, "sealed")


@pytest.mark.django_db
def test_a_subject_gets_a_new_key_and_the_old_one_opens_nothing() -> None:
    by = worlds.caseworker()
    child = worlds.child(by, latin="Kadiatou Sylla")
    case = worlds.case(by, child)
    casework.assess_risk(by=by, at=clock.now(), case=case, on=clock.today(), level="high", why="seen with strangers")
    old = vault.data_key("child", child.pk, create=False)
    other = Identity.objects.get(child=worlds.child(by, latin="Binta Bah"))

    assert rotation.rekey("child", child.pk) == 3  # who the child is, its card, and the risk's reason

    identity = Identity.objects.get(child=child)
    risk = RiskAssessment.objects.filter(child=child, sealed__isnull=False).get()
    assert vault.unseal(identity, "sealed")["latin"] == "Kadiatou Sylla"
    assert vault.unseal(risk, "sealed") == "seen with strangers"
    reading = cards.reading_of(child.pk)
    assert reading is not None
    assert reading.given.text == "Kadiatou"
    assert vault.unseal(other, "sealed")["latin"] == "Binta Bah"
    assert vault.generation_of(bytes(identity.sealed)) == 1
    with pytest.raises(vault.Tampered):
        vault._unseal(old, bytes(identity.sealed), vault._place(identity, "sealed"))


@pytest.mark.django_db
def test_a_reader_caught_between_two_keys_looks_again() -> None:
    child = worlds.child(worlds.caseworker(), latin="Kadiatou Sylla")
    stale_row = Identity.objects.get(child=child)
    stale_keys = vault.data_keys("child", [child.pk])
    rotation.rekey("child", child.pk)
    fresh_row = Identity.objects.get(child=child)

    assert vault.unseal(stale_row, "sealed")["latin"] == "Kadiatou Sylla"
    assert vault.open_with(stale_keys[child.pk], fresh_row, "sealed")["latin"] == "Kadiatou Sylla"


@pytest.mark.django_db
def test_bytes_that_only_pretend_another_generation_are_refused() -> None:
    child = worlds.child(worlds.caseworker())
    rotation.rekey("child", child.pk)
    identity = Identity.objects.get(child=child)
    identity.sealed = b"\x02" + (7).to_bytes(4, "big") + bytes(identity.sealed)[5:]
    identity.child_id = UUID(int=1)
    with pytest.raises(vault.Erased):
        vault.unseal(identity, "sealed")
    identity.child_id = child.pk
    identity.pk = uuid4()  # nowhere in the database
    with pytest.raises(vault.Tampered):
        vault.unseal(identity, "sealed")


@pytest.mark.django_db
def test_history_is_still_refused_any_other_change_after_a_key_was_changed() -> None:
    child = worlds.child(worlds.caseworker())
    rotation.rekey("child", child.pk)
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("update children_identity set withdrawn = not withdrawn")


@pytest.mark.django_db
def test_wrapped_keys_of_two_subjects_cannot_be_swapped() -> None:
    by = worlds.caseworker()
    one, other = (DataKey.objects.get(subject_id=worlds.child(by).pk) for _number in range(2))
    one.wrapped = other.wrapped
    with pytest.raises(vault.Tampered):
        vault.unwrap(one)


def test_what_is_sealed_stands_in_columns_named_so() -> None:
    """Changing a subject's key finds them by their name."""
    assert len(rotation.sealing_models()) >= 5
    assert [model._meta.label for model in rotation.sealing_models() if not rotation.sealed_columns(model)] == []


# --- with others at work ---------------------------------------------------------------------------------------------


@pytest.fixture
def beside(own_keys: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of processes beside ours, with a database of their own that holds nothing but keys."""
    others = os.environ | {"KANAF_KEYS": str(own_keys)}
    base = os.environ.get("DATABASE_URL", "")
    if "postgres" in base:
        name = f"kanaf_rotation_{os.getpid()}"
        others["DATABASE_URL"] = urlsplit(base)._replace(path=f"/{name}").geturl()
        with psycopg.connect(urlsplit(base)._replace(path="/postgres").geturl(), autocommit=True) as cluster:
            cluster.execute(f"create database {name}")
            made = subprocess.run([*MANAGE, "migrate", "core"], cwd=settings.BASE_DIR, env=others, check=False, capture_output=True)
            assert made.returncode == 0, made.stderr.decode()
            yield others
            cluster.execute(f"drop database {name} with (force)")
    else:
        others["DATABASE_URL"] = f"sqlite:///{tmp_path / 'keys.sqlite3'}"
        subprocess.run([*MANAGE, "migrate", "core"], cwd=settings.BASE_DIR, env=others, check=True, capture_output=True)
        yield others


MANAGE = [sys.executable, "manage.py"]
WRITER = [sys.executable, "-m", "tests.core.writer_of_seals"]


def work(others: dict[str, str], *, writers: int, kills: int, seconds: float) -> tuple[int, int]:
    """Rotate under writers, killing the rotation again and again. Returns (sealed and opened, times killed)."""
    rotate = [*MANAGE, "rotate_keys", "--batch", "5", "--pause", "0.02"]
    stop = Path(others["KANAF_KEYS"]).parent / "stop"
    pipes: Any = {"cwd": settings.BASE_DIR, "env": others, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    busy = [subprocess.Popen([*WRITER, str(stop)], **pipes) for _number in range(writers)]
    for one in busy:
        assert one.stdout is not None
        assert one.stdout.readline() == "at work\n", one.communicate()
    dice = random.Random(6)
    killed, began = 0, time.monotonic()
    while killed < kills:
        rotating = subprocess.Popen([*rotate], **pipes)
        assert rotating.stdout is not None
        for _lines in range(dice.randint(2, 5)):
            rotating.stdout.readline()
        if rotating.poll() is None:
            rotating.kill()
            killed += 1
        rotating.communicate()
    time.sleep(max(0.0, seconds - (time.monotonic() - began)))
    finished = subprocess.run([*rotate, "--resume"], **pipes, check=False)
    assert finished.returncode == 0, finished.stderr
    stop.touch()
    done = 0
    for one in busy:
        told, error = one.communicate(timeout=120)
        assert one.returncode == 0, error
        done += int(told)
    checked = subprocess.run(WRITER, **pipes, check=False)
    assert checked.returncode == 0, checked.stderr
    return done, killed


def test_writers_never_fail_while_keys_change_and_the_rotation_is_killed(
    beside: dict[str, str], promise: Callable[[str, str], None]
) -> None:
    done, killed = work(beside, writers=2, kills=2, seconds=1)
    promise("G29", f"{done:,} values sealed and opened by 2 writers, {killed} kills of the rotation: 0 failures ({connection.vendor})")
    assert done > 20
    assert killed == 2


@pytest.mark.drill
def test_twenty_writers_never_fail_while_keys_change(beside: dict[str, str], promise: Callable[[str, str], None]) -> None:
    done, killed = work(beside, writers=20, kills=10, seconds=90)
    promise("G29", f"{done:,} values sealed and opened by 20 writers, {killed} kills of the rotation: 0 failures ({connection.vendor})")
    assert done > 2000
    assert killed == 10
