"""Writing a press release or bulletin in three languages at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.core.days import DayField
from kanaf.core.forms import KanafForm
from kanaf.publication.models.frame import LANGUAGES, OWN_NAMES

KINDS = [("bulletin", _("Bulletin")), ("press_release", _("Press release"))]


class BulletinForm(KanafForm):
    """The same four answers in each language. A language may wait; publishing waits with it."""

    mark_optional = False  # all of it may wait

    kind = forms.ChoiceField(label=_("What is it?"), choices=KINDS, widget=forms.RadioSelect, initial="bulletin")
    dated_on = DayField(label=_("Day it speaks of"), required=False)
    shown = forms.MultipleChoiceField(label=_("Figures and tables under the text"), widget=forms.CheckboxSelectMultiple, required=False)

    title_fr = forms.CharField(label=_("Title in French"), max_length=200, required=False)
    lead_fr = forms.CharField(label=_("Summary in French"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    body_fr = forms.CharField(label=_("Text in French"), widget=forms.Textarea(attrs={"rows": 9}), required=False)
    dateline_fr = forms.CharField(label=_("Place and day in French"), max_length=120, required=False)

    title_ar = forms.CharField(label=_("Title in Arabic"), max_length=200, required=False)
    lead_ar = forms.CharField(label=_("Summary in Arabic"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    body_ar = forms.CharField(label=_("Text in Arabic"), widget=forms.Textarea(attrs={"rows": 9}), required=False)
    dateline_ar = forms.CharField(label=_("Place and day in Arabic"), max_length=120, required=False)

    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    lead_en = forms.CharField(label=_("Summary in English"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    body_en = forms.CharField(label=_("Text in English"), widget=forms.Textarea(attrs={"rows": 9}), required=False)
    dateline_en = forms.CharField(label=_("Place and day in English"), max_length=120, required=False)

    def __init__(self, *args: Any, options: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown"].choices = options  # type: ignore[attr-defined]
        for code in LANGUAGES:
            for name in ("title", "lead", "body", "dateline"):
                attributes = self.fields[f"{name}_{code}"].widget.attrs
                attributes |= {"lang": code, "dir": "rtl" if code == "ar" else "ltr"}
                if name in {"lead", "body"}:
                    attributes["data-takes-figures"] = ""

    @property
    def languages(self) -> list[tuple[str, str, list[Any]]]:
        """(code, the language's own name, bound fields) language by language."""
        return [(code, OWN_NAMES[code], [self[f"{name}_{code}"] for name in ("title", "dateline", "lead", "body")]) for code in LANGUAGES]
