"""What was heard is recorded, and a plan with a gap needs a reason."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import Hearing, Stage
from meetings.operations.actions import record_action
from meetings.operations.hearing import end_hearing, record_hearing, reopen_hearing
from sharing import clock
from sharing.models import Party
from sharing.rules import Overtaken, RuleBroken
from sharing.unit import unit_of_work
from tests.doing import do, form_token, fresh, look
from tests.integration.actions.helpers import HTMX
from tests.integration.hearing.helpers import page_of
from tests.signing_in import signed_in_client
from tests.story import in_the_room
from tests.trail import codes, events
from tests.visits import hidden


def recorded(**changes):
    return {
        "presented_by": "Wren Mill",
        "summary": "In short.",
        "spoken": "Said in the room.",
        "risks": "Serious injury.",
        "protective": "Bail.",
        "decisions": "Disclosure first.",
    } | changes


def test_it_records_what_was_heard(cast, heard_now):
    in_the_room(cast, heard_now.meeting, "petra")
    client = signed_in_client(cast, "carys")
    way = reverse("record_hearing", args=[heard_now.pk])
    assert client.get(way).status_code == 200
    response = client.post(way, form_token() | {"version": 1} | recorded())
    assert response.status_code == 302
    hearing = look(cast, lambda: Hearing.objects.get(scope=heard_now.pk))
    assert (hearing.risks, hearing.version) == ("Serious injury.", 2)
    page = signed_in_client(cast, "petra").get(page_of(heard_now)).content.decode()
    for said in ("Serious injury.", "Bail.", "Disclosure first.", "Said in the room."):
        assert said in page


def test_with_htmx_the_record_comes_back_in_place(cast, heard_now):
    client = signed_in_client(cast, "carys")
    way = reverse("record_hearing", args=[heard_now.pk])
    sent = form_token() | {"version": 1} | recorded(risks="It is <worse>.")
    response = client.post(way, sent, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page and "It is &lt;worse&gt;." in page and "Saved at" in page
    assert 'name="version" value="2"' in page and 'hx-swap-oob="true"' in page
    wrong = form_token() | {"version": 2} | recorded(presented_by="x" * 121)
    response = client.post(way, wrong, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 422
    assert "data-typed" in page and "1 thing needs to be put right" in page
    overtaken = client.post(way, form_token() | {"version": 1} | recorded(), headers=HTMX)
    assert "You changed this elsewhere" in overtaken.content.decode()


def test_a_second_editor_sees_both_texts(cast, heard_now):
    do(cast, "chidi", record_hearing, case_id=heard_now.pk, version=1, **recorded())
    client = signed_in_client(cast, "carys")
    way = reverse("record_hearing", args=[heard_now.pk])
    mine = form_token() | {"version": 1} | recorded(risks="The child taken.")
    response = client.post(way, mine)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Serious injury." in page and "The child taken." in page
    assert client.post(way, mine | {"version": 2}).status_code == 302


def test_it_keeps_what_was_typed(cast, heard_now):
    client = signed_in_client(cast, "carys")
    way = reverse("record_hearing", args=[heard_now.pk])
    long = recorded(presented_by="x" * 121, risks="Kept as typed.")
    response = client.post(way, form_token() | {"version": 1} | long)
    assert response.status_code == 422
    assert "Kept as typed." in response.content.decode()


def test_what_was_heard_is_not_recorded_before_or_after(cast, research):
    in_the_room(cast, research.meeting, "carys")
    with pytest.raises(RuleBroken, match="not being heard"):
        do(cast, "carys", record_hearing, case_id=research.pk, version=None, **recorded())
    way = reverse("record_hearing", args=[research.pk])
    assert "not being heard" in signed_in_client(cast, "carys").get(way).content.decode()


def test_a_plan_with_a_gap_needs_a_reason(cast, heard_now):
    client = signed_in_client(cast, "carys")
    way = reverse("end_hearing", args=[heard_now.pk])
    assert "victim, child, perpetrator" in client.get(way).content.decode()
    response = client.post(way, form_token())
    assert response.status_code == 422
    assert "The plan has nothing yet for: victim, child, perpetrator." in response.content.decode()
    assert "Nobody is named who tells the victim the outcome." in response.content.decode()
    given = {"gap_reason": "All of it is under way.", "untold_reason": "No way is safe."}
    response = client.post(way, hidden(response) | given)
    assert response.status_code == 302
    hearing = look(cast, lambda: Hearing.objects.get(scope=heard_now.pk))
    assert hearing.plan_gap_reason == "All of it is under way."
    assert hearing.ended_at is not None
    assert fresh(cast, type(heard_now), heard_now.pk).stage == Stage.HEARD
    assert "case_heard" in codes()


def plan_for(cast, case, *people):
    for for_whom in people:
        do(
            cast,
            "carys",
            record_action,
            case_id=case.pk,
            agency_id=cast.agency("police").pk,
            what="Visit",
            for_whom=for_whom,
            owner="Petra Ford",
            due_on=clock.today(),
        )


def test_a_whole_plan_needs_none(cast, heard_now):
    plan_for(cast, heard_now, "victim", "child", "perpetrator")
    client = signed_in_client(cast, "carys")
    page = client.get(reverse("end_hearing", args=[heard_now.pk])).content.decode()
    assert "Petra Ford" in page and "gap_reason" not in page
    do(
        cast,
        "carys",
        end_hearing,
        case_id=heard_now.pk,
        gap_reason="not asked for",
        untold_reason="No safe way.",
    )
    assert look(cast, lambda: Hearing.objects.get(scope=heard_now.pk)).plan_gap_reason == ""


def test_an_action_for_one_child_leaves_the_other(cast, heard_now):
    with unit_of_work(cast.actor("carys")):
        alder = Party.objects.get(scope=heard_now.pk, role="child")
        Party.objects.create(scope_id=heard_now.pk, role="child", given_name="Beck")
    do(
        cast,
        "carys",
        record_action,
        case_id=heard_now.pk,
        agency_id=cast.agency("children").pk,
        what="Meet",
        for_whom="child",
        owner="",
        due_on=clock.today(),
        party_id=alder.pk,
    )
    client = signed_in_client(cast, "carys")
    assert "None for Beck" in client.get(page_of(heard_now)).content.decode()
    assert (
        "child (Beck)" in client.get(reverse("end_hearing", args=[heard_now.pk])).content.decode()
    )


def test_the_meeting_goes_back_to_a_case(cast, heard_now):
    do(
        cast,
        "carys",
        end_hearing,
        case_id=heard_now.pk,
        gap_reason="Under way.",
        untold_reason="No safe way.",
    )
    client = signed_in_client(cast, "carys")
    assert "Go back to the case" in client.get(page_of(heard_now)).content.decode()
    assert client.get(reverse("reopen_hearing", args=[heard_now.pk])).status_code == 200
    assert (
        client.post(reverse("reopen_hearing", args=[heard_now.pk]), form_token()).status_code == 302
    )
    assert fresh(cast, type(heard_now), heard_now.pk).stage == Stage.HEARING
    with pytest.raises(RuleBroken, match="not heard yet"):
        do(cast, "carys", reopen_hearing, case_id=heard_now.pk)


def test_the_time_of_a_case(cast, heard_now):
    client = signed_in_client(cast, "carys")
    begun = look(cast, lambda: Hearing.objects.get(scope=heard_now.pk)).started_at
    for minutes, says in (
        (2, "10 min left of 12"),
        (11.5, "0 min left of 12"),
        (13.5, "2 min over"),
    ):
        with clock.set_to(begun + timedelta(minutes=minutes)):
            assert says in client.get(page_of(heard_now)).content.decode()


def test_a_double_post_does_it_once(cast, heard_now):
    client = signed_in_client(cast, "carys")
    sent = form_token() | {"version": 1} | recorded()
    way = reverse("record_hearing", args=[heard_now.pk])
    assert client.post(way, sent).status_code == 302
    assert client.post(way, sent).status_code == 302
    assert look(cast, lambda: Hearing.objects.get(scope=heard_now.pk)).version == 2


def test_it_records_event(cast, heard_now):
    signed_in_client(cast, "carys").get(page_of(heard_now))
    last = events()[-1]
    assert (last.code, last.cases) == ("hearing_seen", [heard_now.pk])


def test_overtaken_says_what_stands_now(cast, heard_now):
    do(cast, "chidi", record_hearing, case_id=heard_now.pk, version=1, **recorded())
    with pytest.raises(Overtaken) as overtaken:
        do(cast, "carys", record_hearing, case_id=heard_now.pk, version=1, **recorded())
    assert overtaken.value.theirs["risks"] == "Serious injury."
