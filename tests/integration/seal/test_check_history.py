"""Who is told of what was altered: the trail, an alarm, and whoever asks or has it looked at each
day."""

import signal

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from sharing import comparison
from sharing.operations.written import keep_comparison
from sharing.queries.details import said_beside
from sharing.queries.seal import health
from sharing.seal.alarms import Alarm
from sharing.seal.notices import SEAL
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.integration.seal.comparing import (
    all_by_name,
    ask,
    case,
    found,
    nothing_left,
    past_of_victim,
)
from tests.integration.seal.test_retention import Days
from tests.sealing import empty
from tests.trail import newest_event

__all__ = ["all_by_name", "case", "found", "nothing_left"]  # fixtures


def test_what_was_altered_is_on_the_trail_and_an_alarm(case, found):
    key, _ = past_of_victim(case)
    ask("UPDATE sharing_historicalparty SET family_name = 'Another' WHERE history_id = %s", key)
    ((party,),) = ask("SELECT id FROM sharing_historicalparty WHERE history_id = %s", key)
    comparison.compare()
    event = newest_event()
    assert (event.code, event.role) == ("values_altered", "comparison")
    assert party in event.items
    assert case.pk in event.cases
    with unit_of_work(SEAL):
        assert Alarm.VALUES_ALTERED in health().alarms
        beside = said_beside([event.id])[event.id]["altered"]
    assert ["changed", "sharing_historicalparty", str(key)] in beside


def test_the_command_names_what_was_altered_and_fails(case, found, monkeypatch, capsys):
    monkeypatch.setattr(comparison, "NAMED", 2)
    monkeypatch.setattr("sharing.management.commands.check_history.NAMED", 2)
    ask("UPDATE sharing_historicalparty SET family_name = 'Another' WHERE scope_id = %s", case.pk)
    with pytest.raises(CommandError, match=r"\(\w+_historical\w+ [-\w]+\)\.\n.*\nAnd \d+ more\."):
        call_command("check_history")
    assert "rows and events were looked at" in capsys.readouterr().out


def test_where_all_fits_the_command_says_so(db, capsys):
    with as_owner(), connection.cursor() as cursor:
        empty(cursor)  # of what a test that commits left on the trail
    call_command("check_history")
    assert capsys.readouterr().out == "0 rows and events were looked at; 0 cannot be proved.\n"
    with unit_of_work(SEAL):
        assert health().altered == 0


@pytest.fixture
def days(monkeypatch):
    """Two days pass, and no signal of the tests' own process is answered by the command."""
    passing, passing_answers = Days(2), {}
    monkeypatch.setattr("sharing.management.commands.check_history.Event", lambda: passing)
    monkeypatch.setattr("signal.signal", passing_answers.__setitem__)
    monkeypatch.setattr(connection, "close", lambda: None)
    passing.answers = passing_answers
    return passing


def test_it_compares_each_day(case, days, capsys):
    ask("UPDATE sharing_party SET family_name = 'Another' WHERE scope_id = %s", case.pk)
    call_command("check_history", "--each-day")
    assert len(days.waits) == 2
    assert all(1 <= seconds <= 25 * 3600 for seconds in days.waits)
    assert "(sharing_" in capsys.readouterr().err


def test_where_all_is_well_it_says_nothing_and_stops_when_told(db, days, capsys):
    with as_owner(), connection.cursor() as cursor:
        empty(cursor)  # of what a test that commits left on the trail
    days.left = 5
    old_wait = days.wait
    days.wait = lambda seconds: (old_wait(seconds), days.answers[signal.SIGTERM]())
    call_command("check_history", "--each-day")
    assert len(days.waits) == 1 and capsys.readouterr().err == ""


def test_a_round_that_fails_is_told_and_tried_again(db, days, monkeypatch, capsys):
    def broken():
        raise OperationalError("the connection is gone")

    monkeypatch.setattr("sharing.management.commands.check_history.compare", broken)
    call_command("check_history", "--each-day")
    said = "What was written could not be compared; it is tried tomorrow.\n"
    assert capsys.readouterr().err == said * 2


@pytest.mark.parametrize("name", ["carys", "chidi", "odile", "alex"])
def test_nobody_of_the_portal_compares(cast, name):
    with pytest.raises(Refused), unit_of_work(cast.actor(name)) as work:
        keep_comparison(actor=work.actor, looked_at=0, unproved=0, wrong=0, findings=[])


def test_lists_are_read_by_who_compares_alone(cast, case):
    with unit_of_work(cast.actor("carys")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_written")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM sharing_historicaluser")
        assert cursor.fetchone() == (0,)
