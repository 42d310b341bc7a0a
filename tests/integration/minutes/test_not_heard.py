"""What left the list of a meeting before it was heard stands in its minutes, with where it went."""

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import MeetingState, Stage
from meetings.operations.closure import withdraw_case
from meetings.operations.hearing import agree_minutes, end_meeting
from meetings.operations.listing import defer_case, list_case, take_off_list
from sharing import clock
from tests.doing import declare_wall, do, explained
from tests.integration.listing.helpers import set_meeting
from tests.integration.test_closure import record_that_she_died
from tests.integration.test_deaths_taken_back import take_back
from tests.memory import told_once
from tests.paper import in_one_line
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in, somebody_came
from tests.trail import newest_event
from tests.visits import get, words_of

TITLE = "On the list and not heard"


@told_once
def meeting_that_lost_two(cast):
    """One case is heard; one moved to a later meeting, and from there to another; one is
    withdrawn."""
    meeting = meeting_in(cast, state=MeetingState.RUNNING)
    later, sooner = meeting_in(cast, days=23), meeting_in(cast, days=16)
    moved = case_at(cast, Stage.RESEARCH, meeting=meeting, name="Vera", position=2)
    gone = case_at(cast, Stage.RESEARCH, meeting=meeting, name="Hetty", position=3)
    for to, reason in ((later, "No time."), (sooner, "Sooner.")):
        do(cast, "carys", defer_case, case_id=moved.pk, to_meeting_id=to.pk, reason=reason)
    do(cast, "carys", withdraw_case, case_id=gone.pk, reason="She asked for it.")
    case_at(cast, Stage.HEARD, meeting=meeting)
    return meeting, later, moved, gone


@pytest.fixture
def lost(cast):
    return meeting_that_lost_two(cast)


def agreed(cast, meeting):
    somebody_came(cast, meeting)
    do(cast, "chidi", end_meeting, meeting_id=meeting.pk)
    do(cast, "chidi", agree_minutes, meeting_id=meeting.pk)


@pytest.fixture
def words(lost):
    """What the minutes say of the two."""
    _meeting, later, moved, gone = lost
    day = date_format(clock.day(later.starts_at))
    said = f"{moved.reference} Moved to the meeting of {day}: No time."
    return said, f"{gone.reference} Withdrawn"


def minutes(cast, who, meeting):
    return words_of(get(cast, who, "meeting_minutes", meeting.pk))


def test_who_keeps_the_minutes_reads_it_on_the_page_and_on_paper(cast, lost, words):
    meeting, _later, moved, gone = lost
    page = minutes(cast, "carys", meeting)
    assert "Minutes: 1 case" in page and TITLE in page
    assert all(one in page for one in words)
    assert {moved.pk, gone.pk} <= set(newest_event().cases)
    paper = signed_in_client(cast, "carys").get(reverse("meeting_minutes_paper", args=[meeting.pk]))
    said = in_one_line(paper.content)
    assert TITLE in said and all(one in said for one in words)


def test_an_agency_reads_it_once_they_are_agreed(cast, lost, words):
    meeting, _later, moved, _gone = lost
    assert moved.reference not in minutes(cast, "petra", meeting)
    agreed(cast, meeting)
    page = minutes(cast, "petra", meeting)
    assert all(one in page for one in words)
    # Probation was asked, and reads neither of the cases.
    assert TITLE not in minutes(cast, "hal", meeting)


def test_nothing_shows_past_a_wall(cast, lost, words):
    meeting, _later, moved, gone = lost
    declare_wall(cast, moved, "petra")
    agreed(cast, meeting)
    page = minutes(cast, "petra", meeting)
    assert moved.reference not in page and words[1] in page
    assert moved.pk not in newest_event().cases
    declare_wall(cast, gone, "petra")
    assert TITLE not in minutes(cast, "petra", meeting)


def test_what_came_back_and_was_taken_off_went_nowhere_until_it_is_on_another_list(cast):
    meeting, later = meeting_in(cast), meeting_in(cast, days=23)
    case = case_at(cast, Stage.RESEARCH, meeting=meeting)
    for to in (later, meeting):
        do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=to.pk, reason="No time.")
    do(cast, "carys", take_off_list, case_id=case.pk)
    set_meeting(cast, meeting, state=MeetingState.RUNNING)
    assert f"{case.reference} Taken off the list" in minutes(cast, "carys", meeting)
    do(cast, "carys", list_case, case_id=case.pk, meeting_id=later.pk)
    page = minutes(cast, "carys", meeting)
    assert "Moved to the meeting of" in page and "No time." not in page


def test_what_died_or_waits_again_is_no_withdrawal(cast):
    """A death that was recorded in error, and taken back after the meeting: the case waits."""
    meeting = meeting_in(cast, state=MeetingState.RUNNING)
    case = case_at(cast, Stage.RESEARCH, meeting=meeting)
    case_at(cast, Stage.HEARD, meeting=meeting, position=2)
    record_that_she_died(cast, case)
    for who in ("carys", "chidi"):
        explained(cast, who, case)
    agreed(cast, meeting)
    assert TITLE not in minutes(cast, "carys", meeting)
    take_back(cast, case)
    for who in ("carys", "chidi"):
        explained(cast, who, case)
    assert f"{case.reference} Taken off the list" in minutes(cast, "carys", meeting)


def test_a_meeting_that_has_not_begun_has_no_minutes(cast):
    meeting = meeting_in(cast, state=MeetingState.PUBLISHED)
    case = case_at(cast, Stage.RESEARCH, meeting=meeting)
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She asked for it.")
    assert TITLE not in minutes(cast, "carys", meeting)
