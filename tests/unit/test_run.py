"""`make run`, with real processes, on a port and a database of the test's own."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from marac_portal import embedded, example, run, trail
from marac_portal.kept import kept_key
from marac_portal.port import main as look_at_port
from sharing import database
from tests.sealing import verify
from tests.servers import ask, checkout, start

__all__ = ["checkout", "start"]  # fixtures

ADDRESSES = ("ADMIN_DATABASE_URL", *database.ADDRESSES)
BESIDE = ("JOBS_DATABASE_URL", "SEALER_DATABASE_URL", "RETENTION_DATABASE_URL")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def own_environment(monkeypatch):
    """Let the example begin with an environment that names nothing, and leave no trace in ours."""
    kept, handlers = dict(os.environ), [signal.getsignal(number) for number in SIGNALS]
    for name in ADDRESSES:
        monkeypatch.delenv(name, raising=False)
    yield
    for number, handler in zip(SIGNALS, handlers, strict=True):
        signal.signal(number, handler)
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def command(code):
    return [sys.executable, "-c", code]


def process(code, **options):
    return subprocess.Popen(command(code), **options)


def is_sealed_since(begun):
    """Return whether a sealer that was started after `begun` signed what is on the trail."""
    asked = "SELECT max(occurred_at) > %s FROM audit_event WHERE code = 'heartbeat'"
    checkpoints = "SELECT count(*) > 0 FROM seal_checkpoint"
    owner = os.environ["OWNER_DATABASE_URL"]
    return ask(owner, asked, begun) == [(True,)] and ask(owner, checkpoints) == [(True,)]


@pytest.fixture
def visit(port, monkeypatch):
    """Wait in another thread until the portal answers, note its status, wait until it said so and
    its trail is sealed, then press Ctrl-C."""

    over, said, say = threading.Event(), threading.Event(), run.say

    def heard(words):
        say(words)
        if "The portal answers" in words:
            said.set()

    monkeypatch.setattr(run, "say", heard)

    def look(seen, begun):
        while not over.is_set():
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
                    seen.append(page.status)
                break
            except urllib.error.HTTPError as error:
                seen.append(error.code)
                error.close()
                break
            except OSError:
                time.sleep(0.1)
        while not over.is_set() and not (said.is_set() and is_sealed_since(begun)):
            time.sleep(0.1)
        if not over.is_set():
            os.kill(os.getpid(), signal.SIGINT)

    def begin():
        seen = []
        said.clear()
        threading.Thread(target=look, args=[seen, datetime.now(UTC)], daemon=True).start()
        return seen

    yield begin
    over.set()


def test_it_serves_the_example_until_ctrl_c_and_keeps_the_data(
    checkout, port, visit, capsys, monkeypatch
):
    for told_first in (True, False):
        seen = visit()
        answer = run.main([str(port)], checkout=checkout, loader="check", roots=checkout / "root")
        assert answer == 0
        assert len(seen) == 1
        assert seen[0] < 500
        told = capsys.readouterr().out
        assert ("Loading the example" in told) is told_first
        assert f"The portal answers at http://127.0.0.1:{port}." in told
        assert told.endswith("Stopped.\n")
        for name in ("secrets", "trail.key"):
            assert (checkout / ".portal" / name).stat().st_mode & 0o777 == 0o600
        # Nothing of it is left: neither the page nor the database.
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
        assert not list(checkout.glob("root/*/example/postmaster.pid"))
        for name in ADDRESSES:
            del os.environ[name]
    # `make trail` now: nobody else seals any more.
    monkeypatch.setattr(trail, "LATELY", timedelta(seconds=1))
    for key_is_ours in (True, False):
        export = checkout / f"export-{key_is_ours}"
        if not key_is_ours:
            (checkout / ".portal" / "trail.key").unlink()
            kept_key(checkout / ".portal" / "trail.key")
        asked = [str(export), "--from", "2026-01-01"]
        assert trail.main(asked, checkout=checkout, roots=checkout / "root") == 0
        for name in ADDRESSES:
            del os.environ[name]
        assert ("were not sealed" in capsys.readouterr().out) is not key_is_ours
        assert verify(export)[0] == 0
        assert not list(checkout.glob("root/*/example/postmaster.pid"))
    assert trail.main(asked, checkout=checkout, roots=checkout / "root") == 1
    said = f"{export} is there already: remove it, or name another folder, like make trail INTO="
    assert capsys.readouterr().out.startswith(said)


def test_without_the_sealers_address_it_says_that_the_newest_events_are_not_sealed(capsys):
    trail.seal(ExitStack())
    said = "The newest events are not sealed: set SEALER_DATABASE_URL.\n"
    assert capsys.readouterr().out == said


def test_a_second_one_leaves_alone_what_the_first_is_loading(checkout, port, start, capsys):
    first = start("example", options=embedded.IN_HASTE)
    ask(first.address(), "CREATE DATABASE marac_portal")
    ask(first.address(), f"COMMENT ON DATABASE marac_portal IS '{example.UNFINISHED}'")
    with run.alone(checkout):
        assert run.main([str(port)], checkout=checkout, roots=checkout / "root") == 1
    told = capsys.readouterr().out.splitlines()
    assert told[-1].startswith("Another `make run` is loading the example in this folder: ")
    assert ask(first.address(database="marac_portal"), "SELECT 1") == [(1,)]


def test_no_trail_is_exported_where_there_is_no_example(checkout, capsys):
    assert trail.main(["elsewhere"], checkout=checkout, roots=checkout / "root") == 1
    assert capsys.readouterr().out == "There is no example yet: `make run` makes one.\n"


def test_another_postgresql_is_used_when_both_addresses_name_it(checkout, start, port, capsys):
    server = start(options=embedded.IN_HASTE)
    os.environ.update(
        ADMIN_DATABASE_URL="",
        OWNER_DATABASE_URL=server.address(),
        DATABASE_URL=server.address(),
    )
    ask(server.address(), "CREATE TABLE of_somebody_else ()")
    assert run.main([str(port)], checkout=checkout) == 1
    assert "nothing was done to it" in capsys.readouterr().out
    assert not (checkout / ".portal" / "example.lock").exists()


@pytest.mark.parametrize("named", ["live", "example"])
def test_an_administrator_changes_nothing_of_another_portal(checkout, start, port, capsys, named):
    server = start(options=embedded.IN_HASTE)
    kept = (
        "CREATE ROLE portal_owner LOGIN PASSWORD 'kept'",
        "CREATE DATABASE live OWNER portal_owner",
    )
    for statement in kept:
        ask(server.address(), statement)
    ask(server.address(database="live"), "CREATE TABLE of_the_portal ()")
    looked_at = (
        "SELECT oid, rolpassword FROM pg_authid WHERE oid >= 16384",
        "SELECT datname, datdba, datacl::text FROM pg_database ORDER BY datname",
    )
    before = [ask(server.address(), one) for one in looked_at]
    os.environ.update(
        ADMIN_DATABASE_URL=server.address(),
        OWNER_DATABASE_URL=server.address("portal_owner", "other", database=named),
        DATABASE_URL=server.address("portal_web", "other", database=named),
    )
    assert run.main([str(port)], checkout=checkout) == 1
    assert "nothing was done to it" in capsys.readouterr().out
    assert [ask(server.address(), one) for one in looked_at] == before


def test_one_address_without_the_other_is_refused(checkout, port, capsys):
    os.environ["DATABASE_URL"] = "postgresql://portal_web:x@127.0.0.1/portal"
    assert run.main([str(port)], checkout=checkout) == 1
    assert "Set both DATABASE_URL and OWNER_DATABASE_URL, or neither." in capsys.readouterr().out


def test_a_database_that_is_not_there_is_told_in_one_line(checkout, port, capsys):
    os.environ["DATABASE_URL"] = "postgresql://portal_web:x@127.0.0.1:1/portal"
    os.environ["OWNER_DATABASE_URL"] = "postgresql://portal_owner:x@127.0.0.1:1/portal"
    assert run.main([str(port)], checkout=checkout) == 1
    assert "The database cannot be reached: " in capsys.readouterr().out


def test_a_port_in_use_is_told_before_anything_is_started(checkout, capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        assert run.main([str(taken)], checkout=checkout) == 1
        with pytest.raises(SystemExit, match=f"Port {taken} is in use"):
            look_at_port([str(taken)])
    look_at_port([str(taken)])
    assert f"Port {taken} is in use" in capsys.readouterr().out
    assert not (checkout / ".portal").exists()


def test_a_port_is_looked_at_before_anything_is_installed(port):
    bare = [sys.executable, "-I", "-S", str(embedded.CHECKOUT / "marac_portal" / "port.py")]
    for typed, said in ((str(port), ""), ("", "PORT must be a number")):
        done = subprocess.run([*bare, typed], check=False, capture_output=True, text=True)
        assert (done.returncode, done.stderr[: len(said) or None]) == (bool(said), said)


@pytest.mark.parametrize("typed", ["80x", "", "0", "65536", "-1", "８０００"])
def test_a_port_that_is_none_is_told_in_one_line(checkout, capsys, typed):
    assert run.main([typed], checkout=checkout) == 1
    said = f"PORT must be a number from 1 to 65535, like 8001, not {typed!r}.\n"
    assert capsys.readouterr().out == said
    assert not (checkout / ".portal").exists()


@pytest.mark.parametrize("command", ["check", "migrate", "db_worker"])
def test_a_command_without_secrets_says_in_one_line_what_to_set(command):
    done = subprocess.run(
        [sys.executable, "manage.py", command], check=False,
        cwd=embedded.CHECKOUT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and done.stderr.startswith("Set ")
    assert len(done.stderr.splitlines()) == 1


def test_without_an_address_it_says_what_does_not_run(capsys, monkeypatch):
    for name in BESIDE:
        monkeypatch.delenv(name, raising=False)
    assert list(run.beside()) == [("check_history", "--each-day")]
    assert capsys.readouterr().out == (
        "No job is done, so no mail and no alert is sent: set JOBS_DATABASE_URL.\n"
        "The trail is not sealed: set SEALER_DATABASE_URL.\n"
        "Nothing ends by itself: set RETENTION_DATABASE_URL.\n"
    )


def test_each_part_whose_address_is_set_runs_beside(monkeypatch):
    for name in BESIDE:
        monkeypatch.setenv(name, "postgresql://somewhere/portal")
    assert list(run.beside()) == [
        ("check_history", "--each-day"),
        ("db_worker",),
        ("seal_trail",),
        ("end_retention", "--each-day"),
    ]


def test_when_one_preparation_fails_the_others_are_waited_for(tmp_path):
    said = tmp_path / "said"
    late = f"import time; time.sleep(0.3); open({str(said)!r}, 'w').close()"
    with pytest.raises(run.Failed):
        run.must_end_well(command(late), command("raise SystemExit(3)"))
    assert said.exists()
    run.must_end_well(command("pass"))


def test_a_process_that_does_not_end_is_killed(monkeypatch):
    monkeypatch.setattr(run, "GRACE", 0.2)
    code = "import signal; signal.signal(15, signal.SIG_IGN); print(flush=True); signal.pause()"
    stubborn = process(code, stdout=subprocess.PIPE)
    stubborn.stdout.readline()
    run.end(stubborn)
    stubborn.stdout.close()
    assert stubborn.returncode == -signal.SIGKILL


@pytest.fixture
def struck(monkeypatch):
    """Let Ctrl-C come just when a process is there and nobody knows of it yet; return those that
    were started."""
    started, popen = [], subprocess.Popen

    def start_and_strike(*arguments, **options):
        started.append(popen(*arguments, **options))
        os.kill(os.getpid(), signal.SIGINT)
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start_and_strike)
    return started


@pytest.mark.parametrize("begin", [run.start, lambda stack, *them: run.must_end_well(*them, *them)])
def test_ctrl_c_while_a_process_is_being_started_leaves_none_behind(struck, capsys, begin):
    sleeps = command("import time; time.sleep(60)")
    assert run.answer_of(lambda stack: begin(stack, sleeps)) == 0
    assert capsys.readouterr().out == "Stopped.\n"
    assert [one.returncode for one in struck] == [-signal.SIGTERM], "and no other was started"


def test_ctrl_c_while_all_is_being_ended_leaves_none_behind(capsys):
    ended = []

    def work(stack):
        stack.callback(ended.append, "first")
        stack.callback(os.kill, os.getpid(), signal.SIGINT)
        raise run.Failed("Something is missing.")

    assert run.answer_of(work) == 1
    assert (ended, capsys.readouterr().out) == (["first"], "Something is missing.\n")


def test_a_web_process_that_ends_before_it_answers_is_told(port):
    web = process("pass")
    web.wait()
    with pytest.raises(run.Failed, match="did not start"):
        run.wait_until_it_answers(port, web)


def test_patience_with_a_web_process_ends(port, monkeypatch):
    monkeypatch.setattr(run, "PATIENCE", 0.2)
    with ExitStack() as stack:
        web = run.start(stack, command("import time; time.sleep(60)"))
        with pytest.raises(run.Failed, match="did not start"):
            run.wait_until_it_answers(port, web)


def test_a_part_that_ends_by_itself_ends_the_rest():
    with ExitStack() as stack:
        other = run.start(stack, command("import time; time.sleep(60)"))
        with pytest.raises(run.Failed, match="ended by itself"):
            run.wait_for_one_to_end(other, process("pass"))


def test_ctrl_c_while_the_database_starts_waits_until_it_can_be_stopped():
    run.answer_signals(run.stop)
    done = []
    with pytest.raises(run.Stopped), run.undisturbed():
        os.kill(os.getpid(), signal.SIGINT)
        done.append(True)
    assert done
    os.kill(os.getpid(), signal.SIGINT)  # a second one disturbs nothing
