"""What has to be well with the trail and its seal, and the alarm for each of it."""

from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg2
import pytest

from sharing.database import WEB_ROLE
from sharing.seal.alarms import ADVICE, Alarm, health
from tests.integration.seal.helpers import in_the_past
from tests.sealing import EVENT, PLACES, an_event

YEAR = datetime.now(UTC).year
NEXT = f"audit_event_{YEAR + 1}"


def state_of(trail):
    """Return how the trail stands, as the web role asks."""
    with trail.as_role(WEB_ROLE) as web, web, web.cursor() as cursor:
        return health(cursor)


def alarms(trail):
    return state_of(trail).alarms


@pytest.fixture
def well(trail):
    """A trail of which everything is well; its checkpoint was mailed."""
    trail.write(3)
    sealer = trail.sealer()
    sealer.tick()
    trail.ask("INSERT INTO seal_mailing (size) VALUES (4)")
    trail.ask("INSERT INTO written_check (looked_at, unproved, wrong) VALUES (9, 0, 0)")
    assert alarms(trail) == []
    return trail


def age(trail, table, column, by):
    """Let what was kept be older than it is."""
    trail.ask(f"ALTER TABLE {table} DISABLE TRIGGER only_added")
    trail.ask(f"UPDATE {table} SET {column} = {column} - interval '{by}'")
    trail.ask(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_added")


def test_there_is_advice_on_each():
    assert set(ADVICE) == set(Alarm)


def test_a_trail_that_nobody_seals_yet(trail):
    assert alarms(trail) == [Alarm.SILENT]
    in_the_past(trail, seconds=61)
    assert alarms(trail) == [Alarm.UNSEALED, Alarm.SILENT]
    assert state_of(trail).sealed_at is None


def test_what_is_well_is_said_too(well):
    now = state_of(well)
    assert (now.size, now.wrong_entry, now.missing_years, now.unguarded) == (4, None, [], [])
    assert now.heartbeat_at
    assert now.checked_at
    assert now.mailed_at
    assert now.compared_at
    assert now.waiting_for.total_seconds() == 0


def test_an_event_that_waits_for_a_minute(well):
    in_the_past(well, seconds=59)
    assert alarms(well) == []
    in_the_past(well, seconds=61)
    assert alarms(well) == [Alarm.UNSEALED]


def begin_anew(trail):
    """Another sealer takes over, and looks through all of the trail."""
    for connection in trail.opened[1:]:
        connection.close()
    trail.sealer().tick()


def test_an_event_from_before_the_look_back_waits_too(well):
    in_the_past(well, days=40)
    assert alarms(well) == [Alarm.UNSEALED]
    assert state_of(well).waiting_for.days == 40
    begin_anew(well)
    assert alarms(well) == [], "the full pass of a sealer that begins has found it"


def test_an_event_of_years_to_come(well):
    in_the_past(well, days=-700)
    assert alarms(well) == [Alarm.AHEAD]
    begin_anew(well)
    assert alarms(well) == [Alarm.AHEAD], "sealed or not"


@pytest.mark.parametrize("role", [WEB_ROLE, "portal_retention"])
def test_who_writes_events_does_not_say_when(well, role):
    cursor = well.connect(role).cursor()
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute(
            f"INSERT INTO audit_event (recorded_at, {EVENT}) VALUES"
            f" (now() - interval '1 month', {PLACES})",
            an_event(),
        )


def test_who_does_not_mail_cannot_say_that_it_was_mailed(well):
    cursor = well.connect(WEB_ROLE).cursor()
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("INSERT INTO seal_mailing (size) VALUES (4)")


def test_a_sealer_that_is_not_heard_of(well):
    age(well, "audit_event", "recorded_at", "2 minutes 50 seconds")
    age(well, "seal_leaf", "recorded_at", "2 minutes 50 seconds")
    assert alarms(well) == []
    age(well, "audit_event", "recorded_at", "20 seconds")
    age(well, "seal_leaf", "recorded_at", "20 seconds")
    assert alarms(well) == [Alarm.SILENT]


@pytest.mark.parametrize("said", [{"code": "heartbeat"}, {"role": "sealer"}])
def test_only_the_sealer_is_heard_as_the_sealer(trail, said):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="row-level security"):
        trail.write(1, **said)
    assert Alarm.SILENT in alarms(trail)


@pytest.mark.parametrize(
    ("table", "column", "alarm"),
    [
        ("seal_check", "checked_at", Alarm.NOT_CHECKED),
        ("seal_mailing", "sent_at", Alarm.NOT_MAILED),
        ("written_check", "checked_at", Alarm.NOT_COMPARED),
    ],
)
def test_what_was_not_done_for_more_than_a_day(well, table, column, alarm):
    age(well, table, column, "25 hours")
    assert alarms(well) == []
    age(well, table, column, "2 hours")
    assert alarms(well) == [alarm]


def test_what_was_never_done_is_due_a_day_after_the_first_seal(well):
    well.ask("ALTER TABLE seal_mailing DISABLE TRIGGER only_added")
    well.ask("DELETE FROM seal_mailing")
    well.ask("ALTER TABLE seal_mailing ENABLE ALWAYS TRIGGER only_added")
    assert alarms(well) == []
    age(well, "seal_checkpoint", "sealed_at", "27 hours")
    assert alarms(well) == [Alarm.NOT_MAILED]


def test_what_was_altered_since_it_was_written(well):
    well.ask("INSERT INTO written_check (looked_at, unproved, wrong) VALUES (9, 0, 2)")
    assert alarms(well) == [Alarm.VALUES_ALTERED]
    well.ask("INSERT INTO written_check (looked_at, unproved, wrong) VALUES (9, 0, 0)")
    assert alarms(well) == [Alarm.VALUES_ALTERED], "nobody takes back what was found"
    age(well, "written_check", "checked_at", "27 hours")
    assert alarms(well) == [Alarm.VALUES_ALTERED, Alarm.NOT_COMPARED]
    well.ask("INSERT INTO written_check (looked_at, unproved, wrong) VALUES (9, 0, 0)")
    assert alarms(well) == []


def test_what_was_done_in_a_time_to_come_was_not_done(well):
    well.ask(
        "INSERT INTO written_check (checked_at, looked_at, unproved, wrong)"
        " VALUES ('2099-01-01', 9, 0, 0)"
    )
    well.ask("INSERT INTO seal_mailing (sent_at, size) VALUES ('2099-01-01', 4)")
    age(well, "written_check", "checked_at", "27 hours")
    age(well, "seal_mailing", "sent_at", "27 hours")
    assert alarms(well) == [Alarm.NOT_COMPARED, Alarm.NOT_MAILED]
    well.ask("INSERT INTO written_check (looked_at, unproved, wrong) VALUES (9, 0, 5)")
    assert alarms(well) == [Alarm.VALUES_ALTERED, Alarm.NOT_MAILED]


def test_a_checkpoint_that_was_old_when_it_was_mailed(well):
    well.write(3)
    begin_anew(well)
    age(well, "seal_checkpoint", "sealed_at", "27 hours")
    well.ask("INSERT INTO seal_mailing (size) VALUES (4)")
    assert alarms(well) == [Alarm.NOT_MAILED]
    well.ask(
        "INSERT INTO seal_mailing (size) VALUES (%s)",
        well.one("SELECT max(size) FROM seal_checkpoint"),
    )
    assert alarms(well) == []


def test_a_trail_that_does_not_fit_any_more(well):
    well.ask("INSERT INTO seal_check (size, wrong_entry) VALUES (4, 2)")
    assert alarms(well) == [Alarm.ALTERED]
    well.ask("INSERT INTO seal_check (size) VALUES (4)")
    assert alarms(well) == [Alarm.ALTERED], "nobody takes back what was found"
    age(well, "seal_check", "checked_at", "27 hours")
    assert alarms(well) == [Alarm.ALTERED, Alarm.NOT_CHECKED]
    well.ask("INSERT INTO seal_check (size) VALUES (4)")
    assert alarms(well) == [], "what was put back fits again; the event stays on the trail"


def test_nobody_takes_back_that_time_moved_but_who_confirms_it(well):
    size = well.one("SELECT max(size) FROM seal_checkpoint")
    well.ask("INSERT INTO seal_check (size, stepped_at) VALUES (%s, now())", size)
    assert alarms(well) == [Alarm.STEPPED]
    well.ask("INSERT INTO seal_check (size) VALUES (%s)", size)
    assert alarms(well) == [Alarm.STEPPED]
    for connection in well.opened[1:]:
        connection.close()
    sealer = well.sealer()
    sealer.confirm_time()
    assert alarms(well) == []


def test_a_look_of_a_time_to_come_is_none(well):
    """The clock was ahead while the sealer looked, and was put right: nothing was altered by
    that."""
    well.ask(
        "INSERT INTO seal_check (checked_at, size, wrong_entry, stepped_at)"
        " SELECT now() + interval '10 days', 4, 1, now()"
    )
    assert alarms(well) == [Alarm.AHEAD]
    well.ask("INSERT INTO seal_check (size, wrong_entry) VALUES (4, 2)")
    assert alarms(well) == [Alarm.ALTERED, Alarm.AHEAD], "it hides none"


@contextmanager
def detached(trail, year):
    trail.ask(f"ALTER TABLE audit_event DETACH PARTITION audit_event_{year}")
    try:
        yield
    finally:
        trail.ask(
            f"ALTER TABLE audit_event ATTACH PARTITION audit_event_{year}"
            f" FOR VALUES FROM ('{year}-01-01 00:00+00') TO ('{year + 1}-01-01 00:00+00')"
        )


def test_the_next_year_that_is_missing(well):
    with detached(well, YEAR + 1):
        assert alarms(well) == [Alarm.UNGUARDED, Alarm.YEAR_MISSING]
        assert state_of(well).missing_years == [YEAR + 1]
        assert state_of(well).unguarded == [NEXT], "it is there, and no part of the trail"
    well.ask(f"ALTER TABLE audit_event DETACH PARTITION {NEXT}")
    well.ask(f"DROP TABLE {NEXT}")
    try:
        assert alarms(well) == [Alarm.YEAR_MISSING]
    finally:
        well.ask(f"SELECT make_audit_partition({YEAR + 1})")
    assert alarms(well) == []


@pytest.mark.parametrize("year", [YEAR, YEAR + 1])
def test_a_year_that_cannot_have_ended_is_missed_whatever_is_said_of_it(well, year):
    ended = "INSERT INTO seal_ended (of_year, entries, root, event_id)"
    well.ask(f"{ended} VALUES (%s, 0, sha256(''), gen_random_uuid())", year)
    with detached(well, year):
        assert Alarm.YEAR_MISSING in alarms(well)
        assert state_of(well).missing_years == [year]


def test_a_past_year_that_was_sealed_and_taken_away(trail):
    in_the_past(trail, days=366)
    sealer = trail.sealer()
    sealer.tick()
    with detached(trail, YEAR - 1):
        assert Alarm.YEAR_MISSING in alarms(trail)
        assert state_of(trail).missing_years == [YEAR - 1]
    assert Alarm.YEAR_MISSING not in alarms(trail)


def test_a_past_year_of_which_nothing_is_sealed_is_not_missed(well):
    with detached(well, YEAR - 1):
        assert alarms(well) == [Alarm.UNGUARDED]
        assert state_of(well).missing_years == []


@pytest.mark.parametrize(
    "table", ["audit_event", f"audit_event_{YEAR}", f"audit_event_{YEAR + 3}", "seal_leaf"]
)
@pytest.mark.parametrize("guard", ["only_added", "never_emptied"])
@pytest.mark.parametrize("how", ["DISABLE TRIGGER", "ENABLE TRIGGER"])
def test_a_guard_that_is_off_or_can_be_passed_by(well, table, guard, how):
    well.ask(f"ALTER TABLE ONLY {table} {how} {guard}")
    try:
        assert alarms(well) == [Alarm.UNGUARDED]
        assert state_of(well).unguarded == [table]
    finally:
        well.ask(f"ALTER TABLE ONLY {table} ENABLE ALWAYS TRIGGER {guard}")
    assert alarms(well) == []


LETS_THROUGH = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN coalesce(NEW, OLD);
END $$
"""


@contextmanager
def changed(trail, *statements):
    """What these do stands during the block, and not after it."""
    with trail.as_role("portal_owner") as owner, owner.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        yield health(cursor)


def test_a_guard_that_lets_everything_through(well):
    with changed(well, LETS_THROUGH) as now:
        assert now.alarms == [Alarm.UNGUARDED]
        assert now.unguarded == ["refuse_change()"], "whatever it guards"


def test_a_guard_that_looks_away(well):
    anew = "CREATE TRIGGER only_added BEFORE {} ON seal_key FOR EACH ROW {} EXECUTE FUNCTION {}"
    for when, only, function in (
        ("UPDATE OR DELETE", "WHEN (OLD.since < 0)", "refuse_change()"),
        ("UPDATE OF named_at OR DELETE", "", "refuse_change()"),
        ("UPDATE", "", "refuse_change()"),
    ):
        with changed(
            well,
            "DROP TRIGGER only_added ON seal_key",
            anew.format(when, only, function),
            "ALTER TABLE seal_key ENABLE ALWAYS TRIGGER only_added",
        ) as now:
            assert now.unguarded == ["seal_key"], (when, only)


@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "UPDATE (id)"])
def test_a_right_to_change_that_nobody_has(well, right):
    for table, role in (("audit_event", WEB_ROLE), (f"audit_event_{YEAR}", "PUBLIC")):
        with changed(well, f"GRANT {right} ON {table} TO {role}") as now:
            assert now.alarms == [Alarm.UNGUARDED]
            assert now.unguarded == [table]


@pytest.mark.parametrize(
    ("table", "statements"),
    [
        ("audit_event", ["ALTER TABLE audit_event DISABLE ROW LEVEL SECURITY"]),
        (f"audit_event_{YEAR}", [f"ALTER TABLE audit_event_{YEAR} DISABLE TRIGGER note_misdated"]),
        (
            f"audit_event_{YEAR}",
            [
                (
                    "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS"
                    " 'BEGIN RETURN NULL; END'"
                ),
                (
                    f"CREATE TRIGGER swallow BEFORE INSERT ON audit_event_{YEAR}"
                    " FOR EACH ROW EXECUTE FUNCTION swallow()"
                ),
            ],
        ),
    ],
)
def test_what_else_lets_the_trail_be_bent(well, table, statements):
    with changed(well, *statements) as now:
        assert (now.alarms, now.unguarded[0]) == ([Alarm.UNGUARDED], table)


def test_a_partition_that_only_looks_like_the_next_year(well):
    with changed(
        well,
        f"ALTER TABLE audit_event DETACH PARTITION {NEXT}",
        f"ALTER TABLE {NEXT} RENAME TO set_aside",
        f"CREATE TABLE {NEXT} PARTITION OF audit_event"
        " FOR VALUES FROM ('2090-01-01 00:00+00') TO ('2091-01-01 00:00+00')",
    ) as now:
        assert now.missing_years == [YEAR + 1]
        assert now.unguarded == [NEXT, "set_aside"]


def test_a_table_that_was_given_away(well):
    may_own = f"GRANT CREATE ON SCHEMA public TO {WEB_ROLE}"
    with changed(well, may_own, f"ALTER TABLE seal_key OWNER TO {WEB_ROLE}") as now:
        assert now.unguarded == ["seal_key", f"CREATE in public given to {WEB_ROLE}"]


def test_the_state_is_for_those_who_watch(well):
    with well.connect("portal_sealer") as sealer, sealer.cursor() as cursor:
        assert health(cursor).alarms == []
        for name in ("audit_years", "missing_audit_years"):
            sealer.commit()
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(f"SELECT {name}()")
            sealer.rollback()
    cursor = well.connect("portal_retention").cursor()
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("SELECT erased_of_late('1 day')")
    cursor.connection.rollback()
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("SELECT tables_as_they_are('{}')")
