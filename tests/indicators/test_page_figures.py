"""Figures: the list, one figure on its way to readers, its definition, its records, the live count."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Role
from kanaf.core import clock
from kanaf.indicators import actions
from kanaf.indicators.models import FrozenFigure, Release
from tests import worlds
from tests.indicators import builders
from tests.indicators.pages import asked, body
from tests.indicators.test_freeze import move_one_child_to_2023

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"indicators:{name}", args=args)


FIGURE = ("children_assisted", "2024")


def donor() -> Account:
    return worlds.person(Role.DONOR_READER, "dk-mfa")


def big_year() -> FrozenFigure:
    """30 children in Nador and 12 in Marrakesh: enough for every cell to be shown."""
    builders.assisted(16, sex="male")
    builders.assisted(14, sex="female")
    builders.assisted(6, "marrakech", sex="male")
    builders.assisted(6, "marrakech", sex="female")
    return builders.frozen(builders.closed("nador", "marrakech"))


def test_a_released_figure_says_number_unit_period_moment_and_definition(signed_in: SignIn) -> None:
    figure = big_year()
    builders.released(figure)
    page = body(signed_in(donor()).get(url("figure", *FIGURE)))
    for words in (
        '<span class="big">42</span>',
        '<span class="unit">distinct children</span>',
        "January to December 2024",
        "as of 16 November 2026",
        "definition, version 1",
        "Computed from records",
        "Released",
        "Nador: 30 of 42",
    ):
        assert words in page
    assert page.count('class="chart') == 2
    assert "not reported" in page
    assert "style=" not in page


def test_notes_and_the_other_value_stand_beside_the_figure(signed_in: SignIn) -> None:
    builders.released(big_year())
    page = body(signed_in(donor()).get(url("figure", *FIGURE)))
    assert "The city is that of the first assistance of the period" in page
    assert "1 024 – UASC assisted in 2024, according to the press".replace(" ", "\u00a0", 1) in page
    assert "704 + 320 = 1,024 is right" in page
    assert "From an external source" in page


def test_the_other_value_is_kept_for_its_own_days(signed_in: SignIn) -> None:
    builders.assisted(6)
    builders.released(builders.frozen(builders.closed("nador", of="2024-Q2")))
    page = body(signed_in(donor()).get(url("figure", "children_assisted", "2024-Q2")))
    assert "according to the press" not in page


def test_readers_see_hidden_cells_as_words_with_their_mark(signed_in: SignIn) -> None:
    builders.released(builders.frozen(builders.small_year()))
    page = body(signed_in(donor()).get(url("figure", *FIGURE)))
    assert "hidden (1)" in page
    assert "hidden (2)" in page
    assert "(1) Fewer than 5." in page
    assert "Unprotected" not in page
    assert ">3<" not in page


def test_readers_find_nothing_that_is_not_released(signed_in: SignIn) -> None:
    figure = builders.frozen(builders.small_year())
    reader = signed_in(donor())
    release = None
    for step in (None, builders.asked):
        release = step(figure) if step else None
        for name in ("figure", "download"):
            assert reader.get(url(name, *FIGURE)).status_code == 404
        assert reader.get(url("frozen", figure.pk)).status_code == 404
        assert "Nothing released yet" in body(reader.get(url("figures")))
    assert release is not None
    assert reader.get(url("figure", "children_assisted", "nowhere")).status_code == 404
    assert reader.get(url("figure", "unknown", "2024")).status_code == 404


def test_no_parameter_shows_a_reader_another_version(signed_in: SignIn) -> None:
    figure = big_year()
    builders.released(figure)
    move_one_child_to_2023()
    builders.frozen(figure.period)
    reader = signed_in(donor())
    assert '<span class="big">42</span>' in body(reader.get(url("figure", *FIGURE)))
    for version in ("2", "x", "-1", "99999", "²"):
        assert reader.get(url("figure", *FIGURE), {"version": version}).status_code == 404
    officer = signed_in(worlds.information_officer())
    newer = body(officer.get(url("figure", *FIGURE)))
    assert '<span class="big">41</span>' in newer
    assert "Records added: 0; taken out: 1." in newer
    older = body(officer.get(url("figure", *FIGURE), {"version": "1"}))
    assert "There is a newer version" in older
    assert "taken out" not in body(reader.get(url("figure", *FIGURE)))


def test_the_approver_sees_the_protected_tables_and_no_frozen_cell(signed_in: SignIn) -> None:
    figure = builders.frozen(builders.small_year())
    client = signed_in(worlds.communications_officer())
    assert client.get(url("figure", *FIGURE)).status_code == 404
    builders.asked(figure)
    page = body(client.get(url("figure", *FIGURE)))
    assert "Approve the release" in page
    assert "hidden (1)" in page
    assert "Unprotected" not in page
    officer = body(signed_in(worlds.information_officer()).get(url("figure", *FIGURE)))
    assert "Unprotected counts" in officer
    assert ">3<" in officer


def test_the_checklist_leads_from_count_to_release(signed_in: SignIn) -> None:
    builders.small_year()
    first, second = worlds.information_officer(), worlds.communications_officer()
    officer, approver = signed_in(first), signed_in(second)
    page = url("figure", *FIGURE)
    assert "Freeze this figure" in body(officer.get(page))
    answer = officer.post(url("freeze", "children_assisted"), {"window": "2024"})
    figure = FrozenFigure.objects.get()
    assert answer["Location"] == f"{page}?version=1"
    assert "Protect and ask for approval" in body(officer.get(page))
    officer.post(url("ask_release", figure.pk))
    release = Release.objects.get()
    waiting = body(officer.get(page))
    assert "You asked for this release: another person approves it." in waiting
    assert "Approve the release" not in waiting
    assert "5 of 7" in waiting
    approver.post(url("approve_release", release.pk))
    assert reverse("publication:release", args=[release.pk]) in body(officer.get(page))
    actions.mark_released(by=first, at=clock.now(), release=Release.objects.get())
    assert "7 of 7" in body(officer.get(page))


def test_a_declined_release_goes_back_to_frozen(signed_in: SignIn) -> None:
    figure = builders.frozen(builders.small_year())
    release = builders.asked(figure)
    assert signed_in(worlds.communications_officer()).post(url("decline_release", release.pk))["Location"] == url("figures")
    assert "Protect and ask for approval" in body(signed_in(worlds.information_officer()).get(url("figure", *FIGURE)))


def test_a_correction_of_few_is_put_before_the_second_person(signed_in: SignIn) -> None:
    figure = builders.frozen(builders.small_year())
    builders.released(figure)
    move_one_child_to_2023()
    release = builders.asked(builders.frozen(figure.period))
    approver = signed_in(worlds.communications_officer())
    page = body(approver.get(url("figure", *FIGURE)))
    assert "Whoever holds both versions learns of few" in page
    assert "Total: differs by 1." in page
    assert "say that you have weighed" in body(approver.post(url("approve_release", release.pk)))
    assert Release.objects.get(pk=release.pk).status == "asked"
    approver.post(url("approve_release", release.pk), {"weighed": "on"})
    assert Release.objects.get(pk=release.pk).status == "approved"


def test_refused_acts_come_back_with_their_sentence(signed_in: SignIn) -> None:
    officer = worlds.information_officer()
    client = signed_in(officer)
    builders.assisted(6)
    builders.accepted("nador")
    assert "still open: close it before" in body(client.post(url("freeze", "children_assisted"), {"window": "2024"}))
    assert "Select a valid choice" in body(client.post(url("freeze", "children_assisted"), {"window": "1999"}))
    assert "Answer this: Period or campaign" in body(client.post(url("freeze", "children_assisted"), {}))
    period = builders.closed(of="2024")
    figure = builders.frozen(period)
    assert "Nothing changed since version 1." in body(client.post(url("freeze", "children_assisted"), {"window": "2024"}))
    release = builders.asked(figure, by=officer)
    assert "under way or done" in body(client.post(url("ask_release", figure.pk)))
    for name in ("approve_release", "decline_release"):
        assert "Another person must approve this" in body(client.post(url(name, release.pk)))
    assert Release.objects.get().status == "asked"


def test_who_may_act_and_who_may_not(signed_in: SignIn) -> None:
    figure = builders.frozen(builders.small_year())
    release = builders.asked(figure)
    reader, approver = signed_in(donor()), signed_in(worlds.communications_officer())
    for client in (reader, approver):
        assert client.get(url("freeze", "children_assisted")).status_code == 403
        assert client.post(url("ask_release", figure.pk)).status_code == 403
    for name in ("approve_release", "decline_release"):
        assert reader.post(url(name, release.pk)).status_code == 403
    assert signed_in(worlds.information_officer()).post(url("ask_release", release.pk)).status_code == 404
    nobody = signed_in(worlds.person(Role.ADMINISTRATOR, "oim"))
    for name, args in (
        ("figures", []),
        ("figure", FIGURE),
        ("definition", ["children_assisted"]),
        ("download", FIGURE),
        ("members", FIGURE),
    ):
        assert nobody.get(url(name, *args)).status_code == 403
        assert Client().get(url(name, *args)).status_code == 302


def test_the_list_shows_readers_released_numbers_and_the_officer_frozen_ones_too(signed_in: SignIn) -> None:
    figure = big_year()
    reader, officer = signed_in(donor()), signed_in(worlds.information_officer())
    assert "<b>42</b>" in body(officer.get(url("figures")))
    builders.released(figure)
    assert "<b>42</b>" in body(reader.get(url("figures")))


def test_a_hidden_total_is_hidden_in_the_list_too(signed_in: SignIn) -> None:
    builders.assisted(3)
    builders.released(builders.frozen(builders.closed("nador")))
    reader = signed_in(donor())
    for page in (url("figures"), url("figure", *FIGURE)):
        shown = body(reader.get(page))
        assert "idden (1)" in shown
        assert ">3<" not in shown


def test_a_definition_says_what_adds_up(signed_in: SignIn) -> None:
    page = body(signed_in(donor()).get(url("definition", "children_assisted")))
    assert "Number of distinct unaccompanied or separated children" in page
    assert page.count("Its parts add up to the total.") == 4
    assert page.count("Its parts do not add up: one may be in several.") == 1
    assert "below 5 hidden from readers" in page
    assert "never hidden" in body(signed_in(donor()).get(url("definition", "professionals_trained")))


def test_the_csv_is_for_those_who_may_see_the_release(signed_in: SignIn) -> None:
    builders.released(builders.frozen(builders.small_year()))
    answer = signed_in(donor()).get(url("download", *FIGURE))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="children_assisted-2024-v1.csv"'
    assert ",suppressed,small," in answer.content.decode()


def test_the_officer_opens_numbers_and_no_code(signed_in: SignIn) -> None:
    figure = builders.frozen(builders.small_year())
    codes = list(FrozenFigure.objects.get(pk=figure.pk).members.values_list("subject", flat=True))
    page = body(signed_in(worlds.information_officer()).get(url("members", *FIGURE)))
    assert "21 records counted." in page
    assert "City of attribution" in page
    assert not any(str(code) in page for code in codes)
    assert AuditEntry.objects.filter(act="figure.records_opened", target_id=figure.pk).count() == 1


def test_a_supervisor_opens_the_codes_of_own_children_only(signed_in: SignIn) -> None:
    own, twin = builders.assisted(2)
    away = builders.assisted(6, "marrakech")
    late = builders.assisted(on=builders.SPRING.replace(year=2025))
    worlds.children.decide_same_child(by=worlds.coordinator(), at=clock.now(), child=twin, survivor=own)
    builders.released(builders.frozen(builders.closed("nador", "marrakech")))
    page = body(signed_in(worlds.supervisor()).get(url("members", *FIGURE)))
    assert own.code in page
    assert twin.code in page
    assert not any(child.code in page for child in (*away, *late))
    assert "records counted" not in page
    assert AuditEntry.objects.filter(act="figure.records_opened").count() == 1
    assert signed_in(worlds.caseworker()).get(url("members", *FIGURE)).status_code == 403
    assert signed_in(donor()).get(url("members", *FIGURE)).status_code == 403


def test_a_supervisor_opens_nothing_of_a_figure_that_is_not_released(signed_in: SignIn) -> None:
    builders.frozen(builders.small_year())
    assert signed_in(worlds.supervisor()).get(url("members", *FIGURE)).status_code == 404
    assert not AuditEntry.objects.filter(act="figure.records_opened").exists()


@pytest.mark.parametrize(
    ("role", "status"), [(Role.INFORMATION_OFFICER, 200), (Role.ADMINISTRATOR, 200), (Role.DONOR_READER, 403), (Role.SUPERVISOR, 403)]
)
def test_the_live_count_is_for_those_who_prepare_and_administrators(signed_in: SignIn, role: Role, status: int) -> None:
    assert signed_in(worlds.person(role, "oim")).get(url("live")).status_code == status


def test_the_live_count_is_said_to_be_unprotected_and_each_is_recorded(signed_in: SignIn) -> None:
    builders.small_year()
    client = signed_in(worlds.information_officer())
    assert "Unprotected, not for readers" in body(client.get(url("live")))
    assert not AuditEntry.objects.filter(act="figure.counted_live").exists()
    page = body(client.get(url("live"), {"indicator": "children_assisted", "window": "2024"}))
    assert '<span class="big">21</span>' in page
    assert "Nador: 15 of 21" in page
    assert AuditEntry.objects.filter(act="figure.counted_live").count() == 1
    other = body(
        client.get(
            url("live"),
            {"indicator": "children_assisted", "window": "", "starts_on": "2024-01-01", "ends_on": "2024-02-01"},
        )
    )
    assert "Not reported" in other


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"window": ""}, "Choose a period or a campaign, or write the first and the last day."),
        ({"window": "", "starts_on": "2024-02-01", "ends_on": "2024-01-01"}, "The last day comes before the first"),
        ({"window": "", "starts_on": "2024-02-31", "ends_on": "2024-03-01"}, "This day does not exist"),
        ({"window": "nowhere"}, "Select a valid choice"),
    ],
)
def test_a_live_count_of_nothing_asks_again(signed_in: SignIn, typed: dict[str, str], sentence: str) -> None:
    page = body(signed_in(worlds.information_officer()).get(url("live"), {"indicator": "children_assisted", **typed}))
    assert sentence in page


def test_pages_ask_the_database_no_more_when_figures_grow(signed_in: SignIn) -> None:
    officer = signed_in(worlds.information_officer())
    period = builders.small_year()
    figure = builders.frozen(period)
    builders.released(figure)
    pages = [url("figures"), url("figure", *FIGURE), url("definition", "children_assisted"), url("period", "2024")]
    officer.get(pages[0])  # the first page of a session writes down that it began
    before = [asked(officer, page) for page in pages]
    move_one_child_to_2023()
    builders.frozen(period)
    builders.assisted(9)
    builders.released(builders.frozen(period), weighed=True)
    for code in ("2024-Q1", "2024-Q2"):
        builders.frozen(builders.closed("nador", of=code))
    after = [asked(officer, page) for page in pages]
    assert after == before
