"""The site of the pack, made once into the reused database: making it again changes nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from kanaf.access import actions as access
from kanaf.core import clock, rows
from kanaf.publication import actions


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), rows.as_owner():
        actions.set_up_site(by=access.system_account(), at=clock.now(), folder=settings.KANAF_PACK / "site")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences are read as they stand in the code, whatever language a page was last asked for in."""
    with translation.override("en"):
        yield
