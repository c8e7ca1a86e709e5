"""What is asked about a distribution: what was given out, where, and to how many people who were not named."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.core.forms import DayField, KanafForm
from kanaf.places.queries import programme_cities
from kanaf.programme import queries as programme

MOST = 100_000


def people(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST)


class DistributionForm(KanafForm):
    """Items given out on a day. What was not counted is left empty: it is not nought."""

    item = forms.ChoiceField(label=_("What was given out"), widget=forms.RadioSelect)
    on = DayField(label=_("Day"), not_after_today=True)
    city = forms.ChoiceField(label=_("City"))
    quantity = forms.IntegerField(
        label=_("How many items"),
        required=False,
        min_value=1,
        max_value=MOST,
        help_text=_("Left empty, it is not known."),
        error_messages={"min_value": _("Write at least 1, or leave it empty where it is not known.")},
    )
    girls = people(_("Girls"))
    boys = people(_("Boys"))
    unknown = people(_("Not known whether girls or boys"))

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = by.city_codes
        self.cities = {city.code: city for city in programme_cities() if own is None or city.code in own}
        cities = [(city.code, city.label) for city in self.cities.values()]
        self.fields["city"].choices = cities if len(cities) == 1 else [("", ""), *cities]  # type: ignore[attr-defined]
        self.fields["item"].choices = programme.choices("item")  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What the action takes, once the form is valid."""
        cleaned = self.cleaned_data
        counted = {name: cleaned[name] or 0 for name in ("girls", "boys", "unknown")}
        return {
            "id": cleaned["form_id"],
            "item": cleaned["item"],
            "on": cleaned["on"],
            "city": self.cities[cleaned["city"]],
            "quantity": cleaned["quantity"],
            **counted,
        }
