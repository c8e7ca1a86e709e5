"""Two of three shares give the key back, one says nothing, and a wrong letter is found."""

import io
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from kanaf.children.models import Identity
from kanaf.core import keys, shares, vault
from tests import worlds

secrets = st.binary(min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(secret=secrets, needed=st.integers(2, 4), more=st.integers(0, 3))
def test_any_enough_shares_give_the_secret_and_fewer_do_not(secret: bytes, needed: int, more: int) -> None:
    made = shares.split(secret, shares=needed + more, needed=needed)
    for some in combinations(made, needed):
        assert shares.join(list(some)) == secret
    with pytest.raises(shares.WrongShare):
        shares.join(made[: needed - 1])
    assert [shares.read(str(share)) for share in made] == made
    assert shares.read(f"  {str(made[0]).upper()[:20]} {str(made[0])[20:]}\n") == made[0]


@settings(max_examples=100, deadline=None)
@given(secret=secrets, place=st.integers(0, 500), letter=st.sampled_from("0123456789abcdef-k"))
def test_one_wrong_letter_is_found(secret: bytes, place: int, letter: str) -> None:
    text = str(shares.split(secret, shares=3, needed=2)[0])
    place %= len(text)
    wrong = text[:place] + letter + text[place + 1 :]
    if wrong != text:
        with pytest.raises(shares.WrongShare):
            shares.read(wrong)


def test_one_share_of_two_says_nothing() -> None:
    """Every value of a byte is as likely as any other, whatever the secret: for one share each secret has one polynomial."""
    for number in (1, 2, 3):
        for secret in (0, 77, 255):
            assert {shares._value(bytes([secret, other]), number) for other in range(256)} == set(range(256))


def test_the_field_is_that_of_aes() -> None:
    assert shares._times(0x57, 0x83) == 0xC1  # FIPS 197, 4.2
    assert all(shares._times(number, shares._inverse(number)) == 1 for number in range(1, 256))


def test_shares_of_two_keys_do_not_mix() -> None:
    one, other = (shares.split(bytes([number]) * 32, shares=3, needed=2) for number in (1, 2))
    with pytest.raises(shares.WrongShare, match="different keys"):
        shares.join([one[0], other[1]])
    with pytest.raises(shares.WrongShare, match="2 different shares"):
        shares.join([one[0], one[0]])


@pytest.mark.django_db
def test_a_lost_master_key_comes_back_from_two_people(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The drill of docs/how-to/keys.md: the key file is lost, two of the three write their share."""
    settings.KANAF_KEYS = tmp_path / "keys"
    keys.make_missing()
    identity = Identity.objects.get(child=worlds.child(worlds.caseworker(), latin="Kadiatou Sylla"))
    folder = tmp_path / "envelopes"
    folder.mkdir()
    call_command("share_keys", "split", "newest", into=folder)
    written = [(folder / f"master.share-{number}").read_text() for number in (1, 2, 3)]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(written[1:])))
    call_command("share_keys", "check", "master")
    (settings.KANAF_KEYS / "master").unlink()
    keys.key.cache_clear()
    with pytest.raises(keys.MissingKey):
        vault.unseal(identity, "sealed")

    monkeypatch.setattr("sys.stdin", io.StringIO(written[0]))
    with pytest.raises(CommandError, match="2 different shares"):
        call_command("share_keys", "join", "master")
    monkeypatch.setattr("sys.stdin", io.StringIO(written[2] + written[0] + "\n"))
    call_command("share_keys", "join", "master")

    assert vault.unseal(identity, "sealed")["latin"] == "Kadiatou Sylla"
    monkeypatch.setattr("sys.stdin", io.StringIO(written[2] + written[0] + "\n"))
    with pytest.raises(CommandError, match="nothing was replaced"):
        call_command("share_keys", "join", "master")
    keys.key.cache_clear()
