"""What one statement writes into the trail, beside it and under it is of one event, also where it
had to wait, and where it is written as a year ends."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Thread

import psycopg2
from django.db import connection

from meetings.models import Stage
from sharing import comparison
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.integration.seal.comparing import rename
from tests.integration.seal.test_ended_years import (
    OLD,
    as_the_owner,
    end,
    keep,
    old,
    portal,
)
from tests.personas import seed_cast
from tests.sealing import EVENT, PLACES, address_of, an_event, wait_for
from tests.story import case_at

__all__ = ["old", "portal"]  # fixtures
NEW_YEAR = datetime(OLD + 1, 1, 1, tzinfo=UTC)
MOMENTS = """
SELECT e.recorded_at, w.written_at, d.written_at FROM audit_event e
JOIN audit_written w ON w.event_id = e.id JOIN sharing_auditdetail d ON d.event_id = e.id
ORDER BY e.recorded_at DESC LIMIT 1
"""
WAITING = "SELECT 1 FROM pg_locks WHERE relation = 'audit_event'::regclass AND NOT granted"


def test_what_waited_is_dated_when_it_had_waited(portal):
    cast = seed_cast()
    case = case_at(cast, Stage.LISTED)
    before = set(comparison.compare().findings)

    def writes():
        with closing(connection):
            rename(cast, case, "Waited")

    writer = Thread(target=writes)
    name = connection.settings_dict["NAME"]
    with closing(psycopg2.connect(address_of("portal_owner", name))) as other:
        cursor = other.cursor()
        cursor.execute("LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE")
        writer.start()
        assert wait_for(lambda: as_the_owner(WAITING))
        cursor.execute("SELECT clock_timestamp()")
        (until,) = cursor.fetchone()
        other.rollback()
    writer.join()
    assert min(as_the_owner(MOMENTS)[0]) > until
    assert set(comparison.compare().findings) == before


def put_in(recorded, written, *, rows=None, **values):
    """Write an event, what lies beside it and the list of what it wrote, each with its moment."""
    event = an_event(**values)
    wrote = sha256(rows.encode()).digest() if rows else None
    as_the_owner(
        f"INSERT INTO audit_event (recorded_at, wrote, {EVENT}) VALUES (%s, %s, {PLACES})",
        recorded, wrote, *event,
    )  # fmt: skip
    as_the_owner("INSERT INTO sharing_auditdetail VALUES (%s, '', '', %s)", event[0], written)
    if rows:
        as_the_owner("INSERT INTO audit_written VALUES (%s, %s, %s)", event[0], written, rows)
    return event[0]


def due():
    return {str(row[0]) for row in as_the_owner("SELECT details_due(now(), 1000)")}


def test_a_hold_keeps_what_lies_beside_however_far_apart(old):
    cast = seed_cast()
    case = case_at(cast, Stage.LISTED)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, frozen=True)
    recorded = datetime(OLD, 3, 1, tzinfo=UTC)
    on_hold = put_in(recorded, recorded - timedelta(minutes=9), cases="{" + str(case.pk) + "}")
    just_before = put_in(NEW_YEAR, NEW_YEAR - timedelta(milliseconds=1))
    assert {on_hold, just_before} & due() == {just_before}
    keep(OLD + 1)
    assert just_before not in due()


def test_a_list_ends_with_the_year_of_its_event(old):
    as_the_owner("DELETE FROM sharing_yearend WHERE year <> %s", OLD)
    moment = timedelta(milliseconds=1)
    stays = put_in(NEW_YEAR, NEW_YEAR - moment, rows="{}")
    (goes,) = as_the_owner(f"SELECT id FROM audit_event_{OLD} LIMIT 1")[0]
    as_the_owner("INSERT INTO audit_written VALUES (%s, %s, '{}')", goes, NEW_YEAR + moment)
    end()
    lists = {str(row[0]) for row in as_the_owner("SELECT event_id FROM audit_written")}
    assert lists == {stays}
    assert stays not in {one.row for one in comparison.compare().findings}
