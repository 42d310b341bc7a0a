"""An alert is raised once for one thing, and more of it is added."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import ProgrammingError

from sharing import clock
from sharing.models import Alert, AlertState, Watched
from sharing.operations.alerts import MOST_EVENTS, raise_alert
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.watch.helpers import alerts, found, raised
from tests.trail import count_events, newest_event


def decided(alert, cast, state=AlertState.EXPLAINED):
    with as_owner(), unit_of_work(cast.actor("odile")):
        alert.state, alert.words = state, "On call that night."
        alert.decided_by, alert.decided_at = cast.user("odile"), clock.now()
        alert.save()
    return alert


def test_it_works(cast):
    finding = found(cast, minutes_ago=(3, 1), day=clock.today())
    alert = raised(finding)
    assert alerts() == [alert]
    assert (alert.state, alert.number, alert.version) == (AlertState.NEW, 2, 1)
    assert alert.events == [event for event, _moment in finding.events]
    assert (alert.first_at, alert.last_at) == (finding.events[0][1], finding.events[1][1])
    assert (alert.about, alert.agency) == (cast.user("petra"), cast.agency("police"))


def test_it_records_event(cast):
    alert = raised(found(cast))
    event = newest_event()
    assert (event.code, event.role) == ("alert_raised", "watch")
    assert (event.items, event.people, event.cases) == ([alert.pk], [cast.user("petra").pk], [])
    assert event.areas == [cast.area.pk]
    with as_owner():
        assert [row.event_id for row in alert.history.all()] == [event.id]


def test_the_same_events_raise_nothing_more(cast):
    finding = found(cast)
    alert = raised(finding)
    before = count_events()
    assert raised(finding) is None
    assert (alerts()[0].version, count_events()) == (alert.version, before)


def test_more_of_it_is_added(cast):
    first = raised(found(cast, minutes_ago=(9,), case_id=(case := uuid4())))
    second = raised(found(cast, minutes_ago=(1,), case_id=case))
    assert first.pk == second.pk
    assert (second.number, second.version, second.first_at) == (2, 2, first.first_at)
    assert second.raised_at == first.raised_at


@pytest.mark.parametrize(
    "other",
    [
        {"watched": Watched.BREAK_GLASS},
        {"case_id": uuid4()},
        {"day": date(2026, 1, 5)},
    ],
)
def test_another_thing_is_another_alert(cast, other):
    raised(found(cast))
    raised(replace(found(cast), **other))
    raised(found(cast, "hal"))
    assert len(alerts()) == 3


def test_what_was_explained_is_new_again_when_there_is_more(cast):
    alert = decided(raised(found(cast, day=clock.today())), cast)
    again = raised(found(cast, day=clock.today()))
    assert again.pk == alert.pk
    assert (again.state, again.words, again.decided_by) == (AlertState.NEW, "", None)
    with as_owner():
        assert "On call that night." in {row.words for row in again.history.all()}


def test_a_name_that_is_alike_is_explained_once(cast):
    decided(raised(found(cast, watched=Watched.FAMILY_NAME, case_id=(case := uuid4()))), cast)
    assert raised(found(cast, watched=Watched.FAMILY_NAME, case_id=case)) is None
    assert alerts()[0].state == AlertState.EXPLAINED


def test_a_concern_stays_a_concern(cast):
    decided(raised(found(cast)), cast, AlertState.CONCERN)
    again = raised(found(cast))
    assert (again.state, again.number, again.words) == ("concern", 2, "On call that night.")


def test_only_the_newest_events_are_kept_but_all_are_counted(cast):
    alert = raised(found(cast, minutes_ago=range(MOST_EVENTS + 5, 0, -1)))
    assert (len(alert.events), alert.number) == (MOST_EVENTS, MOST_EVENTS + 5)


@pytest.mark.parametrize("name", ["odile", "carys", "petra", "alex"])
def test_nobody_raises_one_but_the_watch(cast, name):
    with pytest.raises(Refused):
        do(cast, name, raise_alert, finding=found(cast), group=[cast.user("odile").pk])


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("odile", True), ("chidi", True), ("carys", True), ("petra", False), ("hal", False),
        ("ines", False), ("wren", False), ("alex", False), ("nia", False),
    ],
)  # fmt: skip
def test_the_database_shows_alerts_to_keepers_and_lead_of_the_area_alone(cast, name, reads):
    raised(found(cast))
    with unit_of_work(cast.actor(name)):
        assert Alert.objects.exists() is reads
        assert Alert.history.model.objects.exists() is reads


@pytest.mark.parametrize("name", ["odile", "carys"])
def test_the_database_shows_nobody_an_alert_about_themselves(cast, name):
    alert = raised(found(cast, name))
    with unit_of_work(cast.actor(name)):
        assert not Alert.objects.exists()
        assert not Alert.history.model.objects.exists()
    with pytest.raises(ProgrammingError), unit_of_work(cast.actor(name)):
        alert.save(force_insert=True)
