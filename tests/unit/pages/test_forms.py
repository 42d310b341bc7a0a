"""Forms keep what was typed, and say what is wrong where it is."""

from datetime import date

from django import forms

from sharing.fields import Look
from tests.unit.pages.helpers import Referral, write


def test_what_was_typed_is_kept_and_the_wrong_part_alone_is_marked():
    html = str(Referral({"born-day": "3", "born-month": "mar", "name": "Tara"}))
    assert 'value="mar"' in html
    assert html.count("govuk-date-input__input govuk-input--error") == 1
    assert 'autocomplete="bday-year"' in html
    assert 'value="Tara"' in html
    assert "maxlength" not in html
    assert "aria-invalid" not in html


def test_a_date_that_is_known_stands_in_its_parts():
    html = str(Referral(initial={"born": date(1994, 3, 27)})["born"])
    assert [f'value="{part}"' in html for part in (27, 3, 1994)] == [True, True, True]


def test_a_revealed_field_stands_once_inside_its_choice():
    html = str(Referral())
    assert html.count('name="why"') == 1
    assert html.index('id="conditional-id_agrees-2"') < html.index('name="why"')
    assert 'data-aria-controls="conditional-id_agrees-2"' in html


def test_a_row_of_a_table_names_its_choices():
    form = Referral({})
    html = str(form["grounds"])
    assert 'role="group" aria-labelledby="row-1"' in html
    assert html.count('aria-describedby="id_grounds-error"') == 2  # nothing else carries the error
    form.looks = {"agrees": Look(fieldset=False, labelled_by="row-2", small=True)}
    assert 'role="radiogroup" aria-labelledby="row-2"' in str(form["agrees"])


def test_a_single_check_box_is_its_own_label():
    html = Referral({"read": "on"})["read"].as_field_group()
    assert '<label class="govuk-label govuk-checkboxes__label" for="id_read">' in html
    assert "checked" in html
    assert "fieldset" not in html
    form = Referral()
    form.fields["read"].disabled = form.fields["born"].disabled = True
    form.looks = {"read": Look(small=True)}
    assert "disabled" in str(form["read"])
    assert str(form["born"]).count("disabled") == 3


def test_the_error_summary_leads_to_each_field():
    form = Referral({"born-day": "3", "born-month": "3"})
    html = write("{% error_summary form dense=True %}", form=form)
    assert "7 things need to be put right" in html
    for address in ("id_name", "id_agrees", "id_grounds", "id_born-year", "id_read"):
        assert f'href="#{address}"' in html
    assert "<li>Two things contradict each other</li>" in html
    assert html.count("<a ") == 5  # a hidden field has nowhere to lead to
    assert "app-error" in html


def test_the_error_summary_takes_formsets_and_says_nothing_of_nothing():
    formset = forms.formset_factory(Referral, min_num=1, validate_min=True)
    wrong = formset({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "x"})
    html = write('{% error_summary wrong title="Not yet" %}', wrong=wrong)
    assert "Not yet" in html
    assert 'href="#id_form-0-agrees"' in html
    assert 'name="form-TOTAL_FORMS"' in str(wrong)
    empty = formset({"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"})
    assert "Please submit at least 1 form." in write("{% error_summary empty %}", empty=empty)
    assert not write("{% error_summary form none %}", form=Referral()).strip()


def test_errors_written_alone_are_in_the_same_words():
    form = Referral({})
    assert "Error:</span>" in str(form["name"].errors)
    assert "contradict" in str(form.errors)
    assert not str(Referral()["name"].errors)
    form.add_error("name", "Too short")
    assert "<br>Too short" in form["name"].as_field_group()


def test_a_field_can_be_drawn_as_its_hidden_self():
    form = Referral(initial={"name": "Tara"})
    assert form["name"].as_hidden() == (
        '<input type="hidden" name="name" value="Tara" id="id_name">'
    )
    assert 'class="govuk-file-upload"' in str(form["paper"])
    assert "govuk-input" not in form["name"].as_widget(forms.SelectDateWidget())
