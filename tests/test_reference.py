"""The generated reference is current: run `make reference` after a change."""

import pytest
from django.conf import settings

from kanaf.pack.reference import PAGES


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_reference_is_current(name: str) -> None:
    file = settings.BASE_DIR / "docs" / "reference" / name
    assert file.read_text() == PAGES[name](), "stale: run `make reference`"
