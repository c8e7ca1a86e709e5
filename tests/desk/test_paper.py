"""A child's file on paper: without names at once, with its names as an encrypted export; nothing typed is read as a command."""

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.utils import translation

from kanaf.access import reading
from kanaf.access.models import Account, AuditEntry
from kanaf.children.told import Names
from kanaf.core import clock, documents
from kanaf.core.documents import Line, Record, Section
from kanaf.desk.queries import summary
from kanaf.protection import actions
from kanaf.protection.models import Export
from tests import worlds
from tests.access.test_reading import opened as opened_files
from tests.children import kin
from tests.desk.browsing import file_url, text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
NAME, MOTHER, PLACE = "Zoumanigui Bartholomeus", "Awatif Oum Kaltoum", "Derriere le vieux port"


def registered(by: Account) -> Any:
    child = worlds.child(by, latin=NAME, mother=MOTHER, place=PLACE)
    worlds.case(by, child)
    worlds.service(by, child)
    return child


def said(record: Record) -> str:
    lines = [f"{line.name} {line.said} {line.beneath}" for section in record.sections for line in section.lines]
    return "\n".join([record.title, record.lead, record.mark, *(section.title for section in record.sections), *lines])


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_summary_tells_the_file_without_any_name(language: str) -> None:
    by = worlds.caseworker()
    child = registered(by)
    with translation.override(language):
        record = summary.record_of(child, by, clock.now(), "Salma B.")
        content = documents.pdf(record)
    told = said(record)
    assert child.code in told
    assert not [word for word in (NAME, MOTHER, PLACE) if word in told]
    assert all(section.lines or section.empty for section in record.sections)
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert str(opened.Root.Lang) == language
        assert "/StructTreeRoot" in opened.Root
    assert {name.split(b"+")[1] for name in re.findall(rb"/BaseFont ?/([A-Z]+\+[A-Za-z]+)", content)} <= {b"KanafSans", b"KanafSansArabic"}


def test_the_summary_holds_the_whole_story(django_assert_max_num_queries: Any) -> None:
    by = worlds.caseworker()
    child = registered(by)
    with django_assert_max_num_queries(34):
        record = summary.record_of(child, by, clock.now(), "")
    story = record.sections[-1]
    assert story.title == "Story"
    assert len(story.lines) == len(summary.files.story(child, by)[0]) >= 3


def test_with_names_it_never_says_where_the_child_is() -> None:
    by = worlds.caseworker()
    told = said(summary.record_of(registered(by), by, clock.now(), "", Names(latin=NAME, mother=MOTHER, place=PLACE, contact="0600000000")))
    assert NAME in told
    assert MOTHER in told
    assert PLACE not in told
    assert "0600000000" not in told


def test_what_is_typed_is_set_and_not_run() -> None:
    line = Line('#panic("run")', '$x^2$ *bold* #read("/etc/passwd")', "`raw` <label> @ref //")
    content = documents.pdf(Record("en", "#title", "\\ #lead", "#mark", [Section("#s", ("#a", "#b"), [line] * 200, "")]))
    assert content.startswith(b"%PDF-")
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert len(opened.pages) > 1


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Ibrahima 👦🏾 2ème", "Ibrahima :boy: 2ème"),
        ("ⴰⵎⵖⵔⴰⵙ", "amghras"),
        ("ሰላም", "selam"),
        ("bell\x07\x00\ufeff\u200b\u202e", "bell  "),
        ("\ue000", "?"),
        ("\u2068محمد ﷺ‎\u2069 Ẓôłŷ", "\u2068محمد ﷺ\u2069 Zôłŷ"),
    ],
)
def test_a_letter_that_the_fonts_lack_is_printed_in_latin_and_stops_no_paper(typed: str, printed: str) -> None:
    assert documents.settable(typed) == printed
    line = Line(typed, typed, typed)
    assert documents.pdf(Record("ar", typed, typed, typed, [Section(typed, (typed, typed), [line], "")])).startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_fonts_have_what_their_list_says(language: str) -> None:
    """Typst refuses a PDF/UA with a character that no font has."""
    everything = " ".join(sorted(documents._characters()))
    assert len(everything) > 3000
    assert documents.pdf(Record(language, "t", everything, "m", [])).startswith(b"%PDF-")


def test_printing_is_recorded_and_shown_to_who_answers_for_the_child(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = registered(by)
    client = signed_in(by)
    assert "Summary without names" in text_of(client.get(file_url(child)))
    response = client.get(file_url(child, "paper/"))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{child.code}.pdf"'
    assert response.content.startswith(b"%PDF-")
    entry = AuditEntry.objects.get(act="child.printed")
    assert (entry.target_id, entry.by) == (str(child.pk), by.pk)


def test_printing_counts_as_reading(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    opened_files(by, reading.MOST_AN_HOUR)
    assert signed_in(by).get(file_url(child, "paper/")).status_code == 429


def test_what_is_only_shared_is_not_printed(signed_in: SignIn) -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    assert signed_in(other).get(file_url(child, "paper/")).status_code == 404
    worlds.shared(by, child, other)
    assert signed_in(other).get(file_url(child, "paper/")).status_code == 403


def test_with_its_names_it_leaves_as_an_encrypted_pdf(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = registered(by)
    client = signed_in(by)
    client.post(f"/work/protection/exports/of/{child.code}/", {"reason": "handover", "form": "document"})
    export = Export.objects.get()
    page = text_of(client.post(f"/work/protection/exports/{export.pk}/", {"decision": "make"}))
    passphrase = re.search(r"[a-z0-9]{5}(-[a-z0-9]{5}){4}", page)
    assert passphrase
    response = client.get(f"/work/protection/exports/{export.pk}/file/")
    assert response["Content-Disposition"].endswith('.pdf"')
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(response.content))
    with pikepdf.open(io.BytesIO(response.content), password=passphrase[0]) as opened:
        assert opened.encryption.R == 6
        assert len(opened.pages) >= 1
    assert AuditEntry.objects.filter(act="identity.exported", target_id=str(child.pk)).count() == 1


def test_a_document_of_many_is_a_table(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    worlds.child(by)
    export = actions.ask_export(by=by, at=clock.now(), reason="field", form="document")
    assert export.form == Export.Form.TABLE


def test_the_family_is_on_paper_in_codes() -> None:
    by = worlds.caseworker()
    child = registered(by)
    kin.sought(by, child, relative=kin.relative(by, child, latin="Fanta Kanfory", last_known="Kindia"))
    told = said(summary.record_of(child, by, clock.now(), "", Names(latin=NAME)))
    assert "A child looks for somebody" in told
    assert "Mother" in told
    assert "Kanfory" not in told
    assert "Kindia" not in told
