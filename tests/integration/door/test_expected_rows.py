"""What PostgreSQL expects of a query tells nobody what stands in a case that is not there for
them."""

import pytest
from django.db import DatabaseError, connection

from meetings.models import Stage
from sharing.unit import unit_of_work
from sharing.walls import untold
from tests.conftest import as_owner
from tests.doing import wall_off
from tests.story import case_at

MORE = """
    INSERT INTO {table} (id, {column}, {others})
    SELECT gen_random_uuid(), CASE WHEN n %% 100 = 0 THEN %s ELSE n || ' more' END, {others}
    FROM generate_series(1, 6000) n, (SELECT * FROM {table} WHERE scope_id = %s LIMIT 1) AS one
"""


def expected(column, table, compared, value):
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (FORMAT JSON) SELECT FROM {table} WHERE {column} {compared} %s", [value]
        )
        return cursor.fetchone()[0][0]["Plan"]["Plan Rows"]


@pytest.mark.parametrize(
    ("table", "column"), [("sharing_address", "lines"), ("sharing_party", "family_name")]
)
def test_a_common_value_is_expected_as_often_as_one_that_is_not_there(cast, table, column):
    """As the address of a refuge is common, in the rows of a year."""
    case = case_at(cast, Stage.ACTIONS)
    wall_off(cast, case, "petra")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attnum > 0"
            " AND NOT attisdropped AND attrelid = %s::regclass AND attname NOT IN ('id', %s)",
            [table, column],
        )
        (others,) = cursor.fetchone()
        more = MORE.format(table=table, column=column, others=others)
        cursor.execute(more, ["Hollybank", case.pk])
        cursor.execute(f"ANALYZE {table}")
    with unit_of_work(cast.actor("petra")):
        for compared in ("=", "<"):
            told = {expected(column, table, compared, one) for one in ("Hollybank", "Nobody", "a")}
            assert len(told) == 1


KNOWN = "SELECT attname FROM pg_stats WHERE tablename = 'sharing_party' AND attname = 'school'"


def test_what_was_known_before_is_forgotten(cast):
    """As of a database from before nothing was kept from it."""
    case_at(cast, Stage.ACTIONS)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE sharing_party ALTER school SET STATISTICS 100")
        cursor.execute("ANALYZE sharing_party")
        cursor.execute(KNOWN)
        assert cursor.fetchall() == [("school",)]
        cursor.execute(untold({"sharing_party": "school"}).sql)
        cursor.execute("ANALYZE sharing_party")
        cursor.execute(KNOWN)
        assert cursor.fetchall() == []


@pytest.mark.parametrize("tables", [{"sharing_partty": "school"}, {"sharing_party": "scool"}])
def test_a_name_that_is_not_there_is_refused(cast, tables):
    (table, column), *_rest = tables.items()
    words = f"there is no {column} of {table}"
    with pytest.raises(DatabaseError, match=words), as_owner(), connection.cursor() as cursor:
        cursor.execute(untold(tables).sql)
