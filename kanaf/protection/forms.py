"""What the officer for data protection writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.children.codes import read_code
from kanaf.children.models import Child
from kanaf.core.forms import DayField, KanafForm
from kanaf.places.models import City
from kanaf.protection import rules
from kanaf.protection.models import Erasure, Export


class AboutChildForm(KanafForm):
    """Something about one child, named by its case code; a name is not asked for and not shown."""

    code = forms.CharField(label=_("Case code"), max_length=12, widget=forms.TextInput({"autocomplete": "off", "dir": "ltr"}))

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.child: Child | None = None

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        code = read_code(typed) if typed else None
        self.child = rules.child_in_reach(self.by, code) if code else None
        if typed and self.child is None:
            raise forms.ValidationError(_("No child in your reach has this code: check each character."), code="unknown_code")
        return typed


class ErasureForm(AboutChildForm):
    """Whose identity, and why."""

    reason = forms.ChoiceField(label=_("Why it is to be erased"), choices=Erasure.Reason.choices, widget=forms.RadioSelect)


class ExportForm(KanafForm):
    """Why something leaves."""

    reason = forms.ChoiceField(label=_("Why it leaves"), choices=Export.Reason.choices, widget=forms.RadioSelect)


class FileForm(ExportForm):
    """One child's file: for which eyes."""

    form = forms.ChoiceField(label=_("What is made"), choices=Export.Form.choices, initial=Export.Form.DOCUMENT, widget=forms.RadioSelect)


class IdentitiesForm(ExportForm):
    """The children of one city, or all that one may see."""

    city = forms.ModelChoiceField(label=_("City"), queryset=City.objects.none(), required=False, empty_label=_("Every city I work in"))

    field_order = ("city", "reason", "form_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["city"].queryset = City.objects.order_by("code")  # type: ignore[attr-defined]

    @property
    def chosen(self) -> City | None:
        return self.cleaned_data["city"]


class HoldForm(AboutChildForm):
    """Whose file an order holds, by its reference alone."""

    reference = forms.CharField(label=_("Reference of the order"), help_text=_("Its number and date only: no content."), max_length=120)
    until = DayField(label=_("Until"), help_text=_("Empty where the order names no day."), required=False)
