"""Somebody complains: without an account, without a name, and comes back with the code."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kanaf.access.models import Account, AuditEntry
from kanaf.core import clock, ids, vault
from kanaf.core.actions import ACTIONS
from kanaf.core.errors import Refused
from kanaf.safeguarding import actions, codes, limits
from kanaf.safeguarding.choices import Channel, Kind
from kanaf.safeguarding.models import Complaint, Message, Reader, Step
from tests import worlds
from tests.safeguarding import builders

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
CANARY = "Kanarischevogel"
CODE = re.compile(r"\b(?:[a-z]{4}-){3}[a-z]{4}\b")


def page(name: str = "complain", language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"complaint:{name}")


def code_in(response: object) -> str:
    found = CODE.search(response.content.decode())  # type: ignore[attr-defined]
    assert found, response.content.decode()[-2000:]  # type: ignore[attr-defined]
    return found[0]


def told_of(complaint: Complaint) -> dict[str, str]:
    return vault.unseal(complaint, "sealed")  # type: ignore[no-any-return]


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_page_opens_in_each_language_without_an_account(client: Client, language: str) -> None:
    answer = client.get(page(language=language))
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_the_public_site_and_every_page_of_work_lead_to_it(client: Client, signed_in: SignIn) -> None:
    assert page(language="fr") in client.get("/fr/complaint/conduct/").content.decode()
    home = signed_in(worlds.caseworker()).get("/work/").content.decode()
    assert reverse("safeguarding:key_in") in home


def test_a_complaint_is_kept_sealed_and_its_code_shown_once(client: Client) -> None:
    builders.team()
    answer = client.post(page(), builders.typed(text=f"It was {CANARY}", name="Aminata", contact="06"))
    complaint = Complaint.objects.get()
    assert complaint.code_mark == codes.mark_of(code_in(answer))
    assert told_of(complaint)["text"] == f"It was {CANARY}"
    assert told_of(complaint)["name"] == "Aminata"
    assert complaint.received_at == pytest.approx(clock.now(), abs=timedelta(minutes=1))
    assert [step.kind for step in complaint.steps.all()] == [Kind.RECEIVED]


def test_the_same_form_sent_twice_keeps_one_and_shows_the_same_code(client: Client) -> None:
    builders.team()
    form = builders.typed()
    first, second = client.post(page(), form), client.post(page(), form)
    assert code_in(first) == code_in(second)
    assert Complaint.objects.count() == 1
    assert Message.objects.count() == 0


def test_the_same_form_with_other_words_loses_none_of_them(client: Client) -> None:
    builders.team()
    form = builders.typed()
    client.post(page(), form)
    client.post(page(), form | {"text": "And again today."})
    assert Complaint.objects.count() == 1
    assert vault.unseal(Message.objects.get(), "sealed") == "And again today."


def test_the_complaints_own_number_opens_nothing(client: Client) -> None:
    """Who handles a complaint sees its number in the address: the code is not made from it."""
    builders.team()
    code = code_in(client.post(page(), builders.typed()))
    complaint = Complaint.objects.get()
    assert codes.code_of(complaint.pk) != code
    client.post(page(), builders.typed(form_id=str(complaint.pk)))
    assert Complaint.objects.count() == 2


def test_empty_too_long_and_unknown_answers_come_back_with_what_was_typed(client: Client) -> None:
    builders.team()
    empty = client.post(page(), builders.typed(text="   ", who="Somebody tall"))
    assert "Answer this: What happened" in empty.content.decode()
    assert "Somebody tall" in empty.content.decode()
    assert client.post(page(), builders.typed(text="x" * 10_001)).context["form"].errors["text"]
    assert client.post(page(), builders.typed(kind="none_such")).context["form"].errors["kind"]
    assert client.post(page(), builders.typed(organisation="none-such")).context["form"].errors["organisation"]
    assert client.post(page(), builders.typed(text="a\x00b")).context["form"].errors["text"]
    assert Complaint.objects.count() == 0


def test_arabic_words_and_digits_arrive(client: Client) -> None:
    builders.team()
    client.post(page(language="ar"), builders.typed(text="ضربني يوم ١٢", contact="٠٦١٢"))
    told = told_of(Complaint.objects.get())
    assert told["text"] == "ضربني يوم 12"
    assert told["contact"] == "0612"
    assert told["language"] == "ar"


def test_the_action_refuses_what_a_form_would() -> None:
    for changes, code in (({"text": " "}, "empty"), ({"text": "x" * 10_001}, "long"), ({"kind": "none"}, "unknown_code")):
        with pytest.raises(Refused) as refused:
            builders.complaint(**changes)
        assert refused.value.code == code
    with pytest.raises(Refused):
        actions.receive_complaint(by=None, at=clock.now(), id=ids.new_id(), told=builders.told(), channel=Channel.PAPER)


def test_a_machine_that_fills_everything_is_stopped(client: Client) -> None:
    answer = client.post(page(), builders.typed(website="https://x.example"))
    assert answer.context["form"].errors["website"]
    assert Complaint.objects.count() == 0


def test_too_many_from_one_place_wait_and_lose_nothing(client: Client) -> None:
    builders.team()
    for _time in range(limits.SENDING.most):
        assert client.post(page(), builders.typed()).status_code == 200
    late = client.post(page(), builders.typed(text="One too many."))
    assert late.status_code == 429
    assert "One too many." in late.content.decode()
    assert client.post(page(), builders.typed(), REMOTE_ADDR="192.0.2.9").status_code == 200
    assert Complaint.objects.count() == limits.SENDING.most + 1


def test_an_address_is_kept_as_a_number_of_this_process_only() -> None:
    limits.SENDING.note("192.0.2.77", clock.now())
    assert "192.0.2.77" not in repr(vars(limits.SENDING))
    assert limits.SENDING.is_reached("192.0.2.77", clock.now() + timedelta(hours=2)) is False
    assert limits.SENDING._used == {}


def test_nothing_tells_who_sent_it(client: Client, signed_in: SignIn, caplog: pytest.LogCaptureFixture) -> None:
    """Signed in or not, with an address, a referrer and a browser: none of it is written anywhere."""
    builders.team()
    caplog.set_level(logging.DEBUG)
    sender = worlds.caseworker()
    before = AuditEntry.objects.count()
    browser = signed_in(sender)
    planted = {"REMOTE_ADDR": "192.0.2.77", "HTTP_REFERER": "https://plantedreferrer.example/", "HTTP_USER_AGENT": "PlantedBrowser"}
    browser.post(page(), builders.typed(text=f"It was {CANARY}", name=CANARY, contact=CANARY, who=CANARY), **planted)
    wanted = [CANARY, "192.0.2.77", "plantedreferrer", "PlantedBrowser", str(sender.pk), sender.pk.hex]
    written = AuditEntry.objects.filter(number__gt=before)
    acts = " ".join(f"{entry.act} {entry.by} {entry.target_id} {entry.details}" for entry in written)
    tables = everything_but(["access_account", "access_grant", "access_auditentry", "django_session"])
    for text in (acts, caplog.text, tables, " ".join(f"{letter.subject} {letter.body}" for letter in mail.outbox)):
        assert not [word for word in wanted if word in text]
    assert [entry.act for entry in written] == ["complaint.received"]
    complaint = Complaint.objects.get()
    assert told_of(complaint)["keyed_by"] == ""


def everything_but(tables: list[str]) -> str:
    """Every row of the database as the file holds it, in text and in bytes read as text, and in base64 and UTF-16."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(tuple(tables)):
                continue
            cursor.execute(f'select * from "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    if isinstance(value, bytes | memoryview):
                        found += [bytes(value).decode("latin-1"), bytes(value).decode("utf-16-le", "ignore")]
                    else:
                        found.append(str(value))
    return "\n".join(found)


def test_the_scan_can_fail(client: Client) -> None:
    builders.team()
    client.post(page(), builders.typed())
    assert "neglect" in everything_but(["none"])


def test_who_is_to_read_it_is_called_without_a_word_of_it(client: Client, django_capture_on_commit_callbacks: object) -> None:
    reads, stands_in = builders.team()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(page(), builders.typed(text=CANARY, is_danger="on"))
    assert {letter.to[0] for letter in mail.outbox} == {reads.email, stands_in.email}
    assert all(CANARY not in letter.body + letter.subject for letter in mail.outbox)


def test_the_code_opens_the_answer_and_not_what_was_said(client: Client) -> None:
    reads, _deputy = builders.team()
    code = code_in(client.post(page(), builders.typed(text=CANARY, name=CANARY)))
    assert CANARY not in client.post(page("follow"), {"code": code}).content.decode()
    actions.answer_sender(by=reads, at=clock.now(), complaint=Complaint.objects.get(), text="We are on our way.")
    shown = client.post(page("follow"), {"code": f"  {code.upper().replace('-', ' ')} "}).content.decode()
    assert "We are on our way." in shown
    assert CANARY not in shown
    assert reads.name not in shown


def test_the_sender_adds_once_and_a_closed_complaint_opens_again(client: Client) -> None:
    reads, _deputy = builders.team()
    code = code_in(client.post(page(), builders.typed()))
    complaint = Complaint.objects.get()
    actions.take_step(by=reads, at=clock.now(), complaint=complaint, kind=Kind.CLOSED, outcome="not_confirmed")
    form = {"code": code, "text": "It goes on.", "form_id": str(ids.new_id())}
    for _time in range(2):
        assert "has arrived" in client.post(page("follow"), form).content.decode()
    assert [vault.unseal(one, "sealed") for one in Message.objects.all()] == ["It goes on."]
    assert [step.kind for step in Step.objects.order_by("pk")][-1] == Kind.REOPENED
    assert client.post(page("follow"), form | {"text": " ", "form_id": ""}).context["form"].errors["text"]


def test_guessing_codes_is_stopped(client: Client) -> None:
    builders.team()
    code = code_in(client.post(page(), builders.typed()))
    evaluated = 0
    for number in range(30):
        answer = client.post(page("follow"), {"code": codes.code_of(ids.new_id())})
        evaluated += answer.status_code == 200
        assert "Your complaint" not in answer.content.decode(), number
    assert evaluated == limits.GUESSING.most
    assert client.post(page("follow"), {"code": code}).status_code == 429
    elsewhere = client.post(page("follow"), {"code": code}, REMOTE_ADDR="192.0.2.9")
    assert "Your complaint" in elsewhere.content.decode()


def test_a_right_code_is_never_counted_as_a_guess(client: Client) -> None:
    builders.team()
    code = code_in(client.post(page(), builders.typed()))
    for _time in range(limits.GUESSING.most * 2):
        assert client.post(page("follow"), {"code": code}).status_code == 200


@pytest.mark.parametrize("wrong", ["", "x", "bako-timu", "bako-timu-rela-sonu-bako", "١٢٣٤", "baka" * 30, "\x00"])
def test_what_cannot_be_a_code_is_said(client: Client, wrong: str) -> None:
    answer = client.post(page("follow"), {"code": wrong})
    assert answer.context["form"].errors["code"]


def test_codes_can_be_said_and_do_not_repeat() -> None:
    made = {codes.code_of(ids.new_id()) for _time in range(500)}
    assert len(made) == 500
    for code in made:
        assert CODE.fullmatch(code)
        assert codes.read_code(code) == code


def test_the_action_refuses_an_unknown_code() -> None:
    with pytest.raises(Refused) as refused:
        actions.add_to_complaint(by=None, at=clock.now(), code="bako-timu-rela-sonu", text="x", id=ids.new_id())
    assert refused.value.code == "unknown_code"
    assert AuditEntry.objects.order_by("-number").first().act == "refused"


def test_anybody_at_work_keys_one_in_and_cannot_read_it(signed_in: SignIn) -> None:
    builders.team()
    by = worlds.outreach_worker()
    client = signed_in(by)
    assert client.get(reverse("safeguarding:key_in")).status_code == 200
    missing = client.post(reverse("safeguarding:key_in"), builders.typed())
    assert missing.context["form"].errors["channel"]
    answer = client.post(reverse("safeguarding:key_in"), builders.typed(channel="telephone", told_by="for_child", text=CANARY))
    complaint = Complaint.objects.get()
    assert complaint.code_mark == codes.mark_of(code_in(answer))
    assert CANARY not in answer.content.decode()
    assert told_of(complaint)["keyed_by"] == str(by.pk)
    assert client.get(reverse("safeguarding:complaint", args=[complaint.pk])).status_code == 403
    assert CANARY not in client.post(page("follow"), {"code": code_in(answer)}).content.decode()
    entry = AuditEntry.objects.get(act="complaint.keyed_in")
    assert (entry.by, entry.target_id, entry.details) == (by.pk, "", "")


def test_the_code_of_conduct_is_read_in_three_languages(client: Client) -> None:
    for language, said in (("fr", "Aucun acte sexuel avec un enfant"), ("ar", "لا فعل جنسي مع طفل"), ("en", "No sexual act with a child")):
        assert said in client.get(page("conduct", language)).content.decode()


def test_a_code_that_two_forms_share_is_one_complaint_in_the_database() -> None:
    """The database itself holds one complaint for one code."""
    first = builders.complaint()
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.create(
            received_at=clock.now(), received_on=clock.today(), kind="other", channel="page", code_mark=first.code_mark, sealed=b"x"
        )


def test_who_reads_is_written_with_it() -> None:
    reads, stands_in = builders.team()
    complaint = builders.complaint()
    assert {reader.account_id for reader in Reader.objects.filter(complaint=complaint)} == {reads.pk, stands_in.pk}
    assert "safeguarding.actions.complaints.receive_complaint" in ACTIONS
