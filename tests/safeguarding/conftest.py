from collections.abc import Iterator

import pytest

from kanaf.safeguarding import limits


@pytest.fixture(autouse=True)
def _nothing_was_used_yet() -> Iterator[None]:
    limits.SENDING.forget()
    limits.GUESSING.forget()
    yield
    limits.SENDING.forget()
    limits.GUESSING.forget()
