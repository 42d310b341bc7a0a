"""The next meeting is one to come, not one that was held before its time."""

from django.utils.formats import date_format

from meetings.models import MeetingState
from sharing import clock
from tests.signing_in import signed_in_client
from tests.story import meeting_in
from tests.visits import page_of, words_of


def test_a_meeting_that_was_held_is_not_the_next(cast):
    held = [
        meeting_in(cast, days=days, state=state)
        for days, state in ((2, MeetingState.HELD), (3, MeetingState.AGREED))
    ]
    coming = meeting_in(cast, days=30)
    page = page_of(cast, "carys", "/")
    assert f"to the meeting of {date_format(clock.day(coming.starts_at), 'l j F')}" in page
    assert f"Minutes of {date_format(clock.day(held[0].starts_at), 'j F')}" in page
    assert page.count("<dd>Meeting, 09:30</dd>") == 1
    day = date_format(clock.day(coming.starts_at), "j F")
    assert f"<dd>Research for {day} due, " in page


def test_a_meeting_without_a_case_has_no_wishes_ready(cast):
    meeting_in(cast, days=30)
    page = words_of(signed_in_client(cast, "carys").get("/"))
    assert "Victims’ wishes 0 of 0 recorded Not yet" in page


def test_without_one_it_says_so(cast):
    meeting_in(cast, days=2, state=MeetingState.AGREED)
    assert "No meeting is planned." in page_of(cast, "carys", "/")
