"""The list of a training: a line for each person. A line left empty is no line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kanaf.activities.actions import Trained, Trainee
from kanaf.activities.choices import INSTITUTION
from kanaf.core.forms import KanafForm
from kanaf.programme import queries as programme

SPARE = 5
MOST = 300
PARTS = ("name", "kind", "institution")


@dataclass(frozen=True)
class Line:
    """One person as the form shows them, counted from 1."""

    number: int
    name: Any
    kind: Any
    institution: Any


def _text() -> forms.CharField:
    return forms.CharField(required=False, max_length=120)


class TrainingForm(KanafForm):
    """Names, kinds of institution and institutions. What comes back is put together: empty lines in between are dropped."""

    mark_optional = False

    seen = forms.UUIDField(required=False, widget=forms.HiddenInput(attrs={"id": False}))

    def __init__(self, data: Any = None, *, held: Sequence[Trained] = (), more: int = 0, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        written = [(one.name, one.professional.institution_kind, one.institution) for one in held]
        if self.is_bound:
            written = self._put_together()
        kinds = [("", gettext("Kind of institution")), *programme.choices(INSTITUTION)]
        self.lines = min(len(written) + SPARE + more, MOST)
        for line in range(self.lines):
            name, kind, institution = written[line] if line < len(written) else ("", "", "")
            at = {"number": line + 1}
            self._add(f"name-{line}", _text(), name, _("Name, line %(number)s") % at)
            self._add(
                f"kind-{line}", forms.ChoiceField(required=False, choices=kinds), kind, _("Kind of institution, line %(number)s") % at
            )
            self._add(f"institution-{line}", _text(), institution, _("Institution, line %(number)s") % at)
            self.fields[f"institution-{line}"].widget.attrs["list"] = "institutions"

    def _add(self, name: str, field: forms.Field, initial: str, label: str) -> None:
        field.label, field.initial = label, initial
        field.widget.attrs |= {"aria-label": label, "autocomplete": "off"}
        self.fields[name] = field

    def _put_together(self) -> list[tuple[str, str, str]]:
        lines = []
        for line in range(MOST):
            values = tuple(str(self.data.get(f"{part}-{line}", "")).strip() for part in PARTS)
            if values[0] or values[2]:
                lines.append((values[0], values[1], values[2]))
        typed: MultiValueDict[str, Any] = self.data  # type: ignore[assignment]
        kept = {key: values for key, values in typed.lists() if key.partition("-")[0] not in PARTS}
        for place, values in enumerate(lines):
            kept |= {f"{part}-{place}": [value] for part, value in zip(PARTS, values, strict=True)}
        self.data = MultiValueDict(kept)
        return lines

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in range(self.lines):
            name, kind, institution = (cleaned.get(f"{part}-{line}") for part in PARTS)
            if institution and not name and f"name-{line}" not in self.errors:
                self.add_error(f"name-{line}", _("Write the name, or empty the line."))
            if name and not kind and f"kind-{line}" not in self.errors:
                self.add_error(f"kind-{line}", _("Choose the kind of institution."))
        return cleaned

    def trainees(self) -> list[Trainee]:
        """The people of the list, once the form is valid."""
        lines = [tuple(self.cleaned_data[f"{part}-{line}"] for part in PARTS) for line in range(self.lines)]
        return [Trainee(name, kind, institution) for name, kind, institution in lines if name]

    def rows(self) -> Iterator[Line]:
        for line in range(self.lines):
            yield Line(line + 1, *(self[f"{part}-{line}"] for part in PARTS))
