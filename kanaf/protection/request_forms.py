"""What is asked of who writes a request down, and of who answers it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.assistance.models import Service
from kanaf.children.codes import read_code
from kanaf.children.models import Child, Identity, Registration
from kanaf.core.clock import CASABLANCA
from kanaf.core.dates import day_in_words
from kanaf.core.forms import DayField, KanafForm
from kanaf.programme import queries as programme
from kanaf.protection import answering
from kanaf.protection.models import Request, RequestStep
from kanaf.protection.models.requests import EVERYTHING

Outcome = RequestStep.Outcome


def words(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4) -> forms.CharField:
    """A text that is sealed."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=answering.LONGEST,
        widget=forms.Textarea(attrs={"rows": str(rows), "dir": "auto", "autocomplete": "off"}),
    )


class RequestForm(KanafForm):
    """What somebody asks about a child's data, who asks, and when."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=Request.Kind.choices, widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=_("Objection to which use"), required=False)
    words = words(_("In the person’s own words"), _("Sealed with the child’s identity."))
    asker = forms.ChoiceField(label=_("Who asks"), choices=Request.Asker.choices, widget=forms.RadioSelect, initial=Request.Asker.CHILD)
    identity_check = forms.ChoiceField(
        label=_("How you made sure who asks"), help_text=_("Nothing is granted before this is known."), required=False
    )
    channel = forms.ChoiceField(
        label=_("How it reached you"), choices=Request.Channel.choices, widget=forms.RadioSelect, initial=Request.Channel.IN_PERSON
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    about = forms.ChoiceField(
        label=_("Does it complain of a colleague?"),
        help_text=_("That colleague neither reads nor answers the request."),
        required=False,
    )
    received_on = DayField(label=_("Day on which it was asked"), not_after_today=True)

    def __init__(self, *args: Any, colleagues: list[Account], today: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"received_on": today} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.colleagues = {str(account.pk): account for account in colleagues}
        purposes = [("", _("No objection")), (EVERYTHING, _("Every use")), *programme.choices("consent_purpose")]
        self.fields["purpose"].choices = purposes  # type: ignore[attr-defined]
        self.fields["identity_check"].choices = [("", _("Not checked yet")), *programme.choices("identity_check")]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("Not said")), *programme.choices("language")]  # type: ignore[attr-defined]
        named = [(pk, account.name) for pk, account in self.colleagues.items()]
        self.fields["about"].choices = [("", _("No")), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") == Request.Kind.OBJECTION and not given.get("purpose"):
            self.add_error("purpose", forms.ValidationError(_("Say to which use."), code="no_purpose"))
        return given

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes, once the form is valid."""
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "purpose": given["purpose"],
            "words": given["words"],
            "asker": given["asker"],
            "identity_check": given["identity_check"],
            "channel": given["channel"],
            "language": given["language"],
            "about": self.colleagues.get(given["about"]),
            "received_on": given["received_on"],
            "id": given["form_id"],
        }


class RequestByCodeForm(RequestForm):
    """The same, of a child named by its case code."""

    code = forms.CharField(label=_("Case code"), max_length=12, widget=forms.TextInput({"autocomplete": "off", "dir": "ltr"}))

    field_order = ("code",)

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.child: Child | None = None

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        code = read_code(typed) if typed else None
        self.child = answering.child_asked_about(self.by, code) if code else None
        if typed and self.child is None:
            raise forms.ValidationError(_("No child in your reach has this code: check each character."), code="unknown_code")
        return typed


class CheckForm(KanafForm):
    """How it was made sure who asks."""

    how = forms.ChoiceField(label=_("How you made sure who asks"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="check", **kwargs)
        self.fields["how"].choices = programme.choices("identity_check")  # type: ignore[attr-defined]


class DisagreeForm(KanafForm):
    """What the person says against a refused correction."""

    words = words(_("What the person says"), _("Kept beside the record, and shown with the child’s file."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="disagree", **kwargs)


class ExtendForm(KanafForm):
    """Why more time is needed."""

    reason = words(_("Why more time is needed"), _("Tell the person too."), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="extend", **kwargs)


class ReturnForm(KanafForm):
    """Why a second person does not agree with a refusal."""

    reason = words(_("Why not"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="return", **kwargs)


class AnswerForm(KanafForm):
    """The answer. What it does depends on what was asked, so does what is asked here."""

    outcome = forms.ChoiceField(label=_("Answer"), choices=Outcome.choices, widget=forms.RadioSelect)
    corrected = forms.ChoiceField(label=_("Which correction was made"), widget=forms.RadioSelect, required=False)
    purposes = forms.MultipleChoiceField(
        label=_("For which uses it is granted"), widget=forms.CheckboxSelectMultiple, required=False, help_text=_("None chosen: for all.")
    )
    reason = words(
        _("Reason in words"), _("Needed where it is refused, wholly or in part: what, why, on what rule. Sealed."), required=False
    )
    told_by = forms.ChoiceField(label=_("How the person is told"), choices=Request.Channel.choices, widget=forms.RadioSelect)
    told_of_authority = forms.BooleanField(label=_("The person was told that they may complain to the authority"), required=False)

    def __init__(
        self, *args: Any, request: Request, corrections: list[Registration | Identity | Service], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, prefix="answer", **kwargs)
        if request.kind == Request.Kind.CORRECTION:
            self.fields["corrected"].choices = [(str(row.pk), _named(row, language)) for row in corrections]  # type: ignore[attr-defined]
        else:
            del self.fields["corrected"]
        if request.purpose == EVERYTHING:
            self.fields["purposes"].choices = programme.choices("consent_purpose")  # type: ignore[attr-defined]
        else:
            del self.fields["purposes"]


def _named(row: Registration | Identity | Service, language: str) -> str:
    day = day_in_words(row.recorded_at.astimezone(CASABLANCA).date(), language)
    if isinstance(row, Service):
        return f"{programme.label('service_type', row.service_type)} · {day}"
    return f"{_('Identity') if isinstance(row, Identity) else _('Registration')} · {day}"
