"""What the tests of the desk do in a browser: forms as they are sent, sentences as they are read."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kanaf.children.models import Child

REGISTRATION: dict[str, Any] = {
    "latin": "Mamadou Diallo",
    "sex": "male",
    "precision": "year",
    "birth_year": "2011",
    "protection_status": "unaccompanied",
    "nationality": "GIN",
    "city": "nador",
    "on": "16/11/2026",
}


def registration(**changes: Any) -> dict[str, Any]:
    """A registration as the form sends it; None leaves an answer out."""
    return {name: value for name, value in (REGISTRATION | changes).items() if value is not None}


def file_url(child: Child, act: str = "") -> str:
    return f"/work/children/{child.code}/{act}"


def queries_of(client: Client, url: str) -> int:
    """How many statements a page costs, once what the process keeps (lists, templates) is warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return len(captured)


def text_of(response: Any) -> str:
    return str(response.content.decode())
