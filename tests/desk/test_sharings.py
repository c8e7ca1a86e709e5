"""Sharing parts of a file, reading what is shared, and opening a file in an emergency: the pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Role
from kanaf.casework import actions as casework
from kanaf.children import actions as children
from kanaf.children.models import Child, EmergencyAccess, Sharing
from kanaf.children.told import Names
from kanaf.core import clock
from kanaf.places.models import City
from tests import worlds
from tests.desk.browsing import file_url, queries_of, text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]


def placed(by: Account) -> Child:
    """A child with a name and a place to hide."""
    child = children.register_child(
        by=by,
        at=clock.now(),
        city=City.objects.get(code="nador"),
        on=clock.today(),
        particulars=worlds.particulars(care_arrangement="street"),
        identity=Names(latin="Zoumanigui Pivi", place="Baobab house", contact="Uncle Kassim"),
    )
    case = worlds.case(by, child)
    casework.record_follow_up(by=by, at=clock.now(), case=case, on=clock.today(), kind="in_care", note="Sealed words.")
    worlds.service(by, child)
    return child


def test_a_file_is_shared_from_its_page_with_whom_the_child_agreed(signed_in: SignIn) -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = placed(by)
    client = signed_in(by)
    none_yet = text_of(client.get(file_url(child, "sharings/")))
    basis = worlds.consent(by, child, with_whom=other)

    offered = text_of(client.get(file_url(child, "sharings/")))
    sent = {"basis": str(basis.pk), "groups": ["case", "services"], "purpose": "service", "until": "31/12/2026", "city": ""}
    response = client.post(file_url(child, "sharings/"), sent, follow=True)

    assert "There is no decision yet that allows sharing" in none_yet
    assert "OMDH" in offered
    assert "Shared with OMDH." in text_of(response)
    sharing = Sharing.objects.get()
    assert [group.value for group in sharing.groups] == ["case", "services"]


def test_a_wrong_end_comes_back_at_its_field(signed_in: SignIn) -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = placed(by)
    basis = worlds.consent(by, child, with_whom=other)
    sent = {"basis": str(basis.pk), "purpose": "service", "until": "01/01/2020", "city": ""}

    page = text_of(signed_in(by).post(file_url(child, "sharings/"), sent))

    assert "Choose a last day from today on" in page
    assert not Sharing.objects.exists()


@pytest.mark.parametrize(
    ("groups", "shown", "hidden"),
    [
        (("services",), ["Hygiene kit"], ["Case opened", "Zoumanigui", "In care", "Show the identity"]),
        (("case",), ["Case opened", "In care"], ["Hygiene kit", "Zoumanigui", "Show the identity"]),
        (("identity",), ["Show the identity"], ["Hygiene kit", "Case opened", "Zoumanigui"]),
    ],
)
def test_the_recipient_reads_only_what_is_shared(signed_in: SignIn, groups: tuple[str, ...], shown: list[str], hidden: list[str]) -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = placed(by)
    worlds.shared(by, child, other, groups=groups)

    page = text_of(signed_in(other).get(file_url(child)))

    for words in shown:
        assert words in page, words
    for words in [*hidden, "Baobab", "Kassim", "Street", "Sealed words", "Nador"]:
        if groups == ("case",) and words == "Nador":
            continue  # a case has a city
        assert words not in page, words
    assert child.code in text_of(signed_in(other).get("/work/sharings/"))


def test_the_place_is_not_in_a_shared_identity(signed_in: SignIn) -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = placed(by)
    worlds.shared(by, child, other, groups=("identity", "placement"))
    client, supervisor = signed_in(other), worlds.supervisor()
    reason = {"reason": "follow_up"}

    before = text_of(client.post(file_url(child, "identity/"), reason))
    waiting = text_of(signed_in(supervisor).get("/work/"))
    signed_in(by).post(f"/work/sharings/{Sharing.objects.get().pk}/place/")
    still = text_of(client.post(file_url(child, "identity/"), reason))
    signed_in(supervisor).post(f"/work/sharings/{Sharing.objects.get().pk}/place/")
    after = text_of(client.post(file_url(child, "identity/"), reason))

    assert "Zoumanigui Pivi" in before
    for page in (before, still):
        assert "Baobab" not in page
        assert "Kassim" not in page
    assert "Sharing where the child is with OMDH" in waiting
    assert "Baobab house" in after
    assert "Sealed words" not in after


def test_a_recipient_acts_on_nothing(signed_in: SignIn) -> None:
    by, other = worlds.caseworker(), worlds.supervisor("oujda")
    child = placed(by)
    sharing = worlds.shared(by, child, other)
    client = signed_in(other)

    for url in (
        file_url(child, "services/"),
        file_url(child, "consents/"),
        file_url(child, "open-case/"),
        file_url(child, "sharings/"),
        f"/work/sharings/{sharing.pk}/end/",
        f"/work/sharings/{sharing.pk}/place/",
    ):
        assert client.post(url, {}).status_code == 403, url


def test_an_ended_sharing_is_a_page_that_is_not_there(signed_in: SignIn) -> None:
    by, other, stranger = worlds.caseworker(), worlds.supervisor("oujda"), worlds.supervisor("casablanca")
    child = placed(by)
    sharing = worlds.shared(by, child, other)
    assert signed_in(stranger).post(f"/work/sharings/{sharing.pk}/end/").status_code == 404

    signed_in(by).post(f"/work/sharings/{sharing.pk}/end/")

    client = signed_in(other)
    assert client.get(file_url(child)).status_code == 404
    assert client.post(file_url(child, "identity/"), {"reason": "follow_up"}).status_code == 404
    assert child.code not in text_of(client.get("/work/sharings/"))
    assert client.post(f"/work/sharings/{sharing.pk}/end/").status_code == 404


def test_who_shares_sees_who_read(signed_in: SignIn) -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = placed(by)
    worlds.shared(by, child, other)
    signed_in(other).get(file_url(child))

    assert "Read once" in text_of(signed_in(by).get(file_url(child, "sharings/")))
    assert f"{other.initials} (OMDH)" in text_of(signed_in(by).get(file_url(child)))


def test_the_pages_cost_the_same_however_many_sharings(signed_in: SignIn) -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = placed(by)
    worlds.shared(by, child, other)
    owner, recipient = signed_in(by), signed_in(other)
    recipient.get(file_url(child))
    few = [
        queries_of(owner, file_url(child, "sharings/")),
        queries_of(recipient, "/work/sharings/"),
        queries_of(recipient, file_url(child)),
    ]
    for city in ("casablanca", "marrakech", "tanger"):
        worlds.shared(by, child, worlds.caseworker(city))
        worlds.shared(by, placed(by), other)
    again = [
        queries_of(owner, file_url(child, "sharings/")),
        queries_of(recipient, "/work/sharings/"),
        queries_of(recipient, file_url(child)),
    ]
    assert again == few
    assert max(few) <= 30


# Emergencies (G27)


def emergency(signed_in: SignIn, by: Account, child: Child) -> EmergencyAccess:
    sent = {"code": child.code, "reason": "missing", "why": "Not seen since morning."}
    response = signed_in(by).post("/work/emergency/", sent)
    access = EmergencyAccess.objects.latest("opened_at")
    assert response.url == f"/work/emergency/{access.pk}/"
    return access


def test_an_emergency_shows_who_the_child_is_and_not_where(signed_in: SignIn) -> None:
    by, supervisor = worlds.caseworker("oujda"), worlds.supervisor()
    child = placed(worlds.caseworker())
    access = emergency(signed_in, by, child)
    url = f"/work/emergency/{access.pk}/"

    page = text_of(signed_in(by).get(url))
    assert "Zoumanigui Pivi" in page
    assert "Baobab" not in page
    assert supervisor.name in page  # on call
    assert '<form method="post" action="/work/children' not in page
    signed_in(by).post(f"{url}ask-place/")
    signed_in(by).post(f"{url}allow-place/")
    assert "Baobab" not in text_of(signed_in(by).get(url))
    signed_in(supervisor).post(f"{url}allow-place/")
    assert "Baobab house" in text_of(signed_in(by).get(url))
    assert signed_in(by).get(file_url(child)).status_code == 404
    assert AuditEntry.objects.filter(act="emergency.read").count() == 2
    assert AuditEntry.objects.filter(act="emergency.place_read").count() == 1


def test_after_the_hour_nothing_is_read(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    by = worlds.caseworker("oujda")
    access = emergency(signed_in, by, placed(worlds.caseworker()))
    client = signed_in(by)
    moment = clock.now() + timedelta(minutes=60)
    monkeypatch.setattr(clock, "now", lambda: moment)

    page = text_of(client.get(f"/work/emergency/{access.pk}/"))

    assert "The hour is over" in page
    assert "Zoumanigui" not in page
    assert not AuditEntry.objects.filter(act="emergency.read").exists()


def test_the_others_are_told_on_their_days_page_and_review(signed_in: SignIn) -> None:
    by, owner, supervisor = worlds.caseworker("oujda"), worlds.caseworker(), worlds.supervisor()
    coordinator, stranger = worlds.coordinator(), worlds.supervisor("casablanca")
    access = emergency(signed_in, by, placed(owner))
    url = f"/work/emergency/{access.pk}/"

    for told in (owner, supervisor, coordinator):
        assert url in text_of(signed_in(told).get("/work/")), told.roles
    assert url not in text_of(signed_in(stranger).get("/work/"))
    assert signed_in(stranger).get(url).status_code == 404
    assert signed_in(worlds.person(Role.OUTREACH_WORKER, "oim")).get(url).status_code == 404
    assert "You are told because you follow this child" in text_of(signed_in(owner).get(url))
    seen = text_of(signed_in(supervisor).get(url))
    assert "Not seen since morning." in seen
    assert "Zoumanigui" not in seen
    assert signed_in(owner).post(f"{url}review/", {"verdict": "justified"}).status_code == 403
    signed_in(coordinator).post(f"{url}review/", {"verdict": ""})
    assert EmergencyAccess.objects.get().reviewed_at is None
    signed_in(coordinator).post(f"{url}review/", {"verdict": "justified"})

    assert EmergencyAccess.objects.get().reviewed_by == coordinator.pk
    assert url not in text_of(signed_in(supervisor).get("/work/"))


def test_the_one_who_answers_for_the_child_sees_the_emergency_among_the_readings(signed_in: SignIn) -> None:
    by, owner = worlds.caseworker("oujda"), worlds.caseworker()
    child = placed(owner)
    access = emergency(signed_in, by, child)
    signed_in(by).get(f"/work/emergency/{access.pk}/")

    page = text_of(signed_in(owner).get(file_url(child)))

    assert "read it in an emergency" in page
    assert f"{by.initials} (OMDH)" in page


def test_a_wrong_code_comes_back_with_its_words(signed_in: SignIn) -> None:
    by = worlds.caseworker("oujda")
    page = text_of(signed_in(by).post("/work/emergency/", {"code": "777-777", "reason": "missing", "why": "Kept words"}))
    assert "There is no file under this code" in page
    assert "Kept words" in page
    assert signed_in(worlds.outreach_worker()).get("/work/emergency/").status_code == 403
