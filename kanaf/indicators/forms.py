"""What the pages of figures ask."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kanaf.core.dates import period_in_words
from kanaf.core.errors import Refused
from kanaf.core.forms import DayField, KanafForm
from kanaf.indicators.models import Indicator
from kanaf.indicators.queries import FigureWindow


class ActForm(KanafForm):
    """A button alone: what the action will not do stands above the page."""


class ApproveForm(KanafForm):
    """Approval; where a corrected version tells of few, only by somebody who has weighed that."""

    weighed = forms.BooleanField(label=_("I have weighed what these differences tell of a child, and they may go out."), required=False)


class SubmitForm(KanafForm):
    complete = forms.BooleanField(label=_("These records are complete: every child, service and session of the period is written down."))


class ReturnForm(KanafForm):
    remark = forms.CharField(
        label=_("What is to be completed"),
        help_text=_("The partner reads this sentence. Write no child’s name."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "3"}),
        error_messages={"required": _("Say what the partner should complete.")},
    )


class FreezeForm(KanafForm):
    """Over which window an indicator is counted and kept for ever."""

    window = forms.ChoiceField(label=_("Period or campaign"))

    def __init__(self, *args: Any, windows: list[FigureWindow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.windows = {window.code: window for window in windows}
        self.fields["window"].choices = [(window.code, _window_label(window)) for window in windows]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> FigureWindow:
        return self.windows[self.cleaned_data["window"]]


def _days_in_words(window: FigureWindow) -> str:
    return window.label or period_in_words(window.starts_on, window.ends_on, get_language() or "fr")


def _window_label(window: FigureWindow) -> str:
    label = _days_in_words(window)
    is_open = window.period is not None and window.period.closed_at is None
    return gettext("%(window)s (still open)") % {"window": label} if is_open else label


class LiveForm(KanafForm):
    """What to count now: a period or campaign, or any days."""

    mark_optional = False

    indicator = forms.ModelChoiceField(Indicator.objects.none(), label=_("Indicator"), empty_label=None)
    window = forms.ChoiceField(label=_("Period or campaign"), required=False)
    starts_on = DayField(label=_("First day"), required=False, help_text=_("Only for days that are no period or campaign of the list."))
    ends_on = DayField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, windows: list[FigureWindow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.windows = {window.code: window for window in windows}
        self.fields["indicator"].queryset = Indicator.objects.all()  # type: ignore[attr-defined]
        chosen = [(window.code, _days_in_words(window)) for window in windows]
        self.fields["window"].choices = [("", _("Other days")), *chosen]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("window") or {"starts_on", "ends_on"} & set(self.errors):
            return found
        first, last = found.get("starts_on"), found.get("ends_on")
        if not first or not last:
            self.add_refusal(Refused(gettext("Choose a period or a campaign, or write the first and the last day."), field="window"))
        elif last < first:
            self.add_refusal(Refused(gettext("The last day comes before the first: correct one of them."), field="ends_on"))
        return found

    @property
    def days(self) -> tuple[date, date, str]:
        """First day, last day, campaign."""
        window = self.windows.get(self.cleaned_data["window"])
        if window is not None:
            return window.starts_on, window.ends_on, window.campaign
        return self.cleaned_data["starts_on"], self.cleaned_data["ends_on"], ""
