"""Released figures and written bulletins for tests, through the real actions."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client

from kanaf.access.models import Account
from kanaf.core import clock, ids
from kanaf.indicators.models import FrozenFigure, Period
from kanaf.publication import actions
from kanaf.publication.models import ReleasedFigure
from kanaf.publication.queries import Draft
from tests import worlds
from tests.indicators import builders
from tests.indicators.test_freeze import move_one_child_to_2023

FIGURE = "{figure:children_assisted@2024}"


def released(figure: FrozenFigure, *, at: datetime | None = None, by: Account | None = None) -> ReleasedFigure:
    """A frozen figure, asked for, approved by another, and out."""
    release = builders.approved(figure, weighed=figure.version > 1)
    return actions.release_figure(by=by or worlds.communications_officer(), at=at or clock.now(), release=release)


def year() -> Period:
    """2024 closed: 28 children, 15 in Nador of whom 3 boys, a small cell, and 13 in Marrakesh; the other cities did not report."""
    builders.assisted(12, "nador", sex="female")
    builders.assisted(3, "nador", sex="male")
    builders.assisted(7, "marrakech", sex="female")
    builders.assisted(6, "marrakech", sex="male")
    return builders.closed("nador", "marrakech")


def small_year() -> ReleasedFigure:
    """The figure of `year`, out."""
    return released(builders.frozen(year()))


def corrected(first: ReleasedFigure, *, at: datetime | None = None) -> ReleasedFigure:
    """The next version of `small_year`: one child's service was of 2023."""
    move_one_child_to_2023()
    figure = FrozenFigure.objects.get(definition__indicator=first.indicator, period=first.window, version=first.version)
    return released(builders.frozen(figure.period), at=at)


def words(title: str = "Bulletin", body: str = f"# Main points\n\nIn all {FIGURE} children.\n\n- one\n- two") -> actions.Words:
    return actions.Words(title=title, lead="What is known.", body=body)


def telling(**changes: Any) -> actions.Telling:
    values: dict[str, Any] = {
        "kind": "bulletin",
        "words": {"fr": words("Bulletin de printemps"), "ar": words("نشرة الربيع"), "en": words("Spring bulletin")},
        "shown": ["children_assisted@2024", "children_assisted@2024#city_attributed"],
    }
    return actions.Telling(**(values | changes))


def written(by: Account | None = None, *, key: UUID | None = None, **changes: Any) -> Draft:
    return actions.write_bulletin(
        by=by or worlds.communications_officer(), at=clock.now(), key=key or ids.new_id(), telling=telling(**changes)
    )


def published(by: Account | None = None, *, at: datetime | None = None, **changes: Any) -> Draft:
    by = by or worlds.communications_officer()
    return actions.publish_bulletin(by=by, at=at or clock.now(), key=written(by, **changes).key)


def later(days: int = 7) -> datetime:
    return clock.now() + timedelta(days=days)


def html(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()


def is_in(page: str, language: str) -> bool:
    """Whether a page says that it is in a language, and in its direction."""
    direction = "rtl" if language == "ar" else "ltr"
    return re.search(rf'<html lang="{language}"\s+dir="{direction}">', page) is not None


def text_of(page: str) -> str:
    """What a reader sees of a page, spaces evened out."""
    without = re.sub(r"<(script|style|head).*?</\1>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", without).replace("\u00a0", "~")).replace("~", "\u00a0")
