"""What became of the actions, and what happened since."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Action, ActionState, ActionUpdate, Case, Development, Stage
from meetings.notices import send_development_notice
from meetings.operations.follow_up import add_development, update_action
from sharing import clock
from sharing.operations import circulation
from sharing.roles import Role
from sharing.rules import Overtaken, RuleBroken
from sharing.work import Refused, unit_of_work
from tests.conftest import as_owner
from tests.doing import do, wall_off
from tests.jobs import run_jobs
from tests.personas import _member
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import page_of, send, without_tokens


def action_of(cast, case, kind="police"):
    with unit_of_work(cast.actor("carys")):
        return Action.objects.get(scope_id=case.pk, agency=cast.agency(kind))


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.ACTIONS)


def test_it_works(cast, case):
    action = action_of(cast, case)
    do(
        cast,
        "petra",
        update_action,
        action_id=action.pk,
        state="completed",
        note="Disclosure made with her IDVA present.",
    )
    with unit_of_work(cast.actor("carys")):
        now = Action.objects.get(pk=action.pk)
        assert (now.state, now.ended_on, now.version) == ("completed", clock.today(), 2)
        assert now.result == "Disclosure made with her IDVA present."
        assert ActionUpdate.objects.get(action=action).author == cast.user("petra")


def test_what_is_in_progress_says_what_comes_next_and_ends_later(cast, case):
    action = action_of(cast, case)
    do(
        cast,
        "petra",
        update_action,
        action_id=action.pk,
        state="in_progress",
        note="Panel on Tuesday.",
        ended_on=clock.today(),
    )
    do(
        cast,
        "petra",
        update_action,
        action_id=action.pk,
        state="not_possible",
        note="Moved to another force area.",
        ended_on=clock.today() - timedelta(days=1),
    )
    with unit_of_work(cast.actor("carys")):
        now = Action.objects.get(pk=action.pk)
        assert (now.state, now.ended_on) == (
            ActionState.NOT_POSSIBLE,
            clock.today() - timedelta(days=1),
        )
        assert [one.state for one in ActionUpdate.objects.filter(action=action)] == [
            "in_progress",
            "not_possible",
        ]


def test_it_records_event(cast, case):
    action = action_of(cast, case)
    do(
        cast,
        "petra",
        update_action,
        action_id=action.pk,
        state="in_progress",
        note="Panel on Tuesday.",
    )
    event = newest_event()
    assert (event.code, event.cases, event.items) == ("action_updated", [case.pk], [action.pk])
    do(cast, "petra", update_action, action_id=action.pk, state="not_done", note="No officer free.")
    assert newest_event().code == "action_ended"


@pytest.mark.parametrize(
    ("state", "note", "field"),
    [("open", "x", "state"), ("completed", " ", "note"), ("not_done", "", "note")],
)
def test_an_update_says_how_it_stands_and_why(cast, case, state, note, field):
    with pytest.raises(RuleBroken) as broken:
        do(
            cast,
            "petra",
            update_action,
            action_id=action_of(cast, case).pk,
            state=state,
            note=note,
        )
    assert broken.value.field == field


def test_an_action_has_not_ended_tomorrow(cast, case):
    with pytest.raises(RuleBroken):
        do(
            cast,
            "petra",
            update_action,
            action_id=action_of(cast, case).pk,
            state="completed",
            note="Done.",
            ended_on=clock.today() + timedelta(days=1),
        )


def test_actions_of_a_closed_case_stay_as_they_are(cast, case):
    action = action_of(cast, case)
    with unit_of_work(cast.actor("carys")):
        row = Case.objects.get(pk=case.pk)
        row.stage = Stage.COMPLETE
        row.save()
    with pytest.raises(RuleBroken):
        do(cast, "petra", update_action, action_id=action.pk, state="completed", note="Done.")


def test_another_agency_updates_no_action_but_the_coordinator_any(cast, case):
    action = action_of(cast, case)
    with pytest.raises(Refused) as refused:
        do(cast, "rowan", update_action, action_id=action.pk, state="completed", note="Done.")
    assert refused.value.reason == "not_own_agency"
    do(cast, "carys", update_action, action_id=action.pk, state="completed", note="Told by phone.")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nia", "other_area"), ("hal", "off_circulation"), ("wren", "not_in_role")],
)
def test_it_refuses_strangers(cast, case, name, reason):
    action = action_of(cast, case)
    with pytest.raises(Refused) as refused:
        do(cast, name, update_action, action_id=action.pk, state="completed", note="Done.")
    assert refused.value.reason == reason


def test_it_refuses_conflict(cast, case):
    action = action_of(cast, case)
    wall_off(cast, case, "petra")
    with pytest.raises(Refused) as refused:
        do(cast, "petra", update_action, action_id=action.pk, state="completed", note="Done.")
    assert refused.value.reason == "conflict"
    event = newest_event()
    assert (event.outcome, event.reason, event.cases) == ("refused", "conflict", [case.pk])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("rowan", "conflict"),
        ("hal", "off_circulation"),
        ("nia", "other_area"),
        ("alex", "nothing_there"),
    ],
)
def test_an_attempt_on_a_hidden_action_is_recorded_with_its_case(cast, case, name, reason):
    """The person sees the same page as for an action that never was."""
    wall_off(cast, case, "rowan")
    client = signed_in_client(cast, name)
    for page in ("update_action", "correct_action"):
        unknown = client.get(reverse(page, args=[uuid4()]))
        assert (unknown.status_code, newest_event().cases) == (404, [])
        hidden = client.get(reverse(page, args=[action_of(cast, case).pk]))
        assert hidden.status_code == 404
        assert without_tokens(hidden) == without_tokens(unknown)
        event = newest_event()
        assert (event.outcome, event.cases) == ("refused", [case.pk])
        # What is not in their role is refused before anything of the case is looked at.
        assert event.reason in (reason, "nothing_there")
        if page == "update_action":
            assert event.reason == reason


def test_an_action_that_is_not_there_is_refused(cast, case):
    with pytest.raises(Refused):
        do(cast, "petra", update_action, action_id=uuid4(), state="completed", note="Done.")


def test_two_people_on_one_action(cast, case):
    action = action_of(cast, case)
    do(
        cast,
        "petra",
        update_action,
        action_id=action.pk,
        state="in_progress",
        note="Panel on Tuesday.",
        version=1,
    )
    with pytest.raises(Overtaken) as overtaken:
        do(
            cast,
            "petra",
            update_action,
            action_id=action.pk,
            state="completed",
            note="Done.",
            version=1,
        )
    assert overtaken.value.theirs["result"] == "Panel on Tuesday."


def test_a_new_incident_reaches_the_case(cast, case):
    do(
        cast,
        "rowan",
        add_development,
        case_id=case.pk,
        kind="incident",
        happened_on=clock.today(),
        text="Came to the door at night. ",
    )
    with unit_of_work(cast.actor("petra")):
        found = Development.objects.get(scope_id=case.pk)
        assert (found.text, found.agency_id) == (
            "Came to the door at night.",
            cast.agency("housing").pk,
        )
    event = newest_event()
    assert (event.code, event.items) == ("development_added", [found.pk])


def test_an_order_may_begin_later_an_incident_not(cast, case):
    tomorrow = clock.today() + timedelta(days=1)
    what = {"case_id": case.pk, "happened_on": tomorrow, "text": "Not to come near."}
    do(cast, "wren", add_development, kind="order", **what)
    with pytest.raises(RuleBroken) as broken:
        do(cast, "wren", add_development, kind="incident", **what)
    assert broken.value.field == "happened_on"


def test_a_draft_is_written_on_itself(cast):
    draft = case_at(cast, Stage.DRAFT)
    with pytest.raises(RuleBroken):
        do(
            cast,
            "wren",
            add_development,
            case_id=draft.pk,
            kind="order",
            happened_on=clock.today(),
            text="Bail.",
        )


@pytest.mark.parametrize(("name", "reason"), [("nia", "other_area"), ("hal", "off_circulation")])
def test_strangers_add_nothing(cast, case, name, reason):
    with pytest.raises(Refused) as refused:
        do(
            cast,
            name,
            add_development,
            case_id=case.pk,
            kind="order",
            happened_on=clock.today(),
            text="Bail.",
        )
    assert refused.value.reason == reason


# ------------------------------------------------------------------ the pages


def move_due(cast, case, days, kind="police"):
    with unit_of_work(cast.actor("carys")):
        action = Action.objects.get(scope_id=case.pk, agency=cast.agency(kind))
        action.due_on = clock.today() + timedelta(days=days)
        action.save()
        return action


def update_path(action):
    return reverse("update_action", args=[action.pk])


@pytest.mark.parametrize(
    ("days", "heading", "words"),
    [
        (-14, "Overdue", "10 working days late"),
        (0, "Due today", "Due today"),
        (1, "Next 7 days", "Due tomorrow"),
        (3, "Next 7 days", "Due "),
        (7, "Later", "Due "),
    ],
)
def test_actions_stand_by_how_soon_they_are_due(cast, case, days, heading, words):
    if days == -14:  # ten working days, unless a bank holiday lies between
        words = "working days late"
    move_due(cast, case, days)
    page = page_of(cast, "petra", "/actions/")
    assert f"{heading}: 1" in page
    assert words in page
    assert "Safe contact:" in page
    assert "See the victim about a move" not in page


def test_an_action_done_before_the_meeting_has_no_due_date(cast, case):
    with unit_of_work(cast.actor("carys")):
        Action.objects.create(
            scope_id=case.pk,
            agency=cast.agency("police"),
            what="Marker on the address",
            for_whom="perpetrator",
            before_meeting=True,
            owner="The duty sergeant",
            recorded_by=cast.user("petra"),
            recorded_at=clock.now(),
        )
    page = page_of(cast, "petra", "/actions/")
    assert "No due date: 1" in page
    assert "The duty sergeant" in page


def test_the_coordinator_sees_all_and_chooses_an_agency(cast, case):
    page = page_of(cast, "carys", "/actions/")
    assert "Decide on and make disclosure" in page
    assert "See the victim about a move" in page
    housing = cast.agency("housing").pk
    page = page_of(cast, "carys", f"/actions/?agency={housing}")
    assert "Decide on and make disclosure" not in page
    assert "1 open, 0 overdue" in page
    # What makes no sense is left out.
    assert "2 open" in page_of(cast, "carys", "/actions/?agency=nonsense&page=x")


def test_nobody_else_chooses_an_agency(cast, case):
    page = page_of(cast, "petra", f"/actions/?agency={cast.agency('housing').pk}")
    assert "See the victim about a move" not in page
    assert "Whose actions" not in page


def test_a_referrer_follows_the_actions_of_own_referrals(cast, case):
    page = page_of(cast, "wren", "/actions/")
    assert "Decide on and make disclosure" in page
    assert ">Update<" not in page


def test_ended_actions_stand_apart(cast, case):
    assert "No action has ended yet." in page_of(cast, "petra", "/actions/?state=ended")
    action = action_of(cast, case)
    do(
        cast,
        "petra",
        update_action,
        action_id=action.pk,
        state="not_done",
        note="No officer free.",
    )
    assert "No action is open." in page_of(cast, "petra", "/actions/")
    page = page_of(cast, "petra", "/actions/?state=ended")
    assert "Ended: 1" in page
    assert "No officer free." in page


def test_the_list_says_by_when_each_needs_a_state(cast, case):
    assert "Every action needs a state by" in page_of(cast, "petra", "/actions/")


def test_without_a_meeting_to_come_no_day_is_named(cast):
    case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5))
    assert "Every action needs a state by" not in page_of(cast, "petra", "/actions/")


def test_actions_of_a_case_on_hold_are_listed_nowhere(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, frozen=True)
    page = page_of(cast, "petra", "/actions/")
    assert "No action is open." in page
    assert (
        signed_in_client(cast, "petra").get(update_path(action_of(cast, case))).status_code == 403
    )


@pytest.mark.parametrize("name", ["odile", "alex"])
def test_the_list_is_for_those_who_read_cases(cast, name):
    assert signed_in_client(cast, name).get("/actions/").status_code == 403


def test_it_refuses_off_circulation_and_conflict(cast, case):
    action = action_of(cast, case)
    wall_off(cast, case, "petra")
    for name in ("petra", "hal", "nia"):
        assert case.reference not in page_of(cast, name, "/actions/")
        assert signed_in_client(cast, name).get(update_path(action)).status_code == 404


def test_the_page_of_another_agencys_action_is_refused_with_words(cast, case):
    answer = signed_in_client(cast, "rowan").get(update_path(action_of(cast, case)))
    assert answer.status_code == 403
    assert "This belongs to another agency." in answer.content.decode()


def test_an_action_is_updated_on_its_page(cast, case):
    action = action_of(cast, case)
    today = clock.today()
    answer = send(
        signed_in_client(cast, "petra"),
        update_path(action),
        state="completed",
        outcome="Told with her IDVA present.",
        **{
            "ended_on-day": today.day,
            "ended_on-month": today.month,
            "ended_on-year": today.year,
        },
    )
    assert (answer.status_code, answer["Location"]) == (302, "/actions/")
    page = page_of(cast, "petra", update_path(action))
    assert "Told with her IDVA present." in page
    assert "Petra Example" in page


def test_the_form_opens_in_the_list(cast, case):
    action = action_of(cast, case)
    part = signed_in_client(cast, "petra").get(update_path(action), HTTP_HX_REQUEST="true")
    assert "<html" not in part.content.decode()
    assert 'name="version"' in part.content.decode()


def test_it_keeps_what_was_typed(cast, case):
    action = action_of(cast, case)
    answer = send(
        signed_in_client(cast, "petra"), update_path(action), state="completed", why="typed"
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say what the outcome was" in page
    assert "typed</textarea>" in page


def test_nothing_chosen_is_an_error(cast, case):
    answer = send(signed_in_client(cast, "petra"), update_path(action_of(cast, case)))
    assert "Say how the action stands" in answer.content.decode()


def test_a_double_post_does_it_once(cast, case):
    action = action_of(cast, case)
    client = signed_in_client(cast, "petra")
    form = client.get(update_path(action)).context["form"]
    what = {
        "form_token": form["form_token"].value(),
        "version": 1,
        "state": "in_progress",
        "next_step": "Panel on Tuesday.",
    }
    answers = [client.post(update_path(action), what) for _time in range(2)]
    assert [answer["Location"] for answer in answers] == ["/actions/"] * 2
    with unit_of_work(cast.actor("carys")):
        assert ActionUpdate.objects.filter(action=action).count() == 1


def test_a_second_editor_sees_both_texts(cast, case):
    action = action_of(cast, case)
    client = signed_in_client(cast, "petra")
    form = client.get(update_path(action)).context["form"]
    token = form["form_token"].value()
    do(
        cast,
        "carys",
        update_action,
        action_id=action.pk,
        state="in_progress",
        note="Panel on Tuesday.",
    )
    answer = client.post(
        update_path(action),
        {"form_token": token, "version": 1, "state": "completed", "outcome": "Told today."},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Panel on Tuesday." in page
    assert "Told today." in page
    assert 'name="version" value="2"' in page


def test_an_editor_overtaken_by_nothing_but_a_state_sees_it(cast, case):
    action = action_of(cast, case)
    client = signed_in_client(cast, "petra")
    token = client.get(update_path(action)).context["form"]["form_token"].value()
    with unit_of_work(cast.actor("carys")):
        row = Action.objects.get(pk=action.pk)
        row.state, row.version = "in_progress", 2
        row.save()
    answer = client.post(
        update_path(action),
        {"form_token": token, "version": 1, "state": "not_done", "why": "No officer free."},
    )
    assert "In progress" in answer.content.decode()


def test_ten_times_the_actions_take_no_more_queries(cast):
    client = signed_in_client(cast, "carys")
    meeting = meeting_in(cast, days=-5)
    counts = []
    for start, end in ((0, 1), (1, 10)):
        for place in range(start, end):
            case_at(cast, Stage.ACTIONS, meeting=meeting, position=place + 1)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/actions/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25


def development_path(case):
    return reverse("add_development", args=[case.pk])


def test_a_new_incident_is_added_on_its_page_and_agencies_are_told(cast, case):
    today = clock.today()
    what = {
        "kind": "incident",
        "happened_on-day": today.day,
        "happened_on-month": today.month,
        "happened_on-year": today.year,
        "text": "Came to the door at night.",
    }
    answer = send(signed_in_client(cast, "petra"), development_path(case), **what)
    assert answer["Location"] == reverse("case", args=[case.pk])
    run_jobs()
    told = {address for one in mail.outbox for address in one.to}
    assert told == {"housing@lm.example", "idva@lm.example", "health_visiting@lm.example"}
    for one in mail.outbox:
        assert case.reference in one.subject
        assert "Tarn" not in one.body
        assert "door" not in one.body
    event = newest_event()
    assert (event.code, event.cases) == ("notice_sent", [case.pk])


def test_an_incident_of_tomorrow_is_shown_at_its_field(cast, case):
    day = clock.today() + timedelta(days=1)
    what = {
        "kind": "incident",
        "happened_on-day": day.day,
        "happened_on-month": day.month,
        "happened_on-year": day.year,
        "text": "Came to the door at night.",
    }
    answer = send(signed_in_client(cast, "petra"), development_path(case), **what)
    assert answer.status_code == 422
    assert "The date of an incident cannot be in the future" in answer.content.decode()
    assert "Came to the door at night." in answer.content.decode()


def test_a_case_on_hold_takes_no_development(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, frozen=True)
    answer = signed_in_client(cast, "petra").get(development_path(case))
    assert answer.status_code == 403
    assert "This case is on hold and cannot be changed." in answer.content.decode()


def test_a_notice_never_reaches_whoever_has_a_conflict(cast, case):
    with as_owner(), unit_of_work(cast.actor("carys")):
        agency = cast.agency("housing")
        agency.mailbox = ""
        agency.save()
    wall_off(cast, case, "rowan")
    do(
        cast,
        "petra",
        add_development,
        case_id=case.pk,
        kind="order",
        happened_on=clock.today(),
        text="Bail.",
    )
    run_jobs()
    assert "rowan@example.org" not in {address for one in mail.outbox for address in one.to}


def test_a_mailbox_that_whoever_has_a_conflict_reads_gets_no_notice(cast, case):
    """Her colleague is told in person; other agencies are told as ever."""
    with as_owner(), unit_of_work(cast.actor("carys")):
        _member("colleague", Role.REPRESENTATIVE, cast.agency("housing"))
    wall_off(cast, case, "rowan")
    do(
        cast,
        "petra",
        add_development,
        case_id=case.pk,
        kind="order",
        happened_on=clock.today(),
        text="Bail.",
    )
    run_jobs()
    told = {address for one in mail.outbox for address in one.to}
    assert "colleague@example.org" in told and "idva@lm.example" in told
    assert not told & {"housing@lm.example", "rowan@example.org"}


def test_a_mailbox_that_they_no_longer_read_gets_it(cast, case):
    wall_off(cast, case, "rowan")
    with as_owner(), unit_of_work(cast.actor("carys")):
        left = cast.memberships["rowan"]
        left.ends_on = clock.today() - timedelta(days=1)
        left.save()
    send_development_notice.func(case_id=str(case.pk), agency_id=str(cast.agency("housing").pk))
    assert [one.to for one in mail.outbox] == [["housing@lm.example"]]
