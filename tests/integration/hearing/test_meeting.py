"""A meeting is opened, and ends when each case was dealt with."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import Meeting, MeetingState
from meetings.operations.hearing import declare, end_hearing, end_meeting, open_meeting
from meetings.queries.hearing import chairs_a_running_meeting, meeting_page
from sharing import clock
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused, unit_of_work
from tests.conftest import as_owner
from tests.doing import do, form_token, fresh
from tests.integration.hearing.helpers import page_of
from tests.signing_in import signed_in_client
from tests.story import meeting_in
from tests.trail import codes


def test_it_opens_the_meeting(cast, research):
    client = signed_in_client(cast, "chidi")
    response = client.post(reverse("open_meeting", args=[research.meeting_id]), form_token())
    assert response.status_code == 302
    meeting = fresh(cast, Meeting, research.meeting_id)
    assert (meeting.state, meeting.version) == (MeetingState.RUNNING, 2)
    assert meeting.started_at is not None
    assert "meeting_opened" in codes()


def test_a_meeting_is_opened_once(cast, research):
    do(cast, "carys", open_meeting, meeting_id=research.meeting_id)
    with pytest.raises(RuleBroken, match="already"):
        do(cast, "carys", open_meeting, meeting_id=research.meeting_id)


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
    do(cast, "carys", end_hearing, case_id=heard_now.pk, gap_reason="Under way.")
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


def test_a_chair_is_kept_awake_while_the_meeting_runs(cast, research):
    def awake(name):
        with unit_of_work(cast.actor(name)) as work:
            return chairs_a_running_meeting(work.actor)

    assert not awake("chidi")
    do(cast, "chidi", open_meeting, meeting_id=research.meeting_id)
    assert awake("chidi")
    assert not awake("carys")
    with clock.set_to(clock.now() + timedelta(hours=13)):
        assert not awake("chidi")
