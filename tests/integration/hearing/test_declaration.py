"""Nobody sees a case of a meeting before agreeing to keep it confidential."""

import pytest
from django.urls import reverse

from meetings.models import Declaration, MeetingState, Stage
from meetings.operations.hearing import (
    begin_hearing,
    declare,
    declare_for,
    end_hearing,
    reopen_hearing,
)
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused
from tests.doing import do, form_token, look
from tests.integration.hearing.helpers import page_of
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import codes, events, newest_event


def test_a_person_agrees_once_for_a_meeting(cast, research):
    client = signed_in_client(cast, "petra")
    way = reverse("declare", args=[research.meeting_id])
    for _again in range(2):
        assert client.post(way, form_token()).status_code == 302
    (one,) = look(cast, lambda: list(Declaration.objects.all()))
    assert (one.user_id, one.name) == (cast.user("petra").pk, "Petra Example")
    assert "declaration_made" in codes()


def test_who_looks_at_the_meeting_is_not_on_record_as_having_agreed(cast, research):
    client = signed_in_client(cast, "petra")
    page = reverse("meeting_opening", args=[research.meeting_id])
    before = codes().count("declaration_made")
    client.get(page)
    assert (newest_event().code, newest_event().also) == ("meetings_seen", [])
    client.post(reverse("declare", args=[research.meeting_id]), form_token())
    client.get(page)
    assert newest_event().code == "meetings_seen" and research.pk in newest_event().cases
    assert codes().count("declaration_made") == before + 1


def test_the_declaration_of_the_area_is_read_first(cast, research):
    client = signed_in_client(cast, "petra")
    page = client.get(reverse("meeting_opening", args=[research.meeting_id])).content.decode()
    assert "What is said here is for the safety of those discussed." in page
    assert research.reference not in page


def test_somebody_without_an_account_is_entered(cast, research):
    client = signed_in_client(cast, "carys")
    way = reverse("declare_for", args=[research.meeting_id])
    assert client.post(way, form_token() | {"name": ""}).status_code == 422
    assert client.post(way, form_token() | {"name": "Uma Creek, GP"}).status_code == 302
    (one,) = look(cast, lambda: list(Declaration.objects.all()))
    assert (one.user_id, one.name) == (None, "Uma Creek, GP")
    page = client.get(reverse("meeting_opening", args=[research.meeting_id])).content.decode()
    assert "Uma Creek, GP (entered by the coordinator)" in page


def test_nobody_agrees_before_the_list_is_out_or_after_the_minutes(cast):
    with pytest.raises(RuleBroken, match="not out yet"):
        do(cast, "petra", declare, meeting_id=meeting_in(cast).pk)
    agreed = meeting_in(cast, days=-9, state=MeetingState.AGREED)
    with pytest.raises(RuleBroken, match="over"):
        do(cast, "carys", declare_for, meeting_id=agreed.pk, name="Sam")


def test_until_then_no_case_of_the_meeting_is_shown(cast, heard_now):
    client = signed_in_client(cast, "petra")
    response = client.get(page_of(heard_now))
    assert response.status_code == 403
    page = response.content.decode()
    assert "Agree to the confidentiality declaration" in page
    assert f'href="{reverse("meetings")}">Open the meeting, which asks for it' in page
    last = events()[-1]
    assert (last.outcome, last.reason, last.cases) == ("refused", "not_declared", [heard_now.pk])


@pytest.mark.parametrize("operation", [begin_hearing, end_hearing, reopen_hearing])
def test_until_then_nothing_is_recorded(cast, operation):
    case = case_at(cast, Stage.HEARING)
    with pytest.raises(Refused) as refused:
        do(cast, "carys", operation, case_id=case.pk)
    assert refused.value.reason is Reason.NOT_DECLARED


def test_a_case_without_a_meeting_has_no_hearing(cast):
    case = case_at(cast, Stage.ACCEPTED)
    client = signed_in_client(cast, "carys")
    assert client.get(reverse("hearing", args=[case.pk])).status_code == 404


def test_who_opens_a_meeting_without_a_case_saw_none(cast):
    meeting = meeting_in(cast, state=MeetingState.PUBLISHED)
    in_the_room(cast, meeting, "petra")
    signed_in_client(cast, "petra").get(reverse("meeting_opening", args=[meeting.pk]))
    assert (newest_event().code, newest_event().also) == ("meetings_seen", ["actions_seen"])
