"""Walls: two at once, and those of cases that were joined."""

import threading
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.urls import reverse

from meetings.models import Case, Stage
from meetings.operations.triage import join_cases
from sharing import clock
from sharing.facts import facts_of
from sharing.models import Conflict
from sharing.operations import circulation
from sharing.operations.conflicts import declare_conflict, end_conflict
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.doing import change, declare_wall, do, every, explained
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event


def walled(case):
    return facts_of(case.pk).walled


def joined(cast, case, into):
    do(cast, "carys", join_cases, case_id=case.pk, into_id=into.pk)
    return case, into


@pytest.fixture
def both(cast):
    """Two cases of one incident, the second joined to the first."""
    first, second = case_at(cast, Stage.ACCEPTED), case_at(cast, Stage.TRIAGE)
    change(cast, second, Case, submitted_at=clock.now() + timedelta(seconds=5))
    joined(cast, second, first)
    return first, second


@pytest.mark.django_db(transaction=True)
def test_two_walls_at_once_both_stand(transactional_db):
    from tests.personas import seed_cast

    cast = seed_cast()
    case = case_at(cast, Stage.RESEARCH)

    def another():
        declare_wall(cast, case, "rowan")
        connection.close()

    with unit_of_work(cast.actor("carys")) as work:
        work.facts(case.pk)  # as the page of the form has read them
        thread = threading.Thread(target=another)
        thread.start()
        thread.join()
        declare_conflict(
            actor=work.actor,
            case_id=case.pk,
            user_id=cast.user("petra").pk,
            kind="declared",
            reason="Her brother.",
        )
    assert walled(case) == {cast.user("rowan").pk, cast.user("petra").pk}


def test_a_wall_that_came_meanwhile_is_said(cast):
    case = case_at(cast, Stage.RESEARCH)
    declare_wall(cast, case, "rowan")
    with pytest.raises(RuleBroken, match="no access already"):
        declare_wall(cast, case, "rowan")


@pytest.mark.parametrize("which", [0, 1])
def test_a_wall_put_up_after_a_join_holds_in_both(cast, both, which):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, both[0].pk, full={cast.agency("housing").pk})
    explained(cast, "rowan", *both)
    client = signed_in_client(cast, "rowan")
    pages = [reverse("case", args=[one.pk]) for one in both]
    assert [client.get(page).status_code for page in pages] == [200, 200]
    declare_wall(cast, both[which], "rowan")
    assert set(newest_event().cases) == {one.pk for one in both}
    assert [client.get(page).status_code for page in pages] == [404, 404]
    with unit_of_work(cast.actor("carys")):
        standing = every(Conflict).filter(ended_on=None, user=cast.user("rowan"))
        assert {one.scope_id for one in standing} == {one.pk for one in both}


@pytest.mark.parametrize("which", [0, 1])
def test_a_wall_taken_down_after_a_join_is_down_in_both(cast, both, which):
    declare_wall(cast, both[0], "rowan")
    declare_wall(cast, both[0], "petra")
    with unit_of_work(cast.actor("carys")):
        one = Conflict.objects.get(scope=both[which].pk, user=cast.user("rowan"))
    do(cast, "carys", end_conflict, case_id=both[which].pk, conflict_id=one.pk)
    assert [walled(one) for one in both] == [{cast.user("petra").pk}] * 2
    with unit_of_work(cast.actor("carys")):
        assert every(Conflict).filter(ended_on=None).count() == 2


def test_who_comes_on_circulation_after_a_join_reads_both(cast, both):
    police, housing = cast.agency("police").pk, cast.agency("housing").pk
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, both[1].pk, full={police}, search={housing, police})
    for one in both:
        facts = facts_of(one.pk)
        assert police in facts.full_circulation and housing in facts.search_circulation


def test_a_third_case_joined_later_is_one_of_them(cast, both):
    """The second was joined to the first; then the first is joined to a third."""
    first, second = both
    declare_wall(cast, second, "rowan")
    change(cast, first, Case, stage=Stage.TRIAGE)
    third = case_at(cast, Stage.ACCEPTED)
    declare_wall(cast, third, "petra")
    joined(cast, first, third)
    three = (first, second, third)
    both_people = {cast.user("rowan").pk, cast.user("petra").pk}
    assert [walled(one) for one in three] == [both_people] * 3
    declare_wall(cast, third, "hal")
    assert [walled(one) for one in three] == [both_people | {cast.user("hal").pk}] * 3


def test_cases_that_are_not_joined_keep_their_own_walls(cast, both):
    other = case_at(cast, Stage.RESEARCH)
    declare_wall(cast, both[0], "rowan")
    assert walled(other) == set()


def test_nobody_lifts_a_wall_from_behind_it(cast):
    """The database refuses it, whatever the portal would have asked."""
    case = case_at(cast, Stage.RESEARCH)
    declare_wall(cast, case, "petra")
    with (
        pytest.raises(ProgrammingError, match="walled off from this scope"),
        unit_of_work(cast.actor("petra")) as work,
    ):
        circulation.narrow(work, case.pk, cast.agency("police").pk, to_search=False)
