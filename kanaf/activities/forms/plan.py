"""The plan of a session, and the filter of the list of sessions."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.activities.actions import Plan
from kanaf.activities.choices import ACTIVITY_TYPE, TOPIC, Kind, State
from kanaf.activities.models import Campaign, Session
from kanaf.activities.queries import MISSING, campaigns_open_to
from kanaf.core.forms import DayField, KanafForm
from kanaf.places.models import City, Venue
from kanaf.places.queries import programme_cities
from kanaf.programme import queries as programme

TIMES = ["%H:%M", "%Hh%M", "%H.%M", "%Hh", "%H"]
NOTHING: list[tuple[str, Any]] = [("", "")]


def cities_of_person(by: Account) -> list[City]:
    """The cities of the programme in which a person works."""
    own = by.city_codes
    return [city for city in programme_cities() if own is None or city.code in own]


def choice_field(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} offers no choice")
    return field


class PlanForm(KanafForm):
    """What a session is to be. What fits together is checked by the action."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Kind.choices, widget=forms.RadioSelect)
    activity_type = forms.ChoiceField(label=_("Type of activity"), required=False, help_text=_("For an activity only."))
    title = forms.CharField(
        label=_("Title"), required=False, max_length=120, help_text=_("No child’s name, no place. Left empty, the topic is its name.")
    )
    topics = forms.MultipleChoiceField(label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)
    on = DayField(label=_("Day"))
    starts_at = forms.TimeField(label=_("Time"), required=False, input_formats=TIMES, help_text=_("For example 15:00."))
    city = forms.ChoiceField(label=_("City"))
    venue = forms.ChoiceField(
        label=_("Public place"), required=False, help_text=_("A place where children live or meet unseen is never written here.")
    )
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    named_only = forms.BooleanField(
        label=_("Everybody is named"), required=False, help_text=_("Nobody is counted without a name in this session.")
    )

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cities = {city.code: city for city in cities_of_person(by)}
        self.campaigns = {campaign.code: campaign for campaign in campaigns_open_to(by)}
        venues = Venue.objects.filter(city__in=self.cities).select_related("city").order_by("city", "code")
        self.venues = {venue.code: venue for venue in venues}
        chosen: dict[str, list[tuple[str, Any]]] = {
            "activity_type": NOTHING + programme.choices(ACTIVITY_TYPE),
            "topics": programme.choices(TOPIC),
            "city": [(city.code, city.label) for city in self.cities.values()],
            "venue": NOTHING + [(venue.code, f"{venue.label} · {venue.city.label}") for venue in self.venues.values()],
            "campaign": NOTHING + [(campaign.code, campaign.label) for campaign in self.campaigns.values()],
        }
        for name, choices in chosen.items():
            choice_field(self, name).choices = choices
        if len(self.cities) > 1:
            choice_field(self, "city").choices = NOTHING + chosen["city"]
        if not self.campaigns:
            del self.fields["campaign"]
        if not self.venues:
            del self.fields["venue"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, activity_type = cleaned.get("kind"), cleaned.get("activity_type")
        if kind == Kind.ACTIVITY and not activity_type and "activity_type" not in self.errors:
            self.add_error("activity_type", _("Choose the type of the activity."))
        if kind and kind != Kind.ACTIVITY and activity_type:
            self.add_error("activity_type", _("Only an activity has a type: leave it empty, or choose “Activity” above."))
        return cleaned

    def plan(self) -> Plan:
        """What was asked for, once the form is valid."""
        cleaned = self.cleaned_data
        return Plan(
            city=self.cities[cleaned["city"]],
            on=cleaned["on"],
            kind=cleaned["kind"],
            activity_type=cleaned["activity_type"],
            title=cleaned["title"],
            topics=cleaned["topics"],
            venue=self.venues.get(cleaned.get("venue", "")),
            starts_at=cleaned["starts_at"],
            campaign=self.campaigns.get(cleaned.get("campaign", "")),
            named_only=cleaned["named_only"],
        )


def as_initial(session: Session) -> dict[str, Any]:
    """A session as its form shows it."""
    return {
        "kind": session.kind,
        "activity_type": session.activity_type,
        "title": session.title,
        "topics": session.topics,
        "on": session.on,
        "starts_at": session.starts_at.strftime("%H:%M") if session.starts_at else "",
        "city": session.city_id,
        "venue": session.venue_id or "",
        "campaign": session.campaign_id or "",
        "named_only": session.named_only,
    }


class SessionFilter(KanafForm):
    """What the list of sessions is narrowed to."""

    mark_optional = False

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    city = forms.ChoiceField(label=_("City"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, list[tuple[Any, Any]]] = {
            "kind": Kind.choices,
            "state": [(State.PLANNED, _("Planned")), (MISSING, _("Attendance list missing")), (State.HELD, _("Held"))],
            "city": [(city.code, city.label) for city in cities_of_person(by)],
            "campaign": [(campaign.code, campaign.label) for campaign in Campaign.objects.visible_to(by)],
        }
        chosen["state"].append((State.CANCELLED, _("Cancelled")))
        for name, choices in chosen.items():
            choice_field(self, name).choices = [("", _("All")), *choices]

    def narrowed(self) -> dict[str, str]:
        """Each word that was chosen and is one of the list; anything else narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if name != "form_id" and value}

    def chips(self) -> list[tuple[str, str]]:
        """(what is chosen, the query without it)."""
        narrowed = self.narrowed()
        words = {name: dict(choice_field(self, name).choices) for name in narrowed}  # type: ignore[arg-type]
        return [
            (str(words[name][value]), "?" + urlencode({key: kept for key, kept in narrowed.items() if key != name}))
            for name, value in narrowed.items()
        ]
