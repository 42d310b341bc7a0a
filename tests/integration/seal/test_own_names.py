"""What somebody makes for their own session is taken by no function of the owner for PostgreSQL's
own."""

import pytest
from django.db import connection

from meetings.models import Stage
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import wall_off
from tests.story import case_at

MADE = """
CREATE FUNCTION pg_temp.found() RETURNS pg_catalog.bool LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_catalog.set_config('told.by', pg_catalog.concat(
        pg_catalog.current_setting('told.by', true), ' ', current_user
    ), false);
    RETURN true;
END $$;
CREATE DOMAIN pg_temp.uuid AS pg_catalog.uuid CHECK (pg_temp.found());
CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (pg_temp.found());
SELECT pg_catalog.set_config('told.by', '', false);
"""


@pytest.mark.parametrize(
    "asked",
    [
        "followed_cases()",
        "walled_from()",
        "let_in_by(ARRAY[pg_catalog.now()], ARRAY['{case}'::pg_catalog.uuid])",
    ],
)
def test_whoever_may_make_types_is_the_owner_of_nothing(cast, asked):
    """With the right to make them, which `prepare_database` takes away."""
    case = case_at(cast, Stage.RESEARCH)
    wall_off(cast, case, "petra")
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"GRANT TEMPORARY ON DATABASE {name} TO portal_web")
    with unit_of_work(cast.actor("petra")), connection.cursor() as cursor:
        cursor.execute(MADE)
        cursor.execute(f"SELECT public.{asked.format(case=case.pk)}")
        cursor.execute("SELECT pg_catalog.current_setting('told.by')")
        assert cursor.fetchone() == ("",)
