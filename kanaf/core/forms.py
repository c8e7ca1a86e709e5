"""Forms as everybody meets them here: what was typed stays, each error is a sentence at its field and in a summary.

`KanafForm` is the base of every form of ours. Shape is checked here; what is true is said by rules and constraints, and comes
back through `add_refusal`.
"""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise, lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kanaf.core import ids
from kanaf.core.days import DayField, DayWidget, no_future
from kanaf.core.errors import Refused
from kanaf.matching.names import western_digits

__all__ = ["DayField", "KanafForm", "Renderer", "as_ours", "no_future", "summary_of", "with_hint"]

# What a copied message brings along at its ends: spaces, zero-width and direction marks.
AROUND = " \t\r\n\u00a0\u202f\u200b\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\ufeff"
SHORT_LIST = 3


class Renderer(TemplatesSetting):
    """Fields are drawn by our templates, through the project's own engine."""

    field_template_name = "forms/field.html"


class OurBoundField(forms.BoundField):
    """A field of a form with our classes, hints and errors.

    In a template: `{{ form.name.as_field_group }}`, or `{% field form.name %}` where the form is not a `KanafForm`.
    """

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        self.extra_attrs: dict[str, Any] = {}
        _dress(field)

    @property
    def is_optional(self) -> bool:
        """Whether the label says so: required answers are the rule and go unmarked."""
        marks = getattr(self.form, "mark_optional", True)
        return marks and not self.field.required and not self.is_hidden and not self.is_tick

    @property
    def is_tick(self) -> bool:
        """One box to tick, whose label stands behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def choices_css(self) -> str:
        """Up to three answers side by side, more of them one under the other."""
        if isinstance(self.field.widget, DayWidget):
            return "date-row"
        choices = list(getattr(self.field, "choices", []))
        return "choices-row" if len(choices) <= SHORT_LIST else "choices"

    @property
    def error_id(self) -> str:
        """Where a link of the summary leads: the very input that is to be corrected."""
        widget = self.field.widget
        if isinstance(widget, DayWidget):
            parts = self.wrong_parts
            return f"{self.auto_id}_{parts[0] if parts else 'day'}"
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id

    @property
    def wrong_parts(self) -> list[str]:
        """Of a day: `day`, `month`, `year`, as far as the errors say."""
        errors = self.form.errors.as_data().get(self.name, []) if self.errors else []
        return [str(error.params["part"]) for error in errors if error.params and "part" in error.params]

    def build_widget_attrs(self, attrs: Any, widget: Any = None) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        drawn = widget or self.field.widget
        built.update(self.extra_attrs)
        if isinstance(drawn, forms.RadioSelect | forms.CheckboxSelectMultiple):
            built.pop("aria-invalid", None)  # not an attribute of a radio: the fieldset is described by the error
        elif isinstance(drawn, DayWidget):
            drawn.wrong_parts = self.wrong_parts
        elif css := _css_of(drawn):
            built["class"] = " ".join(filter(None, [css, drawn.attrs.get("class"), self.extra_attrs.get("class")]))
        return built


class FormIdField(forms.UUIDField):
    """The same number from the first showing of a form until it is registered; a number of ours where it came back broken."""

    widget = forms.HiddenInput(attrs={"id": False})

    def __init__(self) -> None:
        super().__init__(required=False, initial=ids.new_id)

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return super().clean(value) or ids.new_id()
        except ValidationError:
            return ids.new_id()


class KanafForm(forms.Form):
    """The base of our forms.

    Digits typed in Arabic or Persian arrive as Western ones, texts without spaces around; a missing answer is named. `form_id`
    lets an action register a double click once. Draw it with `{% include "_form_hidden.html" %}` and, above the form,
    `{% include "_error_summary.html" %}`.
    """

    bound_field_class = OurBoundField
    use_required_attribute = False  # the server's sentence comes back, in the user's language, with what was typed
    mark_optional: ClassVar[bool] = True  # a filter, where nothing is required, sets False

    form_id = FormIdField()

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(data, files, **kwargs)
        if self.is_bound:
            self.data = self._tidied(self.data)

    def full_clean(self) -> None:
        self._name_what_is_missing()
        super().full_clean()

    def as_kept(self) -> "KanafForm":
        """What was typed, shown without a word on what is missing yet: a draft taken up again."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return self

    def add_refusal(self, refused: Refused) -> None:
        """Put what an action would not do at its field, or above the form where it concerns none."""
        field = refused.field if refused.field in self.fields else None
        self.add_error(field, ValidationError(str(refused.message), code=refused.code))

    @property
    def error_summary(self) -> list[tuple[str, str]]:
        """(id of the input, sentence) of every error, in the order of the form; the id is empty for the form as a whole."""
        return summary_of(self)

    def _name_what_is_missing(self) -> None:
        """The sentence for an empty answer names the question, since the summary stands far from it."""
        for name, field in self.fields.items():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _what_is_missing(field.label or name)

    def _tidied(self, data: Any) -> MultiValueDict[str, Any]:
        found = data if isinstance(data, MultiValueDict) else MultiValueDict({key: _as_list(value) for key, value in data.items()})
        kinds = {self.add_prefix(name): field for name, field in self.fields.items()}
        tidy = MultiValueDict({key: [_tidy(value, kinds.get(key)) for value in values] for key, values in found.lists()})
        if not tidy.get(self.add_prefix("form_id")):
            tidy[self.add_prefix("form_id")] = str(ids.new_id())
        return tidy


def summary_of(form: forms.BaseForm) -> list[tuple[str, str]]:
    """What `KanafForm.error_summary` says, of any form."""
    lines = [("", str(sentence)) for sentence in form.errors.get(NON_FIELD_ERRORS, [])]
    for name in form.fields:
        bound = as_ours(form[name])
        for sentence in form.errors.get(name, []):
            says_nothing_here = sentence == forms.Field.default_error_messages["required"]
            lines.append((bound.error_id, _what_is_missing(bound.label) if says_nothing_here else str(sentence)))
    return lines


def as_ours(bound: forms.BoundField) -> OurBoundField:
    """The field of any form, drawn as one of ours."""
    if isinstance(bound, OurBoundField):
        return bound
    bound.field.widget.attrs.pop("placeholder", None)  # a placeholder that repeats the label is lost at the first letter
    return OurBoundField(bound.form, bound.field, bound.name)


def with_hint(label: str | Promise, hint: str | Promise) -> Any:
    """A choice with a second line under it: `("urgent", with_hint(_("Urgent"), _("answer within 24 hours")))`."""
    return _format_lazily("<span>{}<small>{}</small></span>", label, hint)


_format_lazily = lazy(format_html, SafeString)


def _what_is_missing(label: str | Promise) -> str:
    return gettext("Answer this: %(label)s.") % {"label": str(label).rstrip(f"{AROUND}?.:؟")}


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _tidy(value: Any, field: forms.Field | None) -> Any:
    if not isinstance(value, str) or (field is not None and isinstance(field.widget, forms.PasswordInput)):
        return value
    text = western_digits(value).strip(AROUND)
    if isinstance(field, forms.IntegerField):  # the base of decimals and floats too
        number = "".join(text.split()).replace(",", "." if type(field) is not forms.IntegerField else ",")
        return number if number.lstrip("+-").replace(".", "", 1).isdigit() else text
    return text


def _css_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput) or widget.is_hidden:
        return ""
    if isinstance(widget, forms.Select):
        return "select"
    return "textarea" if isinstance(widget, forms.Textarea) else "input"


def _dress(field: forms.Field) -> None:
    """Make a widget of Django's ours: the field of a form is the form's own copy, so nobody else's changes."""
    widget = field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        widget.template_name = "forms/widgets/choices.html"
    elif isinstance(widget, forms.NumberInput):
        # A number field refuses Arabic digits and turns with the mouse wheel.
        widget.input_type = "text"
        widget.attrs["inputmode"] = "numeric" if type(field) is forms.IntegerField else "decimal"
        widget.attrs.setdefault("autocomplete", "off")
        for name in ("min", "max", "step"):
            widget.attrs.pop(name, None)
    elif isinstance(widget, forms.Textarea):
        widget.attrs.pop("cols", None)
        if widget.attrs.get("rows") == "10":
            widget.attrs["rows"] = "4"
    elif isinstance(widget, forms.EmailInput | forms.PasswordInput | forms.URLInput | forms.TelInput):
        widget.attrs.setdefault("dir", "ltr")
