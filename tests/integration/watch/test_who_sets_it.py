"""Whom the watch watches changes nothing of it by what they say or do themselves."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from meetings.models import Stage
from meetings.operations.protocols import say_of_day
from meetings.rules.days_off import OnDay
from sharing import clock
from sharing.bank_holidays import bank_holidays
from sharing.models import AlertState, Watched
from sharing.operations.alerts import decide_alert
from sharing.queries.alerts import alert_list
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.watch.helpers import alerts, found, look, opens, raised, wednesday_at
from tests.jobs import as_jobs
from tests.personas import make_member
from tests.story import case_at


def holiday_before_today():
    """Return the last bank holiday that was no day of a weekend."""
    day = clock.today() - timedelta(days=1)
    while day not in bank_holidays("ENG") or day.weekday() > 4:
        day -= timedelta(days=1)
    return day


def test_what_they_open_on_a_bank_holiday_that_they_call_a_day_of_work(cast):
    case = case_at(cast, Stage.RESEARCH)
    day = holiday_before_today()
    with clock.set_to(timezone.make_aware(datetime.combine(day, time(12)))):
        do(cast, "carys", say_of_day, day=day, said=OnDay.WORKED)
        opens(cast, "carys", case)
        assert look(watched=Watched.OUT_OF_HOURS, about=cast.user("carys"), day=day)


def listed(cast, state):
    with unit_of_work(cast.actor("chidi")) as work:
        return [one.alert.pk for one in alert_list(work.actor, state=state).lines]


@pytest.mark.parametrize("then", [Role.LEAD, Role.REPRESENTATIVE])
def test_what_is_about_a_lead_stays_with_the_chairs_whatever_they_do_next(cast, then):
    with clock.set_to(wednesday_at(12)):
        with as_owner(), unit_of_work(cast.actor("alex")):
            cast.memberships["second"] = make_member("second", Role.LEAD, cast.agency("marac"))
        by = {"watched": Watched.OUT_OF_HOURS, "day": clock.today()}
        with as_jobs():
            alert = raised(found(cast, "second", **by))
        said = {"state": AlertState.CONCERN, "words": "She read all.", "version": alert.version}
        do(cast, "chidi", decide_alert, alert_id=alert.pk, **said)
        more = found(cast, "second", role=then, **by)
        with as_jobs():
            raised(more)
        assert listed(cast, AlertState.CONCERN) == [alert.pk]
    (one,) = alerts()
    assert (one.number, one.role, one.agency) == (2, Role.LEAD, cast.agency("marac"))
