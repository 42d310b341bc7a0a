"""An agency says what it knows better and what should be done; coordinator and meeting decide."""

from meetings.models import Stage
from tests.integration.research.helpers import answer
from tests.story import case_at, in_the_room


def test_what_an_agency_proposes(cast, person):
    case = case_at(cast, Stage.HEARING)
    in_the_room(cast, case.meeting, "carys", "petra")
    answer(cast, case)
    petra = person("petra")
    petra.go("research_return", case_id=case.pk)
    petra.look("a return of who knows somebody")
    petra.follow("Confirm or correct Tara Tarn")
    petra.fill("Family name", "Tarne")
    petra.fill("How do you know?", "Custody record of May")
    petra.look("what the agency knows better")
    petra.press("Propose it")
    petra.sees("Coordinator and chair see what you said.")
    petra.follow("Propose an action to the meeting")
    petra.fill("What should be done?", "Mark the address for a quick response")
    petra.choose("Victim")
    petra.press("Propose it")
    petra.look("what the agency proposes to do")
    carys = person("carys")
    carys.go("case", case_id=case.pk)
    carys.follow("Decide on 1 correction that an agency proposes")
    carys.look("what is proposed")
    carys.press("Accept Tarne")
    carys.sees("Nothing waits to be decided on.", "Decided on: 1")
    carys.look("what was decided on")
    carys.go("hearing", meeting_id=case.meeting_id, case_id=case.pk)
    carys.go("end_hearing", case_id=case.pk)
    carys.sees("Proposed by agencies, and not decided on: 1")
    carys.look("read back, with what is not decided on")
    carys.follow("Record each, or put it aside")
    carys.look("what is proposed in the meeting")
    carys.press("Record it Mark the address for a quick response")
    carys.sees("Actions so far: 1")
    carys.sees_not("Proposed by agencies")
