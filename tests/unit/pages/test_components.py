"""The parts that pages are made of."""

from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from tests.unit.pages.helpers import write


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
    assert (
        '<p id="why-close"><strong>Not possible now:</strong> the case has not been heard.</p>'
        in html
    )
    assert 'action="/chase/"' in html
    assert "csrfmiddlewaretoken" in html


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
    events = [{"who": "Petra", "when": "today"}, {"who": "Carys", "changed": True}]
    html = component("timeline", events=events)
    assert html.count("app-timeline__item--changed") == 1


def test_small_parts():
    assert 'aria-current="page"' in component("tabs", items=[{"label": "A", "current": True}])
    timer = component("timer", now="14:05", says="2 min over", spent=1845, whole=720, state="over")
    assert 'value="1845" max="720"' in timer
    assert "app-details" in component("details", summary="s", text="t", dense=True, open=True)
    html = write("{% summary_list rows dense=True %}", rows=[{"key": "k", "value": "v"}])
    assert "app-summary" in html
