"""Papers of a child's file: nothing in them but what is seen, sealed on disk, handed out under the child's permission (G18)."""

import io
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from kanaf.access import reading
from kanaf.access.models import Account, AuditEntry
from kanaf.core import cleaning, clock, rotation, sealed_files, uploads, vault
from kanaf.core.errors import NotPermitted, Refused
from kanaf.protection import actions
from kanaf.protection.models import Attachment
from tests import worlds
from tests.desk.browsing import file_url, text_of
from tests.protection import files
from tests.protection.test_erasures import erased

SignIn = Callable[[Account], Client]


def picture(seed: int = 1) -> bytes:
    return files.jpeg(random.Random(seed))


def attached(by: Account, child: Any, content: bytes | None = None) -> Attachment:
    return actions.attach(by=by, at=clock.now(), child=child, document="birth_certificate", content=content or picture())


def upload(content: bytes, name: str = "photo.jpg") -> dict[str, Any]:
    return {"document": "birth_certificate", "file": SimpleUploadedFile(name, content)}


@pytest.mark.parametrize("kind", sorted(files.MAKERS))
def test_the_files_of_these_tests_say_more_before_they_are_cleaned(kind: str) -> None:
    """Else the test below could not fail."""
    assert len(files.says_more(kind, files.MAKERS[kind](random.Random(4)))) >= 3


@pytest.mark.parametrize("kind", sorted(files.MAKERS))
def test_a_clean_file_says_nothing_more(kind: str) -> None:
    for seed in range(8):
        dirty = files.MAKERS[kind](random.Random(seed))
        found, content = cleaning.clean(dirty)
        assert found == kind
        assert files.says_more(kind, content) == []


def test_a_pictures_pixels_stay_and_it_stands_upright() -> None:
    written = io.BytesIO()
    turned = Image.Exif()
    turned[0x0112] = 6
    files.pixels(random.Random(2), size=(60, 20)).save(written, "PNG", exif=turned)
    _kind, content = cleaning.clean(written.getvalue())
    with Image.open(io.BytesIO(content)) as opened:
        assert opened.size == (20, 60)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04 a Word document", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "kind"),
        (b"MZ\x90\x00", "kind"),
        (b"GIF89a", "kind"),
        (b"\xff\xd8\xff\xe0 not a picture", "broken"),
        (b"%PDF-1.7\nnothing", "broken"),
    ],
)
def test_other_files_are_not_taken_in(content: bytes, why: str) -> None:
    with pytest.raises(uploads.NotClean) as refused:
        uploads.cleaned(content)
    assert refused.value.why == why


def test_mutated_files_break_nothing() -> None:
    """Each ends in clean bytes or in an exception of Python's, which the process turns into a status; nothing hangs or is killed."""
    dice = random.Random(17)
    for seed in range(60):
        kind = dice.choice(sorted(files.MAKERS))
        content = bytearray(files.MAKERS[kind](random.Random(seed)))
        for _number in range(dice.randint(1, 20)):
            content[dice.randrange(10, len(content))] = dice.randrange(256)
        try:
            found, clean = cleaning.clean(bytes(content))
        except Exception:  # noqa: S112
            continue
        assert files.WORD.encode() not in clean
        assert found == kind


@pytest.mark.django_db
def test_an_attachment_is_sealed_on_disk_and_opens_for_who_follows_the_child() -> None:
    by = worlds.caseworker()
    attachment = attached(by, worlds.child(by))
    sealed = sealed_files.path_of(attachment.pk).read_bytes()
    assert b"JFIF" not in sealed
    assert cleaning.kind_of(sealed) == ""
    opened = actions.open_attachment(by=by, at=clock.now(), attachment=attachment)
    assert opened.content_type == "image/jpeg"
    assert files.says_more("jpeg", opened.content) == []
    assert AuditEntry.objects.filter(act="attachment.opened", by=by.pk, target_id=str(attachment.child_id)).exists()


@pytest.mark.django_db
def test_sealed_chunks_cannot_be_changed_cut_doubled_or_swapped() -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    attachment = attached(by, child)
    key, content = sealed_files.AESGCM.generate_key(bit_length=256), b"x" * 150_000
    key = sealed_files.write(attachment.pk, content)
    assert sealed_files.read(attachment.pk, key) == content
    file = sealed_files.path_of(attachment.pk)
    whole, chunk = file.read_bytes(), sealed_files.CHUNK + sealed_files.TAG
    head, one, two, three = whole[:4], whole[4 : 4 + chunk], whole[4 + chunk : 4 + 2 * chunk], whole[4 + 2 * chunk :]
    changed = bytearray(whole)
    changed[70_000] ^= 1
    for wrong in (bytes(changed), head + one + two, head + two + one + three, head + one + one + three, whole[:-1], head, b""):
        file.write_bytes(wrong)
        with pytest.raises(vault.Tampered):
            sealed_files.read(attachment.pk, key)
    file.write_bytes(whole)
    other = attached(by, child)
    sealed_files.path_of(other.pk).write_bytes(whole)
    with pytest.raises(vault.Tampered):
        sealed_files.read(other.pk, key)


@pytest.mark.django_db
def test_a_new_key_of_the_child_keeps_its_attachments_and_erasing_takes_them(django_capture_on_commit_callbacks: Any) -> None:
    by, second = worlds.caseworker(), worlds.coordinator()
    child = worlds.child(by)
    attachment = attached(by, child)
    rotation.rekey("child", child.pk)
    assert actions.open_attachment(by=by, at=clock.now(), attachment=Attachment.objects.get(pk=attachment.pk)).content
    with django_capture_on_commit_callbacks(execute=True):
        erased(child, second)
    assert not sealed_files.path_of(attachment.pk).exists()
    with pytest.raises(vault.Erased):
        vault.unseal(Attachment.objects.get(pk=attachment.pk), "sealed")


@pytest.mark.django_db
def test_only_who_follows_the_child_and_may_read_identities_opens_it() -> None:
    by = worlds.caseworker()
    attachment = attached(by, worlds.child(by))
    for stranger in (worlds.caseworker("oujda"), worlds.outreach_worker(), worlds.information_officer()):
        with pytest.raises(NotPermitted):
            actions.open_attachment(by=stranger, at=clock.now(), attachment=attachment)
        assert not Attachment.objects.visible_to(stranger).exists()
    with pytest.raises(NotPermitted):
        attached(worlds.caseworker("oujda"), attachment.child)


@pytest.mark.django_db
def test_the_page_takes_a_file_lists_it_and_hands_it_out_as_an_attachment(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    client = signed_in(by)
    page = client.post(file_url(child, "attachments/"), upload(files.pdf(random.Random(3)), "IMG of Zoumana.pdf"), follow=True)
    attachment = Attachment.objects.get()
    assert "The attachment is added" in text_of(page)
    assert f"attachments/{attachment.pk}/" in text_of(page)
    assert "Zoumana" not in text_of(page)
    response = client.get(file_url(child, f"attachments/{attachment.pk}/"))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{child.code}-birth_certificate.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert response.content.startswith(b"%PDF")


@pytest.mark.django_db
def test_my_child_and_a_foreign_attachment_are_not_found(signed_in: SignIn) -> None:
    """The nested swap: the parent in the address is one's own, the attachment is not."""
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    own, foreign = worlds.child(by), worlds.child(other, city="oujda")
    second = worlds.child(by)
    attachment, mine = attached(other, foreign), attached(by, own)
    client = signed_in(by)
    for url in (
        file_url(own, f"attachments/{attachment.pk}/"),
        file_url(foreign, f"attachments/{attachment.pk}/"),
        file_url(second, f"attachments/{mine.pk}/"),
    ):
        assert client.get(url).status_code == 404
    assert client.post(file_url(foreign, "attachments/"), upload(picture())).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "Only JPEG and PNG pictures and PDF documents"),
        (b"%PDF-1.4 broken", "cannot be read"),
        (b"\xff\xd8\xff" + b"0" * uploads.MOST, "larger than 20 MB"),
    ],
)
def test_a_file_that_is_not_taken_in_says_why(signed_in: SignIn, content: bytes, sentence: str) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    page = text_of(signed_in(by).post(file_url(child, "attachments/"), upload(content)))
    assert sentence in page
    assert not Attachment.objects.exists()
    assert not list(settings.KANAF_SEALED_FILES.glob("*/*"))


@pytest.mark.django_db
def test_sending_the_form_twice_keeps_one() -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    for _time in range(2):
        again = actions.attach(by=by, at=clock.now(), child=child, document="birth_certificate", content=picture(), id=child.pk)
    assert Attachment.objects.get() == again


@pytest.mark.django_db
def test_an_unknown_paper_is_refused() -> None:
    by = worlds.caseworker()
    with pytest.raises(Refused):
        actions.attach(by=by, at=clock.now(), child=worlds.child(by), document="love_letter", content=picture())


@pytest.mark.django_db
def test_who_opens_far_too_many_files_gets_no_attachment_either(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_AN_HOUR", 2)
    by = worlds.caseworker()
    papers = [attached(by, worlds.child(by)) for _number in range(3)]
    client = signed_in(by)
    answers = [client.get(file_url(one.child, f"attachments/{one.pk}/")).status_code for one in papers]
    assert answers == [200, 200, 429]


@pytest.mark.django_db
def test_who_answers_for_the_child_sees_who_opened_its_papers(signed_in: SignIn) -> None:
    by, colleague = worlds.caseworker(), worlds.caseworker()
    child = worlds.child(by)
    actions.open_attachment(by=colleague, at=clock.now(), attachment=attached(by, child))
    assert "opened an attachment" in text_of(signed_in(by).get(file_url(child)))
