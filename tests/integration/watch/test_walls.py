"""What the watch does about a case is as little there as the case: for a lead who is walled off
from it no list, number or chart changes; and on the trail of a case nobody reads that there is an
alert."""

import pytest
from django.db import connection

from meetings.models import Stage
from sharing.models import AlertState
from sharing.operations.alerts import decide_alert
from sharing.queries.alerts import alert_list, new_alerts
from sharing.queries.trail.asked import Asked
from sharing.queries.trail.chart import area_chart, case_summary
from sharing.queries.trail.pages import NEWEST
from sharing.queries.trail.reading import area_trail, of_case, refused_of_late
from sharing.roles import Role
from sharing.unit import unit_of_work
from sharing.watch.notices import tell_of_alerts
from tests.doing import do, wall_off
from tests.integration.watch.helpers import (
    alerts,
    found,
    joins,
    late_looks,
    look,
    opens,
    raised,
    wednesday_at,
)
from tests.jobs import as_jobs
from tests.memory import memory
from tests.story import case_at
from tests.trail import events

OF_ALERTS = {"alert_raised", "alert_decided", "alerts_told"}


@pytest.fixture(autouse=True)
def midday():
    """What the tests themselves do is done in working hours."""
    with memory.while_the_clock_stands(wednesday_at(12)):
        yield


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.ACTIONS)


@pytest.fixture
def second(cast):
    """Another lead of the area, who decides on what the first may not know."""
    joins(cast, "second", Role.LEAD)
    return "second"


def known_to(cast, name):
    """Return what a lead reads of the area, but for what they did themselves."""
    me = cast.user(name).pk
    with unit_of_work(cast.actor(name)) as work:
        lines = area_trail(work.actor, Asked()).lines
        chart = area_chart(work.actor, Asked())
        found = alert_list(work.actor)
        numbers = new_alerts(work.actor), refused_of_late(work.actor)
    own = cast.memberships[name].agency.name
    return (
        [(one.id, one.what, one.about, one.cases) for one in lines if one.who_id != me],
        {one.name: one.bars for one in (chart.series if chart else []) if one.name != own},
        ([one.alert.pk for one in found.lines], found.states),
        numbers,
    )


def rows_for(cast, name):
    """Return how many rows of alerts, and of their past, the database shows a lead."""
    with unit_of_work(cast.actor(name)), connection.cursor() as cursor:
        found = []
        for table in ("sharing_alert", "sharing_historicalalert"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found += cursor.fetchone()
    return found


def tell_and_decide(cast, who, **which):
    """Whoever may decide is told, and the member decides on each alert."""
    with as_jobs():
        tell_of_alerts()
    for one in alerts(**which):
        values = {"alert_id": one.pk, "state": AlertState.EXPLAINED, "version": one.version}
        do(cast, who, decide_alert, words="Asked.", **values)


def of_alerts():
    """Return by code the cases that each event about alerts names."""
    return {one.code: set(one.cases) for one in events() if one.code in OF_ALERTS}


def test_for_a_lead_behind_the_wall_it_is_as_if_nothing_had_been(cast, case, second):
    other = case_at(cast, Stage.ACTIONS, meeting=case.meeting, name="Vera", position=2)
    opens(cast, "ines", other)
    wall_off(cast, case, "odile")
    before = known_to(cast, "odile")
    raised(found(cast, case_id=case.pk))
    opens(cast, "ines", case, at=wednesday_at(22))
    look()
    assert {one.case_id for one in alerts()} == {case.pk, None}
    assert known_to(cast, "odile") == before
    assert rows_for(cast, "odile") == [0, 0] and rows_for(cast, second) == [2, 2]
    tell_and_decide(cast, second)
    assert set(of_alerts()) == OF_ALERTS
    assert known_to(cast, "odile") == before


def test_of_several_cases_one_that_they_may_know_of_is_enough(cast, second):
    seen, behind = late_looks(cast)
    wall_off(cast, behind, "odile")
    look()
    tell_and_decide(cast, second, pk=alerts()[0].pk)
    for name, known in (("odile", [{seen.pk}]), (second, [{seen.pk, behind.pk}])):
        (lines, *_rest) = known_to(cast, name)
        told = [one for one in lines if "alert" in str(one[1])]
        assert {str(one[1]) for one in told} == {"told of alerts to look at"}
        assert [{case for case, _name in one[3]} for one in told] == known


def test_what_is_about_no_case_names_none(cast, second):
    """One of several events about no case is there for everybody; what is said names the others."""
    opens(cast, "ines", case_at(cast, Stage.ACTIONS), at=wednesday_at(22))
    happened = [one for one in events() if one.user_id][-1:]
    told = [(one.id, one.occurred_at) for one in happened]
    raised(found(cast, events=[*found(cast).events, *told]))
    tell_and_decide(cast, second)
    assert of_alerts() == dict.fromkeys(OF_ALERTS, set(happened[0].cases))


@pytest.mark.parametrize("name", ["carys", "chidi", "odile"])
def test_the_trail_of_the_case_tells_nobody_of_an_alert(cast, case, second, name):
    def read():
        with unit_of_work(cast.actor(name)):
            lines = [one.id for one in of_case(case.pk, Asked(), NEWEST, 200)]
            return lines, case_summary(case.pk, Asked())

    before = read()
    raised(found(cast, "carys", case_id=case.pk))
    tell_and_decide(cast, second)
    assert of_alerts() == dict.fromkeys(OF_ALERTS, {case.pk})
    assert read() == before
