"""For a lead whom a wall keeps from a case, what happens there changes no alert: none is there
below its rule, none that was decided on is new again, and nothing is mailed."""

import pytest
from django.core import mail

from meetings.models import Stage
from sharing import clock
from sharing.models import AlertState, Watched
from sharing.operations.alerts import decide_alert
from sharing.roles import Role
from sharing.watch.notices import tell_of_alerts
from tests.copies import cases_at
from tests.doing import do, wall_off
from tests.integration.watch.helpers import (
    alerts,
    joins,
    late_looks,
    look,
    opens,
    rule,
    wall_moves,
    wednesday_at,
)
from tests.jobs import as_jobs
from tests.memory import memory
from tests.visits import get, words_of


@pytest.fixture(autouse=True)
def midday():
    """What the tests themselves do is done in working hours."""
    with memory.while_the_clock_stands(wednesday_at(12)):
        yield


@pytest.fixture
def cases(cast):
    """One case that the lead may know of, and one from which a wall keeps them."""
    known, hidden = cases_at(cast, Stage.RESEARCH, ["Tara", "Vera"])
    wall_off(cast, hidden, "odile")
    return known, hidden


@pytest.fixture
def second(cast):
    joins(cast, "second", Role.LEAD)
    return "second"


def tries(cast, *found):
    """Hal is refused at these cases, each some minutes (Wednesday, from noon) after the hour."""
    for case, minute in found:
        opens(cast, "hal", case, at=wednesday_at(12, minute), status=404)
    return look(watched=Watched.REFUSALS)


def told(cast):
    """Return whom the watch mails now."""
    mail.outbox.clear()
    with as_jobs():
        tell_of_alerts()
    return sorted(to for one in mail.outbox for to in one.to)


def shown(cast, name, alert):
    """Return whether the alert is there for a lead, on the list and by its address."""
    with clock.set_to(wednesday_at(13)):
        listed = str(alert.pk) in get(cast, name, "watch").content.decode()
        page = get(cast, name, "alert", alert.pk).status_code == 200
    assert listed == page
    return listed


def explained(cast, name, alert):
    values = {"alert_id": alert.pk, "state": AlertState.EXPLAINED, "version": alert.version}
    return do(cast, name, decide_alert, words="On call.", **values)


def test_an_alert_below_its_rule_is_not_there(cast, cases, second):
    known, hidden = cases
    rule(cast, Watched.REFUSALS, number=3, minutes=60)
    (alert,) = tries(cast, (known, 0), *[(hidden, minute) for minute in (1, 2, 3)])
    assert not shown(cast, "odile", alert) and shown(cast, second, alert)
    assert told(cast) == [cast.user(second).email]


def test_it_is_there_once_what_they_may_know_of_makes_one(cast, cases):
    known, hidden = cases
    rule(cast, Watched.REFUSALS, number=2, minutes=10)
    (alert,) = tries(cast, (known, 0), (hidden, 1), (known, 20))
    assert not shown(cast, "odile", alert), "the two lie too far apart"
    assert told(cast) == [cast.user("chidi").email]
    first, alert = tries(cast, (known, 25), (hidden, 26))
    assert shown(cast, "odile", alert) and not shown(cast, "odile", first)
    assert (first.number, alert.number) == (5, 2), "what is not part of hers stays with the chairs"
    assert told(cast) == [cast.user("odile").email]


def test_who_may_know_of_enough_is_told(cast, cases, second):
    known, hidden = cases
    rule(cast, Watched.REFUSALS, number=2, minutes=10)
    tries(cast, (hidden, 0), (known, 1), (known, 2))
    assert told(cast) == sorted([cast.user("odile").email, cast.user(second).email])


def test_another_rule_since_hides_no_alert_that_was_there(cast, cases):
    known, hidden = cases
    rule(cast, Watched.REFUSALS, number=2, minutes=10)
    _for_chairs, alert = tries(cast, (known, 0), (hidden, 1), (known, 2))
    assert shown(cast, "odile", alert)
    assert (alert.times, alert.minutes) == (2, 10)


def test_what_was_decided_stands_whatever_happens_behind_the_wall(cast, second):
    _seen, behind = late_looks(cast)
    about = {"watched": Watched.OUT_OF_HOURS, "about": cast.user("ines")}
    (whole,) = look(**about)
    wall_moves(cast, behind, "odile")
    whole, hers = alerts(**about)
    assert len(told(cast)) == 2
    assert (hers.part, hers.number, hers.state) == (1, 1, AlertState.NEW)
    assert shown(cast, "odile", hers) and not shown(cast, "odile", whole)
    assert shown(cast, second, whole) and not shown(cast, second, hers), "all stands in one"
    decided = explained(cast, "odile", hers)
    explained(cast, second, alerts(pk=whole.pk)[0])

    def read(name):
        with clock.set_to(wednesday_at(13)):
            return words_of(get(cast, name, "alert", hers.pk))

    before = read("odile")
    opens(cast, "ines", behind, at=wednesday_at(23, 20))
    states = {one.pk: (one.version, one.state) for one in look(**about)}
    assert states[hers.pk] == (decided.version, AlertState.EXPLAINED)
    assert states[whole.pk] == (3, AlertState.NEW)
    assert read("odile") == before and not shown(cast, "odile", whole)
    assert told(cast) == [cast.user(second).email]
    assert {one.pk: (one.version, one.state) for one in look(**about)} == states


def test_of_what_happens_there_again_one_alert_is_new_again(cast, second):
    seen, behind = late_looks(cast)
    wall_off(cast, behind, "odile")
    about = {"watched": Watched.OUT_OF_HOURS, "about": cast.user("ines")}
    whole, hers = look(**about)
    explained(cast, second, whole)
    explained(cast, "odile", hers)

    def states():
        found = {one.pk: one.state for one in look(**about)}
        return [found.pop(one.pk) for one in (whole, hers)] + list(found)

    opens(cast, "ines", behind, at=wednesday_at(23, 25))
    assert states() == [AlertState.NEW, AlertState.EXPLAINED]
    opens(cast, "ines", seen, at=wednesday_at(23, 30))
    assert states() == [AlertState.NEW, AlertState.NEW]
