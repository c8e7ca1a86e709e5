"""What an administrator says of colleagues and of their organisation. Fields that are not here cannot be changed (G5)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Assurance, Organisation
from kanaf.access.roles import Role, given_in
from kanaf.core.forms import DayField, KanafForm
from kanaf.desk.forms.lists import city_choices, own_cities
from kanaf.places.models import City

LANGUAGES = [("fr", "Français"), ("ar", "العربية"), ("en", "English")]
KINDS = [(kind.value, kind.label) for kind in Organisation.Kind if kind != Organisation.Kind.SYSTEM]


class RoleForm(KanafForm):
    """A role for a colleague, in one city or in all; only roles that an organisation of this kind gives."""

    role = forms.ChoiceField(label=_("Role"))
    city = forms.ChoiceField(label=_("City"), required=False)

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = given_in(by.organisation.kind, coordinates=by.organisation.coordinates)
        self.fields["role"].choices = [(role.value, role.label) for role in Role if role in given]  # type: ignore[attr-defined]
        self.cities = {city.code: city for city in own_cities(by)}
        named = [choice for choice in city_choices(list(self.cities.values())) if choice[0]]
        self.fields["city"].choices = [("", _("Every city of the organisation")), *named]  # type: ignore[attr-defined]

    @property
    def given_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    @property
    def given_city(self) -> City | None:
        return self.cities.get(self.cleaned_data["city"])


class InviteForm(RoleForm):
    """A new colleague, with a first role."""

    name = forms.CharField(label=_("First and last name"), max_length=120)
    email = forms.EmailField(label=_("Work e-mail address"), help_text=_("Of this person alone: never one that a team shares."))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="fr", widget=forms.RadioSelect)
    expires_on = DayField(
        label=_("Until"), required=False, help_text=_("The last day of a contract or an internship. Empty: until somebody ends it.")
    )

    field_order = ["name", "email", "language", "role", "city", "expires_on"]


class ExpiryForm(KanafForm):
    """The last day of a membership."""

    expires_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: until somebody ends it."))


class DeputyForm(KanafForm):
    """Who stands in for the administrator."""

    deputy = forms.ModelChoiceField(label=_("Deputy"), queryset=Account.objects.none(), empty_label=None)

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = colleagues  # type: ignore[attr-defined]
        self.fields["deputy"].label_from_instance = lambda account: account.name  # type: ignore[attr-defined]


class LostFactorForm(KanafForm):
    """A colleague who has lost their second factor."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Account.objects.none(), empty_label=None)

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = colleagues  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = lambda account: account.name  # type: ignore[attr-defined]


class AssuranceForm(KanafForm):
    """Something done outside the system, and its day."""

    kind = forms.ChoiceField(label=_("What was done"), choices=Assurance.Kind.choices, widget=forms.RadioSelect)
    on = DayField(label=_("Day"), not_after_today=True)


class OrganisationForm(KanafForm):
    """An organisation to let in, and its first administrator."""

    label_fr = forms.CharField(label=_("Official name in French"), max_length=300)
    label_ar = forms.CharField(label=_("Official name in Arabic"), max_length=300)
    label_en = forms.CharField(label=_("Official name in English"), max_length=300)
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("A few Latin letters, as in addresses: msf, bayti."))
    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=KINDS, widget=forms.RadioSelect)
    administrator_name = forms.CharField(label=_("First administrator: first and last name"), max_length=120)
    administrator_email = forms.EmailField(label=_("First administrator: work e-mail address"))

    @property
    def labels(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"label_{language}"] for language in ("fr", "ar", "en")}
