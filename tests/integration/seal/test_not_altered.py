"""What nobody altered, though what was written does not prove it: what was erased, what is older
than the proof, and what a clock was ahead for. It excuses nothing else."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from sharing import clock, comparison
from sharing import written as proof
from sharing.actor import Actor
from sharing.models import Party
from sharing.operations.alerts import decide_alert
from sharing.operations.purge import remove_expired
from sharing.queries.written import Wrong, past, tables
from sharing.unit import unit_of_work
from tests.doing import do
from tests.integration.seal.comparing import (
    afterwards_undone,
    all_by_name,
    ask,
    case,
    found,
    nothing_left,
    past_of_victim,
    rename,
)
from tests.integration.seal.test_retention import as_retention
from tests.integration.watch.helpers import found as something_seen
from tests.integration.watch.helpers import raised
from tests.jobs import as_jobs
from tests.sealing import EVENT, PLACES, an_event
from tests.trail import newest_event

__all__ = ["all_by_name", "case", "found", "nothing_left"]  # fixtures


def test_what_was_erased_is_excused_and_nothing_else(cast, case, found):
    rename(cast, case, "Wrong")
    wrong = rename(cast, case, "Somebody of another case")
    rename(cast, case, "Right")
    with as_retention():
        call_command("end_retention", "--event", str(wrong))
    event = newest_event()
    assert (event.code, event.also, event.items[0]) == ("details_erased", ["values_erased"], wrong)
    assert found() == set()
    ((rows,),) = ask("SELECT rows FROM audit_written WHERE event_id = %s", wrong)
    ((_of, digest, _of_left),) = json.loads(rows)["sharing_historicalparty"]["rows"].values()
    assert digest == "", "nobody guesses the value, whoever has the key"


def test_what_a_row_holds_is_proved_whatever_was_erased(cast, case, found):
    rename(cast, case, "Wrong")
    newest = rename(cast, case, "Right")
    unproved = comparison.compare().unproved
    with as_retention():
        call_command("end_retention", "--event", str(newest))
    assert found() == set()
    assert comparison.compare().unproved == unproved
    ask("UPDATE sharing_party SET family_name = 'Another' WHERE scope_id = %s", case.pk)
    assert {one.wrong for one in found()} == {Wrong.DIFFERS}


def test_alerts_whose_time_is_over_are_excused(cast, case, found):
    with clock.set_to(clock.now() - timedelta(days=800)):
        alert = raised(something_seen(cast))
        do(
            cast, "odile", decide_alert, alert_id=alert.pk, state="explained", words="Asked.",
            version=alert.version,
        )  # fmt: skip
    assert found() == set()
    with afterwards_undone():
        ask("DELETE FROM sharing_historicalalert WHERE id = %s", alert.pk)
        ask("DELETE FROM sharing_alert WHERE id = %s", alert.pk)
        assert {(one.wrong, one.of) for one in found()} == {(Wrong.REMOVED, str(alert.pk))}
    with as_jobs(), unit_of_work(Actor.system("purge")) as work:
        remove_expired(actor=work.actor)
    assert work.beside["removed"]["alerts"] == 1
    assert found() == set()


def test_a_clock_that_was_ahead_for_one_write_altered_nothing(cast, case, found, monkeypatch):
    real = timezone.now
    with monkeypatch.context() as ahead:
        ahead.setattr(timezone, "now", lambda: real() + timedelta(hours=1))
        rename(cast, case, "First")
    rename(cast, case, "Second")
    assert found() == set()
    ask("UPDATE sharing_party SET family_name = 'Another' WHERE scope_id = %s", case.pk)
    assert {one.wrong for one in found()} == {Wrong.DIFFERS}


def test_what_removes_an_alert_excuses_no_other_row(cast, case, found):
    """It names an event of another row, and is said by the role of the jobs."""
    _key, event = past_of_victim(case)
    values = {"role": "purge", "code": "expired_removed", "user_id": None, "items": f"{{{event}}}"}
    said = f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES})"
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(said, an_event(**values))
    ask(said, *an_event(**values))
    with afterwards_undone():
        ask("UPDATE sharing_party SET family_name = 'Another' WHERE scope_id = %s", case.pk)
        assert {one.wrong for one in found()} == {Wrong.DIFFERS}
    ask("DELETE FROM sharing_historicalparty WHERE event_id = %s", event)
    assert Wrong.REMOVED in {one.wrong for one in found()}


def test_what_was_written_before_events_proved_it_is_not_wrong(case, found):
    key, event = past_of_victim(case)
    ask("ALTER TABLE audit_event DISABLE TRIGGER only_added")
    ask("UPDATE audit_event SET line_version = 1, wrote = NULL WHERE id = %s", event)
    ask("DELETE FROM audit_written WHERE event_id = %s", event)
    assert {one.wrong for one in found()} == {Wrong.INSERTED}, "its leaf would tell when it was"
    leaf = (
        "INSERT INTO seal_leaf SELECT %s, recorded_at, id, sha256('') FROM audit_event"
        " WHERE line_version = %s AND wrote IS {} LIMIT 1"
    )
    with afterwards_undone():
        ask(leaf.format("NOT NULL"), 1, 2)
        ask(leaf.format("NULL"), 2, 1)
        assert {one.wrong for one in found()} == {Wrong.INSERTED}, "there were lists by then"
    ask(leaf.format("NULL"), 1, 1)
    assert found() == set()
    ask(leaf.format("NOT NULL"), 2, 2)
    assert found() == set()
    ask("UPDATE sharing_historicalparty SET family_name = 'Another' WHERE history_id = %s", key)
    assert found() == set(), "nothing can be said of it"


def test_no_row_was_written_under_what_the_sealer_says(case, found):
    key, event = past_of_victim(case)
    ask("ALTER TABLE audit_event DISABLE TRIGGER only_added")
    ask("DELETE FROM audit_written WHERE event_id = %s", event)
    ask(
        "UPDATE audit_event SET line_version = 1, wrote = NULL, role = 'sealer' WHERE id = %s",
        event,
    )
    assert Wrong.INSERTED in {one.wrong for one in found()}


def test_a_year_that_cannot_have_ended_excuses_nothing(case, found):
    key, event = past_of_victim(case)
    ask(
        "INSERT INTO seal_ended (of_year, entries, root, event_id)"
        " SELECT extract(year FROM now()), 0, sha256(''), gen_random_uuid()"
    )
    ask("ALTER TABLE audit_event DISABLE TRIGGER only_added")
    ask("DELETE FROM audit_event WHERE id = %s", event)
    ask("DELETE FROM audit_written WHERE event_id = %s", event)
    assert Wrong.INSERTED in {one.wrong for one in found()}


def test_a_column_that_came_later_makes_no_old_row_look_altered(cast, case, found, monkeypatch):
    with monkeypatch.context() as earlier:
        without = [one for one in proof.fields_of(Party.history.model) if one != "occupation"]
        earlier.setattr(proof, "fields_of", lambda _model: without)
        rename(cast, case, "Of an earlier release")
    assert found() == set()


def test_a_column_that_is_there_no_more_cannot_be_proved(case, found, monkeypatch):
    before, fields_of = comparison.compare(), proof.fields_of
    monkeypatch.setattr(
        past, "fields_of", lambda model: [one for one in fields_of(model) if one != "occupation"]
    )
    after = comparison.compare()
    assert after.unproved > before.unproved
    assert after.wrong == before.wrong


def test_a_table_that_is_there_no_more_cannot_be_proved(case, found, monkeypatch):
    left = [model for model in tables.pasts() if model is not Party.history.model]
    monkeypatch.setattr(tables, "pasts", lambda: left)
    assert found() == set()
