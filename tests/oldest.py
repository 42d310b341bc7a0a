"""Runs the tests of the walls and of the trail on the oldest PostgreSQL that the portal supports:
the same tests, on another server, so that what holds on the newest holds there too.

    python -m tests.oldest [pytest's arguments]"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from marac_portal import embedded
from marac_portal.embedded import OLDEST, Programs

FOLDERS = (f"/usr/lib/postgresql/{OLDEST}/bin", f"/opt/homebrew/opt/postgresql@{OLDEST}/bin")
TESTS = (
    "tests/architecture/test_walls.py",
    "tests/integration/hearing/test_to_speak.py",
    "tests/integration/test_roles.py",
    "tests/integration/seal",
    "tests/unit/test_access.py",
    "tests/unit/test_prepare_database.py",
    "tests/unit/test_work.py",
)


def found() -> Programs:
    """Return the programs of that version on this machine."""
    for folder in map(Path, FOLDERS):
        if embedded.version_of(folder) == OLDEST:
            return Programs(folder, OLDEST)
    raise embedded.NotStarted(f"No PostgreSQL {OLDEST} was found (on Debian: postgresql-{OLDEST}).")


def main(arguments: Sequence[str]) -> int:
    """Start the server, run the tests on it, stop it; return what pytest answers."""
    server = embedded.start("oldest", options=embedded.IN_HASTE, programs=found())
    environment = {
        "TEST_PROGRAMS": str(server.programs.folder),
        "ADMIN_DATABASE_URL": server.address(),
        "OWNER_DATABASE_URL": server.address("portal_owner", "owner", database="marac_portal"),
        "DATABASE_URL": server.address("portal_web", "web", database="marac_portal"),
    }
    command = [sys.executable, "-m", "pytest", "-n", "2", *(arguments or TESTS)]
    try:
        return subprocess.run(command, env=os.environ | environment, check=False).returncode
    finally:
        server.leave()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
