import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from marac_portal import embedded, example
from sharing.actor import Actor
from sharing.models import User
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.servers import a_checkout, ask, starting


@pytest.fixture(scope="module")
def server():
    """A server of its own: a mark stands on a database, not in it."""
    with a_checkout() as checkout, starting(checkout) as started:
        yield started(options=embedded.IN_HASTE)


@pytest.fixture
def mark(db):
    def give(text):
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON DATABASE {name} IS %s", [text])

    return give


@pytest.mark.parametrize("text", [example.MARK, example.UNFINISHED])
def test_the_example_starts_on_a_database_with_its_mark(mark, text):
    mark(text)
    example.refuse_unless_marked()


@pytest.mark.parametrize("text", [None, "the live database"])
def test_the_example_starts_on_no_other_database(mark, text):
    mark(text)
    with pytest.raises(ImproperlyConfigured, match="does not carry the example's mark"):
        example.refuse_unless_marked()


@pytest.fixture
def answer():
    """Ask the guarded application from an address; return the status and the bytes."""

    def asked(**environ):
        seen = []
        guarded = example.this_machine_only(lambda environ, start: [b"a page"])
        body = guarded(environ, lambda status, headers: seen.append(status))
        return seen, b"".join(body)

    return asked


def test_the_example_is_served_to_this_machine(answer):
    assert answer(REMOTE_ADDR="127.0.0.1") == ([], b"a page")


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
    ],
)
def test_the_example_is_served_to_no_other_machine(answer, environ):
    status, body = answer(**environ)
    assert status == ["403 Forbidden"]
    assert body == b"The example is served to this machine only."


def test_an_empty_database_becomes_the_examples_until_it_is_loaded(server):
    ask(server.address(), "CREATE DATABASE portal")
    portal = server.address(database="portal")
    assert example.claim(portal) is False
    assert example.claim(portal) is False
    ask(portal, "CREATE TABLE a ()")
    with pytest.raises(ImproperlyConfigured, match="drop that database"):
        example.claim(portal)
    example.finish(portal)
    assert example.claim(portal) is True


def test_a_database_that_holds_something_is_never_taken(server):
    ask(server.address(), "CREATE TABLE a ()")
    with pytest.raises(ImproperlyConfigured, match="nothing was done to it"):
        example.claim(server.address())
    marks = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname='postgres'"
    assert "MARAC" not in str(ask(server.address(), marks))


def test_only_an_example_broken_off_is_dropped(server):
    for name in ("live", "whole", "broken"):
        ask(server.address(), f"CREATE DATABASE {name}")
    ask(server.address(), f"COMMENT ON DATABASE broken IS '{example.UNFINISHED}'")
    ask(server.address(), f"COMMENT ON DATABASE whole IS '{example.MARK}'")
    for name in ("live", "whole", "broken", "not_there"):
        example.forget_unfinished(server.address(), name)
    names = ask(server.address(), "SELECT datname FROM pg_database WHERE NOT datistemplate")
    assert {name for (name,) in names} - {"portal"} == {"postgres", "live", "whole"}


def test_everybody_who_can_sign_in_is_named_with_role_and_agency(cast, settings):
    settings.EXAMPLE_PASSWORD = "an invented person"
    told = example.who_can_sign_in()
    carys = cast.user("carys")
    line = next(line for line in told.splitlines() if carys.email in line)
    assert "Coordinator, " in line
    assert "The password of each: an invented person" in told


def test_who_holds_no_role_and_who_may_not_sign_in(cast):
    with as_owner(), unit_of_work(Actor.system("seed")):
        User.objects.create(email="new@example.org", name="New")
        User.objects.filter(pk=cast.user("carys").pk).update(is_active=False)
    told = example.who_can_sign_in()
    assert "New: no role" in told
    assert cast.user("carys").email not in told


def test_without_people_it_says_so(db, settings, capsys):
    settings.EXAMPLE = True
    call_command("who_can_sign_in")
    assert capsys.readouterr().out == "Nobody can sign in yet: no example is loaded.\n"


def test_outside_the_example_nobody_is_listed():
    with pytest.raises(CommandError, match="Only the example"):
        call_command("who_can_sign_in")
