"""An alert is for those who read it by the walls and memberships of today: nobody finds on it, or
in what is said of it, what they may not know; and one that whoever was told reads no more is told
anew."""

from datetime import timedelta

import pytest
from django.core import mail

from meetings.models import Stage
from sharing import clock, daily
from sharing.actor import Actor
from sharing.models import AlertState, AuditEvent, Watched
from sharing.operations.conflicts import end_conflict
from sharing.operations.members import end_membership, switch_off
from sharing.operations.purge import PURGER, remove_expired
from sharing.queries.alerts import alert_list
from sharing.queries.trail.asked import Asked
from sharing.queries.trail.chart import area_chart
from sharing.roles import Role
from sharing.unit import unit_of_work
from sharing.watch.notices import tell_of_alerts
from tests.conftest import as_owner
from tests.copies import cases_at
from tests.doing import declare_wall, do, wall_off
from tests.integration.watch.helpers import (
    alerts,
    decided,
    found,
    joins,
    late_looks,
    look,
    opens,
    raised,
    rule,
    wednesday_at,
)
from tests.jobs import as_jobs, run_jobs
from tests.memory import memory
from tests.story import case_at
from tests.visits import get, words_of

OF_ALERTS = ("alert_raised", "alerts_told", "alert_decided", "alerts_read")


@pytest.fixture(autouse=True)
def midday():
    with memory.while_the_clock_stands(wednesday_at(12)):
        yield


def told():
    """Return whom the watch mails now."""
    run_jobs()
    mail.outbox.clear()
    with as_jobs():
        tell_of_alerts()
    return sorted(to.partition("@")[0] for one in mail.outbox for to in one.to)


def another_lead(cast):
    joins(cast, "second", Role.LEAD)


def listed(cast, name, state=AlertState.NEW):
    """Return the alerts in a state as somebody finds them."""
    with unit_of_work(cast.actor(name)) as work:
        found = alert_list(work.actor, state=state)
    return [(one.alert.pk, one.alert.words) for one in found.lines], found.states


@pytest.fixture
def below(cast):
    """Hal was refused once at a case that Odile knows and three times at one that is hidden from
    her, which together is often enough: the chairs were told."""
    rule(cast, Watched.REFUSALS, number=3, minutes=60)
    known, hidden = cases_at(cast, Stage.RESEARCH, ["Tara", "Vera"])
    wall_off(cast, hidden, "odile")
    for minute, case in enumerate((known, hidden, hidden, hidden)):
        opens(cast, "hal", case, at=wednesday_at(12, minute), status=404)
    (alert,) = look(watched=Watched.REFUSALS)
    assert told() == ["chidi"]
    return known, alert


def refused_twice_more(cast, known):
    for minute in (20, 21):
        opens(cast, "hal", known, at=wednesday_at(12, minute), status=404)
    return look(watched=Watched.REFUSALS)


def test_what_is_hidden_from_one_joins_nothing_that_they_read(cast):
    """One wall keeps Rowan from a case, another Odile from a second."""
    known, vera = late_looks(cast)
    wilma = case_at(cast, Stage.ACTIONS, meeting=known.meeting, name="Wilma", position=3)
    wall_off(cast, vera, "rowan")
    wall_off(cast, wilma, "odile")
    (alert,) = look(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"))
    assert told() == ["odile"]
    decided(cast, "odile", alert)
    before = [words_of(get(cast, "odile", "alert", alert.pk)), listed(cast, "odile")]
    opens(cast, "ines", wilma, at=wednesday_at(23, 10))
    look()
    assert told() == ["chidi"]
    assert [words_of(get(cast, "odile", "alert", alert.pk)), listed(cast, "odile")] == before


@pytest.mark.parametrize("state", [AlertState.EXPLAINED, AlertState.CONCERN, None])
def test_what_the_chairs_said_stays_with_them_and_the_lead_is_told_of_hers(cast, below, state):
    known, of_chairs = below
    if state:
        decided(cast, "chidi", of_chairs, state, "Hal tried at Vera’s three times.")
    (hers,) = [one for one in refused_twice_more(cast, known) if one.pk != of_chairs.pk]
    assert told() == (["chidi", "odile"] if state == AlertState.EXPLAINED else ["odile"])
    assert (hers.number, hers.state) == (3, AlertState.NEW)
    assert get(cast, "odile", "alert", of_chairs.pk).status_code == 404
    page = words_of(get(cast, "odile", "alert", hers.pk))
    assert "3 events" in page and "Vera" not in page and "Chidi" not in page


def codes_for(cast, name):
    with unit_of_work(cast.actor(name)):
        found = AuditEvent.objects.filter(code__in=OF_ALERTS)
        return set(found.values_list("code", flat=True))


def accesses(cast, name):
    with unit_of_work(cast.actor(name)) as work:
        return {one.name: one.bars for one in area_chart(work.actor, Asked()).series}


def test_the_trail_tells_of_no_alert_that_is_kept_from_its_reader(cast, below):
    _known, alert = below
    before = accesses(cast, "odile")
    get(cast, "chidi", "alert", alert.pk)
    decided(cast, "chidi", alert, words="Asked.")
    assert codes_for(cast, "odile") == set()
    assert accesses(cast, "odile") == before
    page = words_of(get(cast, "odile", "trail"))
    assert not any(
        one in page for one in ("raised an alert", "decided on an alert", "of the watch")
    )
    another_lead(cast)
    assert codes_for(cast, "second") == set(OF_ALERTS) - {"alerts_told"}, "for whom was told"


def test_nor_once_the_alert_is_kept_no_more(cast, below):
    _known, alert = below
    decided(cast, "chidi", alert, words="Asked.")
    with as_owner(), unit_of_work(cast.actor("alex")):
        alert.refresh_from_db()
        alert.decided_at = clock.now() - timedelta(days=900)
        alert.save()
    actor = Actor.system(PURGER)
    with as_jobs(), unit_of_work(actor):
        remove_expired(actor=actor)
    assert alerts(pk=alert.pk) == []
    assert codes_for(cast, "odile") == set()
    another_lead(cast)
    assert codes_for(cast, "second") == {"alert_raised", "alert_decided"}


@pytest.fixture
def of_case(cast):
    case = case_at(cast, Stage.RESEARCH)
    alert = raised(found(cast, "petra", watched=Watched.BREAK_GLASS, case_id=case.pk))
    assert told() == ["odile"]
    return case, alert


def wall_between(cast, case):
    declare_wall(cast, case, "odile")


def her_membership_ends(cast, case):
    do(cast, "alex", end_membership, membership_id=cast.memberships["odile"].pk)


def her_account_is_off(cast, case):
    do(cast, "alex", switch_off, user_id=cast.user("odile").pk)


def her_membership_ended_by_itself(cast, case):
    with as_owner(), unit_of_work(cast.actor("alex")):
        held = cast.memberships["odile"]
        held.ends_on = clock.today() - timedelta(days=1)
        held.save()
    daily.ask_who_reads_alerts_anywhere.enqueue()
    run_jobs()


WAYS = [wall_between, her_membership_ends, her_account_is_off, her_membership_ended_by_itself]


def shown(cast, name, alert):
    return get(cast, name, "alert", alert.pk).status_code == 200


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("state", [AlertState.NEW, AlertState.CONCERN])
def test_what_the_lead_reads_no_more_is_there_for_the_chairs(cast, of_case, way, state):
    case, alert = of_case
    if state == AlertState.CONCERN:
        decided(cast, "odile", alerts()[0], state)
    assert not shown(cast, "chidi", alert)
    way(cast, case)
    assert told() == ["chidi"]
    (alert,) = alerts()
    assert (alert.for_chairs, alert.state) == (True, state)
    assert shown(cast, "chidi", alert)
    assert told() == [], "once"


def test_another_lead_who_was_not_told_is(cast, of_case):
    case, alert = of_case
    another_lead(cast)
    declare_wall(cast, case, "odile")
    assert told() == ["second"]
    assert shown(cast, "second", alert) and not shown(cast, "chidi", alert)


def test_what_is_explained_is_raised_for_nobody_else(cast, of_case):
    case, alert = of_case
    decided(cast, "odile", alerts()[0])
    declare_wall(cast, case, "odile")
    assert told() == [] and not shown(cast, "chidi", alert)


def test_once_the_wall_is_down_it_is_the_leads_again(cast, of_case):
    case, alert = of_case
    wall = declare_wall(cast, case, "odile")
    assert told() == ["chidi"]
    do(cast, "chidi", end_conflict, case_id=case.pk, conflict_id=wall.pk)
    assert told() == ["odile"]
    assert shown(cast, "odile", alert) and not shown(cast, "chidi", alert)
