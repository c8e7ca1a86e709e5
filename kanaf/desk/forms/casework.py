"""Opening, scoring, following up, closing and reopening a case."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.casework.models import Risk
from kanaf.core.forms import DayField, KanafForm
from kanaf.desk.forms.lists import offered

LONGEST_NOTE = 4000


def note(label: Any, help_text: Any = "") -> forms.CharField:
    """A text that is sealed with the child's identity."""
    field = forms.CharField(
        label=label,
        help_text=help_text or _("Sealed with the child’s identity: read only by who opens it, and opening is recorded."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": "4", "autocomplete": "off"}),
    )
    del field.widget.attrs["maxlength"]
    field.error_messages["max_length"] = _("Write at most %(limit_value)d characters: there are %(show_value)d.")
    return field


class DatedForm(KanafForm):
    """Something that happened on a day, today unless said otherwise."""

    on = DayField(label=_("Day"), not_after_today=True)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class RiskForm(DatedForm):
    """A risk level with its reason. `levels` are the choices with what follows from each."""

    level = forms.ChoiceField(label=_("Risk level"), widget=forms.RadioSelect)
    why = note(_("Why this level"))

    field_order: tuple[str, ...] = ("level", "why", "on", "form_id")

    def __init__(self, *args: Any, levels: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = levels  # type: ignore[attr-defined]

    @property
    def risk(self) -> str:
        return Risk(self.cleaned_data["level"])


class OpenCaseForm(RiskForm):
    """A case in somebody's hands."""

    responsible = forms.ModelChoiceField(label=_("Responsible person"), queryset=Account.objects.none(), empty_label=None)

    field_order = ("level", "responsible", "why", "on", "form_id")

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["responsible"]
        field.queryset = colleagues  # type: ignore[attr-defined]
        field.label_from_instance = lambda account: account.name  # type: ignore[attr-defined]


class FollowUpForm(DatedForm):
    """A visit or a call that took place."""

    kind = forms.ChoiceField(label=_("What the contact was for"), choices=offered("follow_up_type"), widget=forms.RadioSelect)
    note = note(_("What was seen, said and agreed"))

    field_order = ("kind", "on", "note", "form_id")


class CloseCaseForm(DatedForm):
    reason = forms.ChoiceField(label=_("Reason for closing"), choices=offered("closure_reason"), widget=forms.RadioSelect)

    field_order = ("reason", "on", "form_id")


class DeclineClosingForm(KanafForm):
    """An answer; why not yet, where that is the answer."""

    mark_optional = False

    why = note(_("If not yet, why"), _("Your team reads it; it is sealed with the child’s identity."))


class ReasonForm(KanafForm):
    """Why an identity is opened."""

    reason = forms.ChoiceField(label=_("Why do you open the identity?"), choices=offered("identity_reason", empty=_("Choose a reason")))
