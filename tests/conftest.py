"""Tests run as the web role, on the walls and grants of production."""

import gc
from contextlib import contextmanager, suppress
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.db import DatabaseError, connection, transaction
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.test import override_settings

from sharing.database import WEB_ROLE
from tests.room import with_room

IN_A_ROOM = pytest.StashKey[bool]()
# What lets tests at the database, once it is made.
SET_UP = pytest.StashKey()

gc.disable()  # until all is loaded


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Everything after this runs inside the call to which the room was given."""
    if config.stash.get(IN_A_ROOM, False):
        return None
    config.stash[IN_A_ROOM] = True
    return with_room(config.hook.pytest_cmdline_main, config=config)


def pytest_collection_finish():
    """What was imported stays, so nothing looks for it again and again: a sixth of the time."""
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()


def pytest_sessionfinish():
    """What is left is looked through once: pytest goes on to do so five times."""
    gc.collect()
    gc.freeze()


def pytest_make_parametrize_id(val, argname):
    """Content is no name of a test: it is long, and may differ from process to process."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Most tests begin with the cast, and find it where the test before them left it."""
    if SET_UP not in item.config.stash:
        return
    from tests.ground import ground

    with item.config.stash[SET_UP].unblock():
        if "cast" in item.fixturenames and not commits(item):
            ground.hold()
        else:
            ground.leave()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    """What is there for several tests is written where it stays. Those of the plugins, which are
    called around each test too, write nothing."""
    of_a_plugin = not fixturedef.baseid
    if fixturedef.scope == "function" or of_a_plugin or SET_UP not in request.config.stash:
        return
    from tests.ground import ground

    if not ground.test:
        with request.config.stash[SET_UP].unblock():
            ground.leave()


def commits(item):
    """Return whether the test writes for others to see."""
    marker = item.get_closest_marker("django_db")
    return (
        "transactional_db" in item.fixturenames
        or "live_server" in item.fixturenames
        or bool(marker and marker.kwargs.get("transaction"))
    )


@pytest.fixture(autouse=True)
def _django_set_urlconf(request):
    """What Django made of a URLconf is kept, by its name: pytest-django, whose fixture this stands
    for, has it made anew for each test that is marked with its own."""
    marker = request.node.get_closest_marker("urls")
    if not marker:
        yield
        return
    with patch.object(settings, "ROOT_URLCONF", *marker.args):
        yield


def step_down(connection, **kwargs):
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {WEB_ROLE}")


@contextmanager
def as_owner():
    """Act as the owner of the database, past every wall, as a seed or an administrator does."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    try:
        yield
    except BaseException:
        # Of a transaction that broke, the end takes the role back.
        with suppress(DatabaseError):
            step_down(connection)
        raise
    step_down(connection)


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    """Step down once the database is made; live-server threads connect as the web role too. Nobody
    makes what is temporary in it, as `prepare_database` has it."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC")
    # Each flush has Django write its content types and permissions anew, half of what it takes;
    # the portal asks for neither.
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    connection_created.connect(step_down, dispatch_uid="tests")
    connection.close()
    request.config.stash[SET_UP] = django_db_blocker
    yield
    from tests.ground import ground

    with django_db_blocker.unblock():
        ground.leave()
    connection_created.disconnect(dispatch_uid="tests")
    connection.close()


@pytest.fixture(autouse=True)
def flush_as_owner(request):
    """A test that commits is cleared by a flush, which only the owner may do."""
    if not commits(request.node):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    if "live_server" in request.fixturenames:
        take_events_away()


def take_events_away():
    """What begins like the last test is written with the same identifiers, events among them, which
    no flush may take away. Their owner can, with the triggers off."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tableoid::regclass::text FROM audit_event")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"ALTER TABLE {table} DISABLE TRIGGER never_emptied; TRUNCATE {table};"
                f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER never_emptied"
            )
        cursor.execute("TRUNCATE audit_written")


@pytest.fixture
def cast(db, request):
    """The fixed cast of two areas, made past the walls."""
    from tests.memory import memory
    from tests.personas import seed_cast

    # Its events are taken away. One that says itself that it commits asks when something was.
    alone = "live_server" in request.fixturenames and not request.node.get_closest_marker(
        "django_db"
    )
    with memory.of_a_test(changed=lambda: changes_something(request), commits=alone):
        yield seed_cast()


@pytest.fixture(scope="session")
def scanner():
    """The socket of ClamAV, started for the first test that asks."""
    from tests.scanner import running

    with running() as place:
        yield place


@pytest.fixture
def clamd(scanner):
    """Let the portal ask ClamAV. Nothing that a story does depends on it: it is no change that the
    memory of how tests begin has to know of."""
    with override_settings(CLAMD_SOCKET=scanner):
        yield


def changes_something(request):
    """Whether the test has changed the code or the settings, as far as fixtures do so for it."""
    kept = {"monkeypatch": ("_setattr", "_setitem"), "settings": ("_to_restore",)}
    return any(
        getattr(request.getfixturevalue(name), what)
        for name in kept.keys() & set(request.fixturenames)
        for what in kept[name]
    )
