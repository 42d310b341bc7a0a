"""What was a mistake is taken back: a death, an opening, a meeting that is not held."""

from meetings.models import Stage
from meetings.operations.hearing import open_meeting
from tests.doing import do
from tests.integration.test_deaths_taken_back import WHY, died_at
from tests.story import case_at, in_the_room, meeting_in


def test_a_death_by_two_people(person, cast):
    case = died_at(cast, Stage.RESEARCH)
    carys = person("carys")
    carys.go("case", case_id=case.pk)
    carys.follow("The death was recorded in error")
    carys.fill("Reason", WHY)
    carys.press("Ask a second person")
    carys.sees("Another person decides on it.")
    chidi = person("chidi")
    chidi.go("home")
    chidi.press("Review", exact=False)
    chidi.choose("No: the case stays on hold")
    chidi.look("decide on a death")
    chidi.choose("Yes: it is taken back, and the case goes on")
    chidi.press("Record the decision")
    chidi.sees("The case is at “Research” again, as it was before.")


def test_a_meeting_that_was_opened_too_early_and_is_not_held(person, cast):
    case, later = case_at(cast, Stage.RESEARCH), meeting_in(cast, days=23)
    do(cast, "chidi", open_meeting, meeting_id=case.meeting_id, sure=True)
    in_the_room(cast, case.meeting, "chidi")
    chidi = person("chidi")
    chidi.go("meeting_opening", meeting_id=case.meeting_id)
    chidi.look("a meeting under way")
    chidi.press("Take the opening back")
    chidi.press("Take the opening back")
    chidi.sees("The opening is taken back.")
    chidi.go("meeting", meeting_id=case.meeting_id)
    chidi.follow("Call the meeting off")
    chidi.press("Call the meeting off")
    chidi.look("call off sent empty")
    chidi.choose(f"{later.starts_at:%A %-d %B %Y}, 09:30")
    chidi.fill("Why it is called off", "The town hall is flooded.")
    chidi.press("Call the meeting off")
    chidi.look("called off")
