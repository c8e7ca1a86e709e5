"""What leaves is encrypted, marked, recorded and gone after a day; many identities leave with two people only (G9, G19)."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyrage
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from kanaf.access.models import AccessReview, Account, AuditEntry, Invitation
from kanaf.access.roles import Role
from kanaf.children.models import Child
from kanaf.core import clock, ticks
from kanaf.core.errors import NotPermitted, Refused
from kanaf.protection import actions, rules
from kanaf.protection.models import Export
from tests import worlds
from tests.children import kin
from tests.desk.browsing import file_url, text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
URL = "/work/protection/exports/"
NAME = "Zoumanigui Bartholomeus"


def opened(export: Export, by: Account, passphrase: str) -> list[list[str]]:
    sealed = actions.fetch_export(by=by, at=clock.now(), export=Export.objects.get(pk=export.pk))
    assert NAME.encode() not in sealed
    text = pyrage.passphrase.decrypt(sealed, passphrase).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def asked(by: Account, child: Child | None = None) -> Export:
    return actions.ask_export(by=by, at=clock.now(), child=child, reason="child")


def test_who_is_responsible_exports_the_file_alone_and_it_is_recorded() -> None:
    by = worlds.caseworker()
    child = worlds.child(by, latin=NAME, mother="=cmd|' /C calc'!A0")
    worlds.service(by, child)
    export = asked(by, child)
    passphrase = actions.make_export(by=by, at=clock.now(), export=export)

    held = opened(export, by, passphrase)

    assert NAME in {row[1] for row in held}
    assert "'=cmd|' /C calc'!A0" in {row[1] for row in held}
    assert all(by.email in row[2] and "16 November 2026" in row[2] for row in held[1:])
    acts = set(AuditEntry.objects.filter(by=by.pk).values_list("act", flat=True))
    assert {"export.asked", "identity.exported", "export.made", "export.fetched"} <= acts


def test_one_file_after_the_other_needs_a_second_person_too() -> None:
    """Whoever is responsible for thirty children took thirty identities out alone, one export at a time."""
    by = worlds.caseworker()
    own = [worlds.child(by) for _number in range(rules.MOST_ALONE + 1)]
    assert all(asked(by, child).alone for child in own[:-1])
    late = asked(by, own[-1])
    assert not late.alone
    with pytest.raises(Refused, match="not approved"):
        actions.make_export(by=by, at=clock.now(), export=late)
    assert asked(by, own[0]).alone, "the same file again tells nothing more"
    month = clock.now() + rules.ALONE_WITHIN + timedelta(minutes=1)
    assert actions.ask_export(by=by, at=month, child=own[-1], reason="child").alone


def test_who_has_exported_many_reads_why_a_second_person_is_asked(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    own = [worlds.child(by) for _number in range(rules.MOST_ALONE + 1)]
    for child in own[:-1]:
        asked(by, child)
    assert "many files alone this month" in text_of(signed_in(by).get(f"{URL}of/{own[-1].code}/"))


def test_another_persons_file_needs_a_second_person() -> None:
    worker, by, second = worlds.caseworker(), worlds.supervisor(), worlds.supervisor()
    export = asked(by, worlds.child(worker, latin=NAME))
    with pytest.raises(Refused, match="not approved"):
        actions.make_export(by=by, at=clock.now(), export=export)
    with pytest.raises(Refused, match="another person"):
        actions.approve_export(by=by, at=clock.now(), export=export)
    actions.approve_export(by=second, at=clock.now(), export=export)
    assert NAME in {row[1] for row in opened(export, by, actions.make_export(by=by, at=clock.now(), export=export))}


def test_many_identities_leave_with_two_people_and_only_ones_own() -> None:
    by, second = worlds.caseworker(), worlds.supervisor()
    own = [worlds.child(by, latin=f"{NAME} {number}") for number in range(3)]
    worlds.child(worlds.caseworker("oujda"), city="oujda", latin="Someone Elsewhere")
    export = asked(by)
    actions.approve_export(by=second, at=clock.now(), export=export)
    later = worlds.child(by, at=clock.now() + timedelta(minutes=1))

    held = opened(export, by, actions.make_export(by=by, at=clock.now(), export=export))

    assert {row[0] for row in held[1:]} == {child.code for child in own}
    assert later.code not in {row[0] for row in held}
    assert AuditEntry.objects.filter(act="identity.exported").count() == 3


def test_the_database_itself_wants_a_second_person_for_many() -> None:
    by = worlds.caseworker()
    worlds.child(by)
    worlds.child(by)
    export = asked(by)
    held = Export.objects.filter(pk=export.pk)
    for change in (
        {"status": "approved"},
        {"status": "made", "expires_at": clock.now()},
        {"alone": True},
        {"status": "approved", "decided_by": by.pk, "decided_at": clock.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            held.update(**change)


def test_nobody_else_approves_makes_or_fetches() -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    alone, many = asked(by, child), asked(by)
    second = worlds.coordinator()  # who may approve, and neither make nor fetch
    for stranger in (worlds.caseworker(), worlds.supervisor("oujda"), second, worlds.information_officer()):
        if stranger is not second:
            with pytest.raises(NotPermitted):
                actions.approve_export(by=stranger, at=clock.now(), export=many)
        for act in (actions.make_export, actions.fetch_export):
            with pytest.raises(NotPermitted):
                act(by=stranger, at=clock.now(), export=alone)
    with pytest.raises(Refused, match="no child of yours"):
        asked(worlds.caseworker("oujda"), child)


def test_after_a_day_it_is_gone_from_the_disk_too(promise: Callable[[str, str], None]) -> None:
    by = worlds.caseworker()
    export = asked(by, worlds.child(by))
    actions.make_export(by=by, at=clock.now(), export=export)
    assert len(list(settings.KANAF_EXPORTS.iterdir())) == 1
    day = clock.now() + timedelta(hours=24, minutes=1)
    with pytest.raises(Refused, match="expired"):
        actions.fetch_export(by=by, at=day, export=Export.objects.get(pk=export.pk))

    ticks.tick(clock.now() + timedelta(hours=23))
    assert len(list(settings.KANAF_EXPORTS.iterdir())) == 1
    for _time in range(2):
        ticks.tick(day)

    assert not list(settings.KANAF_EXPORTS.iterdir())
    assert Export.objects.get(pk=export.pk).status == "expired"
    logged = set(AuditEntry.objects.filter(act__startswith="export.").values_list("act", flat=True))
    promise("G19", f"an export is encrypted, gone after 24 hours from disk too, logged as {', '.join(sorted(logged))}")
    assert {"export.asked", "export.made", "export.expired"} <= logged


def test_an_approval_of_yesterday_is_none() -> None:
    by, second = worlds.caseworker(), worlds.supervisor()
    worlds.child(by)
    export = asked(by)
    actions.approve_export(by=second, at=clock.now(), export=export)
    with pytest.raises(Refused, match="older than a day"):
        actions.make_export(by=by, at=clock.now() + timedelta(hours=25), export=export)


def test_the_pages_lead_from_the_file_to_the_encrypted_copy(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by, latin=NAME)
    client = signed_in(by)
    assert f"exports/of/{child.code}/" in text_of(client.get(file_url(child)))
    client.post(f"{URL}of/{child.code}/", {"reason": "child", "form": "table"})
    export = Export.objects.get()
    page = text_of(client.post(f"{URL}{export.pk}/", {"decision": "make"}))
    assert "it is not shown again" in page
    assert "it is not shown again" not in text_of(client.get(f"{URL}{export.pk}/"))
    response = client.get(f"{URL}{export.pk}/file/")
    assert response.content.startswith(b"age-encryption.org/v1")
    assert response["Content-Disposition"].startswith("attachment")
    stranger = signed_in(worlds.caseworker())
    for url in (f"{URL}{export.pk}/", f"{URL}{export.pk}/file/"):
        assert stranger.get(url).status_code == 404
    assert signed_in(worlds.caseworker("oujda")).get(f"{URL}of/{child.code}/").status_code == 404


def test_a_bulk_export_is_approved_on_its_page_by_another(signed_in: SignIn) -> None:
    by, second = worlds.caseworker(), worlds.supervisor()
    worlds.child(by)
    worlds.child(by)
    signed_in(by).post(f"{URL}identities/", {"reason": "field", "city": ""})
    export = Export.objects.get()
    assert "Approve the export" not in text_of(signed_in(by).get(f"{URL}{export.pk}/"))
    assert "2 identities" in text_of(signed_in(second).get(URL))
    signed_in(second).post(f"{URL}{export.pk}/", {"decision": "approve"})
    assert Export.objects.get().status == "approved"
    assert signed_in(worlds.person(Role.DONOR_READER, "dk-mfa")).get(f"{URL}identities/").status_code == 403


def test_what_is_asked_of_nobody_is_refused(signed_in: Any) -> None:
    with pytest.raises(Refused, match="nothing to export"):
        asked(worlds.caseworker())


def let_in(host: Account, guest: Account) -> None:
    Invitation.objects.create(
        account=guest, digest=str(guest.pk), made_at=clock.now(), made_by=host.pk, expires_at=clock.now(), used_at=clock.now()
    )


def test_two_accounts_in_one_hand_are_not_two_people() -> None:
    """An administrator who invites a caseworker and a supervisor, and opens both links, would have been two people."""
    administrator, other = (worlds.person(Role.ADMINISTRATOR, "asticude") for _person in range(2))
    by, second = worlds.caseworker(organisation="asticude"), worlds.supervisor(organisation="asticude")
    worlds.child(by)
    let_in(administrator, by)
    let_in(administrator, second)
    export = asked(by)
    with pytest.raises(Refused, match="let you both in"):
        actions.approve_export(by=second, at=clock.now(), export=export)
    AccessReview.objects.create(account=second, quarter="2026-Q4", by=administrator.pk, at=clock.now())
    with pytest.raises(Refused, match="let you both in"):
        actions.approve_export(by=second, at=clock.now(), export=export)
    AccessReview.objects.create(account=by, quarter="2026-Q4", by=other.pk, at=clock.now())
    actions.approve_export(by=second, at=clock.now(), export=export)


def test_who_let_the_other_in_is_no_second_person_until_somebody_looked() -> None:
    by, second, coordinator = worlds.caseworker(), worlds.supervisor(), worlds.coordinator()
    worlds.child(by)
    let_in(second, by)
    export = asked(by)
    with pytest.raises(Refused, match="let you both in"):
        actions.approve_export(by=second, at=clock.now(), export=export)
    AccessReview.objects.create(account=by, quarter="2026-Q4", by=second.pk, at=clock.now())
    with pytest.raises(Refused, match="let you both in"):
        actions.approve_export(by=second, at=clock.now(), export=export)
    actions.approve_export(by=coordinator, at=clock.now(), export=export)


def test_a_copy_of_the_file_holds_the_family_but_nobodys_address_and_no_seekers_words() -> None:
    by = worlds.caseworker()
    child = worlds.child(by, latin=NAME)
    kin.relative(by, child, latin="Fanta Kanfory", contact="+224 611", last_known="Kindia")
    kin.sought(by, child, relative=kin.relative(by, child, relation="father", latin="Lamine Kanfory"))
    seeker = kin.seeker(by, name="Sira Testbarki")
    kin.compared(worlds.coordinator(), seeker, child)
    export = asked(by, child)
    held = opened(export, by, actions.make_export(by=by, at=clock.now(), export=export))
    told = " ".join(row[1] for row in held)
    assert "Fanta Kanfory" in told
    assert "Father" in told
    assert "Request opened" in told
    for word in ("611", "Kindia", "Sira"):
        assert word not in told
