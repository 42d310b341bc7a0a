"""Who makes a plan and when, and what its words mean."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from meetings.models import Attendance, MeetingState, Stage
from meetings.operations.actions import record_action
from meetings.queries.actions import due_before_next, known_of
from sharing import clock
from sharing.models import Membership, Party
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, form_token, look
from tests.integration.actions.helpers import values, way
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import events


def test_it_records_event(cast, case):
    action = do(cast, "carys", record_action, **values(cast, case))
    last = events()[-1]
    assert (last.code, last.cases, last.items) == ("action_recorded", [case.pk], [action.pk])


@pytest.mark.parametrize("name", ["petra", "hal", "rowan", "ines"])
def test_it_records_refusal(cast, case, name):
    with pytest.raises(Refused) as refused:
        do(cast, name, record_action, **values(cast, case))
    assert refused.value.reason is Reason.NOT_IN_ROLE
    last = events()[-1]
    assert (last.code, last.outcome) == ("action_recorded", "refused")


def test_it_refuses_other_area(cast, case):
    with pytest.raises(Refused) as refused:
        do(cast, "nia", record_action, **values(cast, case))
    assert refused.value.reason is Reason.OTHER_AREA


def test_a_keeper_who_has_not_declared_records_nothing(cast):
    case = case_at(cast, Stage.HEARING)
    with pytest.raises(Refused) as refused:
        do(cast, "carys", record_action, **values(cast, case))
    assert refused.value.reason is Reason.NOT_DECLARED


def test_a_plan_is_made_while_the_case_is_heard_and_until_the_minutes(cast):
    early, late, agreed = (
        case_at(cast, stage, meeting=meeting_in(cast, days=days, state=MeetingState.PUBLISHED))
        for stage, days in ((Stage.RESEARCH, 9), (Stage.HEARD, 2), (Stage.ACTIONS, 1))
    )
    in_the_room(cast, early.meeting, "carys")
    in_the_room(cast, late.meeting, "carys")
    with pytest.raises(RuleBroken, match="not being heard"):
        do(cast, "carys", record_action, **values(cast, early))
    do(cast, "carys", record_action, **values(cast, late))
    with pytest.raises(RuleBroken, match="not being heard"):
        do(cast, "chidi", record_action, **values(cast, agreed))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"agency_id": uuid4()}, "agency of this area"),
        ({"due_on": date(2020, 1, 1)}, "in the past"),
        ({"due_on": date(2099, 1, 1)}, "more than a year ahead"),
        ({"party_id": uuid4()}, "somebody of this case"),
    ],
)
def test_what_cannot_be(cast, case, changes, words):
    with pytest.raises(RuleBroken, match=words):
        do(cast, "carys", record_action, **values(cast, case, **changes))


def test_an_action_is_for_nobody_who_was_taken_off(cast, case):
    with unit_of_work(cast.actor("carys")):
        alder = Party.objects.get(scope=case.pk, role="child")
        alder.ended_on = clock.today()
        alder.save()
    with pytest.raises(RuleBroken, match="somebody of this case"):
        do(cast, "carys", record_action, **values(cast, case, party_id=alder.pk))


def test_a_due_date_in_the_past_is_said_at_its_field(cast, case):
    client = signed_in_client(cast, "carys")
    response = client.post(way(case), form_token() | {"line": "police visit for victim 1/1/2020"})
    assert response.status_code == 422
    assert "The due date cannot be in the past" in response.content.decode()


def test_an_action_is_due_before_the_next_meeting(cast, case):
    two_weeks = clock.today() + timedelta(days=9 + 14)
    meeting = look(cast, lambda: type(case.meeting).objects.get(pk=case.meeting_id))
    assert look(cast, lambda: due_before_next(meeting)) == two_weeks
    following = meeting_in(cast, days=30)
    due = look(cast, lambda: due_before_next(meeting))
    day = timezone.localdate(following.starts_at)
    assert timedelta(2) <= day - due <= timedelta(6)  # two working days, and what lies between
    assert due.weekday() < 5


def test_the_owner_is_who_came(cast, case):
    with unit_of_work(cast.actor("carys")):
        Attendance.objects.create(
            meeting=case.meeting,
            agency=cast.agency("children"),
            presence="present",
            who="Maya Brook, Kit Ware",
        )
    with as_owner(), unit_of_work(cast.actor("carys")):
        gone = cast.memberships["ines"]
        gone.ends_on = date(2021, 1, 1)
        gone.save()
        assert Membership.objects.filter(pk=gone.pk).exists()
    case.meeting.refresh_from_db()
    known = look(cast, lambda: known_of(case))
    children = known.agency(cast.agency("children").pk)
    assert (children.who, children.people) == ("Maya Brook", ("Maya Brook", "Kit Ware"))
    assert known.agency(cast.agency("police").pk).people == ("Petra Example",)
    assert known.agency(cast.agency("idva").pk).people == ()


def test_a_line_about_a_case_without_a_meeting_is_read(cast):
    """It was taken off the list while somebody typed it."""
    case = case_at(cast, Stage.ACCEPTED)
    known = look(cast, lambda: known_of(case))
    assert known.due_on == clock.today() and known.agency(cast.agency("police").pk)
