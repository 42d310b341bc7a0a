"""A trail of its own for tests of the seal: a database with the trail's tables and no others."""

import os
import random
import sys
import time
from contextlib import closing, contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import uuid4

import psycopg2
import pytest
from psycopg2.extras import execute_values

from sharing.database import SEALER_ROLE, WEB_ROLE
from sharing.seal import guards
from sharing.seal.checkpoint import Signer
from sharing.seal.export import Asked, Export
from sharing.seal.sealer import Sealer
from tests.sessions import close_all, leave, session, take
from verifier import verify_trail

SQL = Path(sys.modules["sharing"].__file__).parent / "sql"
NAME = "marac.example.org/trail"
TABLES = (
    "audit_event",
    "seal_leaf",
    "seal_node",
    "seal_checkpoint",
    "seal_key",
    "seal_check",
    "seal_mailing",
    "seal_ended",
    "audit_misdated",
    "written_check",
)
GUARDS = ("never_emptied", "only_added")
DETAIL = """
CREATE TABLE sharing_auditdetail (
    event_id uuid PRIMARY KEY, salt bytea NOT NULL, ciphertext bytea NOT NULL,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp()
)"""
# The files of SQL that make a trail without a portal around it, in the order in which the migration
# runs them.
PARTS = (
    "trail",
    "written",
    "seal",
    "years_of_trail",
    "guards",
    "trail_state",
    "erasures_found",
    "erased_of_late",
)
EVENT = (
    "id, occurred_at, line_version, request_id, user_id, agency_id, area_id, role, code, also,"
    " outcome, reason, cases, people, items, second_factor_age"
)
PLACES = ", ".join(["%s"] * len(EVENT.split(", ")))


def signer(seed=1, name=NAME):
    return Signer(name, bytes([seed]) * 32)


def address_of(role, database):
    """Return where `role` finds a database of the tests, signed in as its owner."""
    parts = urlsplit(os.environ["OWNER_DATABASE_URL"])
    options = urlencode({"options": f"-c role={role}"}).replace("+", "%20")
    query = "&".join(filter(None, [parts.query, options]))
    return urlunsplit(parts._replace(path=f"/{database}", query=query))


def wait_for(asked, seconds=60):
    """Return what is asked as soon as it is so, or what it is when the time is over."""
    until = time.monotonic() + seconds
    while not (answer := asked()) and time.monotonic() < until:
        time.sleep(0.02)
    return answer


def an_event(**values):
    event = {
        "id": str(uuid4()),
        "occurred_at": "2026-03-14 10:00+00",
        "line_version": 2,
        "request_id": str(uuid4()),
        "user_id": str(uuid4()),
        "agency_id": None,
        "area_id": str(uuid4()),
        "role": "coordinator",
        "code": "case_read",
        "also": "{}",
        "outcome": "allowed",
        "reason": "",
        "cases": "{" + str(uuid4()) + "}",
        "people": "{}",
        "items": "{}",
        "second_factor_age": random.randrange(900),
    } | values
    return tuple(event[name] for name in EVENT.split(", "))


class Trail:
    """The trail's database, and what acts on it."""

    def __init__(self, database):
        self.database = database
        self.opened, self.addresses = [], []
        self.owner = self.connect("portal_owner")
        self.owner.autocommit = True

    def connect(self, role):
        address = address_of(role, self.database)
        self.opened.append(take(address))
        self.addresses.append(address)
        return self.opened[-1]

    def close(self):
        for connection, address in zip(self.opened, self.addresses, strict=True):
            leave(connection, address)

    def as_role(self, role):
        """Connect as the role for the block."""
        return session(address_of(role, self.database))

    def ask(self, question, *values):
        with self.owner.cursor() as cursor:
            cursor.execute(question, values)
            return cursor.fetchall() if cursor.description else None

    def one(self, question, *values):
        return self.ask(question, *values)[0][0]

    def write(self, count=1, by=WEB_ROLE, **values):
        """Write events as the web role does, or as another; return their identifiers."""
        rows = [an_event(**values) for _ in range(count)]
        with self.as_role(by) as role, role:
            execute_values(role.cursor(), f"INSERT INTO audit_event ({EVENT}) VALUES %s", rows)
        return [row[0] for row in rows]

    def sealer(self, by=None, *, next_signer=None, **options):
        """Return a sealer that has the lock and stands where the database does."""
        sealer = Sealer(self.connect(SEALER_ROLE), by or signer(), **options)
        assert wait_for(sealer.take_lock), "the one before leaves it"
        sealer.resume(next_signer)
        return sealer

    def sealed(self):
        """Return the identifiers of the sealed events in order, without what the sealer says."""
        return self.column(
            "SELECT event_id::text FROM seal_leaf l JOIN audit_event e"
            " ON e.recorded_at = l.recorded_at AND e.id = l.event_id"
            " WHERE e.role <> 'sealer' ORDER BY sequence"
        )

    def column(self, question, *values):
        return [row[0] for row in self.ask(question, *values)]

    def is_whole(self):
        """Return whether the sequence has no gap, and ends where the newest checkpoint does."""
        (row,) = self.ask("SELECT count(*), min(sequence), max(sequence) FROM seal_leaf")
        size = self.one("SELECT max(size) FROM seal_checkpoint")
        return row == (size, 0, size - 1)

    @contextmanager
    def as_a_dishonest_owner(self):
        """Change what may only be added to, and take it all back afterwards."""
        with self.as_role("portal_owner") as owner:
            with owner.cursor() as cursor:
                for table in TABLES:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                cursor.execute("SELECT relid::regclass::text FROM pg_partition_tree('audit_event')")
                for (table,) in cursor.fetchall():
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                yield cursor
            owner.rollback()

    def tamper(self, *statements):
        """Change what may only be added to, as its owner who hides how."""
        tables = ("audit_event", "seal_leaf", "seal_checkpoint")
        for table in tables:
            self.ask(f"ALTER TABLE {table} DISABLE TRIGGER only_added")
        for statement in statements:
            self.ask(statement)
        for table in tables:
            self.ask(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_added")

    def export(self, folder, *, cursor=None, **asked):
        """Export as one who sees the whole trail."""
        with self.owner.cursor() as honest:
            (cursor or honest).execute("SET portal.reach = 'system'")
            return Export(cursor or honest, folder, Asked(**asked)).write()

    def newest(self, size=None):
        """Return a checkpoint, as one who holds it has it."""
        return self.one(
            "SELECT note FROM seal_checkpoint WHERE size = coalesce(%s, size)"
            " ORDER BY size DESC LIMIT 1",
            size,
        )


def verify(folder, *, held=(), keys=None):
    """Return what the auditor's program answers and says."""
    beside = folder.parent
    arguments = [str(folder)]
    for number, note in enumerate(held):
        file = beside / f"{folder.name}-held-{number}"
        file.write_text(note, encoding="utf-8")
        arguments += ["--checkpoint", str(file)]
    if keys is not None:
        file = beside / f"{folder.name}-keys"
        file.write_text("\n".join(key.verifier for key in keys), encoding="utf-8")
        arguments += ["--keys", str(file)]
    with redirect_stdout(StringIO()) as said:
        answer = verify_trail.main(arguments)
    return answer, said.getvalue()


def empty(cursor):
    """Take away the trail and its seal, which only their owner can, with the triggers off. Most of
    their tables hold nothing."""
    cursor.execute(
        "SELECT relid::regclass::text FROM pg_partition_tree('audit_event') WHERE isleaf"
        " UNION ALL SELECT unnest(%s)",
        [[one for one in TABLES if one != "audit_event"]],
    )
    guarded = {table for (table,) in cursor.fetchall()}
    cursor.execute(
        "SELECT one FROM unnest(%s) AS one WHERE pg_relation_size(one::regclass) > 0",
        [[*guarded, "sharing_auditdetail", "audit_written"]],
    )
    held = {table for (table,) in cursor.fetchall()}
    # By name: what finds the areas of an event stays.
    for table in guarded & held:
        off = ", ".join(f"DISABLE TRIGGER {name}" for name in GUARDS)
        cursor.execute(f"ALTER TABLE {table} {off}")
    if held:
        cursor.execute(f"TRUNCATE {', '.join(held)}")
    for table in guarded & held:
        on = ", ".join(f"ENABLE ALWAYS TRIGGER {name}" for name in GUARDS)
        cursor.execute(f"ALTER TABLE {table} {on}")


def made_by(part):
    """Return a file of SQL."""
    return (SQL / f"{part}.sql").read_text(encoding="utf-8")


@contextmanager
def a_trail_database():
    """Make a database with the trail's tables and no others, and drop it after the block."""
    name = f"trail_{uuid4().hex}"
    with closing(psycopg2.connect(address_of("portal_owner", "postgres"))) as owner:
        owner.autocommit = True
        owner.cursor().execute(f'CREATE DATABASE "{name}"')
        owner.cursor().execute(f'REVOKE TEMPORARY ON DATABASE "{name}" FROM PUBLIC')
        with closing(psycopg2.connect(address_of("portal_owner", name))) as inside, inside:
            for statement in (DETAIL, *map(made_by, PARTS)):
                inside.cursor().execute(statement)
        yield name
        close_all()
        drop_database(owner.cursor(), name)


def drop_database(cursor, name):
    """Drop a database and cut whoever is still connected to it.

    Not `WITH (FORCE)`: before PostgreSQL 17 it refuses an owner who is no superuser
    while autovacuum looks at the database; without it autovacuum is sent away.
    """
    cursor.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = %s AND backend_type = 'client backend'",
        [name],
    )
    cursor.execute(f'DROP DATABASE "{name}"')


@pytest.fixture(scope="module")
def trail_database():
    """The name of a database with the trail's tables, gone after the tests."""
    with a_trail_database() as name:
        yield name


@pytest.fixture(scope="module")
def made_of_it(trail_database):
    """How its tables and functions are made, of which a portal around them has more and makes some
    other."""
    with closing(psycopg2.connect(address_of("portal_owner", trail_database))) as owner:
        there = guards.found(owner.cursor())
        return {guards.known_as(name): made for name, made in there}


@pytest.fixture
def trail(trail_database, made_of_it, monkeypatch):
    """An empty trail."""
    monkeypatch.setattr(guards, "as_made", lambda: made_of_it)
    trail = Trail(trail_database)
    with trail.owner.cursor() as cursor:
        empty(cursor)
    yield trail
    trail.close()
