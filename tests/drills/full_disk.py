"""Run as a process of its own under `disk.c`: let every write of an act be the one for which the disk has no room.

`python -m tests.drills.full_disk SCENE STEP …` does one act again and again; the n-th call that needs room fails (n = 1, 1 + STEP …), once
alone, once with all that follow, until the act needs fewer. After each it makes room, looks, and sends the same again.
"""

import json
import logging
import random
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django first
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from kanaf.access import presence  # noqa: E402
from kanaf.children import actions as children  # noqa: E402
from kanaf.children.models import Child  # noqa: E402
from kanaf.children.told import Names  # noqa: E402
from kanaf.core import clock, ids, rows  # noqa: E402
from kanaf.core.errors import NoRoom  # noqa: E402
from kanaf.places.models import City  # noqa: E402
from kanaf.protection import actions as protection  # noqa: E402
from kanaf.protection.models import Attachment, Export  # noqa: E402
from tests import worlds  # noqa: E402
from tests.desk.browsing import registration  # noqa: E402
from tests.drills import disk, saved  # noqa: E402
from tests.protection.files import jpeg  # noqa: E402

SAVED, REFUSED = "saved", "refused"
SENTENCES = {"fr": "Le disque du serveur est plein", "ar": "قرص الخادم ممتلئ", "en": "The server’s disk is full"}


def _name(id: UUID) -> str:
    """A name that looks like no other's."""
    return "".join(random.Random(id.hex).choices("abcdefghiklmnoprstuz", k=12)).title()


class Scene:
    """One act: `send` does it for an id and says what the person was told, `is_there` whether the record has it, whole."""

    full = (0, False)  # from which call on the disk is full, and whether it stays so

    def __init__(self) -> None:
        self.by = worlds.caseworker()
        self.languages = 0

    def send(self, id: UUID) -> str:
        raise NotImplementedError

    def is_there(self, id: UUID) -> bool:
        raise NotImplementedError


class Registering(Scene):
    """The action itself."""

    def send(self, id: UUID) -> str:
        try:
            children.register_child(
                by=self.by,
                at=clock.now(),
                id=id,
                city=City.objects.get(code="nador"),
                on=clock.today(),
                particulars=worlds.particulars(),
                identity=Names(latin=_name(id)),
            )
        except NoRoom:
            return REFUSED
        return SAVED

    def is_there(self, id: UUID) -> bool:
        return Child.objects.filter(pk=id).exists()


class Browsing(Scene):
    """A page, in one language after the other; the session is due to be noted, which is a write of its own."""

    def browser(self) -> Client:
        client = Client(raise_request_exception=False, SERVER_NAME="localhost")
        client.force_login(self.by)
        session = client.session
        session[presence.SEEN] = (clock.now() - 2 * presence.NOTED_EVERY).isoformat()
        session.save()
        self.languages += 1
        self.language = sorted(SENTENCES)[self.languages % 3]
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = self.language
        return client

    def told(self, response: Any, typed: str = "") -> str:
        """What the person reads: refused in their language with what was typed, or something else that is written down whole."""
        page = response.content.decode()
        if SENTENCES[self.language] in page and typed in page:
            return REFUSED
        return f"{response.status_code} without the sentence in {self.language} or without what was typed"


class RegisteringByPage(Browsing):
    def send(self, id: UUID) -> str:
        client = self.browser()
        form = registration(form_id=str(id), latin=_name(id))
        disk.fill(*self.full)
        response = client.post("/work/children/register/", form)
        return SAVED if response.status_code == 302 else self.told(response, str(form["latin"]))

    def is_there(self, id: UUID) -> bool:
        return Child.objects.filter(pk=id).exists()


class Attaching(Browsing):
    def __init__(self) -> None:
        super().__init__()
        self.child, self.content = worlds.child(self.by), jpeg(random.Random(1))

    def send(self, id: UUID) -> str:
        client = self.browser()
        form = {"form_id": str(id), "document": "passport", "file": SimpleUploadedFile("p.jpg", self.content)}
        disk.fill(*self.full)
        response = client.post(f"/work/children/{self.child.code}/attachments/", form)
        return SAVED if response.status_code == 302 else self.told(response, "passport")

    def is_there(self, id: UUID) -> bool:
        held = Attachment.objects.filter(pk=id).first()
        return held is not None and bool(protection.open_attachment(by=self.by, at=clock.now(), attachment=held).content)


class Exporting(Browsing):
    """The passphrase is shown once: an export that was made without it is asked for again."""

    def __init__(self) -> None:
        super().__init__()
        self.child = worlds.child(self.by)

    def send(self, id: UUID) -> str:
        if not Export.objects.filter(pk=id, status=Export.Status.APPROVED).exists():
            id = ids.new_id()
        protection.ask_export(by=self.by, at=clock.now(), child=self.child, reason="handover", id=id)
        self.asked = id
        client = self.browser()
        disk.fill(*self.full)
        response = client.post(f"/work/protection/exports/{id}/", {"decision": "make"})
        if response.status_code == 200:
            return SAVED
        return self.told(client.get(response["Location"])) if response.status_code == 302 else self.told(response)

    def is_there(self, id: UUID) -> bool:
        held = Export.objects.filter(pk=self.asked, status=Export.Status.MADE).first()
        return held is not None and protection.fetch_export(by=self.by, at=clock.now(), export=held).startswith(b"age-encryption.org/")


SCENES: dict[str, Callable[[], Scene]] = {
    "action": Registering,
    "page": RegisteringByPage,
    "attachment": Attaching,
    "export": Exporting,
}


def main(name: str, step: int) -> dict[str, Any]:
    scene = SCENES[name]()
    counted: Counter[str] = Counter()
    worst: list[str] = []
    for stays in (False, True):
        at = 1
        while True:
            id = ids.new_id()
            needed, told = _once(scene, id, at, stays=stays)
            why = _wrong(scene, id, told)
            counted.update(["full", told if told in {SAVED, REFUSED} else "other answers", *why])
            worst += [f"call {at}{' and all after' if stays else ''}: told {told}; {', '.join(why)}"] if why else []
            if needed < at:
                break
            at += step
    return {**counted, "worst": worst[:5]}


def _once(scene: Scene, id: UUID, at: int, *, stays: bool) -> tuple[int, str]:
    """Send with the disk full from the `at`-th call on: how many calls needed room, and what was told."""
    scene.full = (at, stays)
    if not isinstance(scene, Browsing):
        disk.fill(at, stays)
    try:
        told = scene.send(id)
    except Exception as error:  # told nobody anything: a bare error page
        told = f"{type(error).__name__}: {error}"[:120]
    needed = disk.asked()
    disk.fill(0, False)
    return needed, told


def _wrong(scene: Scene, id: UUID, told: str) -> list[str]:
    """What the full disk did that it may not; then, with room, the same is sent again and must be there once."""
    wrong = [] if told in {SAVED, REFUSED} else ["unclear"]
    if told == SAVED and not scene.is_there(id):
        wrong.append("false saved")
    found = saved.look([])
    wrong += ["half"] if found.half else []
    wrong += [f"chain {found.chain}"] if found.chain != "sound" else []
    with connection.cursor() as cursor:
        cursor.execute("pragma integrity_check")
        wrong += [] if cursor.fetchall() == [("ok",)] else ["malformed"]
    scene.full = (0, False)
    again = scene.send(id)
    if again != SAVED or not scene.is_there(id):
        wrong.append(f"does not work again: {again}")
    if list(settings.KANAF_HOME.rglob("*.draft")):
        wrong.append("a draft is left")
    return wrong


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    rows.set_process_default(rows.OWNER)
    asked = zip(sys.argv[1::2], sys.argv[2::2], strict=True)
    print(json.dumps({scene: main(scene, int(step)) for scene, step in asked}))
