"""What a child decided, what is shared of its file and with whom, and a file opened in an emergency."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Organisation
from kanaf.children.models import ConsentDecision, EmergencyAccess, Group
from kanaf.core.forms import DayField, KanafForm
from kanaf.desk.forms.casework import DatedForm, note
from kanaf.desk.forms.lists import explained, offered
from kanaf.places.models import City
from kanaf.places.queries import programme_cities

Decision = ConsentDecision.Decision
USUAL_DAYS = 90


class OrganisationField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ConsentForm(DatedForm):
    """What was decided for one purpose. Withdrawing has a page of its own, which shows what ends with it."""

    purpose = forms.ChoiceField(label=_("For what"), choices=explained("consent_purpose"), widget=forms.RadioSelect)
    recipient = OrganisationField(
        label=_("With which organisation"),
        help_text=_("For a sharing only: it is asked for one organisation at a time."),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    decision = forms.ChoiceField(
        label=_("The decision"),
        choices=[(one.value, one.label) for one in (Decision.GIVEN, Decision.REFUSED, Decision.TOLD)],
        widget=forms.RadioSelect,
    )
    source = forms.ChoiceField(label=_("Who decided"), choices=offered("consent_source"), widget=forms.RadioSelect)
    childs_view = forms.ChoiceField(
        label=_("What the child itself thinks"),
        help_text=_("Where somebody else decides for it."),
        choices=ConsentDecision.ChildsView.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    told = forms.BooleanField(label=_("The child was told what must be done, and why"), required=False)
    language = forms.ChoiceField(
        label=_("Language in which it was asked"), choices=offered("language", empty=_("Not said")), required=False
    )
    with_interpreter = forms.BooleanField(label=_("With an interpreter"), required=False)
    why = note(
        _("Reasons"),
        _("For a decision in its best interests, or the reference of an order: sealed with the child’s identity."),
    )

    field_order = (
        "purpose",
        "recipient",
        "decision",
        "source",
        "childs_view",
        "told",
        "why",
        "language",
        "with_interpreter",
        "on",
        "form_id",
    )

    def __init__(self, *args: Any, recipients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset = recipients  # type: ignore[attr-defined]


class WithdrawForm(DatedForm):
    """Who takes a consent back, and when."""

    source = forms.ChoiceField(label=_("Who withdraws it"), choices=offered("consent_source"), widget=forms.RadioSelect)

    field_order = ("source", "on", "form_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = [
            (code, label) for code, label in offered("consent_source")() if code not in {"best_interests_decision", "legal_obligation"}
        ]
        self.fields["source"].choices = terms  # type: ignore[attr-defined]


class ShareForm(KanafForm):
    """With whom – only organisations for which there is a decision –, what, why, until when."""

    basis = forms.ChoiceField(label=_("With which organisation"), widget=forms.RadioSelect)
    groups = forms.MultipleChoiceField(
        label=_("What it may read"),
        help_text=_("Code, age, sex and situation are always part of it. Where the child is waits for a second person."),
        choices=Group.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    purpose = forms.ChoiceField(label=_("Why"), choices=offered("sharing_purpose", empty=_("Choose a purpose")))
    until = DayField(label=_("Last day"), help_text=_("It ends by itself after this day, and can be ended at any time."))
    city = forms.ChoiceField(
        label=_("Does it also follow the child?"),
        help_text=_("Who follows a child may record services and open a case of its own."),
        required=False,
    )

    def __init__(self, *args: Any, bases: list[ConsentDecision], today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": today + timedelta(days=USUAL_DAYS)} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.bases = {str(basis.pk): basis for basis in bases}
        self.cities = {city.code: city for city in programme_cities()}
        self.fields["basis"].choices = [(code, _recipient(basis)) for code, basis in self.bases.items()]  # type: ignore[attr-defined]
        cities: list[tuple[str, Any]] = [(city.code, city.label) for city in self.cities.values()]
        self.fields["city"].choices = [("", _("No, it only reads")), *cities]  # type: ignore[attr-defined]

    @property
    def chosen_basis(self) -> ConsentDecision:
        return self.bases[self.cleaned_data["basis"]]

    @property
    def follows_in(self) -> City | None:
        return self.cities.get(self.cleaned_data["city"])


def _recipient(basis: ConsentDecision) -> Any:
    recipient = basis.recipient
    return format_html("{}<small>{}</small>", recipient.name if recipient else "", basis.basis_kind.label)


class EmergencyForm(KanafForm):
    """Which file, and what is happening."""

    code = forms.CharField(
        label=_("Case code"), max_length=12, widget=forms.TextInput(attrs={"class": "w-10", "dir": "ltr", "autocomplete": "off"})
    )
    reason = forms.ChoiceField(label=_("What is happening"), choices=offered("emergency_reason"), widget=forms.RadioSelect)
    why = note(_("In a few words"), _("Read by the people who answer for the child, and by who reviews this access. Sealed."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = True


class ReviewForm(KanafForm):
    verdict = forms.ChoiceField(label=_("Was it justified?"), choices=EmergencyAccess.Verdict.choices, widget=forms.RadioSelect)
