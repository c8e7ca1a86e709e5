"""What is asked of who reports an incident – little –, and of who handles it."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.core.clock import CASABLANCA
from kanaf.core.forms import DayField, KanafForm
from kanaf.programme import queries as programme
from kanaf.protection.models import IncidentStep
from kanaf.protection.request_forms import words


class ReportForm(KanafForm):
    """In under a minute: what kind, when it was noticed, what happened. The rest may be left empty."""

    kind = forms.ChoiceField(label=_("What happened?"), widget=forms.RadioSelect)
    what = words(_("Tell it in your words"), _("What, where, what stood on it or in it. Sealed; no name is needed."))
    noticed_on = DayField(label=_("Noticed on"), not_after_today=True)
    noticed_time = forms.TimeField(
        label=_("At what time"),
        required=False,
        input_formats=["%H:%M", "%Hh%M", "%H"],
        widget=forms.TextInput(attrs={"class": "w-4", "inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
        help_text=_("For example 14:30. Left empty, the hours run from the start of the day."),
    )
    done = words(_("What was already done"), required=False, rows=2)
    codes = forms.CharField(
        label=_("Case codes, if known"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
        help_text=_("With spaces between them."),
    )
    involved = forms.ChoiceField(
        label=_("Is a colleague involved?"),
        required=False,
        help_text=_("That person does not handle it. You may also name yourself."),
    )

    def __init__(self, *args: Any, people: list[Account], today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"noticed_on": today} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.people = {str(account.pk): account for account in people}
        self.fields["kind"].choices = programme.choices("incident_kind")  # type: ignore[attr-defined]
        named = [(pk, f"{account.name} · {account.organisation.name}") for pk, account in self.people.items()]
        self.fields["involved"].choices = [("", _("No, or I do not know")), *named]  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes, once the form is valid."""
        given = self.cleaned_data
        moment = datetime.combine(given["noticed_on"], given["noticed_time"] or time(0), CASABLANCA)
        codes = given["codes"].replace(",", " ").replace(";", " ").replace("،", " ").split()
        return {
            "kind": given["kind"],
            "noticed_at": moment,
            "what": given["what"],
            "done": given["done"],
            "codes": codes,
            "involved": self.people.get(given["involved"]),
            "id": given["form_id"],
        }


class ContainForm(KanafForm):
    what = words(_("What was done so that it does not go on"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="contain", **kwargs)


class AssessForm(KanafForm):
    severity = forms.ChoiceField(label=_("How bad it is"), choices=IncidentStep.Severity.choices, widget=forms.RadioSelect)
    classes = forms.MultipleChoiceField(
        label=_("Which data"), choices=IncidentStep.DataClass.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    children_touched = forms.IntegerField(label=_("How many children"), min_value=0, max_value=100_000)
    consequences = words(_("What is likely to follow"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="assess", **kwargs)


class NotifyForm(KanafForm):
    whom = forms.ChoiceField(label=_("Who"), choices=IncidentStep.Whom.choices, widget=forms.RadioSelect)
    told_on = DayField(label=_("Told on"), required=False, not_after_today=True, help_text=_("Left empty: not told, and the reason below."))
    how = forms.ChoiceField(label=_("How"), choices=[("", _("Not told")), *IncidentStep.How.choices], required=False)
    note = words(_("What was said, or why they are not told"), required=False, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="notify", **kwargs)


class LessonForm(KanafForm):
    what = words(_("What is changed so that it does not come again"), rows=3)
    owner = forms.ChoiceField(label=_("Who sees to it"))
    due_on = DayField(label=_("Until"))

    def __init__(self, *args: Any, owners: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, prefix="lesson", **kwargs)
        self.owners = {str(account.pk): account for account in owners}
        named = [(pk, f"{account.name} · {account.organisation.name}") for pk, account in self.owners.items()]
        self.fields["owner"].choices = [("", _("Choose a person")), *named]  # type: ignore[attr-defined]


class InvolveForm(KanafForm):
    account = forms.ChoiceField(label=_("Person of the staff"))

    def __init__(self, *args: Any, people: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, prefix="involve", **kwargs)
        self.people = {str(account.pk): account for account in people}
        named = [(pk, f"{account.name} · {account.organisation.name}") for pk, account in self.people.items()]
        self.fields["account"].choices = [("", _("Choose a person")), *named]  # type: ignore[attr-defined]


class GiveBackForm(KanafForm):
    why = words(_("Why it is not closed yet"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="return", **kwargs)
