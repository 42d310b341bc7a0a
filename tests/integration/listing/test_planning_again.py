"""A meeting that was called off in error is held after all: it is planned again, and whoever does
it chooses which of its cases come back."""

import pytest
from django.core import mail

from meetings.models import Case, MeetingState, Stage
from meetings.operations.closure import withdraw_case
from meetings.operations.listing import add_meeting, call_off, plan_again
from meetings.operations.research import answer_case
from sharing import clock
from sharing.rules import RuleBroken
from tests.doing import declare_wall, do, now, one
from tests.integration.listing.helpers import listed, meeting_now, publish, requests
from tests.integration.referral.test_found_too_young import is_a_child
from tests.jobs import run_jobs
from tests.story import meeting_in
from tests.trail import newest_event
from tests.visits import get, post, words_of

WHY = "The town hall is flooded."
HELD = "A meeting is held after all"


@pytest.fixture
def meeting(cast):
    return meeting_in(cast)


@pytest.fixture
def later(cast):
    return meeting_in(cast, days=23)


def off(cast, meeting, to=None, who="carys"):
    values = {"to_meeting_id": to.pk if to else None, "reason": WHY}
    do(cast, who, call_off, meeting_id=meeting.pk, **values)


def again(cast, meeting, *cases, who="carys"):
    return do(cast, who, plan_again, meeting_id=meeting.pk, case_ids=[one.pk for one in cases])


def test_its_cases_are_offered_and_come_back(cast, meeting, later):
    back, stays, gone, young = (listed(cast, meeting) for _each in range(4))
    is_a_child(cast, young)
    elsewhere = listed(cast, later)
    off(cast, meeting, later)
    do(cast, "carys", withdraw_case, case_id=gone.pk, reason="She asked for it.")
    page = words_of(get(cast, "carys", "meeting", meeting.pk))
    assert "Called off in error: plan it again" in page
    page = words_of(get(cast, "carys", "plan_again", meeting.pk))
    assert back.reference in page and stays.reference in page and "at “Listed”" in page
    for one_of in (gone, elsewhere, young):
        assert one_of.reference not in page
    assert {back.pk, stays.pk} == set(newest_event().cases)
    sent = post(cast, "carys", "plan_again", meeting.pk, case_ids=[str(back.pk)])
    assert sent.status_code == 302
    event = newest_event()
    assert event.code == "meeting_planned_again" and back.pk in event.cases
    found = meeting_now(cast, meeting)
    assert (found.state, found.called_off_at, found.why_called_off) == ("planned", None, "")
    assert (now(cast, back).meeting_id, now(cast, back).deferrals) == (meeting.pk, 0)
    assert now(cast, stays).meeting_id == later.pk
    page = words_of(get(cast, "carys", "meeting", meeting.pk))
    assert "Running order: 1 case" in page and "plan it again" not in page


def test_what_waited_comes_back_too_and_what_was_answered_stands(cast, meeting):
    case = listed(cast, meeting)
    publish(cast, meeting)
    request = requests(cast, case)["police"].pk
    values = {"answer": "not_known", "searched": "Names"}
    do(cast, "petra", answer_case, request_id=request, **values)
    off(cast, meeting)
    run_jobs()
    assert "“Accepted”" in words_of(get(cast, "carys", "plan_again", meeting.pk))
    mail.outbox.clear()
    again(cast, meeting, case)
    run_jobs()
    assert {one.subject for one in mail.outbox} == {HELD}
    assert case.reference not in mail.outbox[0].body
    publish(cast, meeting_now(cast, meeting))
    assert requests(cast, case)["police"].answer == "not_known"
    assert now(cast, case).stage == Stage.RESEARCH


def test_a_mail_that_holds_no_more_is_not_sent(cast, meeting):
    listed(cast, meeting)
    publish(cast, meeting)
    run_jobs()
    mail.outbox.clear()
    off(cast, meeting)
    again(cast, meeting)
    run_jobs()
    assert {one.subject for one in mail.outbox} == {HELD}


def test_what_did_not_move_on_yet_stays_on_it(cast, meeting, later):
    case = listed(cast, meeting)
    declare_wall(cast, case, "carys")
    off(cast, meeting, later)
    assert case.reference not in words_of(get(cast, "carys", "plan_again", meeting.pk))
    assert "Which of its cases" not in words_of(get(cast, "carys", "plan_again", meeting.pk))
    assert post(cast, "carys", "plan_again", meeting.pk).status_code == 302
    run_jobs()
    assert one(cast, "chidi", Case, case).meeting_id == meeting.pk


def test_of_a_case_behind_a_wall_nothing_shows(cast, meeting, later):
    case = listed(cast, meeting)
    off(cast, meeting, later)
    declare_wall(cast, case, "carys")
    assert case.reference not in words_of(get(cast, "carys", "plan_again", meeting.pk))
    with pytest.raises(RuleBroken, match="moved on meanwhile"):
        again(cast, meeting, case)
    again(cast, meeting, case, who="chidi")
    assert one(cast, "chidi", Case, case).meeting_id == meeting.pk


def test_it_is_refused_where_it_cannot_be(cast, meeting):
    page = words_of(get(cast, "carys", "plan_again", meeting.pk))
    assert "It is not called off, or its time has passed." in page
    answer = post(cast, "carys", "plan_again", meeting.pk)
    assert answer.status_code == 422 and "This meeting is not called off." in words_of(answer)
    off(cast, meeting)
    with clock.set_to(meeting.starts_at), pytest.raises(RuleBroken, match="has passed"):
        again(cast, meeting)
    do(cast, "carys", add_meeting, starts_at=meeting.starts_at, sure=True)
    with pytest.raises(RuleBroken, match="another meeting at this time"):
        again(cast, meeting)
    assert meeting_now(cast, meeting).state == MeetingState.CALLED_OFF
