"""A member of a child's family, somebody outside who looks for a child, and everything done to find and to make sure."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.children.kin import Kin, Seeker, born_within
from kanaf.children.models import Child, ConsentDecision, Kinship, RelativeFacts, Reunification, TracingCandidate, TracingVerification
from kanaf.core.forms import DayField, KanafForm
from kanaf.desk.forms.casework import DatedForm, note
from kanaf.desk.forms.lists import city_choices, offered, own_cities
from kanaf.desk.forms.registration import DONT_KNOW, line
from kanaf.places.models import City
from kanaf.places.queries import programme_cities
from kanaf.programme import queries as programme

USUAL_DAYS = 90
OLDEST = 17
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
CHOOSE = _("Choose")
WRONG_YEAR = _("Write a year with four digits, or leave it empty.")
WRONG_AGE = _("Write an age in full years, from 0 to 17, or leave it empty.")
TOLD = tuple(field.name for field in fields(Kin))
IN_HOUSE, PENDING = "in_house", "pending"


def _asked_for(form: forms.Form, name: str, sentence: Any) -> None:
    """An answer that the act needs: its label does not say optional, and its absence has the act's own sentence."""
    form.fields[name].required = True
    form.fields[name].error_messages["required"] = sentence


def _whole(label: Any, least: int, most: int, sentence: Any) -> forms.IntegerField:
    field = forms.IntegerField(label=label, required=False, min_value=least, max_value=most)
    field.widget.attrs["class"] = "w-4" if most > OLDEST else "w-2"
    field.error_messages |= {"invalid": sentence, "min_value": sentence, "max_value": sentence}
    for validator in field.validators:
        validator.message = sentence  # type: ignore[attr-defined]
    return field


class RelativeForm(KanafForm):
    """Somebody of the family, as told. Everything but the relation may stay empty, though something must be said."""

    relation = forms.ChoiceField(label=_("Relation to the child"), choices=offered("family_relation", empty=_("Choose a relation")))
    latin = line(_("Name, Latin letters"), dir="ltr")
    arabic = line(_("Name, Arabic letters"), dir="rtl", lang="ar")
    life = forms.ChoiceField(label=_("Alive?"), choices=RelativeFacts.Life.choices, widget=forms.RadioSelect)
    born = _whole(_("Year of birth, or about"), EARLIEST_YEAR, LATEST_YEAR, WRONG_YEAR)
    last_known = line(_("Where last known"), _("Sealed: never shown in a list or an export of others."), dir="auto")
    contact = line(_("How to reach them"), dir="auto")
    wish = forms.ChoiceField(
        label=_("What the child wants"),
        help_text=_("Nobody is looked for whom the child does not want to hear from."),
        choices=Kinship.Wish.choices,
        widget=forms.RadioSelect,
    )
    about_contact = line(_("What the child says about being in touch"), dir="auto")
    source = forms.ChoiceField(label=_("Who told it"), choices=RelativeFacts.Source.choices, widget=forms.RadioSelect)
    note = line(_("Anything else"), dir="auto")

    @property
    def told(self) -> Kin:
        """What is sealed, as typed."""
        return Kin(**{name: str(self.cleaned_data.get(name) or "") for name in TOLD})


class AlsoForm(KanafForm):
    """Of which sister or brother this relative is too."""

    other = forms.ModelChoiceField(label=_("Also of"), queryset=Child.objects.none(), to_field_name="code", empty_label=CHOOSE)
    relation = forms.ChoiceField(label=_("Relation"), choices=offered("family_relation", empty=CHOOSE))

    def __init__(self, *args: Any, siblings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        field.queryset = siblings  # type: ignore[attr-defined]
        field.label_from_instance = lambda child: child.code  # type: ignore[attr-defined]


class OpenTracingForm(DatedForm):
    note = note(_("What may help to find this person"))

    field_order = ("note", "on", "form_id")


class SeekerForm(DatedForm):
    """What somebody says who looks for a child: who they are, how to reach them, whom they look for."""

    name = line(_("Name of the person who is looking"), _("As they say it, in either script."), dir="auto")
    relation = forms.ChoiceField(label=_("Relation to the child"), choices=offered("family_relation", empty=_("Choose a relation")))
    identified = forms.ChoiceField(label=_("How you made sure who asks"), choices=offered("identity_check"), widget=forms.RadioSelect)
    contact = line(_("How to reach this person"), _("A telephone, an address, somebody who knows them. Sealed."), dir="auto")
    whereabouts = line(_("Where this person is"), dir="auto")
    paper = line(_("Number of a paper that was seen"), dir="ltr")
    child_latin = line(_("Name of the child, Latin letters"), dir="ltr")
    child_arabic = line(_("Name of the child, Arabic letters"), dir="rtl", lang="ar")
    child_nickname = line(_("Nickname of the child"), dir="auto")
    child_sex = forms.ChoiceField(label=_("Girl or boy"), choices=offered("sex"), widget=forms.RadioSelect, required=False)
    age = _whole(_("Age of the child, or about"), 0, OLDEST, WRONG_AGE)
    year = _whole(_("or year of birth"), EARLIEST_YEAR, LATEST_YEAR, WRONG_YEAR)
    origin = line(_("Where the child comes from"), dir="auto")
    nationality = forms.ChoiceField(label=_("Nationality"), choices=offered("nationality", empty=DONT_KNOW), required=False)
    other_parent = line(_("Name of the other parent"), dir="auto")
    note = note(_("How they were separated, and anything else that helps"), _("Sealed with the request."))
    city = forms.ChoiceField(label=_("City where it was taken down"))

    field_order = (
        "name",
        "relation",
        "identified",
        "paper",
        "contact",
        "whereabouts",
        "child_latin",
        "child_arabic",
        "child_nickname",
        "child_sex",
        "age",
        "year",
        "origin",
        "nationality",
        "other_parent",
        "note",
        "city",
        "on",
        "form_id",
    )

    def __init__(self, *args: Any, by: Account, today: date, **kwargs: Any) -> None:
        cities = own_cities(by)
        self.cities = {one.code: one for one in cities}
        kwargs["initial"] = {"city": cities[0].code if len(cities) == 1 else ""} | kwargs.get("initial", {})
        super().__init__(*args, today=today, **kwargs)
        self.today = today
        self.fields["city"].choices = city_choices(cities)  # type: ignore[attr-defined]
        nobody = _("Write who is looking, and how to reach them: without it nobody can answer later.")
        for name in ("name", "contact"):
            _asked_for(self, name, nobody)

    @property
    def told_in(self) -> City:
        return self.cities[self.cleaned_data["city"]]

    @property
    def told(self) -> Seeker:
        """What is sealed, the child's age as the days between which it was born."""
        given = self.cleaned_data
        earliest, latest = born_within(age=given.get("age"), year=given.get("year"), on=self.today)
        names = {field.name for field in fields(Seeker)} - {"born_earliest", "born_latest"}
        sex = "" if given.get("child_sex") == "unknown" else given.get("child_sex", "")
        said = {name: given.get(name) or "" for name in names} | {"child_sex": sex}
        return Seeker(**said, born_earliest=earliest, born_latest=latest)


class ActionForm(DatedForm):
    """Something done to find somebody."""

    kind = forms.ChoiceField(label=_("What was done"), choices=offered("tracing_action", empty=CHOOSE))
    outcome = forms.ChoiceField(label=_("What came of it"), choices=offered("tracing_outcome"), widget=forms.RadioSelect)
    due_on = DayField(label=_("Look again by"), help_text=_("Where something is still awaited."), required=False)
    note = note(_("Note"), _("Sealed with the request."))

    field_order = ("kind", "on", "outcome", "due_on", "note", "form_id")


class SettleForm(DatedForm):
    """What came of an action that was pending."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=offered("tracing_outcome"), widget=forms.RadioSelect)
    due_on = DayField(label=_("Look again by"), help_text=_("Where something is still awaited."), required=False)
    note = note(_("Note"), _("Sealed with the request."))

    field_order = ("outcome", "on", "due_on", "note", "form_id")


class HandOverForm(DatedForm):
    """To whom a search is handed, on which ground, under which number, until when."""

    body = forms.ChoiceField(label=_("To whom"))
    source = forms.ChoiceField(label=_("Who decided"), widget=forms.RadioSelect, required=False)
    childs_view = forms.ChoiceField(
        label=_("What the child itself thinks"), choices=ConsentDecision.ChildsView.choices, widget=forms.RadioSelect, required=False
    )
    told = forms.BooleanField(label=_("The person was told to whom, and agrees"), required=False)
    reference = line(_("Their reference number"), dir="ltr")
    until = DayField(label=_("Last day"))

    field_order = ("body", "source", "childs_view", "told", "reference", "until", "on", "form_id")

    def __init__(self, *args: Any, today: date, of_child: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": today + timedelta(days=USUAL_DAYS), "source": "child"} | kwargs.get("initial", {})
        super().__init__(*args, today=today, **kwargs)
        bodies = [(code, label) for code, label in programme.choices("tracing_body") if code != IN_HOUSE]
        self.fields["body"].choices = [("", CHOOSE), *bodies]  # type: ignore[attr-defined]
        deciding = [(code, label) for code, label in programme.choices("consent_source") if code != "best_interests_decision"]
        self.fields["source"].choices = deciding  # type: ignore[attr-defined]
        if not of_child:
            del self.fields["source"], self.fields["childs_view"]


class CloseForm(DatedForm):
    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Reason"), choices=offered("tracing_closure", empty=_("Choose a reason")))
    note = note(_("Note"), _("Sealed with the request."))

    field_order = ("outcome", "reason", "note", "on", "form_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ended = [(code, label) for code, label in programme.choices("tracing_outcome") if code != PENDING]
        self.fields["outcome"].choices = ended  # type: ignore[attr-defined]


class WhyForm(DatedForm):
    """Why a request is opened again, or a reunification did not hold."""

    why = note(_("Why"), _("Sealed."))

    field_order = ("why", "on", "form_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _asked_for(self, "why", _("Say why: whoever reads it later needs it."))


class ReunionForm(DatedForm):
    """The day on which a child came to its family."""


class VisitForm(DatedForm):
    """How the child is in its family."""

    outcome = forms.ChoiceField(label=_("What was found"), choices=offered("reunion_outcome"), widget=forms.RadioSelect)
    note = note(_("What was seen, said and agreed"))

    field_order = ("outcome", "on", "note", "form_id")


class VerifyForm(DatedForm):
    """How somebody made sure of one side. `sides` are those that the person may verify."""

    of = forms.ChoiceField(label=_("Whom you verified"), widget=forms.RadioSelect)
    methods = forms.MultipleChoiceField(
        label=_("How"), choices=offered("verification_method"), widget=forms.CheckboxSelectMultiple, required=False
    )
    result = forms.ChoiceField(label=_("Result"), choices=TracingVerification.Result.choices, widget=forms.RadioSelect)
    note = note(_("What was seen and compared"), _("Sealed. The decision rests on it."))

    field_order = ("of", "methods", "result", "note", "on", "form_id")

    def __init__(self, *args: Any, sides: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = sides  # type: ignore[attr-defined]
        _asked_for(self, "methods", _("Say how it was verified."))
        _asked_for(self, "note", _("Write what was seen and compared: the decision rests on it. It is sealed."))


class ReunificationForm(DatedForm):
    """The decision that a child goes to its family."""

    basis = line(_("Reference of the best-interests decision"), _("Of the panel or the judge: without it nothing is decided."), dir="auto")
    childs_view = forms.ChoiceField(label=_("What the child says"), choices=Reunification.View.choices, widget=forms.RadioSelect)
    country = forms.ChoiceField(label=_("Country of the family"), choices=offered("nationality", empty=_("Choose a country")))
    city = forms.ChoiceField(label=_("City, where it is in the programme"), required=False)
    note = note(_("Reasons, and what was arranged"), _("Sealed with the child’s identity."))

    field_order = ("basis", "childs_view", "country", "city", "note", "on", "form_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cities = {city.code: city for city in programme_cities()}
        named: list[tuple[str, Any]] = [(city.code, city.label) for city in self.cities.values()]
        self.fields["city"].choices = [("", _("None")), *named]  # type: ignore[attr-defined]
        sentence = _("Give the reference of the best-interests decision: a child goes to its family on no other ground.")
        _asked_for(self, "basis", sentence)


class CandidateForm(KanafForm):
    """Whether this child is the one who is sought."""

    verdict = forms.ChoiceField(label=_("Is it this child?"), choices=TracingCandidate.Verdict.choices, widget=forms.RadioSelect)
    note = note(_("Why"), _("Sealed with the child’s identity; read by the coordination and the child’s team."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _asked_for(self, "note", _("Write in a few words why: whoever looks at it later needs it."))
