"""A paper of a child's file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.core.forms import KanafForm
from kanaf.core.uploads import MOST
from kanaf.desk.forms.lists import offered


class AttachmentForm(KanafForm):
    """What kind of paper, and the file."""

    document = forms.ChoiceField(label=_("What paper it is"), choices=offered("document_type"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("JPEG, PNG or PDF, at most 20 MB."),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf"}),
    )

    field_order = ("document", "file", "form_id")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise forms.ValidationError(_("This file is larger than 20 MB: make it smaller, or cut it into parts."), code="file_too_large")
        return file
