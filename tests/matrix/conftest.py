"""The matrix walks the editor's pages too: the site of the pack is set up once."""

import logging
from collections.abc import Iterator

import pytest

from tests.publication.conftest import django_db_setup

__all__ = ["django_db_setup"]


@pytest.fixture(autouse=True)
def _refusals_are_not_logged() -> Iterator[None]:
    """Thousands are asked for here, and pytest would write and keep the traceback of each. Errors are still logged."""
    logger = logging.getLogger("django.request")
    before = logger.level
    logger.setLevel(logging.ERROR)
    yield
    logger.setLevel(before)
