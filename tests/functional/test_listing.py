"""A coordinator makes the list of a meeting: cases go on it, are put in order and go out, and one
waits for a later meeting. The chair does without a script, by keyboard."""

from datetime import date, timedelta

from meetings.models import Meeting, Stage
from meetings.operations.listing import list_case
from sharing import clock
from sharing.unit import unit_of_work
from tests.doing import change, do, now
from tests.story import case_at, meeting_in


def test_a_list_is_made_and_goes_out(person, cast):
    first, second, third = (
        case_at(cast, Stage.ACCEPTED, name=name) for name in ("Tara", "Una", "Vi")
    )
    change(cast, third, type(third), with_children=False)
    carys, petra = person("carys"), person("petra")
    carys.go("meetings")
    carys.look("nothing planned")
    carys.press("Plan them")
    carys.sees("The meetings are planned, with their deadlines")
    carys.look("meetings")
    with unit_of_work(cast.actor("carys")):
        meeting = Meeting.objects.order_by("starts_at").first()
    carys.go("list_case", case_id=third.pk)
    carys.look("choosing a meeting")
    carys.press("Put on this meeting")
    carys.is_at("meeting", meeting_id=meeting.pk)
    for case in (first, second):
        carys.press(f"Put on this meeting {case.reference}")
    carys.look("a planned list")
    carys.press(f"Up {second.reference}")
    carys.press(f"Up {third.reference}")
    carys.sees("Put cases with children first")
    carys.press("Put cases with children first")
    carys.look("in order")
    carys.press("Publish the list")
    carys.sees("The list is out, and agencies are asked for research")
    carys.look("a list that is out")
    petra.go("meeting", meeting_id=meeting.pk)
    petra.sees("Cases for your agency: 3")
    petra.look("whom police look up")
    carys.follow(f"Move {second.reference}")
    carys.look("moving to another meeting")
    carys.press("Move the case")
    carys.fill("Reason", "Nobody who knows her can come.")
    carys.press("Move the case")
    carys.is_at("case", case_id=second.pk)
    carys.follow("Meetings")
    carys.follow("Add an extra meeting on any day")
    carys.press("Add the meeting")
    carys.look("an extra meeting without a day")
    today = clock.today()
    christmas = date(today.year + (today >= date(today.year, 12, 25)), 12, 25)
    carys.date("Day", christmas)
    carys.fill("Time", "14:00")
    carys.press("Add the meeting")
    carys.sees("is a bank holiday or local closure.")
    carys.look("an extra meeting on a bank holiday")
    carys.choose("Hold it on this day all the same")
    carys.press("Add the meeting")
    carys.heading("Meeting of")


def test_two_people_put_one_case_on_a_meeting(person, cast):
    case = case_at(cast, Stage.ACCEPTED)
    first, second = meeting_in(cast), meeting_in(cast, days=23)
    carys = person("carys")
    carys.go("list_case", case_id=case.pk)
    do(cast, "chidi", list_case, case_id=case.pk, meeting_id=second.pk)
    carys.press("Put on this meeting")
    carys.sees("Somebody else changed this since you opened it", "stays where they put it")
    carys.look("put on a meeting by two people")
    carys.follow("Move it to another meeting")
    carys.is_at("defer", case_id=case.pk)
    assert now(cast, case).meeting_id == second.pk != first.pk


def test_a_list_is_ordered_without_a_script_by_keyboard(person, cast):
    meeting = meeting_in(cast)
    first, second = case_at(cast, Stage.ACCEPTED), case_at(cast, Stage.ACCEPTED)
    other = case_at(cast, Stage.TRIAGE)
    change(cast, other, incident_on=clock.today() - timedelta(days=4))
    chidi = person("chidi", scripts=False)
    chidi.go("triage", case_id=other.pk)
    chidi.press("Join to another case")
    chidi.choose(first.reference)
    chidi.press("Join to another case")
    chidi.go("meeting", meeting_id=meeting.pk)
    for case in (first, second):
        chidi.press(f"Put on this meeting {case.reference}")
    down = chidi.page.get_by_role("button", name=f"Down {first.reference}")
    down.focus()
    chidi.page.keyboard.press("Enter")
    chidi.is_at("meeting", meeting_id=meeting.pk)
    assert now(cast, second).position < now(cast, first).position
    chidi.go("take_off_list", case_id=first.pk)
    chidi.press("Take it off")
    chidi.is_at("list_case", case_id=first.pk)
