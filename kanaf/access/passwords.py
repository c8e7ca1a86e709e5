"""Passphrases: Argon2id at 46 MiB (OWASP's first choice for it; the default takes 100 MiB a login), and no words of ours."""

import unicodedata
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What somebody who guesses at this programme tries first. Written in docs/how-to/people.md, which a test compares.
OURS = (
    *("kanaf", "kanafa", "enfant", "enfants", "child", "children", "mineur", "mineurs", "enas", "uasc", "oim", "iom", "unhcr", "hcr"),
    *("maroc", "morocco", "casablanca", "marrakech", "nador", "oujda", "tanger", "tangier", "rabat", "protection", "password"),
    *("passphrase", "motdepasse", "admin", "administrateur", "educateur", "association", "programme", "azerty", "qwerty"),
    *("كنف", "طفل", "أطفال", "المغرب"),
)
LEAST = 8


class Argon2(Argon2PasswordHasher):
    memory_cost = 47104
    time_cost = 1
    parallelism = 1


class NoWordsOfOurs:
    """A passphrase is more than the words that everybody here uses, a year and a sign: eight other letters at least."""

    def validate(self, password: str, user: Any = None) -> None:
        left = "".join(letter for letter in unicodedata.normalize("NFKC", password).lower() if letter.isalpha())
        for word in sorted(OURS, key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < LEAST and len(left) < sum(letter.isalpha() for letter in password):
            raise ValidationError(self.get_help_text(), code="words_of_ours")

    def get_help_text(self) -> str:
        return _("Use other words than those of the programme, its cities and its organisations.")
