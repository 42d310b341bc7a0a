"""The sealer: takes what has no leaf yet, gives it the next places and signs how the tree stands.

It finds events by "not sealed yet", never by "newer than the last": an event becomes visible when
its transaction ends, after younger ones. One transaction seals one batch, so that whatever kills
the sealer, it goes on with the same sequence."""

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

# Of sealers alone: no request and no migration takes an advisory lock of this number.
LOCK = 72_340_182
BATCH = 5_000  # events in one transaction
# Longer than a transaction of the web role lives: the database ends it after a minute of silence.
LOOK_BACK = timedelta(minutes=5)
HEARTBEATS = 60  # seconds from one to the next
SLICE = timedelta(days=1)  # of the full pass; sealing goes on between two
NAMED = 100  # late events at most that one event names

_ID = NAMES.index("id")


class Sealer:
    """Seals over a connection of its own while it holds the lock. Thrown away after an error:
    what it knows of the tree may be ahead of the database."""

    def __init__(
        self, connection: Connection, signer: Signer, *, batch: int = BATCH, signed: str = ""
    ) -> None:
        self.connection = connection
        # The newest checkpoint that is known to be in the database, over an earlier connection too;
        # and that which was made last, of which only the end of its transaction tells.
        self.signed = self.note = signed
        self.signer = signer
        self.batch = batch
        self.tree = merkle.Tree()
        self.lost: list[str] = []  # what each checkpoint says that was lost, since a restore
        self.next_heartbeat = monotonic()  # whoever sets the clock back silences nobody
        self.full_pass, self.look = Nightly(), Nightly()
        self.passed: datetime | None = None  # how far the full pass has come
        self.check: Check | None = None
        self.correcting: int | None = None  # the year that the next look says anew
        self.found: Finding | None = None  # by the last look
        self.signed_at = datetime.min.replace(tzinfo=UTC)

    def take_lock(self) -> bool:
        """Return whether this is the one sealer now. The lock ends with the connection."""
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(f"SET search_path = {SEARCH_PATH}")
            cursor.execute("SELECT current_user, pg_try_advisory_lock(%s)", [LOCK])
            user, taken = cursor.fetchone()
        if user != SEALER_ROLE:
            raise NotSealing(f"The sealer signs in as {SEALER_ROLE}, not as {user}.")
        return bool(taken)

    def resume(self, next_signer: Signer | None = None, lost: str | None = None) -> None:
        """Take up the sequence where it stands; sign with the newest key from now on. Say, if an operator
        has it so, that the database was restored from a backup: what came after it was lost, up to that
        checkpoint."""
        with self.connection, self.connection.cursor() as cursor:
            self.signer = key_in_turn(cursor, self.signer, next_signer)
            self.tree, self.note = taken_up(cursor, self.signer, self.signed)
        self.signed_at = signed_at(self.note) or self.signed_at
        self.signed = self.note
        self.lost = said_again(self.note)
        if lost is not None:
            keys = [one.verifier for one in (self.signer, next_signer) if one]
            self.lost.append(restores(lost, self.tree.size, keys))
        if next_signer and next_signer != self.signer:
            self._rotate(next_signer)
        if lost is not None:
            self._seal_what_waits()
            with self._sealing() as cursor:
                self._seal_one(cursor, HEARTBEAT, [])

    def confirm_time(self) -> None:
        """Say, as an operator has it, that the time is right, however far it moved."""
        self._seal_what_waits()
        with self._sealing() as cursor:
            self._seal_one(cursor, TIME_CONFIRMED, [], more=[confirms(clock.now())])

    def tick(self) -> int:
        """Seal what waits, say once a minute that the sealer lives; return how many were sealed."""
        if monotonic() >= self.next_heartbeat:
            self.next_heartbeat = monotonic() + HEARTBEATS
            with self.connection, self.connection.cursor() as cursor:
                self._say(cursor, HEARTBEAT)
        sealed = self._seal_what_waits()
        late = self._pass_over_a_slice()
        self._check_a_slice()
        return sealed + late

    def _seal_what_waits(self) -> int:
        """Seal what came since, and what came a little late; return how many events. Before the sealer
        says something under a checkpoint of its own, as all that waited would be late after it."""
        newest, first = self._newest()
        behind = self._seal_all(LEFT_BEHIND, first=first, end=newest)[0] if newest else 0
        return behind + self._seal_all(AHEAD, first=newest or "-infinity")[0]

    def _pass_over_a_slice(self) -> int:
        """Look through one more day of the trail for what the look-back does not see any more,
        and report it. A full pass begins with the sealer, and every night."""
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
        """Look at some more of what is sealed: whether it still fits. A look begins with the
        sealer, and every night."""
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
                # Under a heartbeat of its own, as each checkpoint is over something new. It names
                # them too: what was said is in the tree, and cannot be taken back.
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
        """Seal batch after batch; return how many events, and which were the first of them."""
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
        """One transaction that may seal; what it signed is known by all once it has ended."""
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
        # A clock that was set back signs nothing with a time before one that it signed, and one that
        # is ahead none that the database does not know yet.
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
        """Hand over to the next key: an event names it, and the checkpoint over that event is
        signed by both. One transaction, so that there is no moment without a key."""
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
        """Say something under a checkpoint of its own."""
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
