"""The sealer as a process. One sealer works at a time, until it is told to stop."""

from collections.abc import Callable
from contextlib import closing

import psycopg2

from sharing.seal.checkpoint import Signer
from sharing.seal.sealer import BATCH, Sealer
from sharing.seal.taken_up import NotSealing

TICK = 0.5  # seconds between two looks
# A connection that hangs must not keep the lock from the next sealer.
ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


def run(
    address: str,
    signer: Signer,
    *,
    pause: Callable[[float], bool],
    say: Callable[[str], None],
    next_signer: Signer | None = None,
    batch: int = BATCH,
    confirm_time: bool = False,
    correct_year: int | None = None,
    restored: str | None = None,
) -> None:
    """Seal until `pause` returns that it is time to stop.

    After a lost connection, say once why, reconnect and go on from the database's last leaf. If the
    database no longer holds what this process sealed, seal nothing; the alarms then report a silent
    sealer.

    On request, first state that the database was restored and which checkpoint was lost
    (`restored`), confirm the time (`confirm_time`), or let the first look state a year again that
    was stated too soon (`correct_year`).

    Raises `NotSealing` if the process may not even begin."""
    signed = refused = ""
    while True:
        sealer = None
        try:
            with closing(psycopg2.connect(address, connect_timeout=10, **ALIVE)) as connection:
                sealer = Sealer(connection, signer, batch=batch, signed=signed)
                if _wait_for_lock(sealer, pause, say):
                    sealer.resume(next_signer, restored)
                    signer, next_signer, restored = sealer.signer, None, None
                    if confirm_time:
                        sealer.confirm_time()
                        confirm_time = False
                    sealer.correcting = correct_year
                    refused = ""
                    say(f"Sealing since entry {sealer.tree.size} with {signer.verifier}")
                    while not pause(TICK):
                        sealer.tick()
                        correct_year = sealer.correcting  # until a look ended
                        _tell(sealer, say)
                return
        except (psycopg2.OperationalError, psycopg2.InterfaceError, NotSealing) as reason:
            signed = sealer.signed if sealer else signed
            if isinstance(reason, NotSealing) and not signed:
                raise
            # The process stays, because a restart would make it forget what it signed.
            line = _why(reason)
            if line != refused:
                refused = line
                say(line)
            if pause(TICK):
                return


def _why(reason: Exception) -> str:
    """Return in one line why nothing is sealed."""
    if isinstance(reason, NotSealing):
        return str(reason)
    line = "The database cannot be reached; trying again."
    if isinstance(reason, psycopg2.OperationalError) and not reason.pgcode:
        # Where nobody was let in, PostgreSQL names the place and the role, and no password.
        line = " ".join([line, *str(reason).split()])
    return line


def _tell(sealer: Sealer, say: Callable[[str], None]) -> None:
    """Report once what the last look found."""
    found, sealer.found = sealer.found, None
    if found and found.stepped_at:
        say(
            f"Time moved too far, up to {found.stepped_at:%Y-%m-%d %H:%M} UTC: if the clocks are right"
            " and the portal was only off, start this once with --confirm-time; until then no year is"
            " said to be over."
        )
    for year in found.corrects if found else ():
        say(f"Said anew which events {year} had.")


def _wait_for_lock(
    sealer: Sealer, pause: Callable[[float], bool], say: Callable[[str], None]
) -> bool:
    """Wait for the lock. Return whether it was taken before it was time to stop."""
    waiting = False
    while not sealer.take_lock():
        if not waiting:
            say("Another sealer is at work; waiting.")
            waiting = True
        if pause(TICK):
            return False
    return True
