import subprocess
from contextlib import closing

import psycopg2
import pytest
from django.core.management import CommandError, call_command

from marac_portal import embedded, preparation
from sharing.database import ADDRESSES
from tests.sealing import wait_for
from tests.servers import a_checkout, ask, starting

PLACE = "db.example:5432"
# Roles whose address may be left out.
OTHERS = [name for name in ADDRESSES if name not in preparation.REQUIRED]


@pytest.fixture(scope="module")
def running():
    """The server of all of these tests."""
    with a_checkout() as folder, starting(folder) as started:
        yield started(options=embedded.IN_HASTE)


@pytest.fixture
def server(running):
    """A server on which nothing was made yet, nor is anything left of what the test makes."""
    assert made_in(running) == (set(), {"postgres"})
    yield running
    roles, databases = made_in(running)
    for name in databases - {"postgres"}:
        ask(running.address(), f"DROP DATABASE {name} WITH (FORCE)")
    named = ", ".join(roles)
    for statement in (f"DROP OWNED BY {named}", f"DROP ROLE {named}"):
        ask(running.address(), statement)


def made_in(server):
    """Return the roles that somebody made, and the databases."""
    roles = "SELECT rolname FROM pg_roles WHERE oid >= 16384"
    databases = "SELECT datname FROM pg_database WHERE NOT datistemplate"
    return tuple({name for (name,) in ask(server.address(), one)} for one in (roles, databases))


@pytest.fixture
def named(monkeypatch):
    """Name the two addresses, and no administrator's."""

    def name(*, owner="portal_owner:own", web="portal_web:wide", databases=("portal", "portal")):
        monkeypatch.setenv("OWNER_DATABASE_URL", f"postgresql://{owner}@{PLACE}/{databases[0]}")
        monkeypatch.setenv("DATABASE_URL", f"postgresql://{web}@{PLACE}/{databases[1]}")
        for other in ("ADMIN_DATABASE_URL", *OTHERS):
            monkeypatch.delenv(other, raising=False)

    name()
    return name


@pytest.fixture
def prepare(named, server, monkeypatch, capsys):
    """Prepare the database of the test's own server."""

    def prepared(*arguments):
        monkeypatch.setenv("ADMIN_DATABASE_URL", server.address())
        call_command("prepare_database", *arguments)
        return capsys.readouterr().out

    return prepared


def roles_of(server):
    return ask(
        server.address(),
        "SELECT rolname, rolcanlogin, rolcreatedb, rolsuper, rolbypassrls, rolconfig FROM pg_roles"
        " WHERE rolname LIKE 'portal%%' ORDER BY rolname",
    )


WORKS = ["search_path=public", "jit=off", "idle_in_transaction_session_timeout=60s"]
HIDDEN = "track_activities=off"
QUICK = [*WORKS, HIDDEN]
SOON = [*WORKS, "statement_timeout=30s", HIDDEN]
ROLES = [
    ("portal_jobs", False, False, False, False, QUICK),
    ("portal_owner", True, True, False, False, QUICK[:1]),
    ("portal_reports", False, False, False, False, SOON),
    ("portal_retention", False, False, False, False, QUICK),
    ("portal_sealer", False, False, False, False, QUICK),
    ("portal_web", True, False, False, False, SOON),
]


def test_it_makes_the_roles_and_the_database_and_may_be_run_again(prepare, server):
    for _ in range(2):
        assert prepare() == "The roles and the database portal are ready.\n"
        assert roles_of(server) == ROLES
    owner = server.address("portal_owner", database="portal")
    ask(owner, "SET ROLE portal_web")
    ask(owner, "CREATE TABLE made_by_the_owner ()")


def test_the_web_role_owns_nothing_and_others_are_not_let_in(prepare, server):
    prepare()
    web = server.address("portal_web", database="portal")
    for statement in ("CREATE TABLE a ()", "CREATE TEMP TABLE a ()", "CREATE SCHEMA a"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(web, statement)
    ask(server.address(), "CREATE ROLE passer_by LOGIN")
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(server.address("passer_by", database="portal"))


@pytest.fixture
def asks_for_passwords(server):
    """Let the server ask the portal's roles for their passwords."""
    rules = server.data / "pg_hba.conf"
    kept = rules.read_text()

    def ruled(text):
        rules.write_text(text)
        ((told, _),) = ask(server.address(), "SELECT clock_timestamp(), pg_reload_conf()")
        assert wait_for(
            lambda: ask(server.address(), "SELECT pg_conf_load_time() > %s", told) == [(True,)]
        )

    ruled("local all postgres trust\nlocal all all scram-sha-256\n")
    yield
    ruled(kept)


def test_the_passwords_are_those_of_the_addresses(prepare, server, asks_for_passwords):
    prepare()
    for role, password in (("portal_web", "wide"), ("portal_owner", "own")):
        assert ask(server.address(role, password, database="portal"), "SELECT 1") == [(1,)]
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(server.address(role, "wrong", database="portal"))


@pytest.mark.parametrize("name", OTHERS)
def test_a_role_signs_in_where_it_has_an_address(prepare, server, monkeypatch, name):
    role = ADDRESSES[name]

    def signs_in():
        return {one[0] for one in roles_of(server) if one[1]} == {
            "portal_owner",
            "portal_web",
            role,
        }

    monkeypatch.setenv(name, f"postgresql://{role}:shut@{PLACE}/portal")
    prepare()
    assert signs_in()
    monkeypatch.delenv(name)
    prepare()
    assert signs_in(), "what was given once is not taken by a later preparation"
    assert ask(server.address(role, database="portal"), "SELECT 1") == [(1,)]


def test_the_printed_sql_does_the_same_without_any_password_in_it(prepare, server):
    script = prepare("--sql")
    assert roles_of(server) == []
    assert "wide" not in script
    for _ in range(2):
        run(script, server)
        assert roles_of(server) == ROLES
    assert owner_of_database(server) == "portal_owner"


def run(script, server, *, by=embedded.ADMIN):
    """Run the printed SQL as its readers do."""
    psql = [server.programs.folder / "psql", "-v", "ON_ERROR_STOP=1", "-q", server.address(by)]
    subprocess.run(psql, input=script, text=True, check=True)


def owner_of_database(server):
    asked = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'portal'"
    ((owner,),) = ask(server.address(), asked)
    return owner


@pytest.mark.parametrize("role", ["portal_web", "portal_jobs"])
def test_what_a_role_asks_is_not_read_by_another_that_signs_in_as_it(
    prepare, server, monkeypatch, role
):
    monkeypatch.setenv("JOBS_DATABASE_URL", f"postgresql://portal_jobs:work@{PLACE}/portal")
    prepare()
    address = server.address(role, database="portal")
    with closing(psycopg2.connect(address)) as asking, asking.cursor() as cursor:
        cursor.execute("SELECT %s, pg_backend_pid()", ["Hidden Row"])
        (_words, pid) = cursor.fetchone()
        asked = "SELECT state, query FROM pg_stat_activity WHERE pid = %s"
        assert ask(address, asked, pid) == [("disabled", "")]
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SET track_activities = on")


@pytest.fixture
def administrator(server):
    """An administrator who makes roles and databases, and is no superuser."""
    ask(server.address(), "CREATE ROLE keeper LOGIN CREATEROLE CREATEDB; CREATE ROLE portal_owner")
    ask(server.address(), "GRANT portal_owner TO keeper WITH ADMIN OPTION")
    return server.address("keeper")


def test_an_administrator_who_may_not_hide_it_is_told_who_can(
    named, server, administrator, monkeypatch, capsys
):
    monkeypatch.setenv("ADMIN_DATABASE_URL", administrator)
    call_command("prepare_database")
    told = capsys.readouterr()
    assert told.out == "The roles and the database portal are ready.\n"
    assert "ALTER ROLE portal_web SET track_activities = off" in told.err
    assert all(HIDDEN not in one[-1] for one in roles_of(server))


def test_an_administrator_whom_a_superuser_let_hides_it(
    named, server, administrator, monkeypatch, capsys
):
    ask(server.address(), "GRANT SET ON PARAMETER track_activities TO keeper")
    monkeypatch.setenv("ADMIN_DATABASE_URL", administrator)
    call_command("prepare_database")
    assert capsys.readouterr().err == ""
    assert roles_of(server) == ROLES


@pytest.fixture
def keeper(named, server, monkeypatch):
    """What managed PostgreSQL gives: an administrator who is no superuser, and is let in nowhere
    else."""
    ask(server.address(), "CREATE ROLE keeper LOGIN CREATEROLE CREATEDB")
    monkeypatch.setenv("ADMIN_DATABASE_URL", server.address("keeper"))


@pytest.mark.parametrize("printed", [False, True], ids=["carried out", "printed"])
def test_it_takes_no_superuser(server, keeper, capsys, printed):
    for _ in range(2):
        call_command("prepare_database", *(["--sql"] if printed else []))
        told = capsys.readouterr()
        if printed:
            run(told.out, server, by="keeper")
        else:
            assert told.out == "The roles and the database portal are ready.\n"
        assert [one[:-1] for one in roles_of(server)] == [one[:-1] for one in ROLES]
        assert owner_of_database(server) == "portal_owner"
        asked = "SELECT pg_has_role('keeper', 'portal_owner', 'USAGE')"
        assert ask(server.address(), asked) == [(False,)], "what they were for it they are no more"
    ask(server.address("portal_owner", database="portal"), "CREATE TABLE made_by_the_owner ()")


def test_an_administrator_who_may_not_is_told_who_may(named, server, monkeypatch):
    ask(server.address(), "CREATE ROLE passer_by LOGIN")
    monkeypatch.setenv("ADMIN_DATABASE_URL", server.address("passer_by"))
    with pytest.raises(CommandError, match="create role. It takes a superuser, or") as error:
        call_command("prepare_database")
    assert "\n" not in str(error.value)


def test_without_an_administrators_address_it_prints_the_sql(named, capsys):
    call_command("prepare_database")
    assert "CREATE DATABASE" in capsys.readouterr().out


def test_a_web_role_that_could_pass_the_walls_is_refused(prepare, server):
    prepare()
    ask(server.address(), "ALTER ROLE portal_web BYPASSRLS")
    with pytest.raises(CommandError, match="must not bypass row-level security"):
        prepare()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"web": "somebody:x"}, "DATABASE_URL must sign in as portal_web."),
        ({"owner": "postgres:x"}, "OWNER_DATABASE_URL must sign in as portal_owner."),
        ({"web": "portal_web"}, "DATABASE_URL must hold a password for portal_web."),
        ({"databases": ("one", "other")}, "name two databases"),
        ({"databases": ['a"b', 'a"b']}, "may hold letters, digits"),
    ],
)
def test_odd_addresses_are_refused_in_words(named, wrong, told):
    named(**wrong)
    with pytest.raises(CommandError, match=told):
        call_command("prepare_database")


def test_no_password_is_kept_the_same_way_twice():
    assert preparation.scram("wide") != preparation.scram("wide")
