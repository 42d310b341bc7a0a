"""On a phone columns stand one under the other, nothing touches what follows it, and no word,
however long, makes a page scroll sideways."""

import pytest

from meetings.models import Stage
from meetings.operations.actions import record_earlier_action
from meetings.operations.triage import return_referral
from sharing import clock
from tests.browser import DESK, PHONE
from tests.doing import change_party, do
from tests.integration.follow_up.helpers import develop
from tests.integration.hearing.helpers import item
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
# On how many lines the first word stands.
LINES_OF_FIRST_WORD = """(one) => {
  const word = document.createRange()
  word.setStart(one.firstChild, 0)
  word.setEnd(one.firstChild, one.textContent.indexOf(' '))
  return word.getClientRects().length
}"""
LEAST = 12
LINK = "https://example.org/" + "a" * 110


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
    stands_apart(carys, "I agree", "Next steps")
    in_the_room(cast, case.meeting, "carys")
    carys.go("meeting_opening", meeting_id=case.meeting_id)
    stands_apart(carys, "Observers", "Running order: ")


def test_an_action(person, cast):
    case = case_at(cast, Stage.ACTIONS)
    petra = person("petra")
    petra.go("case", case_id=case.pk)
    petra.follow("Update", exact=False)
    petra.sees("Back to the actions")
    stands_apart(petra, "Back to the actions", "Said so far")


def test_no_word_of_what_an_item_is_breaks(person, cast):
    case = case_at(cast, Stage.HEARD)
    item(cast, case, "police", "She is afraid.", nature="opinion")
    carys = person("carys")
    in_the_room(cast, case.meeting, "carys")
    carys.go("minutes", case_id=case.pk)
    for size in (DESK, PHONE):
        carys.page.set_viewport_size(size)
        assert carys.page.locator(".app-info__kind").evaluate(LINES_OF_FIRST_WORD) == 1


def test_a_long_word_breaks(person, cast):
    case = case_at(cast, Stage.HEARD)
    for role, name in (("victim", "Tara"), ("perpetrator", "Kyle")):
        change_party(cast, case, role, given_name=name * 20)
    develop(cast, case, text=LINK, kind="incident")
    item(cast, case, "police", LINK)
    do(
        cast,
        "petra",
        record_earlier_action,
        case_id=case.pk,
        agency_id=cast.agency("police").pk,
        what=LINK,
        for_whom="victim",
        done_on=clock.today(),
        result=LINK,
    )
    carys, petra = person("carys"), person("petra")
    for someone, name in (
        (carys, "case"),
        (carys, "case_research"),
        (carys, "minutes"),
        (petra, "research_return"),
    ):
        someone.go(name, case_id=case.pk)
        someone.look(f"a long word on {name}")
    carys.go("meeting_minutes", meeting_id=case.meeting_id)
    carys.look("a long word in the minutes of a meeting")
