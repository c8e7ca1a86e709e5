"""Fields: how they are drawn, what is read from them, and where an error is said."""

import re
import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kanaf.core.errors import Refused
from kanaf.core.forms import DayField, KanafForm, no_future, with_hint


def drawn(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context)  # type: ignore[attr-defined]


def squeezed(html: str) -> str:
    return re.sub(r"\s+", " ", html)


class VisitForm(KanafForm):
    name = forms.CharField(label=_("Name"), help_text="As the child says it.")
    present = forms.IntegerField(label="How many came?", min_value=0)
    weight = forms.DecimalField(label="Weight", required=False)
    city = forms.ChoiceField(label="City", choices=[("nador", "Nador"), ("oujda", "Oujda")], required=False)
    sex = forms.ChoiceField(label="Sex", choices=[("girl", with_hint("Girl", "or says so")), ("boy", "Boy")], widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(
        label="Needs", choices=[(str(n), f"Need {n}") for n in range(5)], required=False, widget=forms.CheckboxSelectMultiple
    )
    told = forms.CharField(label="What was said", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="The child agrees", required=False)
    born_on = DayField(label="Born", not_after_today=True, required=False)
    secret = forms.CharField(label="Passphrase", required=False, widget=forms.PasswordInput)


GOOD = {"name": "Aya", "present": "12", "sex": "girl"}


# --- Drawn ---------------------------------------------------------------------------------------------------------
def test_a_field_is_described_by_its_hint_and_its_error() -> None:
    form = VisitForm({"present": "12", "sex": "girl"})
    with translation.override("en"):
        assert not form.is_valid()
        html = squeezed(drawn("{{ form.name.as_field_group }}", form=form))
    assert '<div class="field has-error">' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<label for="id_name">' in html
    assert "Answer this: Name." in html
    assert html.index("id_name_error") < html.index("<input")


def test_a_field_without_fault_says_nothing_about_faults() -> None:
    html = drawn("{{ form.name.as_field_group }}", form=VisitForm())
    assert "aria-invalid" not in html
    assert "has-error" not in html


def test_only_what_may_be_left_out_is_marked() -> None:
    form = VisitForm()
    with translation.override("en"):
        assert "(optional)" in drawn("{{ form.told.as_field_group }}", form=form)
        assert "(optional)" not in drawn("{{ form.name.as_field_group }}", form=form)
        assert "(optional)" not in drawn("{{ form.agreed.as_field_group }}", form=form)


def test_choices_stand_in_a_fieldset_whose_error_describes_it() -> None:
    form = VisitForm({"name": "Aya", "present": "1"})
    form.is_valid()
    html = squeezed(drawn("{{ form.sex.as_field_group }}", form=form))
    assert '<fieldset aria-describedby="id_sex_error">' in html
    assert "<legend>Sex" in html
    assert "choices-row" in html
    assert "<small>or says so</small>" in html
    assert "aria-invalid" not in html, "aria-invalid is not an attribute of a radio"
    assert '<div class="choices">' in squeezed(drawn("{{ form.needs.as_field_group }}", form=form)), (
        "more than three stand one under the other"
    )


def test_a_number_is_asked_for_as_text_so_that_any_digits_may_be_typed() -> None:
    html = drawn("{{ form.present }}{{ form.weight }}", form=VisitForm())
    assert 'type="number"' not in html
    assert 'inputmode="numeric"' in html
    assert 'inputmode="decimal"' in html
    assert "min=" not in html


def test_fields_of_other_peoples_forms_are_drawn_the_same() -> None:
    class Foreign(forms.Form):
        login = forms.EmailField(widget=forms.EmailInput(attrs={"placeholder": "E-mail"}))

    html = drawn('{% field form.login label="Work address" hint="of the association" autocomplete="username" %}', form=Foreign())
    assert "Work address" in html
    assert 'id="id_login_helptext"' in html
    assert 'class="input"' in html
    assert 'autocomplete="username"' in html
    assert "placeholder" not in html


def test_the_summary_leads_to_each_input_in_the_order_of_the_form() -> None:
    form = VisitForm({"present": "many", "born_on_day": "1", "born_on_month": "13", "born_on_year": "2010"})
    form.is_valid()
    form.add_refusal(Refused("The case 7R4-M2K is closed; reopen it first."))
    assert [target for target, _sentence in form.error_summary] == ["", "id_name", "id_present", "id_sex_0", "id_born_on_month"]
    with translation.override("en"):
        html = squeezed(drawn('{% include "_error_summary.html" %}', form=form))
    assert 'href="#id_sex_0"' in html
    assert 'role="alert"' in html
    assert 'tabindex="-1"' in html
    assert "5 answers to correct" in html
    assert '<span class="code" dir="ltr">7R4-M2K</span>' in html


def test_a_form_without_fault_has_no_summary() -> None:
    assert drawn('{% include "_error_summary.html" %}', form=VisitForm()).strip() == ""
    assert drawn('{% include "_error_summary.html" %}').strip() == ""


def test_the_title_begins_with_error_where_the_form_has_some() -> None:
    wrong = VisitForm({})
    with translation.override("en"):
        assert "<title>Error:" in squeezed(drawn('{% extends "base_plain.html" %}', form=wrong))
        assert "Error:" not in squeezed(drawn('{% extends "base_plain.html" %}', form=VisitForm())).split("</title>")[0]


def test_a_refusal_comes_back_at_its_field_or_above_the_form() -> None:
    form = VisitForm(GOOD)
    assert form.is_valid()
    form.add_refusal(Refused("Write 12 or more.", field="present"))
    form.add_refusal(Refused("No longer possible.", field="nowhere"))
    assert form.errors["present"] == ["Write 12 or more."]
    assert form.non_field_errors() == ["No longer possible."]


def test_what_was_typed_stays() -> None:
    form = VisitForm(QueryDict("name=&present=a dozen&told=He likes drawing.&born_on_day=31&born_on_month=2&born_on_year=2010"))
    assert not form.is_valid()
    html = drawn("{% for field in form.visible_fields %}{{ field.as_field_group }}{% endfor %}", form=form)
    assert 'value="a dozen"' in html
    assert "He likes drawing." in html
    assert all(f'value="{part}"' in html for part in ("31", "2010"))


# --- What is read ---------------------------------------------------------------------------------------------------
def test_digits_arrive_as_western_ones_in_every_answer() -> None:
    form = VisitForm(GOOD | {"name": "Aya ٢", "present": "١٢", "weight": "۴۱٫۵".replace("٫", ","), "told": "le ١٤ avril"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["present"] == 12
    assert form.cleaned_data["weight"] == Decimal("41.5")
    assert form.cleaned_data["name"] == "Aya 2"
    assert form.cleaned_data["told"] == "le 14 avril"


def test_a_passphrase_is_left_as_it_was_typed() -> None:
    form = VisitForm(GOOD | {"secret": "كلمة ١٢"})
    form.is_valid()
    assert form.cleaned_data["secret"] == "كلمة ١٢"


@pytest.mark.parametrize("typed", ["  Aya  ", "\u200fAya\u200e", "\ufeffAya\u00a0", "\u2067Aya\u2069"])
def test_what_a_copied_message_brings_along_is_trimmed(typed: str) -> None:
    form = VisitForm(GOOD | {"name": typed})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Aya"


@pytest.mark.parametrize(("typed", "read"), [("1 042", 1042), ("1\u00a0042", 1042), ("12", 12)])
def test_spaces_between_thousands_are_read(typed: str, read: int) -> None:
    form = VisitForm(GOOD | {"present": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["present"] == read


def test_a_double_click_carries_one_number() -> None:
    shown = VisitForm()
    html = drawn('{% include "_form_hidden.html" %}', form=shown)
    found = re.search(r'name="form_id" value="([\w-]+)"', html)
    assert found
    again = VisitForm(GOOD | {"form_id": found[1]})
    assert again.is_valid()
    assert again.cleaned_data["form_id"] == uuid.UUID(found[1])
    assert found[1] in drawn('{% include "_form_hidden.html" %}', form=VisitForm({"form_id": found[1]})), "kept where answers are corrected"


@pytest.mark.parametrize("sent", ["", "not-a-number"])
def test_a_broken_number_of_a_form_is_replaced_without_a_word(sent: str) -> None:
    form = VisitForm(GOOD | {"form_id": sent})
    assert form.is_valid()
    assert isinstance(form.cleaned_data["form_id"], uuid.UUID)


TODAY = date(2026, 4, 14)


@pytest.mark.parametrize(
    "typed",
    [
        {"day": "27", "month": "3", "year": "2010"},
        {"day": "٢٧", "month": "٠٣", "year": "٢٠١٠"},
        {"day": "27", "month": "mars", "year": "2010"},
        {"day": "27", "month": "مارس", "year": "2010"},
        {"day": "27/03/2010"},
        {"": "27/03/2010"},
        {"": "2010-03-27"},
        {"": "٢٧/٣/٢٠١٠"},
        {"": "27.3.2010"},
        {"": "27 mars 2010"},
        {"": " 27-3-2010 "},
    ],
)
def test_a_day_is_read_however_it_is_written(typed: dict[str, str]) -> None:
    form = VisitForm(GOOD | {f"born_on_{part}".rstrip("_"): text for part, text in typed.items()})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born_on"] == date(2010, 3, 27)


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence", "part"),
    [
        ("31", "2", "2010", "February 2010 has 28 days", "day"),
        ("29", "2", "2011", "February 2011 has 28 days", "day"),
        ("32", "1", "2010", "a number from 1 to 31", "day"),
        ("0", "1", "2010", "a number from 1 to 31", "day"),
        ("x", "1", "2010", "a number from 1 to 31", "day"),
        ("1", "13", "2010", "a number from 1 to 12", "month"),
        ("1", "brumaire", "2010", "a number from 1 to 12", "month"),
        ("1", "1", "10", "four digits", "year"),
        ("1", "1", "0010", "four digits", "year"),
        ("1", "1", "1825", "too long ago", "year"),
        ("", "1", "2010", "The day is missing", "day"),
        ("1", "", "2010", "The month is missing", "month"),
        ("1", "1", "", "The year is missing", "year"),
        ("hier", "", "", "as day, month and year", "day"),
        ("2010/27/03", "", "", "as day, month and year", "day"),
        ("1", "1", "2999", "in the future. Check the year", "year"),
    ],
)
def test_a_day_that_cannot_be_is_told_so_at_the_part_that_is_wrong(day: str, month: str, year: str, sentence: str, part: str) -> None:
    form = VisitForm(GOOD | {"born_on_day": day, "born_on_month": month, "born_on_year": year})
    with translation.override("en"):
        assert not form.is_valid()
        assert sentence in form.errors["born_on"][0]
        assert form.error_summary[0][0] == f"id_born_on_{part}"
        html = drawn("{{ form.born_on.as_field_group }}", form=form)
    wrong = re.findall(r'<input[^>]*aria-invalid="true"[^>]*>', html)
    assert len(wrong) == 1
    assert f'id="id_born_on_{part}"' in wrong[0]
    assert 'aria-describedby="id_born_on_error"' in wrong[0]


def test_a_required_day_says_how_to_write_it() -> None:
    with translation.override("en"), pytest.raises(ValidationError, match="for example 27 3 2010"):
        DayField().clean(["", "", ""])
    assert DayField(required=False).clean(["", "", ""]) is None


def test_a_day_known_before_is_shown_in_its_three_boxes() -> None:
    html = drawn("{{ form.born_on.as_field_group }}", form=VisitForm(initial={"born_on": date(2010, 3, 27)}))
    assert re.findall(r'value="(\d+)"', html) == ["27", "3", "2010"]
    assert html.count("<label") == 3
    assert html.count('inputmode="numeric"') == 3


@pytest.mark.parametrize(("day", "part"), [(date(2026, 4, 15), "day"), (date(2026, 5, 1), "month"), (date(2027, 1, 1), "year")])
def test_no_future(day: date, part: str) -> None:
    no_future(TODAY, TODAY)
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        no_future(day, TODAY)
    assert caught.value.params is not None
    assert caught.value.params["part"] == part
