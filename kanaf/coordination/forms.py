"""What is asked about a recommendation: who should carry it, who agreed, what was done."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Organisation
from kanaf.coordination.choices import STATUS
from kanaf.coordination.models import Recommendation
from kanaf.coordination.queries import could_own
from kanaf.core.forms import DayField, KanafForm
from kanaf.programme import queries as programme


class ProposeForm(KanafForm):
    """The organisation that should carry it."""

    organisation = forms.ChoiceField(label=_("Organisation to propose"))

    def __init__(self, *args: Any, recommendation: Recommendation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {organisation.code: organisation for organisation in could_own(recommendation)}
        choices = [("", ""), *((code, organisation.label) for code, organisation in self.organisations.items())]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]

    def proposed(self) -> Organisation:
        return self.organisations[self.cleaned_data["organisation"]]


class ConfirmForm(KanafForm):
    """Where it is written that the organisation agreed."""

    reference = forms.CharField(
        label=_("Reference of the letter or minutes"),
        required=False,
        max_length=120,
        help_text=_("Leave it empty only when your own organisation agrees here."),
    )


class FollowUpForm(KanafForm):
    """What was done or agreed, the status it gives, where the evidence is, and when the next step is due."""

    what = forms.CharField(
        label=_("What was done or agreed"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text=_("A few sentences. No name of a child."),
    )
    on = DayField(label=_("Day"), not_after_today=True)
    status = forms.ChoiceField(label=_("Status since then"), widget=forms.RadioSelect)
    evidence = forms.CharField(
        label=_("Where the evidence is"), required=False, max_length=300, help_text=_("A document, a link, a reference.")
    )
    due_on = DayField(label=_("Next step due on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = programme.choices(STATUS)  # type: ignore[attr-defined]
