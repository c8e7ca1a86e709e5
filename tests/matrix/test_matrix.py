"""G1, G2, G4: every page, asked by everybody about everybody's things, judged by a table that the code does not know."""

from collections.abc import Callable

import pytest
from django.db import connection

from tests.matrix import judge
from tests.matrix.oracle import PAGES
from tests.matrix.product import our_urls, product, sample
from tests.matrix.world import World, make

pytestmark = pytest.mark.django_db
PARTS = 6
"""The sample is asked in parts, so that it spreads over the workers."""
SAMPLE = {"postgresql": 15_000, "sqlite": 3_000}


def asked(world: World, part: int, parts: int, most: int | None, say: Callable[[str, str], None]) -> judge.Verdicts:
    whole = product(world)
    questions = whole if most is None else sample(whole, world, most)
    verdicts = judge.judge(questions[part::parts], world)
    say("G1", f"permission matrix, part {part + 1} of {parts}: whole product {len(whole):,}; {verdicts}")
    return verdicts


@pytest.mark.parametrize("part", range(PARTS))
def test_a_covering_sample_leaks_nothing(part: int, promise: Callable[[str, str], None]) -> None:
    verdicts = asked(make(), part, PARTS, SAMPLE[connection.vendor], promise)
    assert "\n".join(verdicts.leaks[:40]) == ""


@pytest.mark.drill
@pytest.mark.parametrize("part", range(PARTS))
def test_the_whole_product_leaks_nothing(part: int, promise: Callable[[str, str], None]) -> None:
    assert "\n".join(asked(make(), part, PARTS, None, promise).leaks[:40]) == ""


def test_every_url_of_ours_has_its_line_in_the_oracle_and_every_line_its_url() -> None:
    assert {name for name, _pattern in our_urls()} == set(PAGES)
