"""A child is registered from a page."""

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from kanaf.access.models import Account, AuditEntry
from kanaf.children import actions as children
from kanaf.children.models import Child, Registration
from kanaf.core import clock
from tests import worlds
from tests.desk.browsing import registration, text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
URL = "/work/children/register/"
LOOK_ALIKES = "/work/children/look-alikes/"


def only_child() -> Child:
    return Child.objects.get()


def held() -> Registration:
    return Registration.objects.get()


def test_a_child_is_registered_and_its_case_is_next(signed_in: SignIn) -> None:
    by = worlds.caseworker()

    response = signed_in(by).post(URL, registration(mother="Aïssatou", concerns=["serious_health_issue"], language="fr"))

    child = only_child()
    assert response.status_code == 302
    assert response.url == f"/work/children/{child.code}/open-case/?registered="
    assert held().nationalities == ["GIN"]
    assert held().concerns == ["serious_health_issue"]
    assert held().age_status == "undisputed"
    names = children.open_identity(by=by, at=clock.now(), child=child, reason="follow_up")
    assert (names.latin, names.mother) == ("Mamadou Diallo", "Aïssatou")


def test_the_page_shows_the_definition_of_each_situation_and_asks_nothing_it_may_not(signed_in: SignIn) -> None:
    page = text_of(signed_in(worlds.caseworker()).get(URL))

    assert "not cared for by an adult who is responsible by law or custom" in page
    for word in ("religion", "ethnic", "photo", "fingerprint", "political"):
        assert word not in re.sub(r"(?s)<svg.*?</svg>", "", page.lower())


def test_an_outreach_worker_registers_no_child(signed_in: SignIn) -> None:
    client = signed_in(worlds.outreach_worker())

    assert client.get(URL).status_code == 403
    assert client.post(URL, registration()).status_code == 403
    assert client.post(LOOK_ALIKES, registration()).status_code == 403
    assert not Child.objects.exists()


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(URL).status_code == 302
    assert client.post(LOOK_ALIKES, registration()).status_code == 302


def test_the_form_sent_twice_registers_one_child(signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker())
    sent = registration(form_id=str(uuid4()))

    first, second = client.post(URL, sent), client.post(URL, sent)

    assert Child.objects.count() == 1
    assert first.url == second.url


def test_arabic_digits_are_converted(signed_in: SignIn) -> None:
    sent = registration(precision="exact", birth_day="١٢", birth_month="٣", birth_year="٢٠١١", on="١٦/١١/٢٠٢٦")

    signed_in(worlds.caseworker()).post(URL, sent)

    assert held().born_earliest is not None
    assert held().born_earliest.isoformat() == "2011-03-12"


def test_a_name_in_two_scripts_is_put_in_its_scripts_and_said(signed_in: SignIn) -> None:
    by = worlds.caseworker()

    response = signed_in(by).post(URL, registration(latin="Mamadou محمادو"), follow=True)

    names = children.open_identity(by=by, at=clock.now(), child=only_child(), reason="follow_up")
    assert (names.latin, names.arabic) == ("Mamadou", "محمادو")
    assert "typed in two scripts" in text_of(response)


@pytest.mark.parametrize(
    "changes",
    [
        {"precision": "estimated", "birth_year": None, "age": "19"},
        {"age_in_dispute": "on"},
        {"precision": "exact", "birth_day": "1", "birth_month": "1", "birth_year": "2000"},
    ],
)
def test_an_age_of_18_or_in_dispute_is_registered_as_under_verification(signed_in: SignIn, changes: dict[str, str | None]) -> None:
    response = signed_in(worlds.caseworker()).post(URL, registration(**changes), follow=True)

    assert held().age_status == "under_verification"
    assert held().protection_status == "unaccompanied"
    assert "under verification" in text_of(response)


@pytest.mark.parametrize(
    ("changes", "sentence", "field"),
    [
        (
            {"precision": "exact", "birth_day": "1", "birth_month": "1", "birth_year": "2030"},
            "The date of birth is in the future.",
            "birth_year",
        ),
        ({"age": "9"}, "9 years does not agree with this date of birth.", "age"),
        ({"precision": "exact", "birth_day": "31", "birth_month": "2"}, "This day does not exist in the calendar", "birth_day"),
        ({"precision": "month", "birth_month": None}, "Write the month of birth", "birth_month"),
        ({"precision": "month", "birth_month": "mars"}, "Write the month as a number from 1 to 12.", "birth_month"),
        ({"precision": "estimated", "age": None, "birth_year": None}, "Write the age the child says", "age"),
        ({"precision": "estimated", "age": "quinze"}, "Write the age in years", "age"),
        ({"on": "17/11/2026"}, "This date is in the future: today is 16 November 2026.", "on_day"),
        ({"birth_year": "1431"}, "The year 1431 looks like one of the Hijri calendar", "birth_year"),
        ({"birth_year": "1850"}, "Write the year with four digits, for example 2010.", "birth_year"),
        ({"precision": "month", "birth_month": "13"}, "This day does not exist in the calendar", "birth_day"),
        (
            {"precision": "exact", "birth_calendar": "hijri", "birth_day": "31", "birth_month": "9", "birth_year": "1431"},
            "This day does not exist in the calendar",
            "birth_day",
        ),
        ({"birth_calendar": "hijri", "birth_year": "2010"}, "This day does not exist in the calendar", "birth_day"),
        ({"birth_calendar": "hijri", "birth_year": "1449"}, "The date of birth is in the future.", "birth_year"),
        ({"sex": None}, "Answer this: Sex.", "sex_0"),
        ({"protection_status": None}, "Answer this: With whom is the child.", "protection_status_0"),
        ({"city": "casablanca"}, "Select a valid choice.", "city"),
        ({"nationality": "XYZ"}, "Select a valid choice.", "nationality"),
        ({"separated_on_day": "3", "separated_on_month": "", "separated_on_year": "2025"}, "The month is missing.", "separated_on_month"),
        ({"separated_on_year": "2031"}, "This date is in the future.", "separated_on_year"),
        ({"latin": "x" * 301}, "Write at most 300 characters: there are 301.", "latin"),
    ],
)
def test_bad_input_comes_back_at_its_field_with_what_was_typed(
    signed_in: SignIn, changes: dict[str, str | None], sentence: str, field: str
) -> None:
    sent = registration(nickname="Petit Baobab", **changes)

    page = text_of(signed_in(worlds.caseworker()).post(URL, sent))

    assert sentence in page
    assert f'href="#id_{field}"' in page
    assert "Petit Baobab" in page
    assert sent["latin"] in page
    assert not Child.objects.exists()


def test_a_name_of_300_characters_is_kept_whole(signed_in: SignIn) -> None:
    by, name = worlds.caseworker(), ("Abdoulaye " * 30).strip()

    signed_in(by).post(URL, registration(latin=name))

    assert children.open_identity(by=by, at=clock.now(), child=only_child(), reason="follow_up").latin == name


@pytest.mark.parametrize("nickname", ["Baobab", ""])
def test_a_child_who_gives_only_a_nickname_or_nothing_is_registered(signed_in: SignIn, nickname: str) -> None:
    sent = registration(latin="", nickname=nickname, precision=None, birth_year=None, nationality="")

    response = signed_in(worlds.caseworker()).post(URL, sent)

    assert response.status_code == 302
    assert held().birth_precision == "unknown"
    assert held().nationality_group == "unknown"


@pytest.mark.parametrize(
    ("typed", "precision"),
    [
        ({"birth_day": "2", "birth_month": "5"}, "exact"),
        ({"birth_month": "5"}, "month"),
        ({}, "year"),
        ({"birth_year": None, "age": "14"}, "estimated"),
    ],
)
def test_what_is_known_of_the_birth_is_read_from_what_was_typed(signed_in: SignIn, typed: dict[str, str | None], precision: str) -> None:
    signed_in(worlds.caseworker()).post(URL, registration(precision=None, **typed))

    assert held().birth_precision == precision


@pytest.mark.parametrize(
    ("calendar", "typed", "shown", "days"),
    [
        ("", ("12", "9", "2010"), "12 September 2010", (date(2010, 9, 12), date(2010, 9, 12))),
        ("hijri", ("12", "9", "1431"), "12 Ramadan 1431 (Hijri calendar), about 22 August 2010", (date(2010, 8, 21), date(2010, 8, 23))),
        ("hijri", ("", "", "1431"), "1431 (Hijri calendar), between December 2009", (date(2009, 12, 17), date(2010, 12, 7))),
        ("ethiopian", ("2", "1", "2003"), "2 Meskerem 2003 (Ethiopian calendar), about 12 September 2010", (date(2010, 9, 12),) * 2),
    ],
)
def test_a_birth_is_written_in_the_calendar_in_which_it_is_told(
    signed_in: SignIn, calendar: str, typed: tuple[str, str, str], shown: str, days: tuple[date, date]
) -> None:
    client = signed_in(worlds.caseworker())
    boxes = dict(zip(("birth_day", "birth_month", "birth_year"), typed, strict=True))
    client.post(URL, registration(precision=None, birth_calendar=calendar, **boxes))

    assert (held().born_earliest, held().born_latest) == days
    assert shown in text_of(client.get(f"/work/children/{only_child().code}/"))
    correcting = client.get(f"/work/children/{only_child().code}/registration/").content.decode()
    for name, value in boxes.items():
        assert not value or re.search(rf'name="{name}" value="{value}"', correcting)
    assert not calendar or re.search(rf'value="{calendar}" selected', correcting)


@pytest.mark.parametrize("name", ["Ibrahima 👦🏾 2ème", "Moussa123", "محمد 2010", "O’Kone-N’Guessan d'Alépé", "\u200bAmadou\u202e"])
def test_a_name_with_anything_in_it_is_kept(signed_in: SignIn, name: str) -> None:
    by = worlds.caseworker()

    assert signed_in(by).post(URL, registration(latin=name, arabic="")).status_code == 302

    told = children.open_identity(by=by, at=clock.now(), child=only_child(), reason="follow_up")
    kept = "".join((told.latin, told.arabic)).replace(" ", "")
    assert sorted(kept) == sorted(c for c in name if c not in " \u200b\u202e")  # what nobody sees is dropped, nothing else


def test_a_part_of_the_date_of_separation_is_enough(signed_in: SignIn) -> None:
    signed_in(worlds.caseworker()).post(URL, registration(separated_on_month="6", separated_on_year="2025"))

    assert held().separated_on == "2025-06"


def test_a_look_alike_brings_the_page_back_once_with_everything_typed(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    known = worlds.child(by, latin="Mohamadou Jallow", nationalities=["GIN"])
    client = signed_in(by)

    page = text_of(client.post(URL, registration(latin="Mamadou Diallo", nickname="Petit Baobab")))

    assert Child.objects.count() == 1
    assert "One child of your files looks like this one" in page
    assert "This is the same child: open the file" in page
    assert f'href="/work/children/{known.code}/"' in page
    assert "a nationality in common" in page
    assert "Petit Baobab" in page

    again = client.post(URL, registration(latin="Mamadou Diallo", seen=str(known.pk)))

    assert again.status_code == 302
    assert Child.objects.count() == 2


def test_a_look_alike_is_shown_while_typing_and_that_is_recorded_once(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    known = worlds.child(by, latin="Mohamadou Jallow", nationalities=["GIN"])
    client, sent = signed_in(by), registration(form_id=str(uuid4()), sex=None, city="")

    client.post(LOOK_ALIKES, sent)
    part = text_of(client.post(LOOK_ALIKES, sent))

    assert known.code in part
    assert "<html" not in part
    assert "Mohamadou" in part
    shown = AuditEntry.objects.filter(act="look_alike.shown", target_id=str(known.pk))
    assert shown.count() == 1


def test_look_alikes_are_a_post_so_that_no_name_is_in_an_address(signed_in: SignIn) -> None:
    assert signed_in(worlds.caseworker()).get(LOOK_ALIKES, {"latin": "Mamadou"}).status_code == 405


def test_another_organisations_child_is_never_a_look_alike(signed_in: SignIn) -> None:
    theirs = worlds.child(worlds.caseworker("oujda"), city="oujda", latin="Mamadou Diallo", nationalities=["GIN"])
    client = signed_in(worlds.caseworker())

    assert theirs.code not in text_of(client.post(LOOK_ALIKES, registration()))
    assert client.post(URL, registration()).status_code == 302


def test_names_are_sealed_and_in_no_session_or_message(signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker())

    page = text_of(client.post(URL, registration(latin="Zoumanigui Pivi"), follow=True))

    assert "Zoumanigui" not in page
    assert "Zoumanigui" not in str(dict(client.session.items()))
