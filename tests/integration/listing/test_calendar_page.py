"""The meetings of an area."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Meeting, MeetingState, Stage
from meetings.rules.working_days import LONDON, add_working_days
from sharing import clock
from sharing.bank_holidays import bank_holidays
from sharing.unit import unit_of_work
from tests.integration.listing.helpers import listed, observer, set_protocol
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import get, post, text


def next_workday(today):
    """Return the first day after today on which offices are open."""
    return add_working_days(today, 1, bank_holidays("ENG"))


def on(day):
    return {"on-day": day, "on-month": 11, "on-year": 2026}


class TestTheCalendar:
    def test_it_works(self, cast, meeting):
        case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-12, state=MeetingState.HELD))
        listed(cast, meeting)
        page = get(cast, "carys", "meetings")
        words = text(page)
        assert page.status_code == 200 and "Meetings to come: 1" in words
        assert "Meetings that are over" in words and "Next days of the pattern" in words
        assert newest_event().code == "meetings_seen"

    def test_a_meeting_that_was_held_before_its_day_is_over_and_not_past(self, cast):
        meeting_in(cast, days=1, state=MeetingState.AGREED)
        words = text(get(cast, "carys", "meetings"))
        assert "Meetings that are over" in words and "Past" not in words

    def test_an_agency_plans_nothing(self, cast, meeting):
        words = text(get(cast, "petra", "meetings"))
        assert "Meetings to come: 1" in words and "Next days of the pattern" not in words

    def test_a_lead_sees_no_numbers(self, cast, meeting):
        assert "Cases" not in text(get(cast, "odile", "meetings"))

    def test_it_is_empty(self, cast):
        set_protocol(cast, in_force_from=clock.today() + timedelta(days=2))
        words = text(get(cast, "carys", "meetings"))
        assert "No meeting is planned" in words and "no protocol in force" in words

    @pytest.mark.parametrize("name", ["wren", "alex"])
    def test_it_refuses_others(self, cast, name):
        assert get(cast, name, "meetings").status_code == 403

    def test_an_observer_sees_the_one_meeting(self, cast, meeting):
        meeting_in(cast, days=23)
        observer(cast, meeting)
        client = signed_in_client(cast, "hal", membership=cast.memberships["hal"])
        assert "The meeting that you may attend" in text(client.get(reverse("meetings")))

    def test_a_moved_day_says_so(self, cast):
        set_protocol(cast, first_meeting_on=date(2026, 12, 25))
        with clock.set_to(datetime(2026, 12, 1, 9, tzinfo=LONDON)):
            words = text(get(cast, "carys", "meetings"))
        assert "Tuesday 29 December 2026" in words
        assert "Moved from Friday 25 December, a bank holiday or local closure." in words

    def test_meetings_are_planned(self, cast):
        assert get(cast, "carys", "plan_meetings").status_code == 200
        answer = post(cast, "carys", "plan_meetings", count="2")
        assert answer.headers["Location"] == reverse("meetings")
        with unit_of_work(cast.actor("carys")):
            assert Meeting.objects.count() == 2
        wrong = post(cast, "carys", "plan_meetings", count="99")
        assert wrong.status_code == 422

    def test_an_extra_meeting_is_added(self, cast):
        day = next_workday(clock.today())
        when = {"on-day": day.day, "on-month": day.month, "on-year": day.year}
        assert get(cast, "chidi", "add_meeting").status_code == 200
        wrong = post(cast, "chidi", "add_meeting", **when, at="half past", place="Video room")
        assert wrong.status_code == 422
        assert "Time must be hours and minutes" in text(wrong) and "Video room" in text(wrong)
        answer = post(cast, "chidi", "add_meeting", **when, at="14:00", place="Video room")
        assert answer.status_code == 302
        again = post(cast, "chidi", "add_meeting", **when, at="14.00")
        assert "There is a meeting at this time already" in text(again)
        assert "extra" in text(get(cast, "chidi", "meetings"))

    def test_an_unusual_day_is_asked_about_once_for_each_moment(self, cast):
        client = signed_in_client(cast, "chidi")
        with clock.set_to(datetime(2026, 11, 20, 9, tzinfo=LONDON)):
            page = post(cast, "chidi", "add_meeting", client=client, **on(22), at="14:00")
            asked = re.search(r'name="asked" value="([^"]+)"', text(page))[1]
            assert page.status_code == 422 and "is at a weekend" in text(page)
            assert "Hold it on this day all the same" in text(page)
            assert re.search(
                r'type="checkbox"[^>]* name="sure"|name="sure"[^>]*type="checkbox"', text(page)
            )
            said = {"asked": asked, "sure": "on", "at": "14:00"}
            other = post(cast, "chidi", "add_meeting", client=client, **on(21), **said)
            assert other.status_code == 422 and "Saturday 21 November" in text(other)
            assert "checked" not in text(other)
            unsure = said | {"sure": ""}
            again = post(cast, "chidi", "add_meeting", client=client, **on(22), **unsure)
            assert again.status_code == 422
            done = post(cast, "chidi", "add_meeting", client=client, **on(22), **said)
            assert done.status_code == 302

    def test_an_ordinary_day_asks_nothing(self, cast):
        assert "Hold it on this day" not in text(get(cast, "chidi", "add_meeting"))

    @pytest.mark.parametrize("url", ["plan_meetings", "add_meeting"])
    def test_it_refuses_whoever_plans_nothing(self, cast, url):
        for name in ("petra", "ines", "odile", "alex"):
            assert get(cast, name, url).status_code == 403
            assert post(cast, name, url).status_code == 403

    def test_it_needs_no_more_queries_for_more_rows(self, cast, meeting):
        client = signed_in_client(cast, "carys")
        client.get(reverse("meetings"))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("meetings"))
        for number in range(9):
            meeting_in(cast, days=10 + number)
        with CaptureQueriesContext(connection) as many:
            client.get(reverse("meetings"))
        assert len(many) == len(few) <= 25
