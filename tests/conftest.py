"""What all tests share: a database with the pack loaded, people who do things, and a client that is signed in."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from kanaf.access.models import Account
from kanaf.core import rows
from kanaf.pack.loader import load_pack
from kanaf.programme import queries as programme


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: no need to look through it for garbage again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker has a database of its own; making it needs the owner's rows."""
    rows.set_process_default(rows.OWNER)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The pack is loaded once into the reused database."""
    with django_db_blocker.unblock():
        load_pack(settings.KANAF_PACK)


@pytest.fixture(autouse=True)
def _test_rows(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[None]:
    """A test looks at everything; what it calls (actions, pages) enters its own rows. Head file and lists are its own."""
    settings.KANAF_AUDIT_HEADS = tmp_path / "heads.txt"
    settings.KANAF_EXPORTS = tmp_path / "exports"
    settings.KANAF_SEALED_FILES = tmp_path / "sealed"
    settings.KANAF_ERASURES = tmp_path / "erasures.txt"
    settings.KANAF_HEAD_FOLDERS = [tmp_path / "first", tmp_path / "second"]
    programme.forget()
    with rows.as_owner(), translation.override("en"):
        yield
    programme.forget()


@pytest.fixture
def signed_in() -> Callable[[Account], Client]:
    """`signed_in(account)` is a browser in which that person has signed in."""

    def sign_in(account: Account) -> Client:
        client = Client(enforce_csrf_checks=False)
        client.force_login(account)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return client

    return sign_in
