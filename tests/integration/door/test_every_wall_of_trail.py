"""The policies of the trail, what lies beside and under it, and the alerts of the watch: each by
itself, as in test_every_wall.py."""

from contextlib import nullcontext
from uuid import uuid4

import pytest
from django.db import DataError, connection

from sharing import events
from sharing.actor import Actor
from sharing.operations.purge import PURGER
from sharing.permissions import READ_ALERTS, READ_OWN_TRAIL, REMOVE_EXPIRED, TELL_OF_ALERTS
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.integration.door.planting import (
    SYSTEM,
    actors,
    as_the_owner,
    case_id,
    plant,
    reach_of,
    tried,
    undone,
)
from tests.jobs import as_jobs

__all__ = ["case_id"]  # a fixture
ALERTS = ["sharing_alert", "sharing_historicalalert"]


def planted_alert(cast, table, name, **values):
    """Return a row about somebody, of an alert or of its past."""
    alert = plant("sharing_alert", area_id=cast.area.pk, about_id=cast.user(name).pk, **values)
    return alert if table == "sharing_alert" else plant(table, id=alert["id"])


@pytest.mark.parametrize("table", ALERTS)
def test_an_alert_is_there_for_those_who_watch_and_not_for_whom_it_is_about(cast, table):
    row = planted_alert(cast, table, "chidi", cases=[])
    for name in ("petra", "chidi", "nia", "alex"):
        with unit_of_work(cast.actor(name)):
            assert reach_of(table, row) == set(), name
    with unit_of_work(cast.actor("odile")):
        assert "read" in reach_of(table, row)


@pytest.mark.parametrize("table", ALERTS)
def test_an_alert_is_not_there_for_who_is_walled_from_any_of_its_cases(cast, case_id, table):
    odile = cast.user("odile").pk
    row = planted_alert(cast, table, "petra", cases=[uuid4(), case_id])
    as_the_owner("UPDATE sharing_scope SET walled = %s::uuid[] WHERE id = %s", [odile], case_id)
    with unit_of_work(cast.actor("odile")):
        assert reach_of(table, row) == set()
    as_the_owner("UPDATE sharing_scope SET walled = '{}' WHERE id = %s", case_id)
    with unit_of_work(cast.actor("odile")):
        assert "read" in reach_of(table, row)


@pytest.mark.parametrize("table", ["audit_event"])
def test_an_event_is_there_for_who_did_it_and_who_watches(cast, table):
    for name in ("petra", "ines"):
        with unit_of_work(cast.actor(name)) as work:
            work.note(READ_OWN_TRAIL.event)
    seen = f"SELECT count(*) FROM {table} WHERE user_id = %s"
    ines = cast.user("ines").pk
    for name, there in (("petra", 0), ("nia", 0), ("ines", 1), ("odile", 1)):
        with unit_of_work(cast.actor(name)):
            assert tried(seen, ines) == there, name
    odile = cast.actor("odile")
    for actor, there in ((odile, 0), (SYSTEM, 1)):
        with as_jobs(), unit_of_work(actor):
            assert tried(seen, ines) == there


@pytest.mark.parametrize("table", ["audit_event"])
def test_an_event_of_a_case_is_not_there_for_who_is_walled_from_it(cast, case_id, table):
    walls = "UPDATE sharing_scope SET walled = %s::uuid[] WHERE id = %s"
    with unit_of_work(cast.actor("petra")) as work:
        work.note(READ_OWN_TRAIL.event, cases=[case_id])
    seen = f"SELECT count(*) FROM {table} WHERE %s = ANY (cases)"
    watchers = ("petra", "carys", "odile")
    for name in watchers:
        with unit_of_work(cast.actor(name)):
            assert tried(seen, case_id) == 1, name
    as_the_owner(walls, [cast.user(name).pk for name in watchers], case_id)
    for name in watchers:
        with unit_of_work(cast.actor(name)):
            assert tried(seen, case_id) == int(name == "petra"), "their own stays theirs"


@pytest.mark.parametrize("table", ["audit_event"])
def test_an_event_about_an_alert_is_there_for_who_may_know_it_all(cast, case_id, table):
    """And not for whom it is about; that others were told, for these alone; one's own stays."""
    odile, chidi = cast.user("odile").pk, cast.user("chidi").pk
    as_the_owner("UPDATE sharing_scope SET walled = %s::uuid[] WHERE id = %s", [odile], case_id)
    known = uuid4()
    said = (
        (READ_ALERTS, [known], [], True),
        (READ_ALERTS, [], [], True),
        (READ_ALERTS, [case_id, known], [], False),
        (READ_ALERTS, [known], [odile], False),
        (TELL_OF_ALERTS, [known], [odile], True),
        (TELL_OF_ALERTS, [known], [chidi], False),
        (TELL_OF_ALERTS, [case_id], [odile], False),
    )
    seen = f"SELECT count(*) FROM {table} WHERE id = %s"
    for permission, cases, people, there in said:
        for name in ("chidi", "odile"):
            with unit_of_work(cast.actor(name)) as work:
                work.note(permission.event, cases=cases, people=people)
            for actor in (cast.actor("odile"), SYSTEM):
                with unit_of_work(actor):
                    expected = there or name == "odile" or actor == SYSTEM
                    assert tried(seen, work.event_id) == int(expected), (permission, cases, people)


OF_OTHERS = {
    "sealer": (
        events.HEARTBEAT,
        events.SEAL_KEY_NAMED,
        events.LATE_EVENTS_FOUND,
        events.TRAIL_ALTERED,
        events.TIME_CONFIRMED,
        events.YEAR_CORRECTED,
    ),
    "retention": (events.DETAILS_ERASED, events.VALUES_ERASED, events.YEAR_ENDED),
}
SAID = """
INSERT INTO {table} (
    id, occurred_at, line_version, request_id, role, code, also, outcome, reason, cases, people, items
) VALUES (
    gen_random_uuid(), now(), 2, gen_random_uuid(), %s, %s, %s, 'allowed', '', '{{}}', '{{}}', '{{}}'
)
"""


@pytest.mark.parametrize("table", ["audit_event"])
def test_what_the_sealer_and_retention_say_nobody_else_says(cast, table):
    honest = ("", READ_OWN_TRAIL.event.code, [events.SIGNED_IN.code])
    forged = [(role, *honest[1:]) for role in OF_OTHERS]
    for code in (one.code for said in OF_OTHERS.values() for one in said):
        forged += [("", code, []), (*honest[:2], [events.SIGNED_IN.code, code])]
    for role in (nullcontext(), as_jobs()):
        with role, unit_of_work(SYSTEM):
            assert undone(SAID.format(table=table), *honest) == 1
            for said in forged:
                assert undone(SAID.format(table=table), *said) == 0, said


@pytest.mark.parametrize("table", ["audit_event"])
def test_what_a_job_removed_the_web_process_does_not_say(cast, table):
    honest, removed = READ_OWN_TRAIL.event.code, REMOVE_EXPIRED.event.code
    for role, written in ((nullcontext(), 0), (as_jobs(), 1)):
        with role, unit_of_work(SYSTEM):
            for said in ((PURGER, honest, []), ("", removed, []), ("", honest, [removed])):
                assert undone(SAID.format(table=table), *said) == written, said


@pytest.mark.parametrize("table", ["sharing_auditdetail"])
def test_what_lies_beside_an_event_is_there_where_the_event_is(cast, table):
    with unit_of_work(cast.actor("petra")) as work:
        work.note(READ_OWN_TRAIL.event)
    seen = f"SELECT count(*) FROM {table} WHERE event_id = %s"
    for name, there in (("hal", 0), ("nia", 0), ("petra", 1), ("odile", 1)):
        with unit_of_work(cast.actor(name)):
            assert tried(seen, work.event_id) == there, name
    with unit_of_work(SYSTEM):
        assert tried(seen, work.event_id) == 1, "as an export reads it"
    added = f"INSERT INTO {table} (event_id, salt, ciphertext) VALUES (gen_random_uuid(), '', '')"
    for actor, there in ((cast.actor("odile"), 0), (SYSTEM, 1)):
        with as_jobs(), unit_of_work(actor):
            assert undone(added) == there


@pytest.mark.parametrize("table", ["audit_event", "sharing_auditdetail", "sharing_formtoken"])
def test_who_does_not_say_who_they_are_reads_nothing(cast, table):
    with unit_of_work(cast.actor("petra")) as work:
        work.note(READ_OWN_TRAIL.event)
    with pytest.raises(DataError), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")


@pytest.mark.parametrize("table", ["seal_leaf"])
def test_the_seal_is_read_by_what_exports_it(cast, table):
    as_the_owner(
        f"INSERT INTO {table} (sequence, recorded_at, event_id, hash)"
        " VALUES ((SELECT coalesce(max(sequence), -1) + 1 FROM seal_leaf), now(),"
        " gen_random_uuid(), sha256(''))"
    )
    seen = f"SELECT count(*) > 0 FROM {table}"
    for actor, there in ((cast.actor("odile"), False), (Actor.system("export"), True)):
        with unit_of_work(actor):
            assert bool(tried(seen)) is there


@pytest.mark.parametrize("table", ["audit_written", "sharing_historicaluser"])
def test_what_was_written_is_read_by_what_compares_it(cast, table):
    as_the_owner("INSERT INTO audit_written (event_id, rows) VALUES (gen_random_uuid(), '{}')")
    seen = f"SELECT count(*) > 0 FROM {table}"
    people = [(actor, False) for actor in actors(cast, ["odile", "carys", "alex"]).values()]
    for actor, there in (*people, (Actor.system("comparison"), True)):
        with unit_of_work(actor):
            assert bool(tried(seen)) is there


@pytest.mark.parametrize("table", ["audit_written"])
def test_a_job_says_what_it_wrote_as_a_job_alone(cast, table):
    added = f"INSERT INTO {table} (event_id, rows) VALUES (gen_random_uuid(), '{{}}')"
    for actor, there in ((cast.actor("odile"), 0), (SYSTEM, 1)):
        with as_jobs(), unit_of_work(actor):
            assert undone(added) == there


@pytest.mark.parametrize("table", ["audit_written"])
def test_the_web_process_says_what_its_own_event_wrote(cast, table):
    added = f"INSERT INTO {table} (event_id, rows) VALUES (%s, '{{}}')"
    with unit_of_work(cast.actor("petra")) as work:
        for event, there in ((uuid4(), 0), (work.event_id, 1)):
            assert undone(added, event) == there


@pytest.mark.parametrize("table", ["written_check"])
def test_that_nothing_was_altered_is_said_by_what_compares_it(cast, table):
    added = f"INSERT INTO {table} (looked_at, unproved, wrong) VALUES (0, 0, 0)"
    for actor, there in ((cast.actor("odile"), 0), (Actor.system("comparison"), 1)):
        with unit_of_work(actor):
            assert undone(added) == there


def test_the_nightly_comparison_sees_every_past(db):
    """A row that it does not see is one that it takes for removed."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_policies WHERE policyname = 'reach'"
            " AND tablename ~ '_historical' AND qual LIKE '%portal.agency%'"
            " AND qual NOT LIKE '%system%'"
        )
        assert cursor.fetchall() == []
