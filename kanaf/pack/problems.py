"""What is said about a pack that cannot be taken."""

import difflib
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

FEW = 12


class PackError(Exception):
    """One thing to mend in one file of a pack: where it is, what is wrong, and what to write instead.

    `message` and `hint` are in the language that was active when the pack was read. `line` counts from 1.
    """

    def __init__(self, file: str, line: int, message: str, hint: str = "") -> None:
        super().__init__(file, line, message, hint)
        self.file = file
        self.line = line
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} {self.hint}".rstrip()


class PackRefused(ExceptionGroup[PackError]):
    """A pack that was not taken, with everything found wrong in it, by file and line. Nothing of it was used."""

    def __new__(cls, errors: Sequence[PackError]) -> "PackRefused":
        """Sort the errors by file and line, and name each once."""
        found = {(error.file, error.line, error.message): error for error in errors}
        return super().__new__(cls, _("The programme pack was refused."), [found[key] for key in sorted(found)])

    def derive(self, excs: Sequence[PackError]) -> "PackRefused":  # type: ignore[override]
        return PackRefused(excs)

    @property
    def errors(self) -> tuple[PackError, ...]:
        return self.exceptions  # type: ignore[return-value]

    def __str__(self) -> str:
        return "\n".join([self.message, *(str(error) for error in self.errors)])


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None where nothing is near."""
    by_folded = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(word.casefold(), list(by_folded), n=1, cutoff=0.6)
    return by_folded[near[0]] if near else None


def hint_for(word: str, known: Iterable[str], file: str = "") -> str:
    """Say which known word was probably meant, else list the few there are, else name the `file` that holds them."""
    known = sorted(known)
    near = closest(word, known)
    if near is not None:
        return _("Did you mean “%(suggestion)s”?") % {"suggestion": near}
    if known and (len(known) <= FEW or not file):
        return _("Write one of: %(choices)s.") % {"choices": ", ".join(known)}
    if file:
        return _("Use a code of %(file)s, or add it there first.") % {"file": file}
    return ""
