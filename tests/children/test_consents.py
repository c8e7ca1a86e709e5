"""A child is asked one purpose at a time; who may decide for it is settled, and refusing never stops help."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kanaf.access.models import AuditEntry, Organisation
from kanaf.assistance.models import Service
from kanaf.children import actions, queries, rules
from kanaf.children.models import ConsentDecision, SecondPerson, Sharing
from kanaf.core import clock, ids, vault
from kanaf.core.errors import NotPermitted, Refused
from kanaf.programme import queries as programme
from tests import worlds

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)
AGES = rules.Ages(own=15, assent=6)


def verdict(**changes: Any) -> str:
    """The code of the refusal, or nothing where the decision stands."""
    values = {"purpose": "services", "decision": "given", "source": "child", "childs_view": "", "told": False, "age": 16, "ages": AGES}
    try:
        rules.check_who_decides(**(values | changes))
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"age": 15}, ""),
        ({"age": 14}, "too_young_alone"),
        ({"age": None}, ""),  # not known: who listens judges
        ({"age": 14, "decision": "refused"}, ""),  # refusing is open to everybody
        ({"age": 5, "decision": "refused"}, ""),
        ({"age": 10, "source": "caregiver"}, "view_missing"),
        ({"age": 10, "source": "caregiver", "childs_view": "agrees"}, ""),
        ({"age": 10, "source": "caregiver", "childs_view": "disagrees"}, "no_assent"),
        ({"age": 10, "source": "caregiver", "childs_view": "unable"}, ""),
        ({"age": 5, "source": "caregiver"}, ""),
        ({"age": 16, "source": "caregiver", "childs_view": "agrees"}, "decides_itself"),
        ({"age": 16, "source": "caregiver", "childs_view": "unable"}, ""),
        ({"age": 10, "source": "best_interests_decision", "childs_view": "disagrees"}, ""),
        ({"age": 10, "source": "best_interests_decision"}, "view_missing"),
        ({"age": 16, "source": "best_interests_decision", "childs_view": "agrees"}, "decides_itself"),
        ({"age": 16, "source": "best_interests_decision", "childs_view": "unable"}, ""),
        ({"source": "legal_obligation"}, "told_not_asked"),
        ({"decision": "told"}, "told_not_asked"),
        ({"decision": "told", "source": "legal_obligation"}, "child_not_told"),
        ({"decision": "told", "source": "legal_obligation", "told": True, "age": 4}, ""),
        ({"purpose": "image"}, "no_legal_representative"),
        ({"purpose": "image", "source": "caregiver", "childs_view": "agrees", "age": 10}, "no_legal_representative"),
        ({"purpose": "image", "source": "best_interests_decision", "childs_view": "agrees"}, "no_legal_representative"),
        ({"purpose": "image", "source": "legal_representative", "childs_view": "disagrees"}, "no_assent"),
        ({"purpose": "image", "source": "legal_representative", "childs_view": "agrees"}, ""),
        ({"purpose": "image", "decision": "refused"}, ""),
    ],
)
def test_who_may_decide_for_a_child(changes: dict[str, Any], code: str) -> None:
    assert verdict(**changes) == code


def test_the_ages_are_the_packs() -> None:
    assert queries.ages() == AGES


def test_a_decision_keeps_the_edition_of_the_words_in_which_it_was_asked() -> None:
    by = worlds.caseworker()
    decision = worlds.consent(by, worlds.child(by), language="fr", with_interpreter=True)
    wording = programme.wording("services", decision.wording_version)
    assert wording is not None
    assert "nous t’aidons quand même" in wording.words_fr
    assert (decision.language, decision.with_interpreter) == ("fr", True)


def test_every_purpose_of_the_pack_has_its_words_and_its_moment() -> None:
    asked = {code: programme.wording(code) for code, _label in programme.choices("consent_purpose")}
    assert {code: wording.asked for code, wording in asked.items() if wording} == {
        "services": "registration",
        "sharing": "each_sharing",
        "tracing": "first_needed",
        "statistics": "first_needed",
        "image": "first_needed",
    }


def test_a_refusal_never_stops_a_service() -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    worlds.consent(by, child, decision="refused")
    worlds.service(by, child)
    assert Service.objects.filter(child=child).count() == 1


def young(by: Any) -> Any:
    return worlds.child(by, birth=rules.Birth("year", date(2015, 1, 1), date(2015, 12, 31)))


def in_best_interests(by: Any, child: Any, **changes: Any) -> ConsentDecision:
    return worlds.consent(
        by, child, **({"source": "best_interests_decision", "childs_view": "agrees", "why": "No adult is with it."} | changes)
    )


def test_a_decision_in_best_interests_holds_once_a_second_person_agrees() -> None:
    by, colleague = worlds.caseworker(), worlds.supervisor()
    child = young(by)
    decision = in_best_interests(by, child)
    assert queries.standings(child, by)[0].state == "awaits_second"
    assert not queries.standings(child, by)[0].holds

    with pytest.raises(Refused, match="two people"):
        actions.answer_best_interests(by=by, at=clock.now(), decision=decision, agrees=True)
    actions.answer_best_interests(by=colleague, at=clock.now(), decision=decision, agrees=True)

    assert queries.standings(child, by)[0].holds
    assert vault.unseal(decision, "sealed") == "No adult is with it."
    assert AuditEntry.objects.filter(act="best_interests.agreed", by=colleague.pk).exists()


def test_the_second_persons_no_stands() -> None:
    by, colleague, third = worlds.caseworker(), worlds.supervisor(), worlds.supervisor()
    child = young(by)
    decision = in_best_interests(by, child)
    actions.answer_best_interests(by=colleague, at=clock.now(), decision=decision, agrees=False)
    actions.answer_best_interests(by=third, at=clock.now(), decision=decision, agrees=True)
    assert queries.standings(child, by)[0].state == "not_agreed"


def test_the_second_person_is_of_the_same_organisation() -> None:
    by, stranger = worlds.caseworker(), worlds.supervisor("oujda")
    decision = in_best_interests(by, young(by))
    with pytest.raises(NotPermitted):
        actions.answer_best_interests(by=stranger, at=clock.now(), decision=decision, agrees=True)


def test_the_database_refuses_one_person_for_two() -> None:
    by = worlds.caseworker()
    decision = in_best_interests(by, young(by))
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondPerson.objects.create(
            decision=decision,
            child=decision.child,
            organisation=by.organisation,
            first=by.pk,
            second=by.pk,
            answered_at=clock.now(),
            agrees=True,
        )


def test_the_database_refuses_an_image_without_a_legal_representative() -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    values: dict[str, Any] = {"child": child, "organisation": by.organisation, "happened_on": TODAY, "recorded_at": clock.now()}
    values |= {"recorded_by": by.pk, "decision": "given", "source": "child", "wording_version": 1}
    for wrong in ({"purpose": "image"}, {"purpose": "sharing"}, {"purpose": "services", "decision": "told"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ConsentDecision.objects.create(**(values | wrong))


def test_reasons_are_asked_for_what_is_decided_without_the_child() -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    for values in (
        {"source": "best_interests_decision", "childs_view": "unable"},
        {"source": "legal_obligation", "decision": "told", "told": True},
    ):
        with pytest.raises(Refused) as refused:
            worlds.consent(by, child, **values)
        assert refused.value.code == "no_reasons"


def test_a_sharing_is_asked_for_one_named_recipient() -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    for recipient in (None, by.organisation):
        with pytest.raises(Refused) as refused:
            worlds.consent(by, child, purpose="sharing", recipient=recipient)
        assert refused.value.code == "no_recipient"


def test_withdrawing_ends_what_rests_on_it_and_nothing_else() -> None:
    by, other, third = worlds.caseworker(), worlds.caseworker("oujda"), worlds.caseworker("casablanca")
    child = worlds.child(by)
    gone, kept = worlds.shared(by, child, other), worlds.shared(by, child, third)

    worlds.consent(by, child, with_whom=other, decision="withdrawn")

    assert list(Sharing.objects.live()) == [kept]
    gone.refresh_from_db()
    assert (gone.end_reason, gone.ended_by) == ("withdrawn", by.pk)


def test_saying_no_after_yes_ends_the_sharing_too() -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    worlds.shared(by, child, other)
    worlds.consent(by, child, with_whom=other, decision="refused")
    assert not Sharing.objects.live().exists()


def test_an_obligation_is_not_withdrawn() -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    worlds.consent(by, child, with_whom=other, decision="told", source="legal_obligation", told=True, why="Order 12/2026")
    with pytest.raises(Refused) as refused:
        worlds.consent(by, child, with_whom=other, decision="withdrawn")
    assert refused.value.code == "obligation"


def test_the_same_form_sent_twice_is_one_decision() -> None:
    by, form = worlds.caseworker(), ids.new_id()
    child = worlds.child(by)
    assert worlds.consent(by, child, id=form) == worlds.consent(by, child, id=form)


def test_only_who_follows_the_child_records_its_decisions() -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    worlds.shared(by, child, other)
    with pytest.raises(NotPermitted):
        worlds.consent(other, child)


def test_words_once_asked_are_never_changed_under_their_number() -> None:
    from kanaf.access.actions import system_account
    from kanaf.programme.actions import save_wording

    held = programme.wording("services")
    assert held is not None
    values = {"asked": held.asked, "words_fr": "Autre", "words_ar": held.words_ar, "words_en": held.words_en}
    with pytest.raises(Refused, match="new version number"):
        save_wording(by=system_account(), at=clock.now(), purpose="services", version=held.version, values=values)
    newer = save_wording(by=system_account(), at=clock.now(), purpose="services", version=held.version + 1, values=values)
    programme.forget()
    assert programme.wording("services") == newer
    assert programme.wording("services", held.version) == held


def test_a_consent_of_an_organisation_that_is_not_there_is_no_basis() -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    basis = worlds.consent(by, child, with_whom=other)
    assert queries.is_basis(basis, child, by.organisation_id, other.organisation)
    assert not queries.is_basis(basis, child, by.organisation_id, Organisation.objects.get(code="hcr"))
