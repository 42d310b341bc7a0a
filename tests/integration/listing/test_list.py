"""Cases are put on a list, in order."""

from uuid import uuid4

import pytest

from meetings.models import MeetingState, Stage
from meetings.operations.listing import list_case, order_list, take_off_list
from sharing import clock
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import declare_wall, do, now
from tests.integration.listing.helpers import accepted, listed, moves, order_of
from tests.integration.triage.test_joined import join, second_of
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import get, words_of


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

    def test_a_child_whom_a_joined_referral_names_counts(self, cast):
        meeting = meeting_in(cast)
        adult = listed(cast, meeting, with_children=False)
        case, other = accepted(cast, with_children=False), second_of(cast)
        join(cast, case, other)
        page = words_of(get(cast, "carys", "list_case", case.pk))
        assert "There are children in this case, so it goes behind the last case with" in page
        assert "Children in the case" in words_of(get(cast, "carys", "case", case.pk))
        assert "Children in the case" not in words_of(get(cast, "wren", "case", case.pk))
        waiting = words_of(get(cast, "carys", "meeting", meeting.pk))
        assert f"{cast.agency('police').name}, children" in waiting
        do(cast, "carys", list_case, case_id=case.pk, meeting_id=meeting.pk)
        assert order_of(cast, meeting) == [case.pk, adult.pk]
        order = words_of(get(cast, "carys", "meeting", meeting.pk))
        assert "Put cases with children first" not in order and " TT Yes " in order

    def test_one_that_is_joined_later_is_put_first_by_a_button(self, cast):
        meeting = meeting_in(cast)
        adult, case = (listed(cast, meeting, with_children=False) for _number in range(2))
        join(cast, case, second_of(cast))
        assert "Put cases with children first" in words_of(
            get(cast, "carys", "meeting", meeting.pk)
        )
        moves(cast, meeting, "children")
        assert order_of(cast, meeting) == [case.pk, adult.pk]

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
