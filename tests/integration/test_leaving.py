"""A case leaves from the second decision of a decline, and from the room."""

import pytest
from django.urls import reverse

from meetings.models import CaseMinutes, MeetingState, Stage
from meetings.operations.actions import record_action, strike_action
from meetings.operations.closure import send_to_right_area, withdraw_case
from meetings.operations.hearing import agree_minutes, end_hearing, end_meeting
from meetings.operations.listing import defer_case
from meetings.operations.transfer import transfer_out
from meetings.operations.triage import propose_decline
from sharing import clock
from sharing.rules import RuleBroken
from tests.doing import do, every, explained, look, now
from tests.integration.hearing.helpers import page_of
from tests.integration.minutes.helpers import minutes_of
from tests.integration.triage.helpers import DECLINE
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.visits import send, text, words_of

GONE = {"reason": "She has moved abroad."}
THERE = {"reason": "She lives there.", "area_name": "Northwold"}
WAYS = ("defer", "withdraw_case", "send_to_right_area", "transfer_out", "record_death")


def agreed_in_the_room(cast, case):
    return do(
        cast,
        "chidi",
        record_action,
        case_id=case.pk,
        agency_id=cast.agency("police").pk,
        what="Visit her",
        for_whom="victim",
        owner="",
        due_on=clock.today(),
    )


def strike(cast, action):
    do(cast, "chidi", strike_action, action_id=action.pk, version=1, reason="Of another case.")


@pytest.mark.parametrize(
    ("operation", "values", "to"),
    [
        (withdraw_case, GONE, Stage.WITHDRAWN),
        (send_to_right_area, THERE, Stage.WRONG_AREA),
        (transfer_out, THERE, Stage.TRANSFERRED),
    ],
)
def test_it_works(cast, operation, values, to):
    declining, heard_now = case_at(cast, Stage.TRIAGE), case_at(cast, Stage.HEARING)
    do(cast, "carys", propose_decline, case_id=declining.pk, **DECLINE)
    for case in (declining, heard_now):
        do(cast, "carys", operation, case_id=case.pk, **values)
        found = now(cast, case)
        assert (found.stage, found.meeting_id, found.position) == (to, None, None)
    # Nothing waits for them: the meeting can end, and nobody is asked for a second decision.
    do(cast, "chidi", end_meeting, meeting_id=heard_now.meeting_id)
    triage = text(signed_in_client(cast, "chidi").get(reverse("triage_list")))
    assert declining.reference not in triage


def test_what_the_meeting_agreed_keeps_the_case_in_its_minutes(cast):
    case = case_at(cast, Stage.HEARING)
    action = agreed_in_the_room(cast, case)
    shut = "Withdraw; Send to the right area; Transfer to another area. The meeting agreed"
    client = signed_in_client(cast, "chidi")
    assert shut in words_of(client.get(page_of(case)))
    explained(cast, "chidi", case)
    assert shut in words_of(client.get(reverse("case", args=[case.pk])))
    page = send(client, reverse("withdraw_case", args=[case.pk]), **GONE)
    assert page.status_code == 422
    assert "the minutes must hold them" in words_of(page)
    strike(cast, action)
    assert "Not possible now" not in words_of(client.get(page_of(case)))
    do(cast, "chidi", withdraw_case, case_id=case.pk, **GONE)


def test_the_room_shows_the_ways_out_to_who_keeps_it(cast):
    case = case_at(cast, Stage.HEARING)
    in_the_room(cast, case.meeting, "petra")
    for who, shown in (("chidi", True), ("petra", False)):
        page = signed_in_client(cast, who).get(page_of(case)).content.decode()
        for name in WAYS:
            assert (f'href="{reverse(name, args=[case.pk])}"' in page) is shown, (who, name)


def test_a_case_marked_as_heard_by_mistake_goes_to_another_meeting(cast):
    case = case_at(cast, Stage.HEARING)
    do(
        cast,
        "chidi",
        end_hearing,
        case_id=case.pk,
        gap_reason="Nothing was said.",
        untold_reason="No safe way.",
    )
    do(cast, "chidi", end_meeting, meeting_id=case.meeting_id)
    later = meeting_in(cast, days=23)
    page = signed_in_client(cast, "chidi").get(reverse("defer", args=[case.pk]))
    assert page.status_code == 200
    do(cast, "chidi", defer_case, case_id=case.pk, to_meeting_id=later.pk, reason="Not heard.")
    found = now(cast, case)
    assert (found.stage, found.meeting_id) == (Stage.LISTED, later.pk)
    assert "No minutes yet" in text(signed_in_client(cast, "carys").get(minutes_of(case)))


def test_a_case_heard_with_actions_stays_with_its_meeting(cast):
    case = case_at(cast, Stage.HEARD)
    later = meeting_in(cast, days=23)
    with pytest.raises(RuleBroken, match="agreed actions"):
        do(cast, "chidi", defer_case, case_id=case.pk, to_meeting_id=later.pk, reason="No.")
    assert now(cast, case).stage == Stage.HEARD


def test_a_case_that_was_heard_and_went_elsewhere_has_its_minutes_agreed(cast):
    meeting = meeting_in(cast, state=MeetingState.HELD)
    gone = case_at(cast, Stage.HEARD, meeting=meeting)
    stays = case_at(cast, Stage.HEARD, meeting=meeting, position=2)
    do(cast, "carys", transfer_out, case_id=gone.pk, **THERE)
    do(cast, "chidi", agree_minutes, meeting_id=meeting.pk)
    assert look(cast, lambda: every(CaseMinutes).filter(scope_id=gone.pk).count()) == 1
    assert now(cast, gone).stage == Stage.TRANSFERRED
    assert now(cast, stays).stage == Stage.ACTIONS
    with pytest.raises(RuleBroken, match="already"):
        do(cast, "chidi", agree_minutes, meeting_id=meeting.pk)
