"""The parts that pages are made of: forms and their errors, dates, components, layouts, paper."""

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import engines
from django.template.loader import render_to_string
from django.urls import path
from django.utils import translation

from sharing.fields import GovDateField, Look, month_number

pytestmark = pytest.mark.urls(__name__)

urlpatterns = [
    path(f"{name}/", lambda request: HttpResponse(), name=name)
    for name in ("home", "find", "sign_out")
]


def write(source, **context):
    request = context.pop("request", None)
    return engines["django"].from_string("{% load components %}" + source).render(context, request)


# -------------------------------------------------------------------------------------- the date


@pytest.mark.parametrize(
    "typed",
    [["3", "3", "2020"], [" 3 ", "03", "2020"], ["3", "March", "2020"], ["3", "mar.", "2020"]],
)
def test_a_date_is_taken_in_the_ways_that_people_write_it(typed):
    assert GovDateField().clean(typed) == date(2020, 3, 3)


def test_a_month_is_known_in_the_language_of_the_page_and_in_english():
    with translation.override("de"):
        assert month_number("März") == 3
        assert month_number("march") == 3
        assert month_number("Brumaire") == 0


@pytest.mark.parametrize(
    ("typed", "message", "parts"),
    [
        (["", "3", "2020"], "Date of birth must include a day", ("day",)),
        (["3", "", "2020"], "Date of birth must include a month", ("month",)),
        (["3", "3", ""], "Date of birth must include a year", ("year",)),
        (["", "", "2020"], "Date of birth must include a day and month", ("day", "month")),
        (["", "3", ""], "Date of birth must include a day and year", ("day", "year")),
        (["3", "", ""], "Date of birth must include a month and year", ("month", "year")),
        (["3", "3", "20"], "Date of birth must have a year of 4 numbers", ("year",)),
        (["3", "3", "20²0"], "Date of birth must have a year of 4 numbers", ("year",)),
        (
            ["30", "2", "2020"],
            "Date of birth must be a real date, like 27 3 2026",
            ("day", "month", "year"),
        ),
        (
            ["³", "x", "2020"],
            "Date of birth must be a real date, like 27 3 2026",
            ("day", "month", "year"),
        ),
    ],
)
def test_a_wrong_date_is_told_by_its_part(typed, message, parts):
    with pytest.raises(ValidationError) as wrong:
        GovDateField(name="Date of birth").clean(typed)
    assert wrong.value.messages == [message]
    assert wrong.value.params["parts"] == parts


def test_an_empty_date_is_none_or_asked_for():
    assert GovDateField(required=False).clean(["", "", ""]) is None
    assert GovDateField(required=False).clean(None) is None
    assert GovDateField().clean(date(2020, 3, 3)) == date(2020, 3, 3)
    with pytest.raises(ValidationError, match="Enter a date"):
        GovDateField().clean(["", "", ""])


# ------------------------------------------------------------------------------------- the forms


class Referral(forms.Form):
    name = forms.CharField(label="Full name", max_length=20)
    agrees = forms.ChoiceField(
        label="Do they agree?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    why = forms.CharField(label="Why not?", required=False)
    grounds = forms.MultipleChoiceField(
        label="Grounds", choices=[(1, "One"), (2, "Two")], widget=forms.CheckboxSelectMultiple
    )
    born = GovDateField(label="Born", name="Date of birth")
    read = forms.BooleanField(label="I have read it", help_text="All of it")
    version = forms.IntegerField(widget=forms.HiddenInput)
    paper = forms.FileField(label="Paper", required=False)
    days = forms.IntegerField(label="Days", localize=True, required=False)

    looks = {
        "name": Look(label_hidden=True, width=20, spellcheck=False),
        "agrees": Look(dense=True, inline=True, label_hidden=True, reveals={"no": ["why"]}),
        "why": Look(width="two-thirds"),
        "grounds": Look(dense=True, inline=True, fieldset=False, labelled_by="row-1"),
        "born": Look(autocomplete="bday"),
        "read": Look(dense=True),
    }

    def clean(self):
        raise ValidationError("Two things contradict each other")


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


# ------------------------------------------------------------------------------------ components


def component(name, /, **context):
    return render_to_string(f"components/{name}.html", context)


def test_a_button_that_is_not_possible_keeps_its_reason():
    html = component("button", text="Close", reason_id="why", dense=True, about="LM-7KQ4", id="b")
    assert 'aria-disabled="true" aria-describedby="why"' in html
    assert 'type="button"' in html
    assert "LM-7KQ4</span>" in html


def test_a_button_says_what_it_does_meanwhile_and_of_what():
    html = component(
        "button", text="Send", saving="Sending", form_id="f", about="it", dense=True, classes="x"
    )
    assert 'data-saving="Sending"' in html
    assert 'form="f"' in html
    link = component("button", text="Go", href="/x", secondary=True, warning=True, id="go")
    assert "govuk-button--warning" in link


def test_a_table_becomes_cards_and_stays_a_table():
    late = {"text": "2 days", "late": True, "label": "Waiting"}
    number = {"text": 3, "numeric": True, "end": True, "nowrap": True}
    state = {"text": "New", "tag": "blue"}
    cells = [{"text": "LM-7KQ4", "href": "/x"}, late, number, state, {"text": "Police"}]
    head = [{"text": "Case"}, {"text": "Days", "numeric": True}]
    rows = [{"cells": cells, "late": True}]
    html = component("table", caption="Cases", head=head, rows=rows, hover=True)
    assert html.count('role="cell"') == 4
    assert 'data-label="Waiting"' in html
    assert '<span class="app-late">2 days</span>' in html
    assert "app-row-late" in html
    assert "<thead" not in component("table", caption="Cases", caption_shown=True, rows=rows)


def test_what_is_not_shared_has_a_tag_of_its_own():
    assert "app-tag--not-shared" in component("tag", text="Not shared", colour="ink", dense=True)


def test_shares_of_a_whole_are_attributes_and_never_a_style():
    parts = [("in", 3, "in"), ("part", 1, "begun")]
    html = write("{% proportion_bar parts %}", parts=parts)
    assert '<rect class="app-bar__in" x="0.0" y="0" width="750.0"' in html
    assert '<line class="app-bar__part" x1="750.0" x2="1000.0"' in html
    assert "3 in" in html
    assert "style=" not in html
    assert 'width="0.0"' in write("{% proportion_bar parts %}", parts=[("in", 0, "in")])


def test_pages_of_a_list_keep_the_rest_of_the_query(rf):
    request = rf.get("/list/?kind=seen&page=7")
    pages = Paginator(range(500), 20)
    html = write("{% pagination page %}", page=pages.page(7), request=request)
    assert 'href="?kind=seen&amp;page=8" rel="next"' in html
    assert 'aria-current="page">7<' in html
    assert "ellipsis" in html
    assert 'rel="prev"' not in write("{% pagination page %}", page=pages.page(1), request=request)
    assert 'rel="next"' not in write("{% pagination page %}", page=pages.page(25), request=request)
    only = Paginator([1], 20).page(1)
    assert not write("{% pagination page %}", page=only, request=request).strip()


def test_next_steps_stay_with_their_reason(rf):
    steps = [
        {"text": "Chase", "says": "Three agencies", "action": "/chase/"},
        {"text": "Move", "says": "To December", "href": "/move/", "secondary": True},
        {"text": "Close", "reason": "the case has not been heard.", "id": "why-close"},
    ]
    html = write('{% include "components/next_steps.html" %}', steps=steps, request=rf.get("/"))
    assert '<p id="why-close"><strong>Not yet:</strong> the case has not been heard.</p>' in html
    assert 'action="/chase/"' in html
    assert "csrfmiddlewaretoken" in html


def test_the_first_thing_to_do_has_the_filled_button(rf):
    items = [
        {"title": "Decide", "due": "Today", "late": True, "text": "Decide", "href": "/x"},
        {"title": "Chase", "due": "Monday", "text": "Chase", "action": "/y"},
    ]
    html = write('{% include "components/todo.html" %}', items=items, request=rf.get("/"))
    assert html.count("govuk-button--secondary") == 1
    assert html.index("Decide") < html.index("govuk-button--secondary")


def test_safe_contact_says_way_and_confirmation_or_check_first():
    known = {"way": "Only in person.", "never": "Never call.", "confirmed": "Confirmed 18 Nov."}
    more = {"must_not_learn": "KL", "staff": "two", "research": "do not contact"}
    html = component("safe_contact", contact=known | more)
    assert "<strong>Only in person.</strong> Never call." in html
    assert all(words in html for words in more.values())
    old = component("safe_contact", contact=known | {"check": "Ask Ines."}, bare=True)
    assert old.index("Check before any contact.") < old.index("Only in person.")
    assert "Confirmed 18 Nov." in old
    assert "No safe way is recorded yet." in component("safe_contact", contact={})
    assert "Ask Wren." in component("safe_contact", contact={"check": "Ask Wren."})


def test_the_bar_of_a_case_can_do_without_a_name():
    html = component("case_bar", reference="LM-7KQ4", contact={}, facts=["Number 7"])
    assert "app-identity__name" not in html
    html = component(
        "case_bar", reference="X", name="Tara", stage="Heard", stage_colour="grey", end="Carys"
    )
    assert "govuk-tag--grey" in html


def test_messages_are_alerts_of_their_kind():
    levels = (constants.SUCCESS, constants.WARNING, constants.ERROR, constants.INFO)
    html = component("messages", messages=[Message(level, "Done") for level in levels])
    for kind in ("success", "warning", "error", "information"):
        assert f"moj-alert--{kind}" in html
    assert "/next/" in component("alert", kind="success", text="x", href="/next/", link="Next")


def test_a_change_and_a_look_differ_without_colour():
    events = [{"title": "Seen", "when": "today"}, {"title": "Changed", "changed": True}]
    html = component("timeline", events=events)
    assert html.count("app-timeline__item--changed") == 1


def test_small_parts():
    assert 'aria-current="page"' in component("tabs", items=[{"label": "A", "current": True}])
    timer = component("timer", now="14:05", says="2 min over", spent=1845, whole=720, state="over")
    assert 'value="1845" max="720"' in timer
    assert "app-details" in component("details", summary="s", text="t", dense=True, open=True)
    html = write("{% summary_list rows dense=True %}", rows=[{"key": "k", "value": "v"}])
    assert "app-summary" in html


# ------------------------------------------------------------------------------- pages and paper


def actor(**changes):
    known = {"name": "Carys Weir", "role_label": "coordinator", "area_name": "Larkmere"}
    return SimpleNamespace(**{"is_signed_in": True, "role": None} | known | changes)


def page(rf, source='{% extends "base.html" %}{% block title %}Home{% endblock %}', **context):
    request = rf.get("/")
    request.actor = context.pop("actor", actor())
    return engines["django"].from_string(source).render(context, request)


@pytest.fixture
def menu():
    entries = [SimpleNamespace(label="Home", url="/", current=True)]
    return {"navigation": entries, "navigation_find": True, "footer_links": entries}


def test_a_page_says_who_acts_as_what_and_that_it_is_recorded(rf, menu):
    html = page(rf, **menu)
    assert "<title>Home – MARAC portal</title>" in html
    assert "Carys Weir, coordinator, Larkmere" in html
    assert 'method="post" action="/sign_out/"' in html
    assert 'action="/find/" method="post"' in html
    assert "recorded under your name" in html
    assert html.count("OFFICIAL-SENSITIVE") == 2
    assert "find a case" not in page(rf, **menu | {"navigation_find": False}).lower()


def test_nobody_sees_no_menu(rf, menu):
    request = rf.get("/")  # no actor at all: what went wrong did so before there was one
    without = render_to_string("base.html", menu, request)
    for html in (without, page(rf, actor=actor(is_signed_in=False), **menu)):
        assert "<nav" not in html
        assert "Sign out" not in html
        assert "Carys" not in html


def test_a_page_with_errors_says_so_in_its_title(rf):
    html = page(rf, '{% extends "layouts/form.html" %}', form=Referral({}))
    assert "<title>Error: " in html
    assert "govuk-error-summary" in html


@pytest.mark.parametrize("layout", ["form", "wide", "case", "sign_in"])
def test_every_layout_stands_without_anything(rf, layout):
    html = page(rf, f'{{% extends "layouts/{layout}.html" %}}')
    assert "style=" not in html
    assert "<style" not in html
    assert "onclick" not in html


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "503", "csrf"])
def test_the_error_pages_need_no_request(name):
    html = render_to_string(f"errors/{name}.html", {"reason": "Not on circulation."})
    assert "<h1" in html
    assert "Not on circulation." not in html or name == "403"


def test_an_error_can_be_quoted_and_the_person_to_ask_named():
    for name in ("500", "503"):
        assert "7F2A" in render_to_string(f"errors/{name}.html", {"reference": "7F2A"})
    assert "Ask Ines" in render_to_string("errors/403.html", {"whom": "Ask Ines."})


def test_paper_carries_its_marking_and_what_it_may_not_hold():
    html = render_to_string("layouts/paper.html")
    assert html.count("OFFICIAL-SENSITIVE") == 2
    assert "This copy may not hold everything that agencies know." in html
    assert "built/paper.css" in html
    assert "file:///paper.css" in render_to_string(
        "layouts/paper.html", {"paper_css": "file:///paper.css"}
    )
