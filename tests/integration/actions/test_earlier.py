"""What agencies did before the meeting."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import ActionState, MeetingState, Stage
from meetings.operations.actions import record_earlier_action
from sharing import clock
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused
from tests.doing import do, form_token
from tests.integration.actions.helpers import actions_of
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import events
from tests.visits import day, words_of


def earlier(cast, case, **changes):
    return {
        "case_id": case.pk,
        "what": "Marker on the address",
        "for_whom": "victim",
        "done_on": clock.today(),
        "result": "",
        "agency_id": cast.agency("police").pk,
    } | changes


def test_a_member_records_what_their_agency_did(cast):
    case = case_at(cast, Stage.RESEARCH)
    client = signed_in_client(cast, "petra")
    page = reverse("record_earlier_action", args=[case.pk])
    assert "Done before the meeting" in client.get(page).content.decode()
    today = clock.today()
    sent = {
        "agency_id": str(cast.agency("police").pk),
        "what": "Marker on the address",
        "for_whom": "victim",
        "done_on-day": today.day,
        "done_on-month": today.month,
        "done_on-year": today.year,
        "result": "Placed.",
    }
    assert client.post(page, form_token() | sent).status_code == 302
    (action,) = actions_of(cast, case)
    assert (action.before_meeting, action.state, action.ended_on) == (
        True,
        ActionState.COMPLETED,
        today,
    )
    assert (action.result, action.due_on, action.meeting_id) == ("Placed.", None, case.meeting_id)
    assert "earlier_action_recorded" in [event.code for event in events()]


def test_the_page_offers_a_member_their_own_agency_alone(cast):
    case = case_at(cast, Stage.RESEARCH)
    way = reverse("record_earlier_action", args=[case.pk])
    page = signed_in_client(cast, "petra").get(way).content.decode()
    assert "Housing" not in page.split("<form")[-1]
    page = signed_in_client(cast, "carys").get(way).content.decode()
    assert "Housing" in page
    sent = {"agency_id": str(cast.agency("housing").pk), "what": "x"}
    response = signed_in_client(cast, "petra").post(way, form_token() | sent)
    assert response.status_code == 422


def test_a_keeper_records_for_any_agency_of_the_area(cast, case):
    action = do(cast, "carys", record_earlier_action, **earlier(cast, case, result="Flag set."))
    assert (action.agency_id, action.result) == (cast.agency("police").pk, "Flag set.")
    with pytest.raises(RuleBroken, match="agency of this area"):
        do(cast, "carys", record_earlier_action, **earlier(cast, case, agency_id=uuid4()))


def test_a_member_does_not_speak_for_another_agency(cast, case):
    with pytest.raises(Refused) as refused:
        do(cast, "rowan", record_earlier_action, **earlier(cast, case))
    assert refused.value.reason is Reason.NOT_OWN_AGENCY


def test_before_a_meeting_is_named_it_belongs_to_none(cast):
    case = case_at(cast, Stage.ACCEPTED)
    action = do(cast, "carys", record_earlier_action, **earlier(cast, case))
    assert action.meeting_id is None
    assert action.result == "Done before the meeting"


def test_what_was_done_is_not_in_the_future_nor_long_ago_nor_after_the_minutes(cast, case):
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(RuleBroken, match="future"):
        do(cast, "carys", record_earlier_action, **earlier(cast, case, done_on=tomorrow))
    long_ago = clock.today() - timedelta(days=3 * 365)
    with pytest.raises(RuleBroken, match="more than two years ago"):
        do(cast, "carys", record_earlier_action, **earlier(cast, case, done_on=long_ago))
    agreed = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=1))
    with pytest.raises(RuleBroken, match="agreed"):
        do(cast, "carys", record_earlier_action, **earlier(cast, agreed))


def test_the_day_is_shown_with_its_year(cast):
    case = case_at(cast, Stage.HEARD)
    done_on = clock.today() - timedelta(days=400)
    do(cast, "carys", record_earlier_action, **earlier(cast, case, done_on=done_on))
    words = f"Marker on the address, Police, {date_format(done_on, 'j F Y')}"
    chidi = signed_in_client(cast, "chidi")
    for name in ("hearing", "minutes"):
        assert words in words_of(chidi.get(reverse(name, args=[case.pk]), follow=True)), name


def test_it_refuses_off_circulation(cast, case):
    way = reverse("record_earlier_action", args=[case.pk])
    assert signed_in_client(cast, "hal").get(way).status_code == 404
    assert signed_in_client(cast, "hal").post(way, form_token()).status_code == 404
    assert case.meeting.state == MeetingState.RUNNING


def test_once_the_minutes_are_agreed_the_pages_say_what_can_still_be_said(cast):
    case = case_at(cast, Stage.ACTIONS)
    line = "The minutes are agreed, so the plan no longer changes."
    client = signed_in_client(cast, "chidi")
    in_the_meeting = words_of(client.get(reverse("hearing", args=[case.meeting_id, case.pk])))
    assert line in in_the_meeting and "Record what was done already" not in in_the_meeting
    assert "Correct action" not in in_the_meeting
    way = reverse("record_earlier_action", args=[case.pk])
    alone = words_of(client.get(way))
    assert line in alone and "Record it" not in alone
    today = clock.today()
    sent = {"what": "Marker placed", "for_whom": "victim"} | day("done_on", today)
    sent["agency_id"] = str(cast.agency("police").pk)
    page = client.post(way, form_token() | sent)
    assert page.status_code == 422 and "Marker placed" in page.text, "nothing typed is lost"
