"""Migrations run up from nothing and back down to it, and leave alone what was made by those
before."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations import CreateModel
from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.models import UUIDField

import sharing
from sharing.schema import InOneStep, function_of
from tests.conftest import as_owner
from tests.sealing import address_of, drop_database

OURS = ("sharing", "meetings")


@pytest.fixture
def migrated_database(transactional_db, worker_id):
    """Return the owner's address of a copy of the tests' database, which migrations made from
    nothing. It is gone afterwards."""
    name, made = f"migrations_{os.getpid()}_{worker_id}", connection.settings_dict["NAME"]
    connection.close()
    with closing(psycopg2.connect(address_of("portal_owner", "postgres"))) as owner:
        owner.autocommit = True
        with owner.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{made}"')
            yield urlunsplit(urlsplit(os.environ["OWNER_DATABASE_URL"])._replace(path=f"/{name}"))
            drop_database(cursor, name)


# In one process, which is started once; it tells what is left of the portal in between.
BACK_AND_UP = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", "meetings", "zero", verbosity=0)
call_command("migrate", "sharing", "zero", verbosity=0)
with connection.cursor() as cursor:
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " UNION ALL SELECT oid::regclass::text FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace"
        " AND relname ~ '^(sharing|meetings|audit|seal)_'"
        " UNION ALL SELECT relname FROM pg_class, aclexplode(relacl)"
        " WHERE relnamespace = 'public'::regnamespace AND grantee <> relowner"
    )
    print(*(name for (name,) in cursor))
call_command("migrate", verbosity=0)
"""


def test_back_to_nothing_and_up_again(migrated_database):
    environment = os.environ | {
        "DATABASE_URL": migrated_database,
        "DJANGO_SETTINGS_MODULE": "marac_portal.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", BACK_AND_UP],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == []


@pytest.fixture
def of_former_steps(db):
    """Let the database have been made by all of the former migrations, and by none of today's;
    return the record of what it has taken."""
    with as_owner():
        taken = MigrationRecorder(connection).migration_qs
        taken.filter(app__in=OURS).delete()
        recorder = MigrationRecorder(connection)
        for migration in MigrationLoader(None).replacements.values():
            for former in migration.replaces:
                recorder.record_applied(*former)
        yield taken


def test_each_former_step_is_replaced_once():
    replaced = [
        former
        for migration in MigrationLoader(None).replacements.values()
        for former in migration.replaces
    ]
    assert len(set(replaced)) == len(replaced)
    for app, last, never in (("sharing", 42, {16, 17, 28}), ("meetings", 35, {13})):
        numbers = {int(name.partition("_")[0]) for of, name in replaced if of == app}
        assert numbers == {*range(1, last + 1)} - never


def test_a_database_of_the_former_steps_is_left_as_it_is(of_former_steps):
    executor = MigrationExecutor(connection)
    # The last of each app that stand in their place: what came after is new to it.
    last = list(dict(sorted(executor.loader.replacements)).items())
    assert executor.migration_plan(last) == []
    executor.migrate(last)
    assert set(executor.loader.replacements) <= set(of_former_steps.values_list("app", "name"))


@pytest.mark.parametrize("app", OURS)
@pytest.mark.parametrize("taken", [1, 2, 15, -2])
def test_a_database_of_some_of_the_former_steps_is_refused(of_former_steps, app, taken):
    names = sorted(of_former_steps.filter(app=app).values_list("name", flat=True))
    of_former_steps.filter(app=app, name__in=names[taken:]).delete()
    with pytest.raises(NodeNotFoundError, match="some of the replaced migrations are already"):
        MigrationLoader(connection)


@pytest.mark.parametrize("app", OURS)
def test_a_database_that_lacks_the_last_of_the_former_steps_takes_it(of_former_steps, app):
    last = of_former_steps.filter(app=app).order_by("name").last()
    of_former_steps.filter(pk=last.pk).delete()
    executor = MigrationExecutor(connection)
    (stands_for_it,) = (
        key
        for key, migration in executor.loader.replacements.items()
        if (app, last.name) in migration.replaces
    )
    plan = executor.migration_plan([stands_for_it])
    assert [migration.replaces for migration, _ in plan] == [[(app, last.name)]]


def test_how_a_function_was_made_undoes_what_replaced_it():
    """What a later migration undoes it with is how the file made it, to be made so again."""
    made = function_of(Path(sharing.__file__).parent / "sql" / "scope.sql", "walled_from")
    assert made.startswith("CREATE OR REPLACE FUNCTION walled_from() RETURNS uuid[]")
    assert made.endswith("$$;")


def test_tables_are_made_in_one_step_and_taken_away_in_one(db):
    fields = [("id", UUIDField(primary_key=True))]
    step = InOneStep(CreateModel("First", list(fields)), CreateModel("Second", list(fields)))
    assert step.describe() == "Create model First; Create model Second"
    before, after = ProjectState(), ProjectState()
    assert before.apps, "made before the step"
    step.state_forwards("sharing", after)

    def there():
        return {"sharing_first", "sharing_second"} & set(connection.introspection.table_names())

    with as_owner(), connection.schema_editor() as editor:
        step.database_forwards("sharing", editor, before, after)
        assert len(there()) == 2
        step.database_backwards("sharing", editor, after, before)
        assert not there()
