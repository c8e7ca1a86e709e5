"""A service a child received, and its correction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.assistance.actions import MOST
from kanaf.core.forms import DayField, KanafForm
from kanaf.desk.forms.casework import DatedForm, note
from kanaf.desk.forms.lists import city_choices, offered, own_cities
from kanaf.places.models import City


class QuantityField(forms.IntegerField):
    """A number of items or sessions; its bounds are the action's."""

    def __init__(self) -> None:
        super().__init__(label=_("Quantity"), help_text=_("Items handed over, or sessions: 1 for most services."), initial=1)
        self.widget.attrs["class"] = "w-4"

    def to_python(self, value: Any) -> int | None:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(_("Write a quantity between 1 and %(most)s."), code="quantity", params={"most": MOST}) from error


class ServiceForm(DatedForm):
    """What the child received, when, in which city."""

    service_type = forms.ChoiceField(label=_("Service"), choices=offered("service_type", empty=_("Choose a service")))
    quantity = QuantityField()
    city = forms.ChoiceField(label=_("City"))
    note = note(_("Note"))

    field_order = ("service_type", "quantity", "on", "city", "note", "form_id")

    def __init__(self, *args: Any, by: Account, city: City | None, **kwargs: Any) -> None:
        cities = own_cities(by)
        self.cities = {one.code: one for one in cities}
        preset = city.code if city is not None and city.code in self.cities else cities[0].code if len(cities) == 1 else ""
        kwargs["initial"] = {"city": preset} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["city"].choices = city_choices(cities)  # type: ignore[attr-defined]

    @property
    def given_in(self) -> City:
        return self.cities[self.cleaned_data["city"]]


class CorrectionForm(KanafForm):
    """What is true of a service that was recorded otherwise."""

    service_type = forms.ChoiceField(label=_("Service"), choices=offered("service_type"))
    quantity = QuantityField()
    on = DayField(label=_("Day"), not_after_today=True)
