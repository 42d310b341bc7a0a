"""A portal of its own to measure on: its database, its cast, and a trail of many events."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.backends.signals import connection_created
from django.test.utils import setup_databases, teardown_databases

from tests.conftest import as_owner, step_down
from tests.personas import Cast, seed_cast

# Of each hundred events most are of one case; some lists show twenty.
LISTED, SHOWN = 5, 20
PEOPLE = 400


@contextmanager
def a_portal() -> Iterator[Cast]:
    """Make a database with all migrations and the cast of the tests, and drop it afterwards. Work
    is done as the web role, as in the tests."""
    kept = setup_databases(verbosity=0, interactive=False)
    connection_created.connect(step_down, dispatch_uid="benchmarks")
    connection.close()
    try:
        yield seed_cast()
    finally:
        connection_created.disconnect(dispatch_uid="benchmarks")
        connection.close()
        teardown_databases(kept, verbosity=0)


def owner(statement: str, values: object = None) -> list[tuple]:
    """Do something as the owner of the database."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@dataclass
class Events:
    """Who and what the events of the trail are about."""

    cases: list[UUID]
    people: list[UUID]


def agencies_of(cast: Cast, area: UUID) -> list[str]:
    """Return the agencies of the cast in that area."""
    held = {one.agency for one in cast.memberships.values()}
    return sorted(str(agency.pk) for agency in held if agency.area_id == area)


@contextmanager
def without_triggers() -> Iterator[None]:
    """Let events be written as they would have been long ago."""
    triggers = ("find_areas", "note_misdated")
    for one in triggers:
        owner(f"ALTER TABLE audit_event DISABLE TRIGGER {one}")
    yield
    for one in triggers:
        owner(f"ALTER TABLE audit_event ENABLE TRIGGER {one}")
    owner("VACUUM ANALYZE audit_event")


def fill_trail(cast: Cast, count: int, *, cases: int) -> Events:
    """Write that many events into the last year and this one, half of them of the cast's area,
    about that many cases of each area; return whom and what they are about."""
    indexes = owner(
        """
        SELECT indexrelid::regclass, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
        FROM pg_index
        WHERE indrelid = 'audit_event'::regclass AND NOT indisunique
        """
    )
    # Made at the end they take minutes, kept on the way hours.
    for name, _definition in indexes:
        owner(f"DROP INDEX {name}")
    begun = "date_trunc('year', now()) - interval '1 year'"
    with without_triggers():
        for area, seed in ((cast.area.pk, 1), (cast.elsewhere.pk, 2)):
            owner(
                f"""
                INSERT INTO audit_event (
                    recorded_at, id, occurred_at, line_version, request_id, user_id, membership_id,
                    agency_id, area_id, role, second_factor_age, code, also, outcome, reason, cases,
                    people, items, areas
                )
                SELECT at, gen_random_uuid(), at, 1, gen_random_uuid(),
                    md5('user' || %(seed)s || number %% {PEOPLE})::uuid, NULL,
                    (%(agencies)s::uuid[])[1 + number %% cardinality(%(agencies)s::uuid[])], %(area)s,
                    'coordinator', 60, 'case_viewed', '{{}}', 'allowed', '',
                    CASE WHEN number %% 100 < {LISTED} THEN ARRAY(
                        SELECT md5('case' || %(seed)s || (number * 7 + other) %% %(cases)s)::uuid
                        FROM generate_series(1, {SHOWN}) AS other
                    ) ELSE ARRAY[md5('case' || %(seed)s || (number * 31 + number / %(cases)s) %% %(cases)s)::uuid] END,
                    '{{}}', '{{}}', ARRAY[%(area)s::uuid]
                FROM (
                    SELECT number, {begun} + (now() - ({begun})) * (number / %(count)s::float8) AS at
                    FROM generate_series(1, %(count)s) AS number
                ) AS made
                """,
                {
                    "area": str(area),
                    "agencies": agencies_of(cast, area),
                    "seed": seed,
                    "count": count // 2,
                    "cases": cases,
                },
            )
        owner("SET maintenance_work_mem = '1GB'")
        for _name, definition in indexes:
            owner(definition)
    found = owner(
        "SELECT array(SELECT md5('case1' || n)::uuid FROM generate_series(0, %s) n),"
        " array(SELECT md5('user1' || n)::uuid FROM generate_series(0, %s) n)",
        [cases - 1, PEOPLE - 1],
    )[0]
    return Events(*found)
