"""What is said of alerts is there for who may know them, and for none of those that they are about;
the numbers beside a list count what is listed."""

import pytest

from meetings.models import Stage
from sharing.models import AuditEvent, Watched
from sharing.operations.members import end_membership
from sharing.queries.trail.asked import Asked
from sharing.queries.trail.chart import case_summary
from sharing.queries.trail.reading import area_trail, case_trail
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.doing import cannot_act, do, wall_off
from tests.integration.watch.helpers import (
    decided,
    found,
    late_looks,
    look,
    opens,
    raised,
    wednesday_at,
)
from tests.integration.watch.test_readers import (
    accesses,
    another_lead,
    shown,
    told,
)
from tests.jobs import run_jobs
from tests.memory import memory
from tests.story import case_at
from tests.visits import get


@pytest.fixture(autouse=True)
def midday():
    with memory.while_the_clock_stands(wednesday_at(12)):
        yield


def said_of_alerts(lines):
    return [str(one.what) for one in lines if "alert" in str(one.what)]


def test_nobody_reads_that_somebody_read_an_alert_about_them(cast):
    another_lead(cast)
    case = case_at(cast, Stage.RESEARCH)

    def told_of():
        with unit_of_work(cast.actor("odile")) as work:
            return said_of_alerts(area_trail(work.actor, Asked()).lines)

    for about in ("carys", "odile"):
        before = told_of(), accesses(cast, "odile")
        alert = raised(found(cast, about, watched=Watched.OFF_LIST, case_id=case.pk))
        get(cast, "second", "watch")
        get(cast, "second", "alert", alert.pk)
        decided(cast, "second", alert)
    assert accesses(cast, "odile") == before[1]
    assert told_of() == before[0]
    with unit_of_work(cast.actor("carys")) as work:
        assert said_of_alerts(case_trail(work.actor, case.pk, Asked()).lines) == []
    with unit_of_work(cast.actor("odile")):
        about_her = AuditEvent.objects.filter(people__contains=[cast.user("odile").pk])
        codes = set(about_her.values_list("code", flat=True))
    assert codes.isdisjoint({"alert_raised", "alerts_read", "alert_decided"})


def test_who_cannot_act_for_want_of_a_signature_is_not_told_in_place_of_others(cast):
    case = case_at(cast, Stage.RESEARCH)
    cannot_act(cast, "zoe", Role.LEAD)
    do(cast, "alex", end_membership, membership_id=cast.memberships["odile"].pk)
    alert = raised(found(cast, "petra", watched=Watched.BREAK_GLASS, case_id=case.pk))
    assert told() == ["chidi"] and shown(cast, "chidi", alert)


@pytest.mark.parametrize("hidden", [False, True])
def test_numbers_count_what_is_listed(cast, hidden):
    """The second lead reads a list on which an alert of Una's case stands, and (hidden) one of
    several cases from which walls keep Odile."""
    another_lead(cast)
    una, vera = late_looks(cast)
    wilma = case_at(cast, Stage.ACTIONS, meeting=una.meeting, name="Wilma", position=3)
    raised(found(cast, "petra", watched=Watched.OFF_LIST, case_id=una.pk))
    if hidden:
        for case in (vera, wilma):
            wall_off(cast, case, "odile")
    for minute, case in enumerate((vera, wilma), 30):
        opens(cast, "rowan", case, at=wednesday_at(23, minute))
    look()
    run_jobs()

    def of_the_team():
        with unit_of_work(cast.actor("odile")):
            return (
                AuditEvent.objects.filter(agency_id=cast.agency("marac").pk, user_id__isnull=False)
                .exclude(cases=[])
                .exclude(user_id=cast.user("odile").pk)
                .count()
            )

    before = of_the_team(), accesses(cast, "odile").get("MARAC team", [])
    get(cast, "second", "watch")
    with unit_of_work(cast.actor("odile")) as work:
        lines = case_trail(work.actor, una.pk, Asked()).lines
        assert said_of_alerts(lines) == []
        assert case_summary(una.pk, Asked()).events == len(lines)
    after = of_the_team(), accesses(cast, "odile").get("MARAC team", [])

    def amount(bars):
        return sum(one.allowed for one in bars)

    # She read the trail of Una's case meanwhile.
    assert amount(after[1]) - amount(before[1]) - 1 == after[0] - before[0] == int(not hidden)
