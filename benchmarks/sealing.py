"""What the sealer costs those who write, and what the seal costs the sealer."""

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from benchmarks.measure import Result, in_turns, ratio, seconds, size
from sharing.database import SEALER_ROLE, WEB_ROLE
from sharing.seal.lines import NAMES, line
from sharing.seal.sealer import Sealer
from sharing.seal.waiting import AHEAD
from tests.sealing import (
    EVENT,
    PLACES,
    Trail,
    a_trail_database,
    address_of,
    an_event,
    empty,
    signer,
)

WRITERS = 8
HELD = 0.005  # seconds that a transaction stays open, as that of a request does
INSERT = f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES})"


def results() -> list[Result]:
    with a_trail_database() as name:
        rates = in_turns(
            {"without": lambda: rate(name), "with": lambda: rate_beside_sealer(name)},
            rounds=size(7, 15),
        )
    with a_trail_database() as name:
        trail = Trail(name)
        count = size(40_000, 400_000)
        sealed = in_turns(
            {
                "sealed": lambda: seal(trail, count, Sealer),
                "copied": lambda: seal(trail, count, Copier),
            },
            rounds=size(5, 9),
        )
        trail.close()
    return [
        Result(
            "insert rate beside the sealer",
            ratio(rates, "with", "without"),
            "×",
            "≥ 0.95",
            f"{WRITERS} writers with {HELD * 1000:g} ms transactions, no sealer running",
        ),
        Result(
            "rate of sealing",
            ratio(sealed, "copied", "sealed"),
            "×",
            "≥ 0.7",
            "the same events read, the same lines put together and as many leaves written, without"
            " hash, tree and signature",
        ),
    ]


# Those who write


def rate(database: str) -> float:
    """Return how many events a second the writers commit."""
    lasting = float(size(3, 10))
    with multiprocessing.get_context("fork").Pool(WRITERS) as pool:
        return sum(pool.starmap(commit, [(database, lasting)] * WRITERS)) / lasting


def commit(database: str, lasting: float) -> int:
    """Commit events one after the other, each in a transaction that stays open for a while."""
    count = 0
    with closing(psycopg2.connect(address_of(WEB_ROLE, database))) as web:
        until = time.monotonic() + lasting
        while time.monotonic() < until:
            with web, web.cursor() as cursor:
                cursor.execute(INSERT, an_event())
                time.sleep(HELD)
            count += 1
    return count


def rate_beside_sealer(database: str) -> float:
    with a_sealer(database):
        return rate(database)


@contextmanager
def a_sealer(database: str):
    """Run the sealer as the process that it is."""
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "key"
        key.write_text(signer().written())
        key.chmod(0o600)
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "marac_portal.settings",
            "SEALER_DATABASE_URL": address_of(SEALER_ROLE, database),
            "SEALER_KEY_FILE": str(key),
            "PYTHONUNBUFFERED": "1",
        }
        command = [sys.executable, "manage.py", "seal_trail"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
            assert process.stdout.readline().startswith(b"Sealing"), "it has the lock"
            yield
            process.terminate()
            process.wait()


# The sealer


class Copier(Sealer):
    """Reads what the sealer reads, puts the same lines together and writes as many leaves, but
    hashes nothing, has no tree and signs nothing."""

    def _seal(self, cursor, rows, signers=None, years=None, more=()):
        first = self.tree.size
        self.size_of_lines = sum(len(line(row[1:])) for row in rows)
        cursor.execute(
            "INSERT INTO seal_leaf (sequence, recorded_at, event_id, hash)"
            " SELECT %s + place - 1, recorded, event, decode(repeat('00', 32), 'hex')"
            " FROM unnest(%s::timestamptz[], %s::uuid[])"
            " WITH ORDINALITY AS added (recorded, event, place)",
            [first, _column(rows, 0), _column(rows, 1 + NAMES.index("id"))],
        )
        self.tree.size += len(rows)


def _column(rows, place):
    return "{" + ",".join(f'"{row[place]}"' for row in rows) + "}"


def seal(trail: Trail, count: int, kind: type[Sealer]) -> float:
    """Return how long it takes to seal that many events from nothing."""
    with trail.owner.cursor() as cursor:
        empty(cursor)
    fill(trail, count)
    with closing(psycopg2.connect(address_of(SEALER_ROLE, trail.database))) as connection:
        sealer = kind(connection, signer())
        while not sealer.take_lock():
            time.sleep(0.05)
        sealer.resume()
        return seconds(lambda: sealer._seal_all(AHEAD, first="-infinity"))


def fill(trail: Trail, count: int) -> None:
    """Write that many events at once."""
    trail.ask(
        f"""
        INSERT INTO audit_event ({EVENT}, recorded_at)
        SELECT gen_random_uuid(), now(), 1, gen_random_uuid(), gen_random_uuid(), NULL,
            gen_random_uuid(), 'coordinator', 'case_read', '{{}}', 'allowed', '',
            ARRAY[gen_random_uuid()], '{{}}', '{{}}', 60,
            now() - interval '1 minute' + number * interval '1 microsecond'
        FROM generate_series(1, %s) AS number
        """,
        count,
    )
    trail.ask("ANALYZE audit_event")
