"""The meeting: opened, everybody's word, each case heard, ended."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import (
    Attendance,
    CaseStage,
    Declaration,
    Hearing,
    Meeting,
    MeetingState,
    Presence,
    Referral,
    Stage,
    Voice,
)
from meetings.operations.actions import record_action, record_earlier_action
from meetings.operations.hearing import (
    begin_hearing,
    declare,
    declare_for,
    end_hearing,
    end_meeting,
    open_meeting,
    record_hearing,
    record_presence,
    reopen_hearing,
)
from meetings.queries.hearing import chairs_a_running_meeting, meeting_page
from sharing import clock
from sharing.models import Conflict, Item, Party
from sharing.operations.conflicts import end_conflict
from sharing.reasons import Reason
from sharing.rules import Overtaken, RuleBroken
from sharing.work import Refused, unit_of_work
from tests.conftest import as_owner
from tests.doing import declare_wall, do, form_token, fresh, look
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import codes, events


@pytest.fixture
def research(cast):
    """A case whose meeting is called but not open."""
    return case_at(cast, Stage.RESEARCH)


@pytest.fixture
def heard_now(cast):
    """A case that is being heard, with Chidi and Carys in the room."""
    case = case_at(cast, Stage.HEARING)
    in_the_room(cast, case.meeting, "carys")
    return case


def page_of(case):
    return reverse("hearing", args=[case.meeting_id, case.pk])


# ------------------------------------------------------------------ the meeting


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


# ------------------------------------------------------------------ presence


def presence_of(cast, **presences):
    sent = {}
    for kind, (presence, who) in presences.items():
        agency = cast.agency(kind).pk
        sent |= {f"presence_{agency}": presence, f"who_{agency}": who}
    return sent


def test_it_records_presence(cast, research):
    client = signed_in_client(cast, "carys")
    sent = presence_of(
        cast, police=("present", "Petra Ford"), housing=("sent", ""), idva=("", "nobody")
    )
    way = reverse("record_presence", args=[research.meeting_id])
    assert client.post(way, form_token() | {"version": 1} | sent).status_code == 302
    rows = look(
        cast, lambda: {one.agency.kind: one for one in Attendance.objects.select_related("agency")}
    )
    assert set(rows) == {"police", "housing"}
    assert (rows["police"].presence, rows["police"].who) == (Presence.PRESENT, "Petra Ford")
    assert "presence_recorded" in codes()
    page = client.get(reverse("meeting_opening", args=[research.meeting_id])).content.decode()
    assert "Present: 1 of" in page
    assert "Petra Ford" in page


def test_presence_that_stays_the_same_is_not_written_again(cast, research):
    given = {cast.agency("police").pk: ("present", "Petra Ford")}
    for _again in range(2):
        do(cast, "carys", record_presence, meeting_id=research.meeting_id, presences=given)
    assert look(cast, lambda: Attendance.history.count()) == 1


def test_a_second_editor_sees_both_texts_of_presence(cast, research):
    given = {cast.agency("police").pk: ("present", "Petra Ford")}
    do(cast, "chidi", record_presence, meeting_id=research.meeting_id, presences=given)
    client = signed_in_client(cast, "carys")
    sent = presence_of(cast, police=("absent", "Dev Lock"))
    way = reverse("record_presence", args=[research.meeting_id])
    response = client.post(way, form_token() | {"version": 1} | sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Petra Ford" in page and "Dev Lock" in page
    assert 'name="version" value="2"' in page


def test_presence_is_of_agencies_of_the_area(cast, research):
    with pytest.raises(RuleBroken, match="agencies of this area"):
        do(
            cast,
            "carys",
            record_presence,
            meeting_id=research.meeting_id,
            presences={uuid4(): ("present", "")},
        )


def test_presence_of_agreed_minutes_is_not_changed(cast):
    case = case_at(cast, Stage.ACTIONS)
    with pytest.raises(RuleBroken, match="agreed"):
        do(cast, "carys", record_presence, meeting_id=case.meeting_id, presences={})


# ------------------------------------------------------------------ the declaration


def test_a_person_agrees_once_for_a_meeting(cast, research):
    client = signed_in_client(cast, "petra")
    way = reverse("declare", args=[research.meeting_id])
    for _again in range(2):
        assert client.post(way, form_token()).status_code == 302
    (one,) = look(cast, lambda: list(Declaration.objects.all()))
    assert (one.user_id, one.name) == (cast.user("petra").pk, "Petra Example")
    assert "declaration_made" in codes()


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
    assert "Agree to the confidentiality declaration" in response.content.decode()
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


# ------------------------------------------------------------------ a case


def test_it_works(cast, research):
    do(cast, "chidi", open_meeting, meeting_id=research.meeting_id)
    in_the_room(cast, research.meeting, "chidi")
    client = signed_in_client(cast, "chidi")
    page = client.get(reverse("hearing", args=[research.pk])).content.decode()
    assert "Hear this case" in page
    assert (
        client.post(reverse("begin_hearing", args=[research.pk]), form_token()).status_code == 302
    )
    hearing = look(cast, lambda: Hearing.objects.get(scope=research.pk))
    assert hearing.presented_by == "Wren Example, Health visiting"
    assert fresh(cast, type(research), research.pk).stage == Stage.HEARING
    page = client.get(page_of(research)).content.decode()
    assert "Time on this case" in page
    assert "He came drunk and asked for the baby." in page
    assert "None yet" in page
    assert "12 Mere Walk" not in page and "3 Hidden Row" not in page
    moves = look(cast, lambda: list(CaseStage.objects.filter(scope=research.pk)))
    assert moves[-1].to_stage == Stage.HEARING


def test_whoever_entered_it_for_a_worker_is_not_named_as_presenting(cast):
    case = case_at(cast, Stage.RESEARCH)
    with unit_of_work(cast.actor("carys")):
        referral = Referral.objects.get(scope=case.pk)
        referral.worker_name = "Wyn Mill"
        referral.save()
    do(cast, "chidi", open_meeting, meeting_id=case.meeting_id)
    in_the_room(cast, case.meeting, "chidi")
    assert do(cast, "chidi", begin_hearing, case_id=case.pk).presented_by == (
        "Wyn Mill, Health visiting"
    )


def test_a_case_is_heard_while_its_meeting_runs(cast, research):
    in_the_room(cast, research.meeting, "chidi")
    with pytest.raises(RuleBroken, match="not under way"):
        do(cast, "chidi", begin_hearing, case_id=research.pk)
    page = signed_in_client(cast, "chidi").get(page_of(research)).content.decode()
    assert "Hear this case" not in page


def test_a_representative_follows_and_records_nothing(cast, heard_now):
    in_the_room(cast, heard_now.meeting, "petra")
    client = signed_in_client(cast, "petra")
    page = client.get(page_of(heard_now)).content.decode()
    assert "Tara Tarn" in page
    assert 'id="id_line"' not in page and 'id="record"' not in page
    assert "Stepped out" not in page
    # Numbers of the running order are for whoever keeps the list.
    assert not re.search(r'app-order__no">\s*\d', page)
    for name in ("record_hearing", "end_hearing", "begin_hearing", "record_action"):
        way = reverse(name, args=[heard_now.pk])
        assert client.get(way).status_code == 403
        assert client.post(way, form_token() | {"version": 1}).status_code == 403


def test_a_keeper_sees_the_numbers(cast, heard_now):
    page = signed_in_client(cast, "carys").get(page_of(heard_now)).content.decode()
    assert re.search(r'app-order__no">1<', page)
    assert "Stepped out:" in page


@pytest.mark.parametrize("name", ["hal", "nia"])
def test_it_refuses_off_circulation_and_other_areas(cast, heard_now, name):
    client = signed_in_client(cast, name)
    assert client.get(page_of(heard_now)).status_code == 404
    assert client.get(reverse("record_action", args=[heard_now.pk])).status_code == 404
    assert events()[-1].outcome == "refused"


def test_a_case_is_found_at_its_own_meeting_alone(cast, heard_now):
    other = meeting_in(cast, days=30, state=MeetingState.RUNNING)
    client = signed_in_client(cast, "carys")
    assert client.get(reverse("hearing", args=[other.pk, heard_now.pk])).status_code == 404
    assert client.get(reverse("hearing_plan", args=[other.pk, heard_now.pk])).status_code == 404


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
    response = client.post(way, form_token() | {"gap_reason": "All of it is under way."})
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
    do(cast, "carys", end_hearing, case_id=heard_now.pk, gap_reason="not asked for")
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
    do(cast, "carys", end_hearing, case_id=heard_now.pk, gap_reason="Under way.")
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


@pytest.mark.parametrize("name", ["meeting_opening", "meeting_minutes", "meeting_minutes_paper"])
def test_pages_of_a_meeting_reject_post(cast, research, name):
    client = signed_in_client(cast, "carys")
    assert client.post(reverse(name, args=[research.meeting_id])).status_code == 405


def test_it_rejects_post_to_the_page_of_a_case(cast, heard_now):
    assert signed_in_client(cast, "carys").post(page_of(heard_now)).status_code == 405


# ------------------------------------------------------------------ what is shown


def item(cast, case, kind, text, *, who="shared", submitted=True, **more):
    with as_owner(), unit_of_work(cast.actor("carys")):
        return Item.objects.create(
            scope_id=case.pk,
            agency=cast.agency(kind),
            request_id=uuid4(),
            text=text,
            who_may_read=who,
            author=cast.user("petra"),
            submitted_at=clock.now() if submitted else None,
            **more,
        )


def test_only_what_is_shared_reaches_the_room(cast, heard_now):
    in_the_room(cast, heard_now.meeting, "petra")
    tara = look(cast, lambda: Party.objects.get(scope=heard_now.pk, role="victim"))
    old = item(cast, heard_now, "police", "Old version.")
    item(cast, heard_now, "police", "Two calls.", replaces=old, source="Log", period="October")
    item(cast, heard_now, "police", "One arrest.", about=tara, period="2026")
    item(cast, heard_now, "housing", "A tenant.", source="File")
    item(cast, heard_now, "police", "A draft.", submitted=False)
    item(cast, heard_now, "police", "For some.", who="restricted")
    item(cast, heard_now, "police", "To be said.", who="spoken", heading="history")
    item(cast, heard_now, "housing", "Taken back.", withdrawn_at=clock.now())
    for name in ("petra", "chidi"):
        page = signed_in_client(cast, name).get(page_of(heard_now)).content.decode()
        for text in ("Two calls.", "Log, October", "One arrest.", "About Tara Tarn.", "A tenant."):
            assert text in page
        for text in ("Old version.", "A draft.", "For some.", "To be said.", "Taken back."):
            assert text not in page
        assert "3 items" in page
    assert len(events()[-1].items) == 3


def test_the_voices_of_victim_and_children(cast, heard_now):
    with unit_of_work(cast.actor("ines")):
        parties = {one.role: one for one in Party.objects.filter(scope=heard_now.pk)}
        for role, days, wishes in (
            ("victim", 3, "To move."),
            ("victim", 1, "To stay in her flat."),
            ("child", 1, "Not to be alone with him."),
        ):
            Voice.objects.create(
                scope_id=heard_now.pk,
                party=parties[role],
                wishes=wishes,
                heard_on=clock.today() - timedelta(days=days),
                heard_by="Ines Rill",
                author=cast.user("ines"),
            )
    page = signed_in_client(cast, "carys").get(page_of(heard_now)).content.decode()
    assert "To stay in her flat." in page and "Not to be alone with him." in page
    assert "To move." not in page


def test_the_opening_page_tells_two_failures_apart(cast, heard_now):
    from meetings.models import Action, ActionState

    earlier = meeting_in(cast, days=-5, state=MeetingState.AGREED)
    long_ago = meeting_in(cast, days=-40, state=MeetingState.AGREED)
    with unit_of_work(cast.actor("carys")):

        def action(what, meeting, state=ActionState.OPEN, ended=None, due=-1):
            Action.objects.create(
                scope_id=heard_now.pk,
                meeting=meeting,
                agency=cast.agency("police"),
                what=what,
                for_whom="victim",
                due_on=clock.today() + timedelta(days=due),
                state=state,
                result="Because." if ended is not None else "",
                ended_on=clock.today() - timedelta(days=ended) if ended is not None else None,
                recorded_by=cast.user("chidi"),
                recorded_at=clock.now(),
            )

        action("Late visit", earlier)
        action("Begun visit", long_ago, ActionState.IN_PROGRESS, due=3)
        action("Forgotten visit", earlier, ActionState.NOT_DONE, 1)
        action("Moved away", earlier, ActionState.NOT_POSSIBLE, 2)
        action("Done visit", earlier, ActionState.COMPLETED, 1)
        action("Old failure", long_ago, ActionState.NOT_DONE, 30)
        action("Of today", heard_now.meeting)
    client = signed_in_client(cast, "carys")
    page = client.get(reverse("meeting_opening", args=[heard_now.meeting_id])).content.decode()
    assert "Open from earlier meetings: 2 actions" in page and "1 late" in page
    assert "Not done by the agency: 1" in page
    assert "Not possible, circumstances changed: 1" in page
    for what in ("Late visit", "Begun visit", "Forgotten visit", "Moved away"):
        assert what in page
    for what in ("Done visit", "Old failure", "Of today"):
        assert what not in page
    assert set(events()[-1].also) == {"hearing_seen", "actions_seen"}


def test_the_first_meeting_has_nothing_open(cast, heard_now):
    client = signed_in_client(cast, "carys")
    page = client.get(reverse("meeting_opening", args=[heard_now.meeting_id])).content.decode()
    assert "Every action of earlier meetings has ended." in page
    assert "Not yet: 1 case is not heard or moved." in page


def test_pages_need_no_more_queries_for_more_cases(cast, django_assert_max_num_queries):
    first = case_at(cast, Stage.HEARING)
    client = signed_in_client(cast, "chidi")
    opening = reverse("meeting_opening", args=[first.meeting_id])

    def count(way):
        with django_assert_max_num_queries(60) as counted:
            assert client.get(way).status_code == 200
        return len(counted)

    before = [count(opening), count(page_of(first))]
    for number in range(2, 9):
        case = case_at(cast, Stage.HEARD, meeting=first.meeting, position=number)
        for kind in ("police", "housing"):
            item(cast, case, kind, "An item.")
            item(cast, first, kind, "An item.")
        plan_for_as_chair(cast, first)
    assert [count(opening), count(page_of(first))] == before


def plan_for_as_chair(cast, case):
    do(
        cast,
        "chidi",
        record_action,
        case_id=case.pk,
        agency_id=cast.agency("police").pk,
        what="Visit",
        for_whom="victim",
        owner="",
        due_on=clock.today(),
    )


def test_a_case_that_left_unheard_has_no_minutes_in_the_order(cast, heard_now):
    other = case_at(cast, Stage.RESEARCH, meeting=heard_now.meeting, position=2)
    with unit_of_work(cast.actor("carys")):
        other.stage = Stage.DIED
        other.save()
    page = signed_in_client(cast, "carys").get(page_of(heard_now)).content.decode()
    assert other.reference in page
    assert re.findall(r"(\d+) min</span>", page) == ["0"]


# ------------------------------------------------------------------ ending


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


# ------------------------------------------------------------------ conflicts of interest


def test_it_refuses_conflict(cast, heard_now):
    in_the_room(cast, heard_now.meeting, "rowan")
    client = signed_in_client(cast, "rowan")
    assert client.get(page_of(heard_now)).status_code == 200
    declare_wall(cast, heard_now, "rowan", kind="declared", by="carys")
    assert client.get(page_of(heard_now)).status_code == 404
    opening = client.get(reverse("meeting_opening", args=[heard_now.meeting_id])).content.decode()
    assert heard_now.reference not in opening
    page = signed_in_client(cast, "carys").get(page_of(heard_now)).content.decode()
    assert "1 person, conflict of interest." in page and "Rowan" not in page


def test_a_silent_wall_is_no_number(cast, heard_now):
    declare_wall(cast, heard_now, "rowan")
    page = signed_in_client(cast, "carys").get(page_of(heard_now)).content.decode()
    assert "0 people, conflict of interest." in page


@pytest.mark.parametrize("name", ["carys", "chidi"])
def test_whoever_is_walled_off_sees_no_gap_in_the_numbers(cast, name):
    meeting = meeting_in(cast, state=MeetingState.RUNNING)
    first, second, third = (
        case_at(cast, Stage.RESEARCH, meeting=meeting, name=given, position=place)
        for place, given in enumerate(("Anna", "Bella", "Cora"), 1)
    )
    in_the_room(cast, meeting, name)
    declare_wall(cast, second, name, by="chidi" if name == "carys" else "carys")
    client = signed_in_client(cast, name)
    order = client.get(reverse("meeting_opening", args=[meeting.pk])).content.decode()
    assert second.reference not in order
    assert re.findall(r'app-order__no">(\d*)<', order) == ["1", "2"]
    for number, case in enumerate((first, third), 1):
        assert f"{number} of 2." in client.get(page_of(case)).content.decode()
        page = client.get(reverse("case", args=[case.pk])).content.decode()
        assert re.findall(r"number (\d)", page) == [str(number)]


def test_a_wall_is_put_up_and_taken_down(cast, heard_now):
    client = signed_in_client(cast, "carys")
    way = reverse("conflicts", args=[heard_now.pk])
    assert "0 people" in client.get(way).content.decode()
    assert client.post(way, form_token()).status_code == 422
    sent = {"user_id": str(cast.user("rowan").pk), "kind": "declared", "reason": "A cousin."}
    assert client.post(way, form_token() | sent).status_code == 302
    assert "wall_put_up" in codes()
    response = client.post(way, form_token() | sent)
    assert "This person has no access already." in response.content.decode()
    page = client.get(way).content.decode()
    assert "Rowan Example" in page and "A cousin." in page
    assert events()[-1].code == "conflicts_seen"
    (one,) = look(cast, lambda: list(Conflict.objects.all()))
    end = reverse("end_conflict", args=[heard_now.pk, one.pk])
    assert client.get(end).status_code == 200
    assert client.post(end, form_token()).status_code == 302
    assert client.post(end, form_token()).status_code == 302  # it has ended: nothing more to do
    assert codes().count("wall_taken_down") == 2
    assert "Taken down" in client.get(way).content.decode()
    in_the_room(cast, heard_now.meeting, "rowan")
    assert signed_in_client(cast, "rowan").get(page_of(heard_now)).status_code == 200


def test_only_who_works_here_now_is_offered(cast, heard_now):
    with as_owner(), unit_of_work(cast.actor("carys")):
        gone = cast.memberships["hal"]
        gone.ends_on = clock.today() - timedelta(days=1)
        gone.save()
    page = signed_in_client(cast, "carys").get(reverse("conflicts", args=[heard_now.pk]))
    assert "Rowan Example, Housing" in page.content.decode()
    assert "Hal Example" not in page.content.decode()
    assert "Nia Example" not in page.content.decode()


def test_a_wall_of_another_case_is_not_there(cast, heard_now):
    other = case_at(cast, Stage.TRIAGE)
    one = declare_wall(cast, other, "rowan", kind="declared", by="carys")
    with pytest.raises(Refused) as refused:
        do(cast, "carys", end_conflict, case_id=heard_now.pk, conflict_id=one.pk)
    assert refused.value.reason is Reason.NOTHING_THERE


def test_a_wall_is_for_somebody_of_the_area(cast, heard_now):
    with pytest.raises(RuleBroken, match="of this area"):
        declare_wall(cast, heard_now, "nia", kind="declared", by="carys")


def test_the_lead_reads_the_walls_and_changes_none(cast, heard_now):
    declare_wall(cast, heard_now, "rowan", kind="declared", by="carys")
    client = signed_in_client(cast, "odile")
    way = reverse("conflicts", args=[heard_now.pk])
    page = client.get(way).content.decode()
    assert "Rowan Example" in page and "Put up a wall" not in page
    (one,) = look(cast, lambda: list(Conflict.objects.all()))
    end = reverse("end_conflict", args=[heard_now.pk, one.pk])
    assert client.get(end).status_code == 403
    assert (events()[-1].outcome, events()[-1].reason) == ("refused", "not_in_role")
    assert client.post(end, form_token()).status_code == 403


@pytest.mark.parametrize(("name", "status"), [("petra", 403), ("hal", 403), ("nia", 404)])
def test_others_do_not_read_the_walls(cast, heard_now, name, status):
    way = reverse("conflicts", args=[heard_now.pk])
    assert signed_in_client(cast, name).get(way).status_code == status


def test_whoever_has_a_conflict_puts_up_their_own_wall(cast, heard_now):
    declare_wall(cast, heard_now, "carys", kind="declared", by="carys")
    assert signed_in_client(cast, "carys").get(page_of(heard_now)).status_code == 404


def test_what_was_done_before_stands_beside_the_plan(cast, heard_now):
    do(
        cast,
        "petra",
        record_earlier_action,
        case_id=heard_now.pk,
        what="Marker on the address",
        for_whom="victim",
        done_on=clock.today(),
        result="",
        agency_id=cast.agency("police").pk,
    )
    page = signed_in_client(cast, "carys").get(page_of(heard_now)).content.decode()
    assert "Marker on the address" in page and "Actions so far: 0" in page


def test_overtaken_says_what_stands_now(cast, heard_now):
    do(cast, "chidi", record_hearing, case_id=heard_now.pk, version=1, **recorded())
    with pytest.raises(Overtaken) as overtaken:
        do(cast, "carys", record_hearing, case_id=heard_now.pk, version=1, **recorded())
    assert overtaken.value.theirs["risks"] == "Serious injury."
