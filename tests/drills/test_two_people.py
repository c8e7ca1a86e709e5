"""G9: whatever is tried, in whatever order, nobody does the worst acts alone."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests.drills.two_people import Run, forged_in_the_database, ground

pytestmark = pytest.mark.django_db
STEPS = 40


def runs(number: int, seed: int, monkeypatch: Any, say: Callable[[str, str], None]) -> list[str]:
    """Half of them with one person alone, half with everybody."""
    monkeypatch.setattr("kanaf.protection.actions.exports.pyrage.passphrase.encrypt", lambda content, _passphrase: content)  # a second each
    held, said = ground(), Counter[str]()
    wrong: list[str] = []
    forged = 0
    for number_of in range(number):
        with transaction.atomic():
            run = Run(held, random.Random(seed + number_of), alone=number_of % 2 == 0)
            run.go(STEPS)
            tried, taken = forged_in_the_database()
            transaction.set_rollback(True)
        settings.KANAF_ERASURES.unlink(missing_ok=True)
        forged += tried
        said += run.said
        wrong += [f"run {seed + number_of}: {each}" for each in [*run.wrong, *taken]]
    told = ", ".join(f"{times:,} {answer}" for answer, times in said.most_common())
    engine = connection.vendor
    say("G9", f"{number:,} runs of {STEPS} acts ({told}): {len(wrong)} alone; {forged:,} forged rows refused by the database ({engine})")
    return wrong


def test_no_sequence_of_acts_lets_one_person_alone(monkeypatch: pytest.MonkeyPatch, promise: Callable[[str, str], None]) -> None:
    assert runs(20, 900, monkeypatch, promise) == []


@pytest.mark.drill
@pytest.mark.parametrize("part", range(4))
def test_two_thousand_sequences_let_nobody_alone(part: int, monkeypatch: pytest.MonkeyPatch, promise: Callable[[str, str], None]) -> None:
    assert runs(500, 10_000 + 500 * part, monkeypatch, promise) == []
