"""The sealer: gives each event that has no leaf the next place in the tree, and signs the tree.

It looks for events that are not sealed, never for events newer than the last, because an event
becomes visible only when its transaction ends, possibly after younger ones. One transaction seals
one batch, so that a sealer that was killed goes on with the same sequence."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from uuid import uuid4

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from sharing import clock
from sharing.database import SEALER_ROLE, SEARCH_PATH
from sharing.events import (
    HEARTBEAT,
    LATE_EVENTS_FOUND,
    SEAL_KEY_NAMED,
    TIME_CONFIRMED,
    TRAIL_ALTERED,
    YEAR_CORRECTED,
    Event,
)
from sharing.seal import merkle
from sharing.seal.check import Check
from sharing.seal.checkpoint import (
    Signer,
    checkpoint,
    confirms,
    corrects,
    name_of_year,
    signed_at,
)
from sharing.seal.finding import Finding
from sharing.seal.lines import NAMES, line
from sharing.seal.nights import Nightly
from sharing.seal.restored import restores, said_again
from sharing.seal.taken_up import NotSealing, key_in_turn, taken_up
from sharing.seal.waiting import ADD_LEAVES, AHEAD, LEFT_BEHIND, NEWEST, ONE

# For sealers only: no request and no migration takes an advisory lock of this number.
LOCK = 72_340_182
BATCH = 5_000  # events in one transaction
# Longer than any transaction of the web role: the database ends one after a minute of silence.
LOOK_BACK = timedelta(minutes=5)
HEARTBEATS = 60  # seconds from one to the next
SLICE = timedelta(days=1)  # of the full pass; sealing goes on between two
NAMED = 100  # late events at most that one event names

_ID = NAMES.index("id")


class Sealer:
    """Seals over its own connection while it holds the lock. After an error it is thrown away,
    because its tree may be ahead of the database."""

    def __init__(
        self, connection: Connection, signer: Signer, *, batch: int = BATCH, signed: str = ""
    ) -> None:
        self.connection = connection
        # `signed`: the newest checkpoint known to be in the database, also from an earlier
        # connection. `note`: the one made last, which is certain only once its transaction has
        # ended.
        self.signed = self.note = signed
        self.signer = signer
        self.batch = batch
        self.tree = merkle.Tree()
        self.lost: list[str] = []  # since a restore, the lines that each checkpoint repeats
        self.next_heartbeat = monotonic()  # setting the clock back cannot silence the sealer
        self.full_pass, self.look = Nightly(), Nightly()
        self.passed: datetime | None = None  # how far the full pass has come
        self.check: Check | None = None
        self.correcting: int | None = None  # the year that the next look states again
        self.found: Finding | None = None  # the finding of the last look
        self.signed_at = datetime.min.replace(tzinfo=UTC)

    def take_lock(self) -> bool:
        """Return whether this is the only sealer now. The lock ends with the connection. Raises
        `NotSealing` if the connection has another role."""
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(f"SET search_path = {SEARCH_PATH}")
            cursor.execute("SELECT current_user, pg_try_advisory_lock(%s)", [LOCK])
            user, taken = cursor.fetchone()
        if user != SEALER_ROLE:
            raise NotSealing(f"The sealer signs in as {SEALER_ROLE}, not as {user}.")
        return bool(taken)

    def resume(self, next_signer: Signer | None = None, lost: str | None = None) -> None:
        """Go on with the sequence in the database, and sign with the newest key from now on. With
        `lost`, state that the database was restored from a backup and lost what came after it, up
        to that checkpoint."""
        with self.connection, self.connection.cursor() as cursor:
            self.signer = key_in_turn(cursor, self.signer, next_signer)
            self.tree, self.note = taken_up(cursor, self.signer, self.signed)
        self.signed_at = signed_at(self.note) or self.signed_at
        self.signed = self.note
        self.lost = said_again(self.note)
        if lost is not None:
            keys = [one.verifier for one in (self.signer, next_signer) if one]
            told = restores(lost, self.tree.size, self.note, keys)
            self.lost = list(dict.fromkeys([*self.lost, *told]))
        if next_signer and next_signer != self.signer:
            self._rotate(next_signer)
        if lost is not None:
            self._seal_what_waits()
            with self._sealing() as cursor:
                self._seal_one(cursor, HEARTBEAT, [])

    def confirm_time(self) -> None:
        """State, for an operator, that the time is right, however far it moved."""
        self._seal_what_waits()
        with self._sealing() as cursor:
            self._seal_one(cursor, TIME_CONFIRMED, [], more=[confirms(clock.now())])

    def tick(self) -> int:
        """Seal what waits, write a heartbeat once a minute, and do a slice of each nightly pass.
        Return how many events were sealed."""
        if monotonic() >= self.next_heartbeat:
            self.next_heartbeat = monotonic() + HEARTBEATS
            with self.connection, self.connection.cursor() as cursor:
                self._say(cursor, HEARTBEAT)
        sealed = self._seal_what_waits()
        late = self._pass_over_a_slice()
        self._check_a_slice()
        return sealed + late

    def _seal_what_waits(self) -> int:
        """Seal the new events and those that came a little late; return how many. The sealer does
        this before it writes a checkpoint over an event of its own, because waiting events would be
        late after that one."""
        newest, first = self._newest()
        behind = self._seal_all(LEFT_BEHIND, first=first, end=newest)[0] if newest else 0
        return behind + self._seal_all(AHEAD, first=newest or "-infinity")[0]

    def _pass_over_a_slice(self) -> int:
        """Look through one more day of the trail for unsealed events older than the look-back, seal
        them and report them. A full pass begins when the sealer starts, and every night."""
        if self.passed is None:
            if not self.full_pass.has_come():
                return 0
            self.passed = datetime.min.replace(tzinfo=UTC)
        _, end = self._newest()
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT min(recorded_at), least(min(recorded_at) + %s, %s::timestamptz)"
                " FROM audit_event WHERE recorded_at > %s AND recorded_at < %s",
                [SLICE, end, self.passed, end],
            )
            first, self.passed = cursor.fetchone()
        if first is None:
            self.passed = None
            return 0
        late, named = self._seal_all(LEFT_BEHIND, first=first, end=self.passed)
        if late:
            with self.connection, self.connection.cursor() as cursor:
                self._say(cursor, LATE_EVENTS_FOUND, named)
        return late

    def _check_a_slice(self) -> None:
        """Check some more sealed entries. A look begins when the sealer starts, and every night."""
        with self._sealing() as cursor:
            if self.check is None:
                if not self.look.has_come():
                    return
                self.check = Check(self.signer, cursor, self.tree.size, self.correcting)
            found = self.check.step(cursor)
            if not self.check.still_holds(cursor):
                self.check = Check(self.signer, cursor, self.tree.size, self.correcting)
                return
            if found is None:
                return
            self.check, self.found, self.correcting = None, found, None
            found.keep(cursor)
            if found.wrong_entry is not None:
                self._say(cursor, TRAIL_ALTERED, [found.wrong_event] if found.wrong_event else [])
            if found.years:
                # With a heartbeat, because each checkpoint covers a new event. The heartbeat names
                # the years too, so that the statement is in the tree and cannot be taken back.
                names = [name_of_year(*said) for said in sorted(found.years.items())]
                too_soon = sorted(found.corrects.items())
                anew = [corrects(year, size) for year, sizes in too_soon for size in sizes]
                event = YEAR_CORRECTED if anew else HEARTBEAT
                self._seal_one(cursor, event, names, years=found.years, more=anew)

    def _newest(self) -> tuple[str | None, str | None]:
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(NEWEST, [LOOK_BACK])
            newest, first = cursor.fetchone()
        return newest, first

    def _seal_all(self, statement: str, **where: object) -> tuple[int, list[str]]:
        """Seal batch after batch; return how many events, and the identifiers of the first of
        them."""
        count, named = 0, list[str]()
        while True:
            with self._sealing() as cursor:
                cursor.execute(statement, {**where, "batch": self.batch})
                rows = cursor.fetchall()
                self._seal(cursor, rows)
            count += len(rows)
            named += [row[1 + _ID] for row in rows[: NAMED - len(named)]]
            if len(rows) < self.batch:
                return count, named
            if statement is AHEAD:
                where["first"] = rows[-1][0]

    @contextmanager
    def _sealing(self) -> Iterator[Cursor]:
        """Run the block in one transaction that may seal. Its checkpoint counts as signed once the
        transaction has ended."""
        with self.connection, self.connection.cursor() as cursor:
            yield cursor
        self.signed = self.note

    def _seal(
        self,
        cursor: Cursor,
        rows: list[tuple[Any, ...]],
        signers: list[Signer] | None = None,
        years: Mapping[int, bytes] | None = None,
        more: Iterable[str] = (),
    ) -> None:
        if not rows:
            return
        first, by = self.tree.size, signers or [self.signer]
        hashes = [merkle.leaf_hash(line(row[1:])) for row in rows]
        for leaf in hashes:
            self.tree.append(leaf)
        cursor.execute(
            ADD_LEAVES,
            [
                first,
                _array(f'"{row[0]}"' for row in rows),
                _array(row[1 + _ID] for row in rows),
                _array(leaf.hex() for leaf in hashes),
            ],
        )
        for level, position, root in self.tree.completed:
            cursor.execute("INSERT INTO seal_node VALUES (%s, %s, %s)", [level, position, root])
        self.tree.completed.clear()
        # The earlier of both clocks, but never before the last signature: neither a clock that is
        # ahead nor one that was set back makes a wrong time.
        cursor.execute("SELECT least(%s, clock_timestamp())", [clock.now()])
        self.signed_at = max(*cursor.fetchone(), self.signed_at)
        name, root = self.signer.name, self.tree.root()
        more = [*self.lost, *more]
        self.note = checkpoint(name, self.tree.size, root, by, self.signed_at, years, more)
        self.lost = said_again(self.note)
        cursor.execute(
            "INSERT INTO seal_checkpoint (size, note) VALUES (%s, %s)", [self.tree.size, self.note]
        )

    def _rotate(self, next_signer: Signer) -> None:
        """Hand over to the next key: an event names it, and both keys sign the checkpoint over that
        event. One transaction does it, so that there is no moment without a key."""
        self._seal_what_waits()
        with self._sealing() as cursor:
            named = [str(next_signer.identifier)]
            self._seal_one(cursor, SEAL_KEY_NAMED, named, [self.signer, next_signer])
            cursor.execute(
                "INSERT INTO seal_key (since, verifier) VALUES (%s, %s)",
                [self.tree.size, next_signer.verifier],
            )
        self.signer = next_signer

    def _seal_one(
        self,
        cursor: Cursor,
        event: Event,
        named: list[str],
        signers: list[Signer] | None = None,
        years: Mapping[int, bytes] | None = None,
        more: Iterable[str] = (),
    ) -> None:
        """Write an event and seal it under its own checkpoint."""
        cursor.execute(ONE, {"id": self._say(cursor, event, named)})
        rows = cursor.fetchall()
        if len(rows) != 1:
            raise NotSealing("What the sealer says does not reach the trail: see what swallows it.")
        self._seal(cursor, rows, signers, years, more)

    def _say(self, cursor: Cursor, event: Event, named: list[str] | None = None) -> str:
        event_id = str(uuid4())
        cursor.execute(
            "SELECT write_sealer_event(%s, %s, %s, %s::uuid[])",
            [event_id, clock.now(), event.code, named or []],
        )
        return event_id


def _array(parts: Iterable[str]) -> str:
    return "{" + ",".join(parts) + "}"
