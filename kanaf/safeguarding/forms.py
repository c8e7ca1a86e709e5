"""What is asked of who complains, and of who handles a complaint."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.core.forms import KanafForm
from kanaf.programme import queries as programme
from kanaf.safeguarding import queries
from kanaf.safeguarding.actions.complaints import LONGEST, Told
from kanaf.safeguarding.choices import KIND, OUTCOME, TAKEN, About, Channel, Kind, ToldBy


class ComplaintForm(KanafForm):
    """What happened, in the sender's words; nothing else has to be answered, no name is asked for."""

    kind = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What happened?"),
        widget=forms.Textarea(attrs={"rows": "8", "dir": "auto"}),
        max_length=LONGEST,
        help_text=_("In your own words and your own language: what, when, where. It does not have to be proven."),
    )
    is_danger = forms.BooleanField(label=_("Somebody is in danger now"), required=False)
    told_by = forms.ChoiceField(
        label=_("For whom do you write?"), choices=ToldBy.choices, widget=forms.RadioSelect, initial=ToldBy.ONESELF, required=False
    )
    organisation = forms.ChoiceField(label=_("Which organisation does it concern?"), required=False)
    who = forms.CharField(
        label=_("Who did it?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_("A name, a job, or what the person looks like."),
    )
    about = forms.ChoiceField(
        label=_("Is it about one of the two people who read complaints?"),
        choices=About.choices,
        widget=forms.RadioSelect,
        initial=About.NOBODY,
        required=False,
        help_text=_("The person whom it concerns never sees it: somebody else reads it."),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )
    contact = forms.CharField(
        label=_("How to reach you safely"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_("Left empty, nobody knows who you are. With the code that you receive you read the answer all the same."),
    )
    # Seen by machines only: a person who meets it is told to leave it empty.
    website = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {organisation.code: organisation for organisation in queries.organisations_named()}
        named = [(code, organisation.name) for code, organisation in self.organisations.items()]
        self.fields["organisation"].choices = [("", _("Another one, or I do not know")), *named]  # type: ignore[attr-defined]
        self.fields["kind"].choices = programme.choices(KIND)  # type: ignore[attr-defined]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty: it only stops machines."), code="machine")
        return ""

    def told(self) -> Told:
        """What the action takes, once the form is valid."""
        cleaned = self.cleaned_data
        return Told(
            kind=cleaned["kind"],
            text=cleaned["text"],
            organisation=self.organisations.get(cleaned["organisation"]),
            who=cleaned["who"],
            about=About(cleaned["about"] or About.NOBODY),
            told_by=ToldBy(cleaned["told_by"] or ToldBy.ONESELF),
            name=cleaned["name"],
            contact=cleaned["contact"],
            is_danger=cleaned["is_danger"],
        )


class KeyedForm(ComplaintForm):
    """The same, keyed in for somebody who telephoned, wrote on paper or came."""

    channel = forms.ChoiceField(
        label=_("How were you told?"), widget=forms.RadioSelect, choices=[choice for choice in Channel.choices if choice[0] != Channel.PAGE]
    )
    field_order = ("channel",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_by"].label = _("For whom did the person speak?")
        self.fields["name"].label = _("Name of the person who told you")
        self.fields["contact"].label = _("How to reach that person safely")
        self.fields["contact"].help_text = _("Left empty, nobody knows who it is. The code gives access to the answer all the same.")


class CodeForm(KanafForm):
    """The code that the sender received."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Four words, such as bako-timu-rela-sonu."),
    )


class AddForm(KanafForm):
    """Something more that the sender says."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=60)
    text = forms.CharField(label=_("Add something"), widget=forms.Textarea(attrs={"rows": "5", "dir": "auto"}), max_length=LONGEST)


class StepForm(KanafForm):
    """What was done."""

    kind = forms.ChoiceField(label=_("What was done"), widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label=_("Outcome, when closing"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": "3", "dir": "auto"}))

    def __init__(self, *args: Any, standing: Kind, **kwargs: Any) -> None:
        super().__init__(*args, prefix="step", **kwargs)
        offered = (Kind.REOPENED,) if standing == Kind.CLOSED else TAKEN
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in offered]  # type: ignore[attr-defined]
        self.fields["outcome"].choices = [("", "–"), *programme.choices(OUTCOME)]  # type: ignore[attr-defined]
        if standing == Kind.CLOSED:
            del self.fields["outcome"]


class AnswerForm(KanafForm):
    """An answer to the sender."""

    text = forms.CharField(
        label=_("Answer the sender"),
        widget=forms.Textarea(attrs={"rows": "4", "dir": "auto"}),
        max_length=LONGEST,
        help_text=_("Read with the code, perhaps on a borrowed telephone: name nobody."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="answer", **kwargs)


class AssignForm(KanafForm):
    """Into whose hands."""

    to = forms.ChoiceField(label=_("In whose hands"))

    def __init__(self, *args: Any, readers: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, prefix="assign", **kwargs)
        self.readers = {str(reader.pk): reader for reader in readers}
        self.fields["to"].choices = [(pk, reader.name) for pk, reader in self.readers.items()]  # type: ignore[attr-defined]

    def chosen(self) -> Account:
        return self.readers[self.cleaned_data["to"]]


class ConcernedForm(KanafForm):
    """Whom it concerns, among all who have an account."""

    account = forms.ChoiceField(label=_("Person who has an account"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="concerned", **kwargs)
        self.people = {str(account.pk): account for account in queries.people_by_organisation()}
        groups: dict[str, list[tuple[str, str]]] = {}
        for pk, account in self.people.items():
            groups.setdefault(account.organisation.name, []).append((pk, account.name))
        self.fields["account"].choices = [("", "–"), *groups.items()]  # type: ignore[attr-defined]

    def chosen(self) -> Account:
        return self.people[self.cleaned_data["account"]]
