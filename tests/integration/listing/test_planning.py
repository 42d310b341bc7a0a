"""Meetings are planned."""

from datetime import date, datetime, time, timedelta

import pytest

from meetings.operations.listing import add_meeting, plan_meetings
from meetings.rules.working_days import LONDON, due_at
from sharing import clock
from sharing.rules import RuleBroken
from sharing.work import Refused
from tests.doing import do
from tests.integration.listing.helpers import set_protocol
from tests.trail import newest_event


class TestPlanning:
    def test_it_works(self, cast):
        set_protocol(cast, first_meeting_on=date(2026, 1, 8))
        with clock.set_to(datetime(2026, 11, 20, 9, tzinfo=LONDON)):
            planned = do(cast, "carys", plan_meetings, count=2)
            again = do(cast, "chidi", plan_meetings, count=1)
        days = [one.starts_at.astimezone(LONDON) for one in (*planned, *again)]
        assert days[0] == datetime(2026, 11, 26, 9, 30, tzinfo=LONDON)
        assert [day.date() for day in days[1:]] == [date(2026, 12, 10), date(2026, 12, 24)]
        assert planned[1].research_due_at == due_at(date(2026, 12, 8), 17)
        assert planned[0].place == "Town hall" and not planned[0].extra
        event = newest_event()
        assert (event.code, event.items) == ("meeting_planned", [again[0].pk])

    def test_it_refuses_others(self, cast):
        for name in ("petra", "ines", "wren", "odile", "alex"):
            with pytest.raises(Refused):
                do(cast, name, plan_meetings, count=1)

    def test_an_area_without_a_protocol_plans_nothing(self, cast):
        set_protocol(cast, in_force_from=clock.today() + timedelta(days=1))
        with pytest.raises(RuleBroken):
            do(cast, "carys", plan_meetings, count=1)

    def test_an_extra_meeting_is_on_any_day(self, cast):
        starts = clock.now() + timedelta(days=1)
        how = {"starts_at": starts, "place": " Video ", "extra": True, "sure": True}
        meeting = do(cast, "chidi", add_meeting, **how)
        assert meeting.extra and meeting.place == "Video"
        assert meeting.research_due_at == starts

    def test_there_is_one_meeting_at_a_time_and_none_in_the_past(self, cast):
        starts = clock.now() + timedelta(days=3)
        do(cast, "carys", add_meeting, starts_at=starts, sure=True)
        for moment in (starts, clock.now() - timedelta(minutes=1)):
            with pytest.raises(RuleBroken) as broken:
                do(cast, "carys", add_meeting, starts_at=moment, sure=True)
            assert broken.value.field == "on"

    @pytest.mark.parametrize(
        ("today", "farthest"),
        [(date(2026, 11, 20), date(2027, 11, 20)), (date(2028, 2, 29), date(2029, 2, 28))],
    )
    def test_it_is_within_a_year(self, cast, today, farthest):
        with clock.set_to(datetime.combine(today, time(9), LONDON)):
            late = datetime.combine(farthest + timedelta(days=1), time(9), LONDON)
            with pytest.raises(RuleBroken, match=f"{farthest.day} {farthest:%B %Y} at the latest"):
                do(cast, "carys", add_meeting, starts_at=late, sure=True)
            last = datetime.combine(farthest, time(9), LONDON)
            assert do(cast, "carys", add_meeting, starts_at=last, sure=True).starts_at == last

    @pytest.mark.parametrize(
        ("day", "why"),
        [
            (date(2026, 11, 22), "Sunday 22 November 2026 is at a weekend."),
            (date(2026, 12, 25), "Friday 25 December 2026 is a bank holiday or local closure."),
            (date(2026, 11, 24), "There is a meeting on that day already, at 09:30."),
        ],
    )
    def test_an_unusual_day_is_one_that_is_meant(self, cast, day, why):
        with clock.set_to(datetime(2026, 11, 20, 9, tzinfo=LONDON)):
            tuesday = datetime(2026, 11, 24, 9, 30, tzinfo=LONDON)
            do(cast, "carys", add_meeting, starts_at=tuesday)
            starts = datetime.combine(day, time(14), LONDON)
            with pytest.raises(RuleBroken, match=why) as broken:
                do(cast, "carys", add_meeting, starts_at=starts)
            assert broken.value.field == "sure"
            assert do(cast, "carys", add_meeting, starts_at=starts, sure=True).starts_at == starts
