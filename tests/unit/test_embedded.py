import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from marac_portal import embedded
from marac_portal.embedded import NotStarted, Programs
from tests import servers
from tests.servers import a_checkout, checkout, starting

__all__ = ["checkout"]  # a fixture


@pytest.fixture(scope="module")
def used_before():
    with a_checkout() as folder:
        yield folder


@pytest.fixture
def start(used_before):
    """Start servers on the data of the tests before, which are made once."""
    with starting(used_before) as started:
        yield started


def ask(server, question):
    [(answer,)] = servers.ask(server.address(), question)
    return answer


def script(path, *lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path.parent


def test_a_server_answers_to_nobody_else_and_logs_no_statement(start):
    server = start(options=embedded.IN_HASTE)
    assert int(ask(server, "SHOW server_version_num")) >= embedded.OLDEST * 10_000
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SHOW unix_socket_permissions") == "0700"
    assert ask(server, "SHOW log_min_error_statement") == "panic"
    assert ask(server, "SHOW log_error_verbosity") == "terse"
    assert ask(server, "SHOW fsync") == "off"
    assert ask(server, "SELECT upper('é')") == "É"
    assert server.data.stat().st_mode & 0o777 == 0o700


def test_it_runs_until_the_last_who_uses_it_leaves(start):
    first = start()
    pid = (first.data / "postmaster.pid").read_text().splitlines()[0]
    second = start()
    assert (second.data / "postmaster.pid").read_text().splitlines()[0] == pid
    first.leave()
    assert ask(second, "SELECT 1") == 1
    second.leave()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(second.address())


def test_its_data_are_kept(start):
    server = start(options=embedded.IN_HASTE)
    servers.ask(server.address(), "CREATE DATABASE kept")
    server.leave()
    kept = "SELECT count(*) FROM pg_database WHERE datname = 'kept'"
    server = start(options=embedded.IN_HASTE)
    assert ask(server, kept) == 1
    servers.ask(server.address(), "DROP DATABASE kept")


def test_two_processes_may_start_it_at_the_same_time(checkout):
    code = (
        "import pathlib, sys; from marac_portal import embedded;"
        "checkout = pathlib.Path(sys.argv[1]);"
        "server = embedded.start('trial', checkout=checkout, roots=checkout / 'root');"
        "print((server.data / 'postmaster.pid').read_text().splitlines()[0], flush=True);"
        "sys.stdin.read(); server.leave()"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, checkout],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=embedded.CHECKOUT,
        )
        for _ in range(2)
    ]
    first, second = (process.stdout.readline() for process in processes)
    answers = [process.communicate() and process.returncode for process in processes]
    assert first == second != ""
    assert answers == [0, 0]


def test_a_long_path_has_its_socket_elsewhere_until_it_stops(checkout, start):
    deep = checkout / ("a" * 60) / ("b" * 30)
    deep.mkdir(parents=True)
    (deep / ".portal").mkdir()
    (deep / ".portal" / "key").write_text("c" * 60)
    server = start(checkout=deep)
    assert server.sockets != server.data
    assert ask(server, "SELECT 1") == 1
    server.leave()
    assert not server.sockets.exists()


def test_a_server_that_does_not_start_shows_the_end_of_its_log(start):
    with pytest.raises(NotStarted, match="pg_ctl failed(.|\n)*no_such_setting"):
        start(options={"no_such_setting": "1"})


def test_a_server_that_writes_no_log_is_reported_all_the_same(checkout):
    programs = Programs(script(checkout / "bin" / "pg_ctl", "echo broken", "exit 1"), 18)
    with pytest.raises(NotStarted, match="PostgreSQL's pg_ctl failed: broken$"):
        embedded.launch(checkout, programs, None, {})


def test_the_newest_programs_of_the_machine_serve_where_no_wheel_fits(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    script(tmp_path / "15" / "bin" / "initdb", "echo 'initdb (PostgreSQL) 15.18 (Debian)'")
    script(tmp_path / "17" / "bin" / "initdb", "echo 'initdb (PostgreSQL) 17.2'")
    script(tmp_path / "broken" / "bin" / "initdb", "exit 1")
    script(tmp_path / "odd" / "bin" / "initdb", "echo 'no version'")
    (tmp_path / "empty" / "bin").mkdir(parents=True)
    found = embedded.found_programs(wheel="no_such_wheel", machine=[f"{tmp_path}/*/bin"])
    assert found == Programs(tmp_path / "17" / "bin", 17)


def test_the_programs_on_the_path_come_before_those_elsewhere(tmp_path, monkeypatch):
    folder = script(tmp_path / "initdb", "echo 'initdb (PostgreSQL) 16.1'")
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    assert embedded.found_programs(wheel="no_such_wheel") == Programs(folder, 16)


def test_without_programs_that_are_new_enough_one_line_says_what_to_install(tmp_path, monkeypatch):
    folder = script(tmp_path / "initdb", "echo 'initdb (PostgreSQL) 14.1'")
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(NotStarted, match="No PostgreSQL 15 or newer was found"):
        embedded.found_programs(wheel="no_such_wheel", machine=[])


def test_who_is_not_root_keeps_everything_in_the_checkout(checkout):
    programs = Programs(Path("/usr/lib/postgresql/15/bin"), 15)
    settled = embedded.settle(checkout, programs, user=1000, roots=checkout / "root")
    assert settled == (None, checkout, programs)


def test_roots_data_go_to_a_folder_of_the_checkouts_own(checkout):
    other = checkout / "other"
    other.mkdir()
    homes = [embedded.roots_home(place, roots=checkout / "root") for place in (checkout, other)]
    assert homes[0] != homes[1]
    assert homes[0] == embedded.roots_home(checkout, roots=checkout / "root")


def test_a_checkout_made_anew_begins_anew_and_leaves_nothing_of_the_old(checkout):
    old = embedded.roots_home(checkout, roots=checkout / "root")
    other = checkout / "other"
    other.mkdir()
    others = embedded.roots_home(other, roots=checkout / "root")
    (checkout / "key").unlink()
    new = embedded.roots_home(checkout, roots=checkout / "root")
    assert new != old
    assert not old.exists()
    assert others.exists()


def test_programs_of_the_machine_stay_where_they_are(checkout):
    programs = Programs(checkout / "15" / "bin", 15)
    assert embedded.readable(programs, roots=checkout / "root") == programs


def test_the_wheels_programs_are_copied_once_to_where_everybody_can_run_them(checkout):
    wheel = checkout / "wheel" / "postgres_wheel"
    script(wheel / "pginstall18" / "bin" / "postgres", "exit 0")
    for part in ("lib/postgresql", "share"):
        (wheel / "pginstall18" / part).mkdir(parents=True)
    libraries = checkout / "wheel" / "postgres_wheel.libs"
    libraries.mkdir(mode=0o700)
    (libraries / "libpq.so").touch(mode=0o600)
    original = Programs(wheel / "pginstall18" / "bin", 18)
    copied = embedded.readable(original, roots=checkout / "root")
    assert copied.folder.is_relative_to(checkout / "root")
    place = copied.folder.parent.parent.parent
    assert (place / "postgres_wheel.libs" / "libpq.so").stat().st_mode & 0o777 == 0o644
    assert (place / "postgres_wheel.libs").stat().st_mode & 0o777 == 0o755
    shutil.rmtree(place / "postgres_wheel.libs")
    assert embedded.readable(original, roots=checkout / "root") == copied
    assert not (place / "postgres_wheel.libs").exists()


def test_root_makes_the_servers_account_if_it_is_missing(tmp_path, monkeypatch):
    told = tmp_path / "told"
    monkeypatch.setenv("PATH", str(script(tmp_path / "useradd", f'echo "$*" > {told}')))
    embedded.make_account(pwd.getpwuid(os.geteuid()).pw_name)
    assert not told.exists()
    embedded.make_account("no-such-account")
    assert told.read_text().split()[-1] == "no-such-account"


def test_root_hands_the_server_to_its_account(checkout, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(script(tmp_path / "useradd", "exit 0")))
    programs = Programs(Path("/usr/lib/postgresql/15/bin"), 15)
    account, home, _ = embedded.settle(checkout, programs, user=0, roots=checkout / "root")
    assert account == embedded.ROOTS_ACCOUNT
    assert home.parent == checkout / "root"


def test_a_folder_is_given_to_the_account(tmp_path):
    me = pwd.getpwuid(os.geteuid()).pw_name
    embedded.give(tmp_path, me)
    embedded.give(tmp_path, None)
    assert tmp_path.owner() == me
