"""`make run`: the example, from nothing to a page that answers. Nothing is left running afterwards.

It runs before Django's settings exist, because it makes the secrets and the database that they
need."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn

import psycopg2
from django.core.exceptions import ImproperlyConfigured

from marac_portal import embedded, example, preparation
from marac_portal.kept import PASSWORDS, kept_key, kept_secrets
from marac_portal.port import ADDRESS, NotServed, port_of, refuse_if_taken
from sharing.database import ADDRESSES

DATABASE = "marac_portal"
PATIENCE: float = 30  # seconds until the page answers
GRACE: float = 10  # seconds for a process to end


class Stopped(Exception):
    """Somebody pressed Ctrl-C, closed the window or asked the process to end."""


class Failed(Exception):
    """The example cannot be served; the message says why and what to do."""


def main(
    arguments: Sequence[str],
    *,
    checkout: Path = embedded.CHECKOUT,
    roots: Path = embedded.ROOTS_FOLDER,
    loader: str = "load_example",
) -> int:
    """Serve the example until somebody stops it, and return the exit code of the process."""

    def served(stack: ExitStack) -> None:
        port = port_of(arguments[0])
        refuse_if_taken(port)
        os.environ["PORTAL_ADDRESS"] = f"http://{ADDRESS}:{port}"
        server = surround(stack, checkout, roots)
        with alone(checkout):
            if server:
                example.forget_unfinished(server.address(), DATABASE)
            prepare(loader)
        serve(stack, port)

    return answer_of(served)


def answer_of(work: Callable[[ExitStack], None]) -> int:
    """Do something with the example; return the exit code once nothing of it runs any longer."""
    answer_signals(stop)
    try:
        with ExitStack() as stack:
            try:
                work(stack)
            finally:
                answer_signals(ignore)  # all is being ended already
        return 0
    except Stopped:
        say("Stopped.")
        return 0
    except (Failed, NotServed, embedded.NotStarted, ImproperlyConfigured) as error:
        say(str(error))
    except psycopg2.OperationalError as error:
        say(f"The database cannot be reached: {str(error).strip()}")
    return 1


def surround(stack: ExitStack, checkout: Path, roots: Path) -> embedded.Server | None:
    """Put the example's values of the settings into the environment. Return the database server
    that it starts for itself, or joins, unless the environment names one."""
    values = kept_secrets(checkout / ".portal" / "secrets")
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "marac_portal.settings",
            "MARAC_PORTAL_EXAMPLE": "on",
            "ALLOWED_HOSTS": "",
            "SECRET_KEY": values["SECRET_KEY"],
            "DETAIL_KEY": values["DETAIL_KEY"],
            "VAULT_KEYS": f"example:{values['VAULT_KEY']}",
            "SEALER_KEY_FILE": str(kept_key(checkout / ".portal" / "trail.key")),
        }
    )
    if database_is_named():
        return None
    say("Starting the database ...")
    with undisturbed():
        server = embedded.start("example", checkout=checkout, roots=roots)
        stack.callback(server.leave)
    os.environ.update(addresses(server, values))
    return server


def database_is_named() -> bool:
    """Return whether the environment names a PostgreSQL to use in place of the embedded one."""
    named = [name for name in ("DATABASE_URL", "OWNER_DATABASE_URL") if os.environ.get(name)]
    if len(named) == 1:
        raise Failed("Set both DATABASE_URL and OWNER_DATABASE_URL, or neither.")
    return bool(named)


def addresses(server: embedded.Server, values: Mapping[str, str]) -> dict[str, str]:
    """Return the addresses of the example in the embedded PostgreSQL."""
    return {"ADMIN_DATABASE_URL": server.address()} | {
        name: server.address(role, values[PASSWORDS[name]], database=DATABASE)
        for name, role in ADDRESSES.items()
    }


@contextmanager
def alone(checkout: Path) -> Iterator[None]:
    """Let one `make run` of this checkout at a time prepare the example: to another, one that is
    being loaded looks as if that was broken off."""
    # The system takes the lock away from a process that ends, however it ends.
    with (checkout / ".portal" / "preparing.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed(
                "Another `make run` is loading the example in this folder: wait until it says that"
                " the portal answers, or stop it."
            ) from None
        yield


def prepare(loader: str) -> None:
    """Make what is missing: the roles, the database, its tables, the example in it."""
    if admin := os.environ.get("ADMIN_DATABASE_URL"):
        needed = preparation.asked_for()
        example.refuse_anothers(admin, needed.database)
        needed.carry_out(admin)
    owner = os.environ["OWNER_DATABASE_URL"]
    loaded = example.claim(owner)
    say("Bringing the tables and the assets up to date ...")
    must_end_well(
        manage("migrate", "--verbosity=0"), manage("collectstatic", "--noinput", "--verbosity=0")
    )
    if not loaded:
        say("Loading the example area ...")
        must_end_well(manage(loader))
        example.finish(owner)


def serve(stack: ExitStack, port: int) -> NoReturn:
    """Start the processes and wait for the first that ends, which none should."""
    web = start(stack, gunicorn(port))
    others = [start(stack, manage(*one, "--verbosity=0")) for one in beside()]
    must_end_well(manage("who_can_sign_in"))
    wait_until_it_answers(port, web)
    say(f"\nThe portal answers at http://{ADDRESS}:{port}. Ctrl-C stops it.")
    wait_for_one_to_end(web, *others)


def beside() -> Iterator[tuple[str, ...]]:
    """Yield the commands that run beside the web process: the comparison of past rows with the
    trail, the jobs, the sealer of the trail, and the removal of what is beyond its period. Say
    which of them lacks the address of its role and does not run."""
    yield ("check_history", "--each-day")
    if os.environ.get("JOBS_DATABASE_URL"):
        yield ("db_worker",)
    else:
        say("No job is done, so no mail and no alert is sent: set JOBS_DATABASE_URL.")
    if os.environ.get("SEALER_DATABASE_URL"):
        yield ("seal_trail",)
    else:
        say("The trail is not sealed: set SEALER_DATABASE_URL.")
    if os.environ.get("RETENTION_DATABASE_URL"):
        yield ("end_retention", "--each-day")
    else:
        say("Nothing ends by itself: set RETENTION_DATABASE_URL.")


def manage(*arguments: str) -> list[str]:
    """Return one of Django's commands, to be started."""
    return [sys.executable, "manage.py", *arguments]


def gunicorn(port: int) -> list[str]:
    """Return the command of the web process, on this machine's own address."""
    return [sys.executable, "-m", "gunicorn", f"--bind={ADDRESS}:{port}", "marac_portal.wsgi"]


def start(stack: ExitStack, command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a process, which ends with the stack. No signal comes between the two. It has a session
    of its own: Ctrl-C reaches this one, which ends the others."""
    with undisturbed():
        process = subprocess.Popen(command, cwd=embedded.CHECKOUT, start_new_session=True)
        stack.callback(end, process)
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    """End the process, which is given some seconds to do so in order."""
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def must_end_well(*commands: Sequence[str]) -> None:
    """Start the commands together and wait for all of them; stop if one fails."""
    with ExitStack() as stack:
        processes = [start(stack, command) for command in commands]
        answers = [process.wait() for process in processes]
        if any(answers):
            raise Failed("That did not work; the reason stands above.")


def wait_until_it_answers(port: int, web: subprocess.Popen[bytes]) -> None:
    """Wait until the web process takes connections."""
    for _ in range(int(PATIENCE * 10)):
        with socket.socket() as probe:
            if probe.connect_ex((ADDRESS, port)) == 0:
                return
        if web.poll() is not None:
            break
        time.sleep(0.1)
    raise Failed("The web process did not start; its reason stands above.")


def answer_signals(handler: Callable[[int, object], None]) -> None:
    """Let `handler` answer Ctrl-C, a closed window and the request to end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


def wait_for_one_to_end(*processes: subprocess.Popen[bytes]) -> NoReturn:
    """Wait until one of the processes ends, which none should."""
    while all(process.poll() is None for process in processes):
        time.sleep(0.2)
    raise Failed("A part of the portal ended by itself; its reason stands above.")


def stop(number: int, frame: object) -> None:
    """Turn the first signal into an orderly end, and let later ones not disturb it."""
    answer_signals(ignore)
    raise Stopped


def ignore(number: int, frame: object) -> None:
    """Let a signal disturb nothing."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Answer a signal after the block, so that nothing half started is left behind."""
    received: list[int] = []
    answer_signals(lambda number, frame: received.append(number))
    try:
        yield
    finally:
        answer_signals(stop)
    if received:
        stop(received[0], None)


def say(line: str) -> None:
    """Print a line for the person who waits."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
