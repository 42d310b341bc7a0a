"""Whom an agency knows and six items, written and submitted by keyboard alone."""

from playwright.sync_api import expect

from meetings.models import Stage
from tests.integration.research.helpers import items_of, people, request_of
from tests.story import case_at

ITEMS = [
    "Arrested on 3 May, bail until June.",
    "Four calls to the flat this year.",
    "He holds a shotgun licence.",
    "Her sister reported a threat.",
    "The children were seen in the street at night.",
    "He lost his work in April.",
]


def test_six_items(cast, person):
    case = case_at(cast, Stage.RESEARCH)
    petra = person("petra")
    petra.go("research")
    petra.tab_to(f"Answer for {case.reference}")
    petra.key("Enter")
    petra.is_at("research_return", case_id=case.pk)
    # Radios are reached as one, and the arrows choose among them.
    for keys in (["Space"], ["Space", "ArrowRight"], ["Space", "ArrowRight"]):
        petra.tab_to("Yes")
        for key in keys:
            petra.key(key)
    petra.tab_to("Save these answers")
    petra.key("Enter")
    petra.sees("2. Items: 0")
    text = petra.page.locator("#item_text")
    for number, said in enumerate(ITEMS):
        if number == 0:
            petra.tab_to("One thing that you know and that bears on the risk")
        expect(text).to_be_focused()
        petra.type(said)
        petra.tab_to("Shared")
        petra.key("Space")
        # The last needs no “Add item”: what is typed is submitted with the rest.
        petra.tab_to("Add item" if number < 5 else "Submit for the meeting")
        petra.key("Enter")
        petra.sees(f"2. Items: {number + 1}")
    petra.sees("becomes version 2")
    assert [item.text for item in items_of(case)] == ITEMS
    request = request_of(cast, case, "police")
    assert request.submitted_at and len(request.known_parties) == 1
    assert set(request.known_parties) < set(people(case))
