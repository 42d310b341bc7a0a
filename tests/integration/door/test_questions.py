"""What the door asks of somebody who may read a case, before they do; and to whom it discloses."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from meetings import permissions as may
from meetings.models import Case, Stage
from sharing import clock
from sharing.access import require, show_together
from sharing.actor import Actor
from sharing.operations.reading import explain
from sharing.permissions import EXPORT_TRAIL, READ_CASE_TRAIL, REVIEW_EMERGENCY
from sharing.reasons import Reason
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import now
from tests.queries import made_queries
from tests.story import case_at


@pytest.fixture
def case_id(cast):
    """A case on nobody's list any more. Wren referred it, and Hal was let in."""
    case = case_at(cast, Stage.COMPLETE)
    until = int((clock.now() + timedelta(hours=1)).timestamp())
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sharing_scope SET admitted = %s WHERE id = %s",
            [json.dumps({str(cast.seat("hal")): until}), str(case.pk)],
        )
    return case.pk


def test_whoever_has_it_on_no_list_is_asked_why(cast, case_id):
    with pytest.raises(Refused) as refused, unit_of_work(cast.actor("petra")) as work:
        require(work.actor, may.VIEW_CASE, case_id)
    assert (refused.value.reason, refused.value.case_id) == (Reason.WITHOUT_REASON, case_id)


def test_whoever_has_said_why_is_not_asked_again(cast, case_id):
    with unit_of_work(cast.actor("petra")) as work:
        explain(work, [case_id])
        assert require(work.actor, may.VIEW_CASE, case_id).id == case_id


@pytest.mark.parametrize("name", ["wren", "hal"])
def test_whoever_referred_it_or_was_let_in_is_not_asked(cast, case_id, name):
    with unit_of_work(cast.actor(name)) as work:
        assert require(work.actor, may.VIEW_CASE, case_id).id == case_id


@pytest.mark.parametrize(
    ("name", "permission"), [("petra", may.LOOK_UP), ("chidi", READ_CASE_TRAIL)]
)
def test_it_is_asked_however_little_is_shown(cast, case_id, name, permission):
    with pytest.raises(Refused) as refused, unit_of_work(cast.actor(name)) as work:
        require(work.actor, permission, case_id)
    assert refused.value.reason is Reason.WITHOUT_REASON


@pytest.mark.parametrize(
    ("name", "permission"), [("odile", READ_CASE_TRAIL), ("chidi", REVIEW_EMERGENCY)]
)
def test_who_reads_the_trail_or_reviews_an_emergency_is_not_asked(cast, case_id, name, permission):
    with unit_of_work(cast.actor(name)) as work:
        assert require(work.actor, permission, case_id).id == case_id


def test_of_cases_that_are_shown_together_it_is_asked_at_once(cast, case_id):
    meeting_id = now(cast, Case(pk=case_id)).meeting_id
    with pytest.raises(Refused) as refused, unit_of_work(cast.actor("petra")) as work:
        show_together(work.actor, may.READ_MINUTES, [case_id], meeting_id)
    found = refused.value
    assert (found.case_id, found.cases, found.occasion) == (None, {case_id}, meeting_id)
    for name in ("wren", "hal"):
        with unit_of_work(cast.actor(name)) as work:
            show_together(work.actor, may.READ_MINUTES, [case_id], meeting_id)
            assert work.cases == {case_id}


def test_nothing_is_asked_twice_in_one_unit(cast, case_id):
    with unit_of_work(cast.actor("petra")) as work:
        explain(work, [case_id])
        require(work.actor, may.VIEW_CASE, case_id)
        with made_queries() as made:
            require(work.actor, may.VIEW_CASE, case_id)
    assert made == []


def test_what_is_read_is_noted_as_the_event_that_is_given(cast, case_id):
    for event, noted in ((None, may.VIEW_CASE.event), (may.OWN_FILE_OPENED, may.OWN_FILE_OPENED)):
        with unit_of_work(cast.actor("petra")) as work:
            explain(work, [case_id])
            require(work.actor, may.VIEW_CASE, case_id, event=event)
            assert work.code == noted.code


def test_what_is_disclosed_is_disclosed_to_the_agency_of_the_reader(cast, case_id):
    police = cast.agency("police").pk
    for permission, recipient in ((may.SEE_HOME, None), (may.LOOK_UP, police)):
        with unit_of_work(cast.actor("petra")) as work:
            explain(work, [case_id])
            require(work.actor, permission, case_id)
            assert work.recipient_id == recipient


def test_what_a_job_takes_out_is_disclosed_to_no_agency(cast):
    with unit_of_work(Actor.system("export")) as work:
        require(work.actor, EXPORT_TRAIL)
        assert work.recipient_id is None
