"""A case moves to another meeting: to wait for a later one, or to be heard earlier."""

import pytest
from django.urls import reverse

from meetings.models import Case, MeetingState, Stage
from meetings.operations.listing import defer_case, list_case, publish_list
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import change, do, now
from tests.integration.listing.helpers import accepted, listed, requests, set_protocol
from tests.signing_in import signed_in_client
from tests.story import meeting_in
from tests.trail import newest_event
from tests.visits import text, words_of


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

    def test_that_it_was_moved_enough_is_said_before_anything_is_typed(self, cast):
        case, _meeting, later = self.at_research(cast)
        meeting_in(cast, days=37)
        barred = "Not possible: it is later, and the case was moved as often as it may be."
        carys, page = signed_in_client(cast, "carys"), reverse("defer", args=[case.pk])
        before = carys.get(page)
        assert "This one was moved 0 times." in words_of(before) and " checked" in text(before)
        assert barred not in words_of(before)
        self.defer(cast, case, later)
        after = carys.get(page)
        said = "A case may be moved 1 time to a later meeting, and this one has been. Hear it"
        assert said in words_of(after) and " checked" not in text(after)
        # An earlier meeting can be chosen, the later one says that it cannot.
        assert words_of(after).count(barred) == 1 and "Earlier than the meeting" in words_of(after)

    def test_it_moves_to_another_meeting(self, cast):
        case, meeting, _later = self.at_research(cast)
        with pytest.raises(RuleBroken) as broken:
            self.defer(cast, case, meeting)
        assert broken.value.field == "to_meeting_id"

    def test_to_be_heard_earlier_is_no_deferral(self, cast):
        """An extra meeting was called for a case that cannot wait."""
        case, meeting, later = self.at_research(cast)
        self.defer(cast, case, later)
        extra = meeting_in(cast, days=2)
        with pytest.raises(RuleBroken) as broken:
            self.defer(cast, case, extra, reason=" ")
        assert broken.value.field == "reason"
        self.defer(cast, case, extra, reason="He is released on Monday.")
        found = now(cast, case)
        assert (found.stage, found.meeting_id, found.deferrals) == (Stage.LISTED, extra.pk, 1)
        assert set(requests(cast, case)) == set(requests(cast, case, meeting))
        with pytest.raises(RuleBroken, match="1 time to a later meeting"):
            self.defer(cast, case, meeting)

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
