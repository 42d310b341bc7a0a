"""For most agencies and cases “not known to us” is the whole job: two clicks from home."""

import pytest

from meetings.models import Stage
from tests.story import case_at, meeting_in


@pytest.fixture(autouse=True)
def meeting(cast):
    """A meeting whose list of two cases is out."""
    meeting = meeting_in(cast, state="published")
    for place, name in enumerate(("Vera", "Hetty"), 1):
        case_at(cast, Stage.RESEARCH, meeting=meeting, name=name, position=place)
    return meeting


def test_by_keyboard_alone(person, meeting):
    rowan = person("rowan")
    rowan.go("home")
    rowan.tab_to("Answer the whole list")
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
    rowan.press("Answer the whole list")
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
