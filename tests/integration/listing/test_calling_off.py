"""A planned meeting is called off: its cases move on, also those that a conflict of interest hides
from whoever does it, and nothing tells them of one."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse

from meetings.models import CaseStage, Meeting, MeetingState, Stage
from meetings.operations.hearing import (
    admit_observer,
    declare,
    open_meeting,
    record_presence,
    take_back_observer,
)
from meetings.operations.listing import (
    add_meeting,
    call_off,
    defer_case,
    list_case,
    order_list,
    plan_meetings,
    publish_list,
)
from meetings.queries.actions import due_before_next
from sharing import clock
from sharing.models import Membership
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import declare_wall, do, form_token, look, now, one
from tests.integration.listing.helpers import (
    listed,
    meeting_now,
    order_of,
    publish,
    requests,
    set_meeting,
)
from tests.integration.referral.test_found_too_young import is_a_child
from tests.integration.test_closure import record_that_she_died
from tests.integration.test_deaths_taken_back import take_back
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import events, newest_event
from tests.visits import send, words_of

WHY = "The town hall is flooded."


@pytest.fixture
def meeting(cast):
    return meeting_in(cast)


@pytest.fixture
def later(cast):
    return meeting_in(cast, days=23)


def off(cast, meeting, to=None, who="carys", reason=WHY):
    to_id = to and to.pk
    values = {"meeting_id": meeting.pk, "to_meeting_id": to_id, "reason": reason}
    return do(cast, who, call_off, **values)


def path_of(meeting, name="call_off"):
    return reverse(name, args=[meeting.pk])


class TestOnItsPage:
    def test_its_cases_go_to_another_meeting(self, cast, meeting, later):
        first, second = listed(cast, meeting), listed(cast, meeting)
        there = listed(cast, later)
        carys = signed_in_client(cast, "carys")
        assert path_of(meeting) in carys.get(path_of(meeting, "meeting")).content.decode()
        page = words_of(carys.get(path_of(meeting)))
        assert "2 cases stand on its list." in page and "They wait for a meeting" in page
        empty = words_of(send(carys, path_of(meeting)))
        assert "Choose where its cases go" in empty and "Give the reason" in empty
        sent = send(carys, path_of(meeting), to_meeting_id=str(later.pk), reason=WHY)
        assert sent["Location"] == path_of(meeting, "meeting")
        event = newest_event()
        assert event.code == "meeting_called_off"
        assert set(event.cases) == {first.pk, second.pk}
        assert set(event.items) == {meeting.pk, later.pk}
        assert order_of(cast, later) == [there.pk, first.pk, second.pk]
        found = now(cast, first)
        assert (found.stage, found.meeting_id, found.deferrals) == (Stage.LISTED, later.pk, 0)
        moved = one(cast, "carys", CaseStage, first, from_stage=Stage.LISTED)
        assert (moved.to_stage, moved.reason) == (Stage.LISTED, WHY)
        page = words_of(carys.get(sent["Location"]))
        assert "The meeting is called off, and its cases have moved." in page
        assert f"by Carys Example: {WHY}" in page and "No case stands on its list." in page
        assert "Publish" not in page and "Call the meeting off" not in page
        again = carys.post(
            path_of(meeting), form_token() | {"to_meeting_id": "wait", "reason": WHY}
        )
        assert again.status_code == 422 and "This meeting was called off." in words_of(again)
        assert "so it is not called off any more" in words_of(again)

    def test_they_wait_where_that_is_chosen(self, cast, meeting):
        case = listed(cast, meeting)
        carys = signed_in_client(cast, "carys")
        send(carys, path_of(meeting), to_meeting_id="wait", reason=WHY)
        found = now(cast, case)
        assert (found.stage, found.meeting_id, found.position) == (Stage.ACCEPTED, None, None)

    @pytest.mark.parametrize("chosen", ["no meeting", "its own"])
    def test_a_wrong_choice_is_refused_by_its_field(self, cast, meeting, chosen):
        values = {"to_meeting_id": str(meeting.pk) if chosen == "its own" else chosen}
        carys = signed_in_client(cast, "carys")
        sent = send(carys, path_of(meeting), reason=WHY, **values)
        assert sent.status_code == 422
        assert meeting_now(cast, meeting).state == MeetingState.PLANNED

    def test_it_stands_in_the_list_and_is_no_next_meeting(self, cast, meeting, later):
        case = listed(cast, meeting)
        off(cast, meeting, later)
        day = f"{meeting.starts_at:%-d} {meeting.starts_at:%B}"
        carys = signed_in_client(cast, "carys")
        calendar = words_of(carys.get(reverse("meetings")))
        assert "Meetings to come: 1" in calendar and "Called off" in calendar
        assert calendar.index("those called off") < calendar.rindex(day)
        assert day not in words_of(carys.get(reverse("home")))
        assert now(cast, case).meeting_id == later.pk
        opening = words_of(carys.get(path_of(meeting, "meeting_opening")))
        assert "This meeting was called off." in opening and "Next steps" not in opening
        minutes = words_of(carys.get(path_of(meeting, "meeting_minutes")))
        assert "Presence and apologies" not in minutes
        for who in ("petra", "odile"):
            page = words_of(signed_in_client(cast, who).get(path_of(meeting, "meeting")))
            assert WHY in page

    @pytest.mark.parametrize(("who", "status"), [("petra", 403), ("odile", 403), ("nia", 404)])
    def test_only_keepers_call_off(self, cast, meeting, who, status):
        client = signed_in_client(cast, who)
        assert client.get(path_of(meeting)).status_code == status
        assert client.post(path_of(meeting), form_token()).status_code == status
        with pytest.raises(Refused):
            off(cast, meeting, who=who)


class TestRules:
    def test_the_reason_is_needed(self, cast, meeting):
        with pytest.raises(RuleBroken) as broken:
            off(cast, meeting, reason=" ")
        assert broken.value.field == "reason"

    @pytest.mark.parametrize("state", [MeetingState.RUNNING, MeetingState.HELD])
    def test_what_has_begun_is_not_called_off(self, cast, meeting, state):
        set_meeting(cast, meeting, state=state)
        with pytest.raises(RuleBroken, match="has begun"):
            off(cast, meeting)

    def test_its_cases_go_to_none_that_takes_no_more(self, cast, meeting, later):
        set_meeting(cast, later, state=MeetingState.RUNNING)
        with pytest.raises(RuleBroken) as broken:
            off(cast, meeting, later)
        assert broken.value.field == "to_meeting_id"

    def test_nothing_goes_on_at_it(self, cast, meeting, later):
        case = listed(cast, later)
        off(cast, meeting)
        about = {"meeting_id": meeting.pk}
        for operation, values in (
            (publish_list, about),
            (order_list, about | {"case_ids": []}),
            (open_meeting, about),
            (record_presence, about | {"presences": {}}),
            (declare, about),
            (defer_case, {"case_id": case.pk, "to_meeting_id": meeting.pk, "reason": WHY}),
        ):
            with pytest.raises(RuleBroken, match="was called off"):
                do(cast, "carys", operation, **values)

    def test_another_can_be_held_at_its_time_and_the_pattern_leaves_its_day_out(
        self, cast, meeting
    ):
        off(cast, meeting)
        again = do(cast, "carys", add_meeting, starts_at=meeting.starts_at)
        assert again.state == MeetingState.PLANNED
        planned = do(cast, "carys", plan_meetings, count=3)
        assert meeting.starts_at not in [one.starts_at for one in planned]
        with pytest.raises(IntegrityError), unit_of_work(cast.actor("carys")):
            row = Meeting.objects.get(pk=again.pk)
            row.state = MeetingState.CALLED_OFF
            row.save()

    def test_a_child_goes_to_no_meeting(self, cast, meeting, later):
        child, other = listed(cast, meeting), listed(cast, meeting)
        is_a_child(cast, child)
        off(cast, meeting, later)
        assert now(cast, child).stage == Stage.ACCEPTED
        assert now(cast, other).meeting_id == later.pk

    def test_the_next_actions_are_due_by_the_meeting_that_is_held(self, cast):
        held, soon = meeting_in(cast, days=1), meeting_in(cast, days=16)
        meeting_in(cast, days=30)
        before = look(cast, due_before_next, meeting=held)
        off(cast, soon)
        assert look(cast, due_before_next, meeting=held) - before == timedelta(days=14)

    def test_a_case_on_hold_stays_and_once_taken_back_waits(self, cast, meeting, later):
        case = listed(cast, meeting)
        record_that_she_died(cast, case)
        off(cast, meeting, later)
        run_jobs()
        assert (now(cast, case).stage, now(cast, case).meeting_id) == (Stage.DIED, meeting.pk)
        take_back(cast, case)
        assert (now(cast, case).stage, now(cast, case).meeting_id) == (Stage.ACCEPTED, None)


class TestResearch:
    def test_where_that_list_is_out_agencies_are_asked_at_once(self, cast, meeting, later):
        case, there = listed(cast, meeting), listed(cast, later)
        publish(cast, meeting)
        publish(cast, later)
        off(cast, meeting, later)
        assert now(cast, case).stage == Stage.RESEARCH
        assert set(requests(cast, case, later)) == set(requests(cast, there, later))
        assert newest_event().also == ["research_asked"]

    def test_what_was_asked_for_it_is_owed_no_more(self, cast, meeting):
        listed(cast, meeting)
        publish(cast, meeting)
        petra = signed_in_client(cast, "petra")
        day = f"{meeting.starts_at:%-d} {meeting.starts_at:%B}"
        assert day in words_of(petra.get(reverse("home")))
        assert day in words_of(petra.get(reverse("research")))
        off(cast, meeting)
        assert day not in words_of(petra.get(reverse("home")))
        assert day not in words_of(petra.get(reverse("research")))


class TestNotices:
    def test_agencies_that_were_asked_are_told_and_no_others(self, cast, meeting):
        case = listed(cast, meeting)
        publish(cast, meeting)
        run_jobs()
        asked = {mail_.to[0] for mail_ in mail.outbox}
        mail.outbox.clear()
        off(cast, meeting)
        run_jobs()
        assert asked and {letter.to[0] for letter in mail.outbox} == asked
        for letter in mail.outbox:
            said = letter.subject + letter.body
            assert "is called off" in said
            assert case.reference not in said and "Tarn" not in said and WHY not in said
        assert newest_event().code == "notice_sent"

    def test_before_its_list_was_out_nobody_is(self, cast, meeting):
        listed(cast, meeting)
        off(cast, meeting)
        run_jobs()
        assert mail.outbox == []

    def test_its_observers_are_told_and_come_no_more(self, cast, meeting):
        values = {"name": "Sol Reach", "email": "sol@college.example", "why": "Begins in May"}
        agency = cast.agency("housing").pk
        do(cast, "carys", admit_observer, meeting_id=meeting.pk, agency_id=agency, **values)
        run_jobs()
        mail.outbox.clear()
        off(cast, meeting)
        run_jobs()
        (letter,) = mail.outbox
        assert letter.to == ["sol@college.example"]
        with unit_of_work(cast.actor("carys")):
            assert Membership.objects.get(admitted_to=meeting.pk).ends_on == clock.today()

    def test_an_observer_who_was_taken_back_is_not(self, cast, meeting):
        values = {"name": "Sol Reach", "email": "sol@college.example", "why": "Begins in May"}
        agency = cast.agency("housing").pk
        admission = do(
            cast, "carys", admit_observer, meeting_id=meeting.pk, agency_id=agency, **values
        )
        do(cast, "carys", take_back_observer, meeting_id=meeting.pk, admission_id=admission.pk)
        run_jobs()
        mail.outbox.clear()
        off(cast, meeting)
        run_jobs()
        assert mail.outbox == []


class TestPastTheWall:
    """A case on the list that is not there for the coordinator who calls the meeting off."""

    @pytest.fixture
    def hidden(self, cast, meeting):
        hidden = listed(cast, meeting)
        declare_wall(cast, hidden, "carys")
        return hidden

    def pages(self, cast, *meetings):
        carys = signed_in_client(cast, "carys")
        paths = [reverse("home"), reverse("meetings"), reverse("cases")]
        for meeting in meetings:
            paths += [path_of(meeting, name) for name in ("meeting", "call_off", "research_grid")]
        return [words_of(carys.get(path)) for path in paths]

    def test_it_goes_to_the_same_meeting_behind_what_stands_there(
        self, cast, meeting, later, hidden
    ):
        there, seen = listed(cast, later), listed(cast, meeting)
        off(cast, meeting, later)
        assert newest_event().cases == [seen.pk]
        run_jobs()
        with unit_of_work(cast.actor("chidi")):
            hidden.refresh_from_db()
        assert (hidden.stage, hidden.meeting_id) == (Stage.LISTED, later.pk)
        assert order_of(cast, later) == [there.pk, seen.pk, hidden.pk]
        moves = [one for one in events() if one.code == "case_moved_on"]
        assert [(one.cases, set(one.items)) for one in moves] == [
            ([hidden.pk], {meeting.pk, later.pk})
        ]
        kept = one(cast, "chidi", CaseStage, hidden, from_stage=Stage.LISTED)
        assert (kept.reason, kept.moved_by_id) == (WHY, None)
        # Another case comes to the list without a word of the one in between.
        third = listed(cast, later)
        assert order_of(cast, later, "carys") == [there.pk, seen.pk, third.pk]

    def test_it_waits_like_the_others(self, cast, meeting, hidden):
        off(cast, meeting)
        run_jobs()
        with unit_of_work(cast.actor("chidi")):
            hidden.refresh_from_db()
        assert (hidden.stage, hidden.meeting_id, hidden.position) == (Stage.ACCEPTED, None, None)

    def test_it_waits_where_that_meeting_takes_no_more_by_then(self, cast, meeting, later, hidden):
        off(cast, meeting, later)
        set_meeting(cast, later, state=MeetingState.RUNNING)
        run_jobs()
        with unit_of_work(cast.actor("chidi")):
            hidden.refresh_from_db()
        assert (hidden.stage, hidden.meeting_id) == (Stage.ACCEPTED, None)

    def test_who_sees_it_may_have_been_faster(self, cast, meeting, later, hidden):
        off(cast, meeting, later)
        assert meeting_now(cast, meeting).state == MeetingState.CALLED_OFF
        home = words_of(signed_in_client(cast, "chidi").get(reverse("home")))
        assert f"{hidden.reference} was left over by the meeting" in home
        values = {"case_id": hidden.pk, "to_meeting_id": later.pk, "reason": "Off."}
        do(cast, "chidi", defer_case, **values)
        run_jobs()
        assert [one for one in events() if one.code == "case_moved_on"] == []

    def test_nothing_tells_of_it(self, cast, meeting, later):
        """Each page reads the same, before and after, with and without a case that is hidden."""
        seen = listed(cast, meeting)
        publish(cast, meeting)
        self.pages(cast, meeting, later)
        before = self.pages(cast, meeting, later)
        hidden = case_at(cast, Stage.ACCEPTED)
        declare_wall(cast, hidden, "carys")
        do(cast, "chidi", list_case, case_id=hidden.pk, meeting_id=meeting.pk)
        assert self.pages(cast, meeting, later) == before
        off(cast, meeting, later)
        after = self.pages(cast, meeting, later)
        run_jobs()
        assert self.pages(cast, meeting, later) == after
        assert all(hidden.reference not in page for page in after)
        assert now(cast, seen).meeting_id == later.pk

    def test_where_that_list_is_out_who_sees_it_is_told_that_nobody_was_asked(
        self, cast, meeting, later, hidden
    ):
        listed(cast, later)
        publish(cast, later)
        off(cast, meeting, later)
        run_jobs()
        chidi = signed_in_client(cast, "chidi")
        assert f"No agency was asked about {hidden.reference}" in words_of(
            chidi.get(reverse("home"))
        )
        send(chidi, reverse("ask_research", args=[hidden.pk]))
        assert "No agency was asked" not in words_of(chidi.get(reverse("home")))
        with unit_of_work(cast.actor("chidi")):
            hidden.refresh_from_db()
        assert hidden.stage == Stage.RESEARCH
        carys = signed_in_client(cast, "carys")
        assert hidden.reference not in words_of(carys.get(reverse("home")))

    def test_without_a_case_that_they_see_it_is_asked_where_cases_go_all_the_same(
        self, cast, meeting, hidden
    ):
        page = words_of(signed_in_client(cast, "carys").get(path_of(meeting)))
        assert "0 cases stand on its list." in page and "Where do its cases go?" in page
        off(cast, meeting)
        assert newest_event().cases == []

    def test_agencies_that_were_asked_about_it_alone_are_told_too(self, cast, meeting, hidden):
        do(cast, "chidi", publish_list, meeting_id=meeting.pk)
        run_jobs()
        mail.outbox.clear()
        off(cast, meeting)
        run_jobs()
        assert mail.outbox and all("is called off" in one.body for one in mail.outbox)
