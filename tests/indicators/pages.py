"""What tests of pages look at."""

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def body(response: Any) -> str:
    """The page without the blanks around its tags, so that `>3<` is the number 3 standing alone."""
    return re.sub(r">\s+|\s+(?=<)", lambda found: found[0].strip(), response.content.decode())


def asked(client: Client, page: str) -> int:
    """How many times a page asks the database."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
