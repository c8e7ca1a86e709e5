"""Requests and incidents of the demonstration, invented: some wait, one is late, one was refused by two, one incident is closed."""

from datetime import datetime, timedelta
from typing import Any

from kanaf.access.models import Account
from kanaf.children.models import Child
from kanaf.core.actions import one_transaction
from kanaf.pack.demo import people
from kanaf.protection import actions
from kanaf.protection.handling import Whom
from kanaf.protection.models import Incident


def write_protection(at: datetime) -> None:
    """Three requests about children of Nador's caseworker, and three incidents."""
    worker, officer, second = people.account("caseworker.nador"), people.account("dpo"), people.account("coordinator")
    held = Child.objects.filter(care_team__account=worker, care_team__ended_at=None).order_by("-registered_at", "pk").distinct()
    children = list(held[:3])
    with one_transaction():
        for child, kind, days, words, purpose in zip(
            children,
            ("access", "objection", "correction"),
            (35, 4, 8),
            (
                "(Demande fictive.) Je veux une copie de tout ce qui est écrit sur moi.",
                "(طلب خيالي) لا أريد أن تُستعمل صورتي في أي منشور.",
                "(Demande fictive.) Je suis née en 2010 et non en 2009.",
            ),
            ("", "image", ""),
            strict=False,
        ):
            asked = at - timedelta(days=days)
            request = actions.record_request(
                by=worker,
                at=asked,
                child=child,
                kind=kind,
                purpose=purpose,
                asker="child",
                channel="in_person",
                received_on=asked.date(),
                words=words,
                identity_check="known_in_person",
                language="ar" if kind == "objection" else "fr",
            )
            if kind == "correction":
                actions.answer_request(
                    by=officer,
                    at=asked + timedelta(days=2),
                    request=request,
                    outcome="refused",
                    told_by="in_person",
                    told_of_authority=True,
                    reason="(Motif fictif.) Deux pièces disent 2009 ; une nouvelle pièce ferait rouvrir la question.",
                )
                actions.agree_refusal(by=second, at=asked + timedelta(days=3), request=request)
                actions.record_disagreement(
                    by=worker, at=asked + timedelta(days=4), request=request, words="(Déclaration fictive.) Ma mère sait le jour exact."
                )
    _incidents(at)


def _incidents(at: datetime) -> None:
    officer, second = people.account("dpo"), people.account("coordinator")
    with one_transaction():
        actions.report_incident(
            by=people.account("outreach.nador"),
            at=at - timedelta(hours=3),
            kind="lost_device",
            noticed_at=at - timedelta(hours=4),
            what="(Incident fictif.) Téléphone oublié dans un taxi, verrouillé, avec la liste des séances de la semaine.",
            done="Appelé le taxi, sans réponse.",
        )
        letter = actions.report_incident(
            by=people.account("supervisor.marrakech"),
            at=at - timedelta(days=4),
            kind="wrong_recipient",
            noticed_at=at - timedelta(days=4, hours=2),
            what="(Incident fictif.) Une lettre sur un enfant est partie au mauvais service.",
        )
        actions.contain_incident(
            by=officer, at=at - timedelta(days=3), incident=letter, what="(Note fictive.) Lettre rendue, non lue, selon le service."
        )
        paper = actions.report_incident(
            by=people.account("caseworker.tanger"),
            at=at - timedelta(days=40),
            kind="lost_paper",
            noticed_at=at - timedelta(days=40, hours=1),
            what="(Incident fictif.) Feuille de présence perdue : douze codes, aucun nom.",
        )
        _closed(paper, at - timedelta(days=39), officer, second)


def _closed(incident: Incident, at: datetime, officer: Account, second: Account) -> None:
    told: dict[str, Any] = {"by": officer, "incident": incident}
    hour = timedelta(hours=1)
    actions.contain_incident(**told, at=at, what="(Note fictive.) Cherchée deux jours, non retrouvée.")
    actions.assess_incident(
        **told, at=at + hour, severity="low", classes=["case"], children_touched=12, consequences="(Note fictive.) Un code ne dit rien."
    )
    for number, whom in enumerate(Whom, start=2):
        actions.decide_notification(**told, at=at + number * hour, whom=whom, note="(Note fictive.) Aucun risque pour les enfants.")
    due_on = (at + timedelta(days=20)).date()
    lesson = actions.note_lesson(
        **told, at=at + 5 * hour, what="(Note fictive.) Rendre les feuilles le soir même.", owner=officer, due_on=due_on
    )
    actions.ask_to_close(**told, at=at + 6 * hour)
    actions.close_incident(by=second, at=at + 7 * hour, incident=incident, agrees=True)
    actions.carry_out_lesson(by=officer, at=at + timedelta(days=15), lesson=lesson)
