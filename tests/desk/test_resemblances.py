"""The coordination's pages of look-alikes, and what a caseworker hears of them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kanaf.access.models import Account, AuditEntry
from kanaf.children import actions
from kanaf.children.models import PairDecision, Resemblance, SameChild
from kanaf.core import clock
from kanaf.desk import words
from tests import worlds
from tests.indicators import builders as figures

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
QUEUE = reverse("desk:resemblances")


@pytest.fixture
def by() -> Account:
    return worlds.caseworker()


@pytest.fixture
def pair(by: Account) -> Resemblance:
    """Mohamed El Idrissi, registered in Latin letters by one organisation and in Arabic by another."""
    abroad = worlds.caseworker("casablanca")
    worlds.child(abroad, city="casablanca", latin="Mohamed El Idrissi", mother="Khadija", nationalities=["MAR"])
    worlds.child(by, arabic="محمد الإدريسي", latin=" ", mother="خديجة", nationalities=["MAR"])
    actions.compare_what_was_written(clock.now())
    found: Resemblance = Resemblance.objects.get()
    return found


def page_of(pair: Resemblance) -> str:
    return reverse("desk:resemblance", args=[pair.pk])


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_names_nobody(pair: Resemblance, signed_in: SignIn) -> None:
    text = text_of(signed_in(worlds.coordinator()), QUEUE)
    assert pair.child.code in text
    assert "Idrissi" not in text
    assert "الإدريسي" not in text
    assert "1" in text


def test_a_long_queue_is_read_page_by_page_the_likeliest_first(pair: Resemblance, signed_in: SignIn) -> None:
    for place in range(33):
        one, two = sorted((worlds.child(worlds.caseworker()).pk, pair.other_id))
        told = {"band": "possible", "weights_version": 3, "reasons": [], "found_at": clock.now(), "changed_at": clock.now()}
        Resemblance.objects.create(child_id=one, other_id=two, score=4 + place / 7, **told)
    client = signed_in(worlds.coordinator())
    url, read = QUEUE, []
    while url:
        answer = client.get(url)
        read += [row.line.pair for row in answer.context["pairs"]]
        url = QUEUE + answer.context["pager"].next_url if answer.context["pager"].next_url else ""
    assert len(read) == len(set(read)) == 34
    assert [row.score for row in read] == sorted((row.score for row in read), reverse=True)
    for nonsense in ("nan x", "inf 0", "1.5", f"nan {pair.pk}", f"1e400 {pair.pk}"):
        assert client.get(QUEUE, {"after": nonsense}).status_code == 200


def test_side_by_side_shows_both_names_the_reasons_and_their_sum(pair: Resemblance, signed_in: SignIn) -> None:
    text = text_of(signed_in(worlds.coordinator()), page_of(pair))
    for word in ("Mohamed El Idrissi", "محمد الإدريسي", "Khadija", "خديجة"):
        assert word in text
    lines, score = words.weighed(pair.reasons)
    assert score in text
    for line in lines:
        assert line.sentence in text
    assert AuditEntry.objects.filter(act="resemblance.opened").count() == 2


@pytest.mark.parametrize("bits", [[5.484375, 4.515625, 1.0, -0.75], [-9.0, 6.03125, 6.03125], [0.25] * 7, []])
def test_the_tenths_that_are_shown_add_up_to_the_score_that_is_shown(bits: list[float]) -> None:
    tenths = words._adding_up(bits)
    assert sum(tenths) == round(sum(bits) * 10)
    assert all(abs(shown - one * 10) < 1 for shown, one in zip(tenths, bits, strict=True))


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_a_decision_is_kept_and_the_pair_leaves_the_list(pair: Resemblance, signed_in: SignIn, verdict: str) -> None:
    client = signed_in(worlds.coordinator())
    answer = client.post(page_of(pair), {"verdict": verdict, "note": "Called both."})
    assert answer.status_code == 302
    assert PairDecision.objects.get().verdict == verdict
    assert SameChild.objects.exists() == (verdict == "same")
    assert page_of(pair) not in text_of(client, QUEUE)
    assert (page_of(pair) in text_of(client, f"{QUEUE}?state=unsure")) == (verdict == "unsure")
    assert "Called both." in text_of(client, page_of(pair))


def test_a_decision_that_is_not_made_comes_back_with_its_sentence_and_the_note(pair: Resemblance, signed_in: SignIn) -> None:
    answer = signed_in(worlds.coordinator()).post(page_of(pair), {"note": "Called both."})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Answer this: Is it one child." in text
    assert "Called both." in text


def test_frozen_figures_that_would_change_are_listed_before_joining_and_before_separating(signed_in: SignIn) -> None:
    figures.assisted(8, "nador", on=figures.date(2024, 2, 10), sex="female")
    client = signed_in(worlds.coordinator())
    by = worlds.caseworker()
    one = worlds.child(by, latin="Mohamed El Idrissi", mother="Khadija", on=figures.date(2024, 2, 10))
    two = worlds.child(by, latin="Mohamed El Idrissi", mother="Khadija", on=figures.date(2024, 2, 11))
    for child in (one, two):
        worlds.service(by, child, on=figures.date(2024, 2, 12))
    figures.frozen(figures.closed("nador", of="2024-Q1"))
    actions.compare_what_was_written(clock.now())
    found = Resemblance.objects.get(child=min(one.pk, two.pk), other=max(one.pk, two.pk))
    text = text_of(client, page_of(found))
    assert "2024-Q1" in text
    assert "one child fewer" in text
    client.post(page_of(found), {"verdict": "same"})
    same = SameChild.objects.get()
    assert "No frozen figure would change" in text_of(client, reverse("desk:joined", args=[same.pk]))


def test_what_was_joined_is_separated_again(pair: Resemblance, signed_in: SignIn) -> None:
    client = signed_in(worlds.coordinator())
    client.post(page_of(pair), {"verdict": "same"})
    same = SameChild.objects.get()
    assert reverse("desk:joined", args=[same.pk]) in text_of(client, f"{QUEUE}?state=joined")
    assert client.post(reverse("desk:joined", args=[same.pk]), {"note": ""}).status_code == 302
    assert not SameChild.objects.filter(ended_at=None).exists()
    assert client.get(reverse("desk:joined", args=[same.pk])).status_code == 404
    assert page_of(pair) not in text_of(client, QUEUE)


def test_a_list_that_does_not_exist_is_not_found(signed_in: SignIn) -> None:
    assert signed_in(worlds.coordinator()).get(f"{QUEUE}?state=all").status_code == 404


def test_a_caseworker_sees_under_review_and_no_more(pair: Resemblance, by: Account, signed_in: SignIn) -> None:
    client = signed_in(by)
    child = next(child for child in (pair.child, pair.other) if child.organisation_id == by.organisation_id)
    text = text_of(client, reverse("desk:child", args=[child.code]))
    assert "Under review" in text
    for word in ("Bayti", "Idrissi", pair.beside(child.pk).code, str(pair.pk)):
        assert word not in text
    assert client.get(page_of(pair)).status_code in {403, 404}
    assert client.get(QUEUE).status_code == 403


def test_a_caseworker_hears_that_it_is_one_child_and_not_with_whom(pair: Resemblance, by: Account, signed_in: SignIn) -> None:
    actions.decide_pair(by=worlds.coordinator(), at=clock.now(), resemblance=pair, verdict="same", note="Called Bayti.")
    child = next(child for child in (pair.child, pair.other) if child.organisation_id == by.organisation_id)
    text = text_of(signed_in(by), reverse("desk:child", args=[child.code]))
    assert "registered elsewhere too" in text
    for word in ("Bayti", "bayti", "Casablanca", pair.beside(child.pk).code):
        assert word not in text


def test_my_day_counts_what_waits(pair: Resemblance, signed_in: SignIn) -> None:
    text = text_of(signed_in(worlds.coordinator()), reverse("desk:home"))
    assert "pair of look-alikes to decide" in text
    assert QUEUE in text
