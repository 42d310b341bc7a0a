"""For most agencies and cases “not known to us” is the whole job: two clicks from home."""

import pytest

from meetings.models import Case, Stage
from meetings.operations.listing import defer_case
from tests.conftest import as_owner
from tests.doing import do, every
from tests.integration.research.helpers import answer, submit, write
from tests.story import case_at, meeting_in


@pytest.fixture(autouse=True)
def meeting(cast):
    """A meeting whose list of two cases is out."""
    meeting = meeting_in(cast, state="published")
    for place, name in enumerate(("Vera", "Hetty"), 1):
        case_at(cast, Stage.RESEARCH, meeting=meeting, name=name, position=place)
    return meeting


def cases_of(meeting):
    with as_owner():
        return list(every(Case).filter(meeting=meeting).order_by("position"))


def test_by_keyboard_alone(person, meeting):
    rowan = person("rowan")
    rowan.go("home")
    rowan.tab_to("Answer the whole list", exact=False)
    rowan.key("Enter")
    rowan.is_at("research_list", meeting_id=meeting.pk)
    rowan.heading("people to look up")
    rowan.tab_to("Nobody on this list is known to us")
    rowan.key("Enter")
    rowan.is_at("research")
    rowan.sees("Answered: 2 cases", "Known to us: 0. Not known to us: 2.")


def test_without_a_script(person):
    rowan = person("rowan", scripts=False)
    rowan.go("home")
    rowan.press("Answer the whole list", exact=False)
    rowan.fill("In which systems?", "")
    rowan.press("Submit the whole list")
    rowan.sees("Say in which systems you searched")
    rowan.fill("In which systems?", "Patient records")
    rowan.press("Submit the whole list")
    rowan.sees("dates of birth. Patient records")
    rowan.look("nobody is ticked", scripts=False)
    # Twice, as an impatient hand does.
    rowan.page.get_by_role("button", name="Yes, nobody is known to us").dblclick()
    rowan.is_at("research")
    rowan.sees("Answered: 2 cases")
    rowan.look("answered without a script", scripts=False)


def test_no_nil_goes_over_what_somebody_ticked(cast, person, meeting):
    rowan, others = person("rowan"), person("rowan")
    case = cases_of(meeting)[0]
    rowan.go("research_list", meeting_id=meeting.pk)
    others.page.clock.install()
    others.go("research_return", case_id=case.pk)
    others.choose("Yes")
    others.waits(3)
    others.sees("Draft saved at")
    rowan.press("Nobody on this list is known to us")
    rowan.sees("Nothing is answered yet. Somebody ticked people in these cases", case.reference)
    rowan.look("somebody was ticked meanwhile")
    rowan.press("Submit the whole list")
    rowan.is_at("research")
    rowan.sees("Known to us: 1. Not known to us: 1.")


def test_whom_the_agency_knew_for_another_meeting_takes_two_clicks(cast, person, meeting):
    case = cases_of(meeting)[0]
    answer(cast, case)
    write(cast, case)
    submit(cast, case)
    later = meeting_in(cast, days=23, state="published")
    for one in cases_of(meeting):
        do(cast, "carys", defer_case, case_id=one.pk, to_meeting_id=later.pk, reason="Away.")
    petra = person("petra")
    petra.go("home")
    petra.press("Answer the whole list", exact=False)
    petra.sees("1 item or file of your agency stands in this case")
    petra.look("known for another meeting")
    petra.press("Submit the whole list")
    petra.is_at("research")
    petra.sees("Known to us: 1. Not known to us: 1.")
