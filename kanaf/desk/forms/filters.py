"""Filters of lists, and the search. Nothing is required; what cannot be read is left out and said."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanaf.access.models import Account
from kanaf.casework.models import Risk
from kanaf.children.codes import read_code
from kanaf.core.forms import DayField, KanafForm
from kanaf.desk.acts import ACTS
from kanaf.desk.queries import caselist, record

DUE = [("", _("All")), (caselist.LATE, _("Late")), (caselist.TODAY, _("Today")), (caselist.SOON, _("In the next seven days"))]
STATUS = [(caselist.OPEN, pgettext_lazy("case", "Open")), (caselist.CLOSED, pgettext_lazy("case", "Closed")), (caselist.ALL, _("All"))]


class FilterForm(KanafForm):
    """A form that is a GET: no number of its own, and an answer that does not fit is no answer."""

    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["form_id"]

    def kept(self, name: str) -> Any:
        return self.cleaned_data.get(name)


class CaseFilterForm(FilterForm):
    """The filters of the case list."""

    code = forms.CharField(label=_("Case code"), required=False, max_length=12)
    due = forms.ChoiceField(label=_("Next step"), choices=DUE, widget=forms.RadioSelect, required=False)
    risk = forms.MultipleChoiceField(label=_("Risk"), choices=Risk.choices, widget=forms.CheckboxSelectMultiple, required=False)
    status = forms.ChoiceField(label=_("Case"), choices=STATUS, widget=forms.RadioSelect, required=False)
    responsible = forms.ModelChoiceField(
        label=_("Responsible person"), queryset=Account.objects.none(), required=False, empty_label=_("Everybody")
    )

    def __init__(self, data: QueryDict, *, colleagues: Any, **kwargs: Any) -> None:
        asked = data.copy()
        asked.setdefault("status", caselist.OPEN)
        asked.setdefault("due", "")
        super().__init__(asked, **kwargs)
        field = self.fields["responsible"]
        field.queryset = colleagues  # type: ignore[attr-defined]
        field.label_from_instance = lambda account: account.initials  # type: ignore[attr-defined]
        self.full_clean()

    @property
    def filters(self) -> caselist.Filters:
        responsible = self.kept("responsible")
        return caselist.Filters(
            due=self.kept("due") or "",
            risk=tuple(self.kept("risk") or ()),
            status=self.kept("status") or caselist.OPEN,
            responsible=responsible.pk if responsible else None,
            code=_code_prefix(self.kept("code") or ""),
        )


class RecordFilterForm(FilterForm):
    """The filters of the record of acts."""

    act = forms.ChoiceField(label=_("Act"), required=False)
    day = DayField(label=_("Day"), not_after_today=True, required=False)
    person = forms.ModelChoiceField(label=_("Person"), queryset=Account.objects.none(), required=False, empty_label=_("Everybody"))
    code = forms.CharField(label=_("Case code"), required=False, max_length=12)

    def __init__(self, *args: Any, by: Account, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        groups = [("", _("Every act")), (record.READ, _("Every reading of who somebody is")), ("refused", _("Every refusal"))]
        self.fields["act"].choices = [*groups, *((code, words) for code, words in ACTS.items() if code != "refused")]  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.child_found: Any = None
        self.full_clean()

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        self.child_found = None
        if typed:
            code = read_code(typed)
            self.child_found = record.child_of_code(self.by, code) if code else None
            if self.child_found is None:
                raise forms.ValidationError(_("No child in your reach has this code: check each character."), code="unknown_code")
        return typed

    @property
    def filters(self) -> record.Filters:
        person = self.kept("person")
        return record.Filters(
            act=self.kept("act") or "",
            day=self.kept("day"),
            person=person.pk if person else None,
            child=self.child_found,
        )


class SearchForm(KanafForm):
    """A case code, or a name among one's own files."""

    q = forms.CharField(label=_("Case code or name"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs |= {"autocomplete": "off", "dir": "auto", "type": "search"}


def _code_prefix(typed: str) -> str:
    """What the kept codes start with, from what was typed; something that no code starts with matches none."""
    text = "".join(character for character in typed.upper() if character.isalnum())
    return text if len(text) <= 3 else f"{text[:3]}-{text[3:6]}"
