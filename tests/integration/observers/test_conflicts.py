"""Whoever has no access to a case does not observe the meeting that hears it."""

from meetings.models import Case, MeetingState, Stage
from meetings.operations.hearing import declare
from meetings.operations.listing import take_off_list
from sharing.models import Membership
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import declare_wall, do, every, wall_off
from tests.integration.observers.helpers import admit, page
from tests.story import case_at, meeting_in
from tests.visits import text


def test_who_has_no_access_to_a_case_of_the_meeting_is_not_admitted(cast, carys):
    case = case_at(cast, Stage.LISTED)
    declare_wall(cast, case, "wren", by="carys")
    answer = admit(carys, cast, case.meeting, name="Wren Example", email="wren@example.org")
    assert answer.status_code == 422 and "conflict of interest" in text(answer)
    # To another meeting they may come.
    other = meeting_in(cast, days=30)
    assert (
        admit(carys, cast, other, name="Wren Example", email="wren@example.org").status_code == 302
    )


def test_once_the_case_is_off_the_list_they_may_come(cast, carys):
    case = case_at(cast, Stage.LISTED)
    declare_wall(cast, case, "wren", by="carys")
    do(cast, "carys", take_off_list, case_id=case.pk)
    assert (
        admit(carys, cast, case.meeting, name="Wren Example", email="wren@example.org").status_code
        == 302
    )


def test_a_wall_that_comes_later_is_shown_to_who_may_know(cast, carys):
    case = case_at(cast, Stage.LISTED)
    admit(carys, cast, case.meeting, name="Wren Example", email="wren@example.org")
    assert "No access to a case on the list" not in text(carys.get(page(case.meeting)))
    declare_wall(cast, case, "wren", by="carys")
    assert "No access to a case on the list" in text(carys.get(page(case.meeting)))


def test_who_is_walled_off_themselves_learns_of_no_wall(cast, carys):
    case = case_at(cast, Stage.LISTED)
    declare_wall(cast, case, "wren", by="chidi")
    wall_off(cast, case, "carys")
    assert (
        admit(carys, cast, case.meeting, name="Wren Example", email="wren@example.org").status_code
        == 302
    )
    assert "conflict" not in text(carys.get(page(case.meeting))).lower()


def test_the_wall_of_an_observer_stands_in_the_database_too(cast, carys):
    case = case_at(cast, Stage.LISTED)
    admit(carys, cast, case.meeting)
    held = Membership.objects.get(role=Role.OBSERVER)
    cast.memberships["sol"] = held
    do(cast, "sol", declare, meeting_id=meeting_open(cast, case).pk)
    with unit_of_work(cast.actor("sol")):
        assert not every(Case).exists()


def meeting_open(cast, case):
    with as_owner(), unit_of_work(cast.actor("carys")):
        case.meeting.state = MeetingState.PUBLISHED
        case.meeting.save()
    return case.meeting
