"""The plan: an action in one line, its labelled fields, what was done before."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Action, ActionState, Attendance, MeetingState, Stage
from meetings.operations.actions import correct_action, record_action, record_earlier_action
from meetings.queries.actions import due_before_next, known_of
from sharing import clock
from sharing.models import Membership, Party, Scope
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused, unit_of_work
from tests.conftest import as_owner
from tests.doing import do, form_token, look
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import events

HTMX = {"HX-Request": "true"}


def actions_of(cast, case):
    return look(
        cast,
        lambda: list(
            Action.objects.filter(scope=case.pk).select_related("agency", "party", "meeting")
        ),
    )


@pytest.fixture
def case(cast):
    """A case that is being heard, with Chidi and Carys in the room."""
    case = case_at(cast, Stage.HEARING)
    in_the_room(cast, case.meeting, "carys")
    return case


def way(case):
    return reverse("record_action", args=[case.pk])


def values(cast, case, **changes):
    return {
        "case_id": case.pk,
        "agency_id": cast.agency("police").pk,
        "what": "Lend an alarm",
        "for_whom": "victim",
        "owner": "Petra Ford",
        "due_on": clock.today(),
    } | changes


# ------------------------------------------------------------------ one line


def test_it_works(cast, case):
    client = signed_in_client(cast, "carys")
    line = "police lend an alarm for tara in 2 days petra ford"
    response = client.post(way(case), form_token() | {"line": line})
    assert response.status_code == 302
    assert response["Location"].endswith(f"/cases/{case.pk}/#line")
    (action,) = actions_of(cast, case)
    assert (action.agency.kind, action.what, action.for_whom) == (
        "police",
        "Lend an alarm",
        "victim",
    )
    assert (action.party.given_name, action.owner) == ("Tara", "Petra Ford")
    assert action.due_on == clock.today() + timedelta(days=2)
    assert (action.position, action.meeting_id) == (1, case.meeting_id)


def test_with_htmx_the_plan_comes_back_and_the_line_is_empty(cast, case):
    client = signed_in_client(cast, "carys")
    line = "police lend an alarm for victim fri"
    response = client.post(way(case), form_token() | {"line": line}, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page and "<main" not in page
    assert "Lend an alarm" in page and "Actions so far: 1" in page and "1 action" in page
    assert 'name="line" type="text"' in page and 'value=""' in page


def test_the_agency_of_an_action_reads_the_whole_case(cast, case):
    acute = cast.agency("acute").pk
    in_the_room(cast, case.meeting, "hal")
    client = signed_in_client(cast, "hal")
    page = reverse("hearing", args=[case.pk])
    assert client.get(page).status_code == 404
    do(cast, "carys", record_action, **values(cast, case, agency_id=acute))
    assert acute in look(cast, lambda: Scope.objects.get(pk=case.pk)).full_circulation
    assert client.get(page).status_code == 200


def test_the_fields_alone_are_enough(cast, case):
    client = signed_in_client(cast, "carys")
    alder = look(cast, lambda: Party.objects.get(scope=case.pk, role="child"))
    sent = {
        "agency_id": str(cast.agency("children").pk),
        "for_whom": str(alder.pk),
        "what": "Strategy discussion",
        "due_on": "in 3 days",
        "owner": "Maya Brook",
    }
    assert client.post(way(case), form_token() | sent).status_code == 302
    (action,) = actions_of(cast, case)
    assert (action.agency.kind, action.for_whom, action.party_id) == ("children", "child", alder.pk)
    assert (action.owner, action.due_on) == ("Maya Brook", clock.today() + timedelta(days=3))


def test_an_action_for_somebody_else_at_risk(cast, case):
    with unit_of_work(cast.actor("carys")):
        aunt = Party.objects.create(scope_id=case.pk, role="at_risk", given_name="Brooke")
    client = signed_in_client(cast, "carys")
    sent = {"line": "police warn her", "for_whom": str(aunt.pk)}
    assert client.post(way(case), form_token() | sent).status_code == 302
    (action,) = actions_of(cast, case)
    assert (action.for_whom, action.party_id) == ("other", aunt.pk)


def test_it_keeps_what_was_typed(cast, case):
    client = signed_in_client(cast, "carys")
    sent = {"line": "somebody does something", "owner": "Kit"}
    for headers in (None, HTMX):
        response = client.post(way(case), form_token() | sent, headers=headers)
        page = response.content.decode()
        assert response.status_code == 422
        assert 'value="somebody does something"' in page and 'value="Kit"' in page
        assert "Choose the agency" in page and "Say for whom it is" in page
        # What was read stands in the fields: only what is wrong is typed again.
        assert 'value="Somebody does something"' in page
    assert actions_of(cast, case) == []


def test_an_empty_form_says_what_is_missing(cast, case):
    response = signed_in_client(cast, "carys").post(way(case), form_token() | {"due_on": "soon"})
    page = response.content.decode()
    for words in ("Choose the agency", "Say what is to be done", "Say for whom", "Say when"):
        assert words in page
    assert 'value="soon"' in page


def test_the_line_is_read_while_it_is_typed(cast, case):
    client = signed_in_client(cast, "carys")
    before = len(events())
    read = reverse("read_line", args=[case.pk])
    response = client.post(read, {"line": "csc meet for alder", "form_token": ""}, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="Meet"' in page
    agency = cast.agency("children").pk
    assert f'<option value="{agency}" selected>' in page
    assert "csc" not in page.replace("csc meet for alder", "")
    # The names of the case stand in the answer: that is a look, and no change.
    assert [one.code for one in events()[before:]] == ["hearing_seen"]
    assert events()[-1].cases == [case.pk]
    assert actions_of(cast, case) == []
    assert client.get(read).status_code == 405


def test_whoever_could_not_record_it_has_no_line_read(cast, case):
    in_the_room(cast, case.meeting, "petra")
    read = reverse("read_line", args=[case.pk])
    assert signed_in_client(cast, "petra").post(read, {"line": "x"}).status_code == 403
    assert signed_in_client(cast, "hal").post(read, {"line": "x"}).status_code == 403
    assert signed_in_client(cast, "nia").post(read, {"line": "x"}).status_code == 404


def test_no_line_is_read_before_the_declaration(cast):
    case = case_at(cast, Stage.HEARING)
    read = reverse("read_line", args=[case.pk])
    response = signed_in_client(cast, "carys").post(read, {"line": "x for alder"}, headers=HTMX)
    assert response.status_code == 403
    assert "Tara" not in response.content.decode()
    assert (events()[-1].code, events()[-1].reason) == ("hearing_seen", "not_declared")


@pytest.mark.parametrize("stage", [Stage.RESEARCH, Stage.ACTIONS])
def test_no_line_is_read_where_no_action_is_recorded(cast, stage):
    case = case_at(cast, stage, meeting=meeting_in(cast, state=MeetingState.PUBLISHED))
    read = reverse("read_line", args=[case.pk])
    client = signed_in_client(cast, "chidi")
    if stage is Stage.RESEARCH:
        in_the_room(cast, case.meeting, "chidi")
    response = client.post(read, {"line": "x for alder"}, headers=HTMX)
    assert response.status_code == 404
    assert "Tara" not in response.content.decode()
    assert (events()[-1].code, events()[-1].reason) == ("hearing_seen", "nothing_there")


def test_what_is_corrected_below_the_line_wins(cast, case):
    client = signed_in_client(cast, "carys")
    line = "police meet for alder fri"
    corrected = {"line": line, "read_from": line, "agency_id": str(cast.agency("children").pk)}
    assert client.post(way(case), form_token() | corrected).status_code == 302
    (action,) = actions_of(cast, case)
    assert (action.agency.kind, action.for_whom) == ("children", "child")


def test_a_double_post_does_it_once(cast, case):
    client = signed_in_client(cast, "carys")
    sent = form_token() | {"line": "police visit for victim"}
    first, second = client.post(way(case), sent), client.post(way(case), sent)
    assert first["Location"] == second["Location"]
    assert len(actions_of(cast, case)) == 1


def test_the_page_of_the_line_is_that_of_the_case(cast, case):
    page = signed_in_client(cast, "carys").get(way(case)).content.decode()
    assert "Action, in one line" in page


def test_it_records_event(cast, case):
    action = do(cast, "carys", record_action, **values(cast, case))
    last = events()[-1]
    assert (last.code, last.cases, last.items) == ("action_recorded", [case.pk], [action.pk])


# ------------------------------------------------------------------ who, and when not


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


# ------------------------------------------------------------------ what the words mean


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


def test_a_case_without_a_meeting_has_no_plan(cast):
    case = case_at(cast, Stage.ACCEPTED)
    with pytest.raises(ValueError, match="meeting"):
        look(cast, lambda: known_of(case))


# ------------------------------------------------------------------ somebody else at work


def poll(client, case, page):
    seen = page.split("?seen=")[1].split('"')[0]
    way = reverse("hearing_plan", args=[case.meeting_id, case.pk])
    return client.get(f"{way}?seen={seen}", headers=HTMX | {"X-Background": "1"})


def test_entries_of_the_other_appear(cast, case):
    client = signed_in_client(cast, "chidi")
    page = client.get(reverse("hearing", args=[case.pk])).content.decode()
    before = len(events())
    assert poll(client, case, page).status_code == 204
    assert len(events()) == before
    do(cast, "carys", record_action, **values(cast, case))
    before = len(events())
    response = poll(client, case, page)
    changed = response.content.decode()
    assert response.status_code == 200
    assert "Lend an alarm" in changed and "Carys Example added the last" in changed
    assert 'id="id_line"' not in changed  # what is being typed stays as it is
    assert [event.code for event in events()[before:]] == ["hearing_seen"]
    assert poll(client, case, changed).status_code == 204


def test_a_poll_of_somebody_off_circulation_is_refused(cast, case):
    way = reverse("hearing_plan", args=[case.meeting_id, case.pk])
    assert signed_in_client(cast, "hal").get(way).status_code == 404
    assert signed_in_client(cast, "petra").get(way).status_code == 403
    in_the_room(cast, case.meeting, "petra")
    page = signed_in_client(cast, "petra").get(way).content.decode()
    assert "Read back and agree" not in page and "Correct" not in page


# ------------------------------------------------------------------ corrected


def test_an_action_is_corrected(cast, case):
    action = do(cast, "carys", record_action, **values(cast, case))
    client = signed_in_client(cast, "chidi")
    correct = reverse("correct_action", args=[action.pk])
    page = client.get(correct).content.decode()
    assert 'value="Lend an alarm"' in page
    sent = {
        "version": 1,
        "agency_id": str(cast.agency("acute").pk),
        "for_whom": "perpetrator",
        "what": "Tell the ward",
        "due_on": "in a week",
        "owner": "",
    }
    assert client.post(correct, form_token() | sent).status_code == 302
    (now,) = actions_of(cast, case)
    assert (now.what, now.agency.kind, now.for_whom, now.version) == (
        "Tell the ward",
        "acute",
        "perpetrator",
        2,
    )
    assert now.due_on == clock.today() + timedelta(days=7)
    assert "action_corrected" in [event.code for event in events()]
    assert now.agency_id in look(cast, lambda: Scope.objects.get(pk=case.pk)).full_circulation


def test_a_second_editor_sees_both_texts(cast, case):
    action = do(cast, "carys", record_action, **values(cast, case))
    mine = {name: value for name, value in values(cast, case).items() if name != "case_id"}
    do(cast, "carys", correct_action, action_id=action.pk, version=1, **mine | {"what": "Theirs"})
    client = signed_in_client(cast, "chidi")
    sent = {"version": 1, "agency_id": str(mine["agency_id"]), "for_whom": "victim"}
    sent |= {"what": "Mine", "due_on": "today"}
    response = client.post(reverse("correct_action", args=[action.pk]), form_token() | sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Theirs" in page and "Mine" in page


def test_an_unknown_action_is_not_there(cast, case):
    client = signed_in_client(cast, "carys")
    assert client.get(reverse("correct_action", args=[uuid4()])).status_code == 404
    action = do(cast, "carys", record_action, **values(cast, case))
    in_the_room(cast, case.meeting, "petra")
    other = signed_in_client(cast, "petra")
    assert other.get(reverse("correct_action", args=[action.pk])).status_code == 403
    assert (
        signed_in_client(cast, "nia").get(reverse("correct_action", args=[action.pk])).status_code
        == 404
    )


# ------------------------------------------------------------------ done before the meeting


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


def test_what_was_done_is_not_in_the_future_nor_after_the_minutes(cast, case):
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(RuleBroken, match="future"):
        do(cast, "carys", record_earlier_action, **earlier(cast, case, done_on=tomorrow))
    agreed = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=1))
    with pytest.raises(RuleBroken, match="agreed"):
        do(cast, "carys", record_earlier_action, **earlier(cast, agreed))


def test_it_refuses_off_circulation(cast, case):
    way = reverse("record_earlier_action", args=[case.pk])
    assert signed_in_client(cast, "hal").get(way).status_code == 404
    assert signed_in_client(cast, "hal").post(way, form_token()).status_code == 404
    assert case.meeting.state == MeetingState.RUNNING
