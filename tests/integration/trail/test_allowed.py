"""A line says by what the reader was allowed, as the door found it: also where the role alone would
say something else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Stage
from meetings.operations import referral as operations
from meetings.operations.triage import join_cases
from sharing import clock
from sharing.facts import facts_of
from sharing.models import AuditEvent
from sharing.operations import circulation
from sharing.operations.emergency import review_emergency
from sharing.permissions import READ_CASE_TRAIL
from sharing.queries.trail import Asked, area_trail, case_trail, own_trail
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, wall_off
from tests.integration.door.conftest import case, clock_stands
from tests.integration.door.helpers import open_now, page_of
from tests.integration.trail.helpers import looked, trail_of
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.story_parts import referral
from tests.visits import page_of as read

__all__ = ["case", "clock_stands"]  # fixtures
EMERGENCY = "Opened in an emergency"
FULL, SEARCH = "Agency on full circulation", "Agency on search circulation"
OWN = "Own referral"


def why(cast, case, number=1):
    with unit_of_work(cast.actor("carys")) as work:
        return [one.why for one in case_trail(work.actor, case.pk, Asked()).lines[:number]]


def circulated(cast, case, **to):
    with unit_of_work(cast.actor("carys")) as work:
        work.note(READ_CASE_TRAIL.event, cases=[case.pk], changing=True)
        circulation.circulate(work, case.pk, **to)


def own(cast, name):
    with unit_of_work(cast.actor(name)) as work:
        return [one.why for one in own_trail(work.actor, Asked()).lines]


@pytest.fixture
def opened(cast, case):
    """What Hal, whose agency is on no circulation, opened in an emergency."""
    with unit_of_work(cast.actor("carys")):
        assert cast.agency("acute").pk not in facts_of(case.pk).full_circulation
    return open_now(cast, "hal", case)


def test_what_an_emergency_opened_is_not_said_to_be_on_circulation(cast, case, opened):
    assert signed_in_client(cast, "hal").get(page_of(case)).status_code == 200
    with unit_of_work(cast.actor("odile")) as work:
        lines = case_trail(work.actor, case.pk, Asked()).lines
    hals = [one for one in lines if one.who.startswith("Hal Example") and not one.refused]
    assert [(one.what, one.why) for one in hals] == [
        ("opened the case", EMERGENCY),
        ("opened a case in an emergency", EMERGENCY),
    ]
    assert EMERGENCY in read(cast, "odile", trail_of(case))
    csv = signed_in_client(cast, "odile").get(reverse("case_trail_csv", args=[case.pk]))
    assert EMERGENCY in csv.content.decode()


def test_once_it_is_over_the_circulation_lets_in(cast, case, opened):
    circulated(cast, case, full={cast.agency("acute").pk})
    looked(cast, "hal", case)
    assert why(cast, case) == [EMERGENCY]
    looked(cast, "hal", case, at=opened.until + timedelta(seconds=1))
    assert why(cast, case) == [FULL]
    looked(cast, "petra", case)
    assert FULL in why(cast, case, number=2)


@pytest.mark.parametrize(("outcome", "said"), [("right", EMERGENCY), ("mistake", "By role")])
def test_what_was_found_to_be_wrong_was_open_until_then(cast, case, opened, outcome, said):
    do(
        cast, "odile", review_emergency, access_id=opened.pk, outcome=outcome, words="Seen.",
    )  # fmt: skip
    looked(cast, "hal", case, at=clock.now() + timedelta(minutes=1))
    assert why(cast, case) == [said]


def test_what_is_joined_was_opened_with_it(cast, case):
    other = case_at(cast, Stage.TRIAGE)
    do(cast, "carys", join_cases, case_id=other.pk, into_id=case.pk)
    open_now(cast, "hal", case)
    looked(cast, "hal", other)
    assert why(cast, other) == [EMERGENCY]


def test_a_list_says_each_way(cast, case, opened):
    other = case_at(cast, Stage.TRIAGE)
    circulated(cast, other, search={cast.agency("acute").pk})
    with unit_of_work(cast.actor("hal")) as work:
        work.note(READ_CASE_TRAIL.event, cases=[case.pk, other.pk])
    assert why(cast, other) == [f"{SEARCH}; {EMERGENCY}"]


def test_who_only_looks_people_up_is_told_from_who_reads_the_case(cast, case):
    """As the agency was on it then, whatever came later, by the same event too."""
    hospital = {cast.agency("acute").pk}
    circulated(cast, case, search=hospital)
    looked(cast, "hal", case)
    with unit_of_work(cast.actor("hal")) as work:
        work.note(READ_CASE_TRAIL.event, cases=[case.pk], changing=True)
        circulation.circulate(work, case.pk, full=hospital)
    looked(cast, "hal", case)
    assert why(cast, case, number=3) == [FULL, SEARCH, SEARCH]


def test_who_refers_for_an_agency_reads_their_own_referral(cast):
    """And no colleague does, whoever asks: it is found by the event that began it."""
    case = referral.refer(cast, by="hal")
    looked(cast, "hal", case)
    assert own(cast, "hal")[0] == OWN
    looked(cast, "petra", case)
    assert own(cast, "petra")[0] == "By role"


def test_who_threw_a_draft_away_had_begun_it_for_themselves(cast):
    draft = referral.begin(cast, by="petra")
    do(cast, "petra", operations.discard_draft, case_id=draft.pk)
    with unit_of_work(cast.actor("odile")) as work:
        lines = area_trail(work.actor, Asked()).lines
    assert {one.why for one in lines if one.who.startswith("Petra Example")} == {OWN}


def test_of_a_case_that_is_gone_nothing_is_said(cast, case):
    gone = uuid4()
    with unit_of_work(cast.actor("petra")) as work:
        work.note(READ_CASE_TRAIL.event, cases=[gone])
    assert own(cast, "petra")[0] == "By role"


def test_a_wall_changes_no_line_of_ones_own_trail(cast, case, opened):
    looked(cast, "hal", case)
    before = own(cast, "hal")
    assert EMERGENCY in before
    wall_off(cast, case, "hal")
    assert own(cast, "hal")[-len(before) :] == before


def answered(cast, name, wanted):
    """What the database answers whoever acts, of an event of the case that was there for its
    author."""
    with as_owner():
        event = AuditEvent.objects.filter(**wanted).latest("recorded_at")
    with unit_of_work(cast.actor(name)), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ways FROM let_in_by(ARRAY[%s]::timestamptz[], ARRAY[%s]::uuid[])",
            [event.recorded_at, event.id],
        )
        return cursor.fetchall()


def test_nothing_is_said_of_what_let_nobody_in(cast, case):
    """Their own event names the case that a wall hides."""
    wall_off(cast, case, "petra")
    assert signed_in_client(cast, "petra").get(page_of(case)).status_code == 404
    refused = {"cases": [case.pk], "outcome": "refused", "user_id": cast.user("petra").pk}
    assert answered(cast, "petra", refused) == []


def test_an_event_behind_a_wall_is_as_one_that_never_was(cast, case):
    looked(cast, "petra", case)
    of_petra = {"cases": [case.pk], "user_id": cast.user("petra").pk}
    assert answered(cast, "odile", of_petra) == [(["full"],)]
    wall_off(cast, case, "odile")
    assert answered(cast, "odile", of_petra) == []
    assert answered(cast, "petra", of_petra) == [(["full"],)]
    assert answered(cast, "hal", of_petra) == [], "of another's, to whom no trail is open"
