"""Everybody reads in their own language what they may see and do."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from kanaf.access.models import Account
from kanaf.access.roles import MAY, Permission, Role
from kanaf.access.words import MAY_DO, PARTS
from tests import worlds

SignIn = Callable[[Account], Client]


def test_each_permission_has_its_sentence_in_a_part_of_the_work() -> None:
    assert set(MAY_DO) == set(Permission)
    assert {part for part, _sentence in MAY_DO.values()} == set(PARTS)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_each_role_reads_what_it_may_do_and_what_not(signed_in: SignIn, language: str) -> None:
    for role, by in worlds.one_of_each_role().items():
        client = signed_in(by)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = client.get("/account/rights/").content.decode()
        may, may_not = page.split('<details class="fold">')
        from django.utils import translation

        with translation.override(language):
            for permission, (_part, sentence) in MAY_DO.items():
                assert (str(sentence) in may) == (permission in MAY[role]), (role, permission)
                assert (str(sentence) in may_not) != (permission in MAY[role]), (role, permission)


@pytest.mark.django_db
def test_somebody_without_a_role_is_told_whom_to_ask(signed_in: SignIn) -> None:
    by = worlds.person(Role.DONOR_READER, "dk-mfa")
    by.grant_set.all().delete()
    assert "You have no role at present" in signed_in(by).get("/account/rights/").content.decode()
