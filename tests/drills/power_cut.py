"""Run as processes of their own on a database file of their own: `write CHILDREN`, then `look IMAGES` after as many power cuts.

The writer runs under `disk.c`. It registers children and now and then adds a paper to one, and says so when the action has returned.
The looker plays the log into what the disk may hold at any moment, opens each with Kanaf's own settings, which is the recovery, and looks.
"""

import base64
import json
import random
import shutil
import sys
from collections import Counter
from pathlib import Path
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django first
from django.db import connection  # noqa: E402

from kanaf.access import audit  # noqa: E402
from kanaf.children.models import Child  # noqa: E402
from kanaf.core import clock, rows, sealed_files, vault  # noqa: E402
from kanaf.protection import actions as protection  # noqa: E402
from kanaf.protection.models import Attachment  # noqa: E402
from tests import worlds  # noqa: E402
from tests.drills import disk, saved  # noqa: E402
from tests.protection.files import jpeg  # noqa: E402

ROOT = settings.KANAF_HOME  # what is watched, and laid down again for each power cut
BEFORE, LOG = ROOT.with_name("before"), ROOT.with_name("log")
EVERY = 6  # children to one paper
CUT_TAIL_EVERY = 10  # images to one whose tail somebody cuts


def write(children: int, settings_of: str) -> None:
    """Register children on the disk that is watched; with `wal`, under the settings that Kanaf does not use."""
    if settings_of == "wal":
        connection.settings_dict["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    picture = jpeg(random.Random(1))
    by = worlds.caseworker()
    for number in range(children):
        child = worlds.child(by)
        disk.mark(f"child {child.code}")
        if number % EVERY == 0:
            paper = protection.attach(by=by, at=clock.now(), child=child, document="passport", content=picture)
            disk.mark(f"paper {paper.pk}")


def look(images: int) -> dict[str, object]:
    """What `images` power cuts leave, at moments spread over the whole log."""
    chance = random.Random(20261127)
    calls = list(disk.calls(LOG))
    first = next(number for number, call in enumerate(calls) if call.kind == "mark")
    cuts = Counter(chance.randint(first, len(calls)) for _image in range(images))
    played, at = disk.Disk.of(BEFORE), 0
    played = _moved(played)
    acknowledged: dict[str, list[str]] = {"child": [], "paper": []}
    broken: Counter[str] = Counter()
    worst: list[str] = []
    for number in range(len(calls) + 1):
        for _image in range(cuts[number]):
            at += 1
            _lay_down(played.after_a_cut(chance))
            why = _wrong(acknowledged, cuts_tail=at % CUT_TAIL_EVERY == 0)
            broken.update(why)
            worst += [f"cut before call {number}: {', '.join(sorted(why))}"] if why else []
        if number < len(calls):
            call = calls[number]
            if call.kind == "mark":
                acknowledged[call.words[0]].append(call.words[1])
            else:
                played.play(call)
    return {"images": at, "calls": len(calls), "acknowledged": len(acknowledged["child"]), **broken, "worst": worst[:5]}


def _moved(played: disk.Disk) -> disk.Disk:
    """The files before, under the names they have on the disk that was watched."""
    names = {path.replace(str(BEFORE), str(ROOT), 1): file for path, file in played.kept.items()}
    return disk.Disk(names=dict(names), kept=names)


def _lay_down(content: dict[str, bytes]) -> None:
    connection.close()
    shutil.rmtree(ROOT)
    ROOT.mkdir()
    for path, held in content.items():
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(held)


def _wrong(acknowledged: dict[str, list[str]], *, cuts_tail: bool) -> set[str]:
    """What is wrong with what lies on the disk now; nothing, if the promise holds."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("pragma integrity_check")
            if cursor.fetchall() != [("ok",)]:
                return {"malformed"}
        found = saved.look(acknowledged["child"])
        wrong = {name for name in ("lost", "half", "bare") if getattr(found, name)}
        wrong |= {f"chain {found.chain.partition(' ')[0]}"} if found.chain != "sound" else set()
        wrong |= {"paper"} if any(not _is_there(UUID(paper)) for paper in acknowledged["paper"]) else set()
        if cuts_tail and not wrong and not _sees_a_cut(acknowledged["child"][-1]):
            wrong.add("cut unseen")
    except Exception as error:  # whatever cannot be read is lost
        return {f"unreadable: {type(error).__name__}: {str(error)[:80]}"}
    return wrong


def _is_there(paper: UUID) -> bool:
    held = Attachment.objects.filter(pk=paper).first()
    return held is not None and bool(sealed_files.read(paper, base64.b64decode(vault.unseal(held, "sealed"))))


def _sees_a_cut(code: str) -> bool:
    """After the power cut somebody cuts the record's tail, from an acknowledged act on: verifying must say so."""
    table = audit.AuditEntry._meta.db_table
    child = Child.objects.get(code=code)
    number = audit.AuditEntry.objects.get(act="child.registered", target_id=str(child.pk)).number
    with connection.cursor() as cursor:
        cursor.execute(f"drop trigger append_only_delete_{table}")
        cursor.execute(f"delete from {table} where number >= %s", [number])
    return (audit.verify().why, audit.verify().bad) == ("cut", number)


if __name__ == "__main__":
    rows.set_process_default(rows.OWNER)
    if sys.argv[1] == "write":
        write(int(sys.argv[2]), sys.argv[3])
    else:
        print(json.dumps(look(int(sys.argv[2]))))
