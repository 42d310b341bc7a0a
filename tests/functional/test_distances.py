"""On a phone columns stand one under the other, and nothing touches what follows it."""

import pytest

from meetings.models import Stage
from meetings.operations.triage import return_referral
from tests.browser import PHONE
from tests.doing import do
from tests.story import case_at, in_the_room
from tests.story_parts import referral as part

# How far each of these is above what is drawn next, whatever holds the two, in pixels.
GAP = """([upper, lower]) => {
  const all = [...document.querySelectorAll('main *')]
  const named = (words) => all.filter(
    (one) => one.textContent.trim().replace(/\\s+/g, ' ').startsWith(words)
      && one.getBoundingClientRect().height).at(-1)
  const boxed = named(lower).closest('.app-panel') || named(lower)
  return boxed.getBoundingClientRect().top - named(upper).getBoundingClientRect().bottom
}"""
LEAST = 12


@pytest.fixture
def draft(cast):
    return part.begin(cast)


def stands_apart(someone, upper, lower):
    someone.page.set_viewport_size(PHONE)
    gap = someone.page.evaluate(GAP, [upper, lower])
    assert gap >= LEAST, f"“{upper}” is {gap} px above “{lower}”"


def test_a_draft(person, cast, draft):
    wren = person("wren")
    wren.go("referral", case_id=draft.pk)
    stands_apart(wren, "The victim is under 16", "Still missing: ")
    wren.go("referral_addresses", case_id=draft.pk)
    stands_apart(wren, "No address is known: continue", "Whose address?")


def test_the_home_of_a_referrer(person, cast, draft):
    part.write(cast, draft)
    part.submit(cast, draft)
    do(cast, "carys", return_referral, case_id=draft.pk, reason="Give the school.")
    wren = person("wren")
    wren.go("home")
    stands_apart(wren, "Begin a referral", "Returned to you to complete")


def test_the_page_of_the_victim(person, cast):
    ines = person("ines")
    ines.go("advocate", case_id=case_at(cast, Stage.RESEARCH).pk)
    stands_apart(ines, "Record what the victim or a child says", "Who tells the victim the outcome")


def test_the_opening_of_a_meeting(person, cast):
    case = case_at(cast, Stage.RESEARCH)
    carys = person("carys")
    carys.go("meeting_opening", meeting_id=case.meeting_id)
    stands_apart(carys, "Open the meeting", "Before any case: the declaration")
    in_the_room(cast, case.meeting, "carys")
    carys.go("meeting_opening", meeting_id=case.meeting_id)
    stands_apart(carys, "Enter their word", "Running order: ")


def test_an_action(person, cast):
    case = case_at(cast, Stage.ACTIONS)
    petra = person("petra")
    petra.go("case", case_id=case.pk)
    petra.follow("Update", exact=False)
    stands_apart(petra, "Back to the actions", "Said so far")
