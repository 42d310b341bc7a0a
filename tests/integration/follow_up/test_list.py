"""Actions stand by how soon they are due."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from meetings.models import Action, Stage
from sharing import clock
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.copies import copies_of
from tests.doing import wall_off
from tests.integration.follow_up.helpers import action_of, update, update_path
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.visits import page_of


def move_due(cast, case, days, kind="police"):
    with unit_of_work(cast.actor("carys")):
        action = Action.objects.get(scope_id=case.pk, agency=cast.agency(kind))
        action.due_on = clock.today() + timedelta(days=days)
        action.save()
        return action


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
    update(cast, action, "not_done", "No officer free.")
    assert "No action is open." in page_of(cast, "petra", "/actions/")
    page = page_of(cast, "petra", "/actions/?state=ended")
    assert "Ended: 1" in page
    assert "No officer free." in page


def test_the_list_says_by_when_each_needs_a_state(cast, case):
    """It counts to the meeting to come: one whose minutes are agreed was held before its time."""
    assert case.meeting.starts_at > clock.now()
    coming = meeting_in(cast, days=37)
    page = page_of(cast, "petra", "/actions/")
    assert "Every action needs a state by" in page
    assert f"read out on {date_format(clock.day(coming.starts_at), 'j F')}." in page


@pytest.mark.parametrize("days", [-5, 9])
def test_without_a_meeting_to_come_no_day_is_named(cast, days):
    case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=days))
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


def test_the_form_opens_in_the_list(cast, case):
    action = action_of(cast, case)
    part = signed_in_client(cast, "petra").get(update_path(action), HTTP_HX_REQUEST="true")
    assert "<html" not in part.content.decode()
    assert 'name="version"' in part.content.decode()


def test_ten_times_the_actions_take_no_more_queries(cast):
    client = signed_in_client(cast, "carys")
    case = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5))
    counts = []
    for more in (0, 9):
        copies_of(cast, case, more)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/actions/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25
