"""Listing: meetings, the order of their cases, the list that goes out, and waiting for a later
meeting."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from meetings.models import Case, Meeting, MeetingState, Protocol, ResearchRequest, Stage
from meetings.operations.listing import (
    add_meeting,
    ask_research,
    defer_case,
    list_case,
    order_list,
    plan_meetings,
    publish_list,
    take_off_list,
)
from meetings.rules.working_days import LONDON, due_at
from sharing import clock
from sharing.models import Agency, Membership, Scope
from sharing.rules import RuleBroken
from sharing.work import Refused, unit_of_work
from tests.conftest import as_owner
from tests.doing import change, declare_wall, do, now, scope_of
from tests.story import case_at, meeting_in
from tests.trail import newest_event


def set_protocol(cast, **values):
    with as_owner(), unit_of_work(cast.actor("carys")):
        protocol = Protocol.objects.get(area=cast.area)
        for name, value in values.items():
            setattr(protocol, name, value)
        protocol.save()


def meeting_now(cast, meeting):
    with unit_of_work(cast.actor("carys")):
        return Meeting.objects.get(pk=meeting.pk)


def order_of(cast, meeting, name="chidi"):
    with unit_of_work(cast.actor(name)):
        cases = Case.objects.filter(meeting=meeting, position__isnull=False)
        return list(cases.order_by("position").values_list("pk", flat=True))


def accepted(cast, *, with_children=True):
    case = case_at(cast, Stage.ACCEPTED)
    if not with_children:
        change(cast, case, Case, with_children=False)
    return case


def listed(cast, meeting, **how):
    case = accepted(cast, **how)
    do(cast, "carys", list_case, case_id=case.pk, meeting_id=meeting.pk)
    return case


def requests(cast, case, meeting=None):
    with unit_of_work(cast.actor("carys")):
        found = ResearchRequest.objects.filter(scope_id=case.pk).select_related("agency")
        return {one.agency.kind: one for one in found if meeting in (None, one.meeting)}


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
        meeting = do(cast, "chidi", add_meeting, starts_at=starts, place=" Video ", extra=True)
        assert meeting.extra and meeting.place == "Video"
        assert meeting.research_due_at == starts

    def test_there_is_one_meeting_at_a_time_and_none_in_the_past(self, cast):
        starts = clock.now() + timedelta(days=3)
        do(cast, "carys", add_meeting, starts_at=starts)
        for moment in (starts, clock.now() - timedelta(minutes=1)):
            with pytest.raises(RuleBroken) as broken:
                do(cast, "carys", add_meeting, starts_at=moment)
            assert broken.value.field == "on"


class TestTheList:
    def test_cases_with_children_come_first(self, cast):
        meeting = meeting_in(cast)
        adult = listed(cast, meeting, with_children=False)
        child = listed(cast, meeting)
        other = listed(cast, meeting)
        last = listed(cast, meeting, with_children=False)
        assert order_of(cast, meeting) == [child.pk, other.pk, adult.pk, last.pk]
        assert newest_event().code == "case_listed"
        assert newest_event().items == [meeting.pk]
        assert now(cast, adult).stage == Stage.LISTED

    def test_it_refuses_a_meeting_of_another_area_or_none(self, cast):
        case = accepted(cast)
        with pytest.raises(Refused) as refused:
            do(cast, "carys", list_case, case_id=case.pk, meeting_id=uuid4())
        assert refused.value.reason == "nothing_there"

    @pytest.mark.parametrize("state", [MeetingState.RUNNING, MeetingState.AGREED])
    def test_it_refuses_a_meeting_that_has_begun(self, cast, state):
        meeting = meeting_in(cast)
        case = accepted(cast)
        with unit_of_work(cast.actor("carys")):
            meeting.state = state
            if state == MeetingState.AGREED:
                meeting.agreed_at, meeting.agreed_by_id = clock.now(), cast.user("chidi").pk
            meeting.save()
        with pytest.raises(RuleBroken):
            do(cast, "carys", list_case, case_id=case.pk, meeting_id=meeting.pk)

    def test_it_refuses_what_is_not_accepted(self, cast):
        case = case_at(cast, Stage.TRIAGE)
        with pytest.raises(RuleBroken):
            do(cast, "carys", list_case, case_id=case.pk, meeting_id=meeting_in(cast).pk)

    def test_it_refuses_conflict(self, cast):
        case = accepted(cast)
        declare_wall(cast, case, "carys")
        with pytest.raises(Refused):
            do(cast, "carys", list_case, case_id=case.pk, meeting_id=meeting_in(cast).pk)

    def test_a_case_is_taken_off(self, cast):
        meeting = meeting_in(cast)
        first, second = listed(cast, meeting), listed(cast, meeting)
        do(cast, "carys", take_off_list, case_id=first.pk)
        assert newest_event().code == "case_taken_off"
        found = now(cast, first)
        assert (found.stage, found.meeting, found.position) == (Stage.ACCEPTED, None, None)
        third = listed(cast, meeting)
        assert order_of(cast, meeting) == [second.pk, third.pk]

    def test_a_case_on_no_list_is_not_taken_off(self, cast):
        with pytest.raises(RuleBroken):
            do(cast, "carys", take_off_list, case_id=accepted(cast).pk)

    def test_it_is_put_in_order(self, cast):
        meeting = meeting_in(cast)
        wanted = [listed(cast, meeting).pk for _number in range(3)][::-1]
        do(cast, "chidi", order_list, meeting_id=meeting.pk, case_ids=wanted)
        assert order_of(cast, meeting) == wanted
        event = newest_event()
        assert event.code == "list_ordered" and set(event.cases) == set(wanted)

    def test_an_order_of_other_cases_is_refused(self, cast):
        meeting = meeting_in(cast)
        one, two = listed(cast, meeting).pk, listed(cast, meeting).pk
        for wanted in ([one], [one, one], [one, two, uuid4()]):
            with pytest.raises(RuleBroken):
                do(cast, "carys", order_list, meeting_id=meeting.pk, case_ids=wanted)

    def test_the_order_of_a_meeting_that_is_over_stays(self, cast):
        meeting = meeting_in(cast, state=MeetingState.HELD)
        with pytest.raises(RuleBroken):
            do(cast, "carys", order_list, meeting_id=meeting.pk, case_ids=[])

    def test_a_case_that_one_has_no_access_to_keeps_its_place(self, cast):
        meeting = meeting_in(cast)
        first, hidden = listed(cast, meeting), listed(cast, meeting)
        declare_wall(cast, hidden, "carys")
        later = accepted(cast)
        do(cast, "carys", list_case, case_id=later.pk, meeting_id=meeting.pk)
        assert order_of(cast, meeting) == [first.pk, hidden.pk, later.pk]
        do(cast, "carys", order_list, meeting_id=meeting.pk, case_ids=[later.pk, first.pk])
        assert order_of(cast, meeting) == [later.pk, hidden.pk, first.pk]
        assert order_of(cast, meeting, "carys") == [later.pk, first.pk]


class TestPublishing:
    def test_it_works(self, cast):
        meeting = meeting_in(cast)
        case = listed(cast, meeting)
        other = listed(cast, meeting)
        do(cast, "carys", publish_list, meeting_id=meeting.pk)
        event = newest_event()
        assert event.code == "list_published" and set(event.cases) == {case.pk, other.pk}
        out = meeting_now(cast, meeting)
        assert out.state == MeetingState.PUBLISHED and out.published_at
        assert now(cast, case).stage == Stage.RESEARCH
        asked = requests(cast, case)
        core = {agency.kind for agency in cast.agencies.values() if agency.core}
        assert set(asked) == core
        assert asked["police"].due_at == meeting.research_due_at
        found = scope_of(cast, case)
        assert set(found.search_circulation) | set(found.full_circulation) == {
            cast.agency(kind).pk for kind in core
        }
        assert cast.agency("police").pk in found.search_circulation
        with unit_of_work(cast.actor("petra")):
            assert Scope.objects.filter(pk=case.pk).exists()

    def test_agencies_beside_the_core_are_asked_where_they_can_answer(self, cast):
        meeting = meeting_in(cast)
        case = listed(cast, meeting)
        with as_owner(), unit_of_work(cast.actor("carys")):
            refuge = Agency.objects.create(area=cast.area, kind="refuge", name="Refuge", core=False)
            school = Agency.objects.create(
                area=cast.area, kind="education", name="School", core=False
            )
            Membership.objects.create(
                user=cast.user("hal"),
                agency=refuge,
                role="representative",
                starts_on=clock.today(),
            )
        with unit_of_work(cast.actor("carys")) as work:
            from sharing.operations import circulation

            circulation.circulate(work, case.pk, full={refuge.pk, school.pk})
        do(cast, "carys", publish_list, meeting_id=meeting.pk)
        assert "refuge" in requests(cast, case) and "education" not in requests(cast, case)

    def test_an_empty_list_is_not_published(self, cast):
        with pytest.raises(RuleBroken, match="No case"):
            do(cast, "carys", publish_list, meeting_id=meeting_in(cast).pk)

    def test_it_is_published_once(self, cast):
        meeting = meeting_in(cast)
        listed(cast, meeting)
        do(cast, "carys", publish_list, meeting_id=meeting.pk)
        with pytest.raises(RuleBroken, match="The list is out"):
            do(cast, "chidi", publish_list, meeting_id=meeting.pk)

    def test_a_meeting_under_way_publishes_nothing(self, cast):
        meeting = meeting_in(cast, state=MeetingState.RUNNING)
        with pytest.raises(RuleBroken, match="has begun"):
            do(cast, "carys", publish_list, meeting_id=meeting.pk)

    def test_what_its_publisher_has_no_access_to_is_asked_about_by_another(self, cast):
        meeting = meeting_in(cast)
        case, hidden, third = (listed(cast, meeting) for _number in range(3))
        declare_wall(cast, hidden, "carys")
        declare_wall(cast, third, "carys")
        do(cast, "carys", publish_list, meeting_id=meeting.pk)
        assert requests(cast, case)
        with unit_of_work(cast.actor("chidi")):
            assert Case.objects.get(pk=hidden.pk).stage == Stage.LISTED
        do(cast, "chidi", ask_research, case_id=third.pk)
        assert newest_event().code == "research_asked"
        do(cast, "chidi", publish_list, meeting_id=meeting.pk)
        with unit_of_work(cast.actor("chidi")):
            for one in (hidden, third):
                assert Case.objects.get(pk=one.pk).stage == Stage.RESEARCH

    def test_research_is_not_asked_before_the_list_is_out(self, cast):
        case = listed(cast, meeting_in(cast))
        with pytest.raises(RuleBroken):
            do(cast, "carys", ask_research, case_id=case.pk)

    def test_a_case_that_comes_late_is_asked_about_at_once(self, cast):
        meeting = meeting_in(cast, days=1)
        with unit_of_work(cast.actor("carys")):
            meeting.research_due_at = clock.now() - timedelta(hours=1)
            meeting.state = MeetingState.PUBLISHED
            meeting.save()
        case = listed(cast, meeting)
        assert now(cast, case).stage == Stage.RESEARCH
        assert requests(cast, case)["police"].due_at == meeting.starts_at
        event = newest_event()
        assert (event.code, event.also) == ("case_listed", ["research_asked"])


class TestDeferring:
    def at_research(self, cast):
        meeting, later = meeting_in(cast), meeting_in(cast, days=23)
        case = listed(cast, meeting)
        do(cast, "carys", publish_list, meeting_id=meeting.pk)
        return case, meeting, later

    def defer(self, cast, case, later, reason="Nobody who knows her can come."):
        do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=later.pk, reason=reason)

    def test_it_works(self, cast):
        case, meeting, later = self.at_research(cast)
        self.defer(cast, case, later)
        found = now(cast, case)
        assert (found.stage, found.meeting_id, found.position) == (Stage.LISTED, later.pk, 1)
        assert found.deferrals == 1
        assert set(requests(cast, case)) == set(requests(cast, case, meeting))
        event = newest_event()
        assert (event.code, event.items) == ("case_deferred", [later.pk])
        do(cast, "carys", publish_list, meeting_id=later.pk)
        assert set(requests(cast, case, later)) == set(requests(cast, case, meeting))

    def test_to_a_list_that_is_out_agencies_are_asked_at_once(self, cast):
        case, _meeting, later = self.at_research(cast)
        with unit_of_work(cast.actor("carys")):
            later.state = MeetingState.PUBLISHED
            later.save()
        self.defer(cast, case, later)
        assert now(cast, case).stage == Stage.RESEARCH
        assert requests(cast, case, later)

    def test_it_may_be_back_without_being_asked_twice(self, cast):
        case, meeting, later = self.at_research(cast)
        set_protocol(cast, most_deferrals=9)
        with unit_of_work(cast.actor("carys")):
            later.state = MeetingState.PUBLISHED
            later.save()
        self.defer(cast, case, later)
        change(cast, case, Case, meeting=None, position=None, stage=Stage.ACCEPTED)
        do(cast, "carys", list_case, case_id=case.pk, meeting_id=meeting.pk)
        assert now(cast, case).stage == Stage.RESEARCH
        assert len(requests(cast, case, meeting)) == len(requests(cast, case, later))

    def test_it_says_why(self, cast):
        case, _meeting, later = self.at_research(cast)
        with pytest.raises(RuleBroken) as broken:
            self.defer(cast, case, later, reason=" ")
        assert broken.value.field == "reason"

    def test_it_waits_for_a_later_meeting(self, cast):
        case, meeting, _later = self.at_research(cast)
        with pytest.raises(RuleBroken) as broken:
            self.defer(cast, case, meeting)
        assert broken.value.field == "to_meeting_id"

    def test_it_waits_as_often_as_the_protocol_says(self, cast):
        case, _meeting, later = self.at_research(cast)
        self.defer(cast, case, later)
        with pytest.raises(RuleBroken, match="1 time"):
            self.defer(cast, case, meeting_in(cast, days=37))
        set_protocol(cast, most_deferrals=2)
        self.defer(cast, case, meeting_in(cast, days=51))
        with pytest.raises(RuleBroken, match="2 times"):
            self.defer(cast, case, meeting_in(cast, days=65))

    @pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.AGREED])
    def test_what_its_meeting_left_over_goes_on_however_often_it_was_moved(self, cast, state):
        case, meeting, later = self.at_research(cast)
        set_protocol(cast, most_deferrals=0)
        with pytest.raises(RuleBroken, match="0 times"):
            self.defer(cast, case, later)
        with unit_of_work(cast.actor("carys")):
            meeting.refresh_from_db()
            meeting.state = state
            meeting.save()
        self.defer(cast, case, later)
        assert now(cast, case).meeting_id == later.pk

    def test_a_case_on_no_meeting_does_not_wait(self, cast):
        with pytest.raises(RuleBroken, match="on no meeting"):
            self.defer(cast, accepted(cast), meeting_in(cast))

    def test_it_refuses_off_circulation(self, cast):
        case, _meeting, later = self.at_research(cast)
        with pytest.raises(Refused):
            do(
                cast,
                "hal",
                defer_case,
                case_id=case.pk,
                to_meeting_id=later.pk,
                reason="No.",
            )
