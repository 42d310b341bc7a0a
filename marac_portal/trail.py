"""`make trail`: exports the audit trail of the example, as an operator exports that of a portal.
`make run` may be serving the example meanwhile; if it is not, the trail is sealed here."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import psycopg2

from marac_portal import embedded
from marac_portal.run import Failed, answer_of, manage, must_end_well, say, start, surround
from sharing.seal.state import state, was_heard

PATIENCE: float = 30  # seconds until the newest events are sealed
# The sealer gives a sign of life once a minute. A verifier takes what came up to two minutes after
# the last for events that were on their way to it; the export itself is such an event.
LATELY = timedelta(seconds=65)


def main(
    arguments: Sequence[str],
    *,
    checkout: Path = embedded.CHECKOUT,
    roots: Path = embedded.ROOTS_FOLDER,
) -> int:
    """Export with these arguments of `export_trail`, and return the exit code of the process."""

    def exported(stack: ExitStack) -> None:
        if not (checkout / ".portal" / "trail.key").exists():
            raise Failed("There is no example yet: `make run` makes one.")
        if Path(arguments[0]).exists():
            raise Failed(
                f"{arguments[0]} is there already: remove it, or name another folder, like"
                f" make trail INTO={arguments[0]}-2"
            )
        surround(stack, checkout, roots)
        seal(stack)
        must_end_well(manage("export_trail", *arguments))

    return answer_of(exported)


def seal(stack: ExitStack) -> None:
    """Let the newest events be sealed, and go on sealing until the stack ends: the export is an
    event too. Beside `make run`, whose sealer does that, another one only waits for its turn."""
    address = os.environ.get("SEALER_DATABASE_URL")
    if not address:
        say("The newest events are not sealed: set SEALER_DATABASE_URL.")
    elif not is_sealed_soon(address, start(stack, manage("seal_trail", "--verbosity=0"))):
        say("The newest events were not sealed; a verifier says which.")


def is_sealed_soon(address: str, sealer: subprocess.Popen[bytes]) -> bool:
    """Wait until nothing waits for its seal any more, unless the sealer ends or takes too long."""
    until = time.monotonic() + PATIENCE
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        while sealer.poll() is None and time.monotonic() < until:
            if was_heard(cursor, LATELY) and not state(cursor).waiting_for:
                return True
            time.sleep(0.1)
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
