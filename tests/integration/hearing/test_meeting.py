"""A meeting is opened, and ends when each case was dealt with."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import Meeting, MeetingState, Stage
from meetings.operations.hearing import (
    begin_hearing,
    declare,
    end_hearing,
    end_meeting,
    open_meeting,
)
from meetings.queries.hearing import meeting_page, meetings_kept
from meetings.rules.working_days import LONDON
from sharing import clock
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests import story
from tests.conftest import as_owner
from tests.doing import do, form_token, fresh
from tests.integration.hearing.helpers import page_of
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import codes

WHY = {"gap_reason": "Under way.", "untold_reason": "No safe way."}


def test_it_opens_the_meeting(cast, research):
    client = signed_in_client(cast, "chidi")
    said = form_token() | {"sure": "on"}
    response = client.post(reverse("open_meeting", args=[research.meeting_id]), said)
    assert response.status_code == 302
    meeting = fresh(cast, Meeting, research.meeting_id)
    assert (meeting.state, meeting.version) == (MeetingState.RUNNING, 2)
    assert meeting.started_at is not None
    assert "meeting_opened" in codes()


def test_before_its_day_it_asks(cast, research):
    client = signed_in_client(cast, "chidi")
    way = reverse("open_meeting", args=[research.meeting_id])
    opening = client.get(reverse("meeting_opening", args=[research.meeting_id])).content.decode()
    assert f'href="{way}"' in opening and f'action="{way}"' not in opening
    assert "It begins now, 9 days before its day" in client.get(way).content.decode()
    answer = client.post(way, form_token())
    page = answer.content.decode()
    assert answer.status_code == 422 and "in 9 days. Say that it begins now, or wait." in page
    assert fresh(cast, Meeting, research.meeting_id).state == MeetingState.PUBLISHED


@pytest.mark.parametrize("days", [0, -1])
def test_on_its_day_and_after_it_asks_nothing(cast, days):
    meeting = meeting_in(cast, days=days, state=MeetingState.PUBLISHED)
    client = signed_in_client(cast, "chidi")
    way = reverse("open_meeting", args=[meeting.pk])
    opening = client.get(reverse("meeting_opening", args=[meeting.pk])).content.decode()
    assert f'action="{way}"' in opening
    assert "It begins now" not in client.get(way).content.decode()
    assert client.post(way, form_token()).status_code == 302
    assert fresh(cast, Meeting, meeting.pk).state == MeetingState.RUNNING


def test_its_day_is_that_of_london(cast):
    """Half past midnight in summer is the day before in UTC."""
    starts = datetime(2027, 6, 10, 0, 30, tzinfo=LONDON)
    meeting = meeting_in(cast, state=MeetingState.PUBLISHED)
    with unit_of_work(cast.actor("carys")):
        meeting.starts_at = starts
        meeting.save()
    with clock.set_to(datetime(2027, 6, 9, 23, 50, tzinfo=LONDON)):
        with pytest.raises(RuleBroken, match="in 1 day") as broken:
            do(cast, "carys", open_meeting, meeting_id=meeting.pk)
        assert broken.value.field == "sure"
    with clock.set_to(datetime(2027, 6, 10, 0, 10, tzinfo=LONDON)):
        do(cast, "carys", open_meeting, meeting_id=meeting.pk)


def test_a_meeting_is_opened_once(cast, research):
    do(cast, "carys", open_meeting, meeting_id=research.meeting_id, sure=True)
    with pytest.raises(RuleBroken, match="already"):
        do(cast, "carys", open_meeting, meeting_id=research.meeting_id, sure=True)


def test_a_meeting_without_a_list_is_not_opened(cast):
    meeting = meeting_in(cast)
    client = signed_in_client(cast, "carys")
    response = client.post(reverse("open_meeting", args=[meeting.pk]), form_token())
    assert response.status_code == 422
    assert "Publish the list of this meeting first." in response.content.decode()


@pytest.mark.parametrize("name", ["open_meeting", "end_meeting", "record_presence", "declare_for"])
def test_only_keepers_run_a_meeting(cast, research, name):
    client = signed_in_client(cast, "petra")
    way = reverse(name, args=[research.meeting_id])
    assert client.get(way).status_code == 403
    assert client.post(way, form_token() | {"name": "Sam", "version": 1}).status_code == 403


@pytest.mark.parametrize(
    "name", ["open_meeting", "end_meeting", "record_presence", "declare_for", "declare"]
)
def test_the_pages_of_a_meeting_can_be_opened(cast, research, name):
    client = signed_in_client(cast, "carys")
    response = client.get(reverse(name, args=[research.meeting_id]))
    assert response.status_code == 200
    assert "Tara" not in response.content.decode()


@pytest.mark.parametrize(
    "name", ["meeting_opening", "open_meeting", "end_meeting", "record_presence", "declare"]
)
def test_it_refuses_other_area(cast, research, name):
    client = signed_in_client(cast, "nia")
    assert client.get(reverse(name, args=[research.meeting_id])).status_code == 404
    assert client.get(reverse(name, args=[uuid4()])).status_code == 404


def test_an_observer_comes_to_one_meeting(cast, research):
    from datetime import date

    from sharing.actor import Actor
    from sharing.models import Membership
    from sharing.roles import Role

    other = meeting_in(cast, days=30, state=MeetingState.PUBLISHED)
    with as_owner(), unit_of_work(Actor.system("seed")):
        cast.memberships["observer"] = Membership.objects.create(
            user=cast.user("hal"),
            agency=cast.agency("acute"),
            role=Role.OBSERVER,
            starts_on=date(2020, 1, 1),
            admitted_to=research.meeting_id,
        )
    do(cast, "observer", declare, meeting_id=research.meeting_id)
    with pytest.raises(Refused) as refused:
        do(cast, "observer", declare, meeting_id=other.pk)
    assert refused.value.reason is Reason.NOTHING_THERE
    with unit_of_work(cast.actor("observer")) as work:
        assert meeting_page(work.actor, research.meeting_id).order == []


@pytest.mark.parametrize("name", ["meeting_opening", "meeting_minutes", "meeting_minutes_paper"])
def test_pages_of_a_meeting_reject_post(cast, research, name):
    client = signed_in_client(cast, "carys")
    assert client.post(reverse(name, args=[research.meeting_id])).status_code == 405


def test_a_meeting_ends_when_each_case_was_dealt_with(cast, heard_now):
    client = signed_in_client(cast, "carys")
    way = reverse("end_meeting", args=[heard_now.meeting_id])
    response = client.post(way, form_token())
    assert response.status_code == 422
    assert heard_now.reference in response.content.decode()
    do(cast, "carys", end_hearing, case_id=heard_now.pk, **WHY)
    opening = reverse("meeting_opening", args=[heard_now.meeting_id])
    assert f'action="{way}"' in client.get(opening).content.decode()
    assert client.post(way, form_token()).status_code == 302
    assert fresh(cast, Meeting, heard_now.meeting_id).state == MeetingState.HELD
    page = client.get(opening).content.decode()
    assert reverse("meeting_minutes", args=[heard_now.meeting_id]) in page
    with pytest.raises(RuleBroken, match="not under way"):
        do(cast, "carys", end_meeting, meeting_id=heard_now.meeting_id)
    page = client.get(page_of(heard_now)).content.decode()
    assert "Go back to the case" not in page


def test_who_keeps_a_meeting_is_kept_awake_while_it_runs(cast, research):
    def awake(name):
        with unit_of_work(cast.actor(name)) as work:
            return meetings_kept(work.actor)

    assert not awake("chidi")
    do(cast, "chidi", open_meeting, meeting_id=research.meeting_id, sure=True)
    assert awake("chidi")
    # A coordinator who attends it, and nobody else who does.
    assert not awake("carys")
    story.in_the_room(cast, research.meeting, "carys", "petra")
    assert awake("carys") and not awake("petra")
    with clock.set_to(clock.now() + timedelta(hours=13)):
        assert not awake("chidi") and not awake("carys")


def test_the_pause_of_who_kept_a_meeting_begins_when_it_has_ended(cast, research):
    client, begun = signed_in_client(cast, "chidi"), clock.now()
    do(cast, "chidi", open_meeting, meeting_id=research.meeting_id, sure=True)
    in_the_room(cast, research.meeting, "chidi")
    with clock.set_to(begun + timedelta(minutes=60)):
        do(cast, "chidi", begin_hearing, case_id=research.pk)
        do(cast, "chidi", end_hearing, case_id=research.pk, **WHY)
        do(cast, "chidi", end_meeting, meeting_id=research.meeting_id)
    for minutes, status in ((61, 200), (79, 200), (81, 401)):
        with clock.set_to(begun + timedelta(minutes=minutes)):
            poll = client.get(page_of(research), headers={"X-Background": "1"})
            assert poll.status_code == status


def test_a_coordinator_is_kept_awake_since_they_agreed(cast, research):
    """A session of theirs that was over by then stays over."""
    left_behind, begun = signed_in_client(cast, "carys"), clock.now()
    with clock.set_to(begun + timedelta(minutes=10)):
        do(cast, "chidi", open_meeting, meeting_id=research.meeting_id, sure=True)
        story.in_the_room(cast, research.meeting, "petra")
    with clock.set_to(begun + timedelta(minutes=30)):
        story.in_the_room(cast, research.meeting, "carys")
        here = signed_in_client(cast, "carys")
    with clock.set_to(begun + timedelta(minutes=55)):
        assert left_behind.get(reverse("home")).status_code == 302
        assert here.get(reverse("home")).status_code == 200


def test_the_opening_page_says_what_comes_next(cast):
    first = case_at(cast, Stage.RESEARCH)
    meeting_id = first.meeting_id
    second = case_at(cast, Stage.RESEARCH, meeting=first.meeting, position=2)
    client = signed_in_client(cast, "chidi")
    opening = reverse("meeting_opening", args=[meeting_id])

    def steps():
        page = client.get(opening).content.decode()
        return page[page.index("Next steps") : page.index("Present: ")]

    assert "Nobody is recorded yet" in steps() and "Open the meeting" in steps()
    assert first.reference not in steps()  # before the declaration nothing names a case
    in_the_room(cast, first.meeting, "chidi")
    assert f"Hear {first.reference}" in steps() and "Open the meeting first." in steps()
    do(cast, "chidi", open_meeting, meeting_id=meeting_id, sure=True)
    assert f'href="{page_of(first)}"' in steps() and "Open the meeting" not in steps()
    do(cast, "chidi", begin_hearing, case_id=first.pk)
    assert f"Go on with {first.reference}" in steps() and second.reference not in steps()
    do(
        cast,
        "chidi",
        end_hearing,
        case_id=first.pk,
        gap_reason="No action is needed.",
        untold_reason="No safe way.",
    )
    assert f"Hear {second.reference}" in steps()
    of_petra = signed_in_client(cast, "petra").get(opening).content.decode()
    assert "Next steps" not in of_petra
