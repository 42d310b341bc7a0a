#!/usr/bin/env python3
"""Verifies an exported audit trail. For auditors: needs Python and `cryptography`, nothing else.

    python verify_trail.py EXPORT --keys KEYS --checkpoint CHECKPOINT …

EXPORT is the folder that `manage.py export_trail` wrote; KEYS a file with the public keys that
you hold; CHECKPOINT a file with one or more checkpoints that you were sent, or copied from
minutes. The answer is 0 if everything fits, 1 if not, and then the first event that does not is
named, or what you gave cannot be used; 3 if everything fits and something could not be told from
this export: a checkpoint of yours could not be compared with it, or what it lacks may have
ended, and what would prove it is not there. `docs/trail-format.md` describes the format, and
what no verifier can find."""

import argparse
import base64
import json
import re
import sqlite3
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "marac-trail-export/1"
LINE = b'{"sequence":%d,"hash":"%s","event":%s}\n'
EVENT = b'"event":'
RECORDED = re.compile(rb'"recorded_at":(\d{1,18})')
SALT = re.compile(r"[0-9a-f]{32}")  # of a personal part: 16 bytes, so that no text hides in it
ENDED = re.compile(rb'\{"sequence":(\d+),"hash":"([0-9a-f]{64})","ended":(\d{4})\}\n')
HEARTBEATS = 60 * 1_000_000  # microseconds from one to the next
GRACE = 60 * 1_000_000  # microseconds in which an event must be sealed
LATE = 24 * 60 * GRACE  # in which one is that came late
A_YEAR = 365 * LATE  # before which the portal erases no personal part by itself
FIRST_YEAR, LAST_YEAR = 1970, 9999  # that a computer's calendar has
KEPT_AT_LEAST = 6  # whole years after which a year of the trail may end
LONGEST = 1 << 24  # of a line, and of export.json: what is longer, nobody wrote honestly
MOST_LINES = 1_000  # of a checkpoint
NOT_SEALED = 1 << 62  # in place of an entry: later than any
# What a file that nobody wrote honestly makes Python raise.
UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
# What a terminal would take for more than text.
CONTROL = dict.fromkeys([*range(32), *range(127, 160)], "\N{REPLACEMENT CHARACTER}")


class Fault(Exception):
    """Something does not fit; the message is for the auditor."""


class Unusable(Fault):
    """What the auditor gave says nothing, and no trail was looked at."""


class NotComparable(Exception):
    """A checkpoint that is held says nothing of this export; the message says what to ask for."""


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Say of whatever makes Python stumble here that it cannot be read."""
    try:
        yield
    except UNREADABLE as error:
        raise Fault(f"{what} cannot be read.") from error


def lines_of(file: IO[Any]) -> Iterator[Any]:
    """Yield the lines of a file, and of one that has no end only its beginning."""
    return iter(partial(file.readline, LONGEST), file.read(0))


# The tree of RFC 9162 ---------------------------------------------------------------------------


class Tree:
    """A Merkle tree that grows to the right, known by the roots of its complete subtrees."""

    def __init__(self, size: int, peaks: Iterable[bytes]) -> None:
        self.size = size
        self.peaks = list(peaks)

    def append(self, node: bytes, level: int = 0) -> None:
        """Add a leaf, or the root of a complete subtree of that level."""
        position = self.size >> level
        while position & 1:
            node = _node(self.peaks.pop(), node)
            position >>= 1
        self.peaks.append(node)
        self.size += 1 << level

    def root(self) -> bytes:
        """Return the root as the tree stands."""
        if not self.peaks:
            return sha256(b"").digest()
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = _node(peak, node)
        return node


def root_by_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that the path proves for the leaf (RFC 9162, 2.1.3.2), None for none."""
    if not 0 <= index < size:
        return None
    place, last, node = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            node = _node(beside, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = _node(node, beside)
        place, last = place >> 1, last >> 1
    return node if last == 0 else None


def is_beginning(old: int, begun: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Return whether the path proves that one tree begins the other (RFC 9162, 2.1.4.2)."""
    if old == size:
        return begun == root and not path
    if not 0 < old < size:
        return False
    way = [begun, *path] if old & (old - 1) == 0 else list(path)
    if not way:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = way[0]
    for beside in way[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = _node(beside, before), _node(beside, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = _node(after, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and before == begun and after == root


def levels(first: int, end: int) -> Iterator[int]:
    """Yield the levels of the complete subtrees that hold the leaves from `first` to `end`."""
    while first < end:
        level = (end - first).bit_length() - 1
        if first:
            level = min(level, (first & -first).bit_length() - 1)
        yield level
        first += 1 << level


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


# Checkpoints and keys (C2SP signed-note, tlog-checkpoint) ---------------------------------------


@dataclass
class Key:
    """A public key; `until` is the size of the last tree that it may sign."""

    name: str
    public: bytes
    until: int | None = None
    since: int = -1  # the size of the tree at which it took over; it signs larger ones alone

    @property
    def written(self) -> str:
        """Return the key as it stands in files."""
        encoded = base64.b64encode(b"\x01" + self.public).decode()
        return f"{self.name}+{self.fingerprint[:4].hex()}+{encoded}"

    @property
    def fingerprint(self) -> bytes:
        return sha256(self.name.encode() + b"\n\x01" + self.public).digest()

    @property
    def identifier(self) -> str:
        return str(UUID(bytes=self.fingerprint[:16]))


@dataclass(frozen=True)
class Lost:
    """What of a trail is not there any more since the database was restored from a backup: what
    came after that size, up to a tree of that size and root."""

    since: int
    until: int
    root: bytes

    def covers(self, note: "Note") -> bool:
        """Return whether that checkpoint may be one of what was lost: those signed since say so
        too."""
        if note.size == self.until:
            return note.root == self.root
        return self.since < note.size < self.until and self not in note.lost


@dataclass
class Note:
    """A checkpoint as it was read."""

    origin: str
    size: int
    root: bytes
    text: str
    signatures: list[tuple[str, bytes]]  # name of the key; its hash and the signature
    held: bool = False
    at: int | None = None  # when it was signed, microseconds
    following: str | None = None  # the key that takes over, as the one before it signed
    before: str | None = None  # the key after which it does, as it signed itself
    years: Sequence[tuple[int, bytes]] = ()  # the root over the leaves of each that is over
    # Of years that are said anew here, the sizes of the checkpoints that said them too soon.
    corrects: Sequence[tuple[int, int]] = ()
    lost: Sequence[Lost] = ()  # when the database was restored from a backup

    def is_signed_by(self, key: Key) -> bool:
        """Return whether the key signed it, and still might at this size."""
        is_due = key.since < self.size and (key.until is None or self.size <= key.until)
        return is_due and self.bears(key)

    def bears(self, key: Key) -> bool:
        """Return whether the key signed it, at whatever size."""
        for name, signed in self.signatures:
            if name == key.name and signed[:4] == key.fingerprint[:4]:
                try:
                    public = Ed25519PublicKey.from_public_bytes(key.public)
                    public.verify(signed[4:], self.text.encode())
                except InvalidSignature:
                    return False
                return True
        return False


def read_keys(path: Path, encoding: str = "utf-8") -> list[Key]:
    """Return the public keys of a file, one in each line."""
    with path.open(encoding=encoding) as file:
        return [_key(line, path) for line in file.read(LONGEST).split()]


def _key(written: str, path: Path) -> Key:
    try:
        name, start, encoded = written.split("+", 2)
        data = _bytes(encoded)
        key = Key(name, data[1:])
        if data[:1] != b"\x01" or len(data) != 33 or key.fingerprint[:4].hex() != start:
            raise ValueError
    except ValueError as error:
        raise Fault(f"{path.name} holds a line that is no public key.") from error
    return key


def read_notes(
    path: Path, encoding: str = "utf-8", *, held: bool = False, saying: str = ""
) -> Iterator[Note]:
    """Yield the checkpoints of a file, one after the other; of those only that say this."""
    text: list[str] = []
    signatures: list[str] = []
    with path.open(encoding=encoding) as file:
        for line in lines_of(file):
            line = line.rstrip()
            if len(text) + len(signatures) > MOST_LINES:
                raise Fault(f"{path.name} holds what is no checkpoint.")
            if line.startswith("— "):
                signatures.append(line)
                continue
            if signatures:
                if any(part.startswith(saying) for part in text):
                    yield _note(path, text, signatures, held)
                text, signatures = [], []
            if line:
                text.append(line)
    if (text or signatures) and any(part.startswith(saying) for part in text):
        yield _note(path, text, signatures, held)


def _note(path: Path, text: list[str], signatures: list[str], held: bool) -> Note:
    try:
        origin, size, root, *more = text
        said = _only(_said(more, "time"))
        at = int(datetime.fromisoformat(said).timestamp()) * 1_000_000 if said else None
        return Note(
            origin=origin,
            size=int(size),
            root=_bytes(root),
            text="\n".join(text) + "\n",
            signatures=[_signature(line) for line in signatures],
            held=held,
            at=at,
            following=_only(_said(more, "next")),
            before=_only(_said(more, "after")),
            years=[(int(year), _bytes(leaves)) for year, leaves in _said(more, "year")],
            corrects=[(int(year), int(old)) for year, old in _said(more, "corrects")],
            lost=[
                Lost(int(since), int(until), _bytes(reached))
                for since, until, reached in _said(more, "restored")
            ],
        )
    except UNREADABLE as error:
        raise Fault(f"{path.name} holds what is no checkpoint.") from error


def _said(extensions: Iterable[str], word: str) -> Iterator[list[str]]:
    """Yield what stands behind that word, of each line that begins with it."""
    return (line.split(" ")[1:] for line in extensions if line.startswith(f"{word} "))


def _only(said: Iterator[list[str]]) -> str | None:
    return next((one for (one,) in said), None)


def _bytes(encoded: str) -> bytes:
    return base64.b64decode(encoded, validate=True)


def _signature(line: str) -> tuple[str, bytes]:
    _, name, encoded = line.split(" ")
    return name, _bytes(encoded)


def is_signed(note: Note, keys: Iterable[Key]) -> bool:
    """Return whether one of the keys signed the checkpoint, and might at that size."""
    return any(note.is_signed_by(key) for key in keys)


def latest_signed(notes: Iterable[Note], until: Note, keys: Sequence[Key]) -> int:
    """Return the latest time that a signed checkpoint says up to that one, that one among them."""
    found = until.at or 0
    for note in notes:
        later = note.size < until.size and note.at is not None and note.at > found
        if later and is_signed(note, keys):
            found = note.at or found
    return found


def merged(sealed: Iterable[Note], held: Iterable[Note]) -> Iterator[Note]:
    """Yield all checkpoints, smallest first, and check that the export's are in order."""
    waiting = sorted(held, key=lambda note: note.size)
    before = -1
    for note in sealed:
        if note.size <= before:
            raise Fault(f"The checkpoint of {note.size} events stands out of order.")
        before = note.size
        while waiting and waiting[0].size < note.size:
            yield waiting.pop(0)
        yield note
    yield from waiting


# Events and their lines ---------------------------------------------------------------------------


def said_by_retention(event: dict[str, Any], code: str) -> bool:
    """Return whether the event says that, and is one of the retention that did it."""
    said = event.get("code"), event.get("role"), event.get("outcome")
    return said == (code, "retention", "allowed")


def items_of(event: dict[str, Any]) -> list[str]:
    """Return what the event names; raise `Fault` where that is no list of names."""
    items = event["items"]
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise Fault(f"Event {event.get('id')} names what has no name: it was made up.")
    return items


def year_of(recorded: int) -> int:
    """Return the year of that moment in UTC, of what has none the nearest that there is."""
    moment = min(max(recorded, begins(FIRST_YEAR)), begins(LAST_YEAR))
    return datetime.fromtimestamp(moment / 1_000_000, UTC).year


def day_of(recorded: int) -> str:
    """Return the day of that moment in UTC, in words."""
    moment = min(max(recorded, begins(FIRST_YEAR)), begins(LAST_YEAR))
    day = datetime.fromtimestamp(moment / 1_000_000, UTC)
    return f"{day.day} {day:%B %Y}"


def begins(year: int) -> int:
    """Return when a year begins in UTC, microseconds."""
    return int(datetime(min(year, LAST_YEAR), 1, 1, tzinfo=UTC).timestamp()) * 1_000_000


def _now() -> int:
    return int(datetime.now(UTC).timestamp()) * 1_000_000


def whole(value: Any) -> int:
    """Return a number that was read, which must be a whole one."""
    if type(value) is not int:
        raise ValueError
    return value


def read_line(raw: bytes, sequence: int) -> tuple[bytes, bytes] | None:
    """Return the event of a line, and its leaf; nothing where the line is not, byte for byte, what
    that entry and its event give."""
    body = raw[raw.find(EVENT) + len(EVENT) : -2]
    leaf = sha256(b"\x00" + body)
    fits = raw == LINE % (sequence, leaf.hexdigest().encode(), body)
    return (body, leaf.digest()) if fits else None


def explained(raw: bytes, expected: int, rest: Iterable[bytes]) -> Fault:
    """Return what happened to a line that is not the one that belongs here."""
    entry = _read(raw)
    found = entry.get("sequence")
    if not isinstance(found, int):
        return Fault(f"Entry {expected} was changed: its line cannot be read.")
    if found < expected:
        return Fault(f"{_named(found, entry)} was inserted: entry {found} stands here twice.")
    if found > expected:
        later = {number for number in map(_sequence, rest) if number in (expected, found)}
        if expected not in later:
            return Fault(f"Entry {expected} was removed.")
        if found in later:
            return Fault(f"{_named(found, entry)} was inserted before entry {expected}.")
        return Fault(f"Entry {expected} was moved: {_named(found, entry)} stands in its place.")
    if "missing" in entry:
        return Fault(f"Entry {expected} (event {entry['missing']}) was removed.")
    body = raw[raw.find(EVENT) + len(EVENT) : -2]
    is_of = sha256(b"\x00" + body).hexdigest()
    elsewhere = next((one for one in rest if is_of.encode() in one), None)
    if elsewhere:
        return Fault(
            f"{_named(expected, entry)} was moved: it belongs to entry {_sequence(elsewhere)}."
        )
    return Fault(f"{_named(expected, entry)} was changed.")


def _read(raw: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(raw)
    except UNREADABLE:
        return {}
    return entry if isinstance(entry, dict) else {}


def _sequence(raw: bytes) -> Any:
    return _read(raw).get("sequence")


def _named(sequence: int, entry: dict[str, Any]) -> str:
    event = entry.get("event")
    identifier = event.get("id") if isinstance(event, dict) else None
    return f"Entry {sequence} (event {identifier})" if identifier else f"Entry {sequence}"


def _place(sequence: int | None) -> str:
    return "An event that is not sealed yet" if sequence is None else f"Entry {sequence}"


# Personal parts -----------------------------------------------------------------------------------


class Details:
    """The personal parts that came with an export, in the order of their events. Which of them are
    not there, and which were erased, is kept in a temporary file: it may be all that there ever
    were."""

    def __init__(self, rows: Iterable[bytes]) -> None:
        self.rows = iter(rows)
        self.row = self.next_row()
        self.kept = sqlite3.connect("")
        self.kept.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA temp_store = FILE;"
            " CREATE TABLE gone (entry INTEGER, event TEXT, recorded INTEGER);"
            " CREATE TABLE erased (event TEXT, under INTEGER);"
        )
        # By the entry that erased parts: which event it is, when it was recorded, and whether it
        # says that it erased old values too.
        self.erasing: dict[int, tuple[str, int, bool]] = {}
        self.ended = 0  # when the last event that ended a year was recorded

    def next_row(self) -> tuple[str, str | None] | None:
        """Return of which event the next part is, and which commitment it gives."""
        raw = next(self.rows, None)
        if raw is None:
            return None
        with reading("details.jsonl"):
            row = json.loads(raw)
            return str(row["event"]), commitment_of(row, raw)

    def check(self, event: dict[str, Any], sequence: int) -> None:
        """Compare the event's personal part with what the event says of it."""
        recorded = whole(event.get("recorded_at", 0))
        if self.hear(event, sequence):
            also = event.get("also")
            with_values = isinstance(also, list) and "values_erased" in also
            self.erasing[sequence] = event["id"], recorded, with_values
        if said_by_retention(event, "year_ended"):
            self.ended = max(self.ended, recorded)
        if "commitment" not in event:
            return
        of_event, commitment = self.row or (None, None)
        if of_event != event["id"]:
            gone = sequence, str(event["id"]), recorded
            self.kept.execute("INSERT INTO gone VALUES (?, ?, ?)", gone)
            return
        if commitment is None or commitment != event["commitment"]:
            raise Fault(f"The personal part of {_named(sequence, {'event': event})} was changed.")
        self.row = self.next_row()

    def hear(self, event: dict[str, Any], under: int) -> bool:
        """Note what an event erased; return whether it did."""
        erased = said_by_retention(event, "details_erased")
        if erased:
            rows = ((item, under) for item in items_of(event))
            self.kept.executemany("INSERT INTO erased VALUES (?, ?)", rows)
        return erased

    def may_have_ended(self, recorded: int) -> bool:
        """Return whether what erased a part of that time may itself have ended with its year."""
        return year_of(self.ended) > year_of(recorded) + KEPT_AT_LEAST

    def end(self) -> dict[int | None, tuple[int, int]]:
        """Return how many parts were erased under which entry, the first after theirs that says so,
        and under none, each with when the newest of their events was recorded."""
        if self.row is not None:
            raise Fault(f"A personal part belongs to no event: {self.row[0]}.")
        self.kept.executescript(
            "CREATE INDEX by_event ON erased (event, under);"
            " CREATE TABLE found AS SELECT entry, event, recorded, (SELECT min(under) FROM erased"
            " WHERE erased.event = gone.event AND under > entry) AS under FROM gone;"
        )
        found = self.kept.execute("SELECT under, count(*), max(recorded) FROM found GROUP BY under")
        return {under: (count, newest) for under, count, newest in found}

    def gone(self) -> Iterator[tuple[int, str, int]]:
        """Yield the entries, with their events and when those were recorded, of which the part is
        not there and no event says that it was erased."""
        yield from self.kept.execute(
            "SELECT entry, event, recorded FROM found WHERE under IS NULL ORDER BY entry"
        )


def commitment_of(row: dict[str, Any], raw: bytes) -> str | None:
    """Return the commitment that salt and text of a personal part give; none where its line is not,
    byte for byte, what they are written as. It is never believed to have one: the event's is there
    for everybody to copy."""
    parts = {name: str(row.get(name)) for name in ("event", "salt", "detail")}
    written = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    if raw != written or not SALT.fullmatch(parts["salt"]):
        return None
    return sha256(bytes.fromhex(parts["salt"]) + parts["detail"].encode()).hexdigest()


# Years that ended ---------------------------------------------------------------------------------


class Years:
    """Years whose events ended with their retention. Of each only the leaves are left, all of them,
    and an event of the retention names the year with the root of the tree over them."""

    def __init__(self) -> None:
        self.trees: dict[int, Tree] = {}
        self.first: dict[int, int] = {}
        self.last: dict[int, int] = {}
        self.covering: dict[int, Note] = {}  # by entry: the first signed checkpoint over it
        self.telling: dict[int, Note] = {}  # the signed checkpoint that says which leaves each has
        self.roots: dict[int, bytes] = {}  # the root of the tree over those, as it says
        self.there: set[int] = set()  # years of events that are there
        self.beyond: dict[int, int] = {}  # the first entry of a year that was sealed after that
        self.between = (0, 0)  # the year of the last event that was seen, microseconds
        self.said: dict[str, tuple[int | None, int]] = {}  # by name: under which entry, and when
        self.anew: dict[int, Anew] = {}  # years that a checkpoint says anew
        # What is told of those, by the size of each checkpoint that had said it too soon.
        self.corrected: dict[int, dict[int, str]] = {}
        self.now: Anew | None = None  # of the year of the last event that was seen
        self.unproved: list[str] = []

    def watch(self, notes: Iterable[Note]) -> None:
        """Look at years that a checkpoint says anew more closely, entry by entry."""
        for note in notes:
            for year, size in note.corrects:
                self.anew.setdefault(year, Anew()).after[size] = 0, 0

    def see(self, body: bytes, sequence: int, leaf: bytes) -> None:
        """Note the year of an event that is there. What has no time was never sealed: the tree
        names it."""
        told = RECORDED.search(body)
        recorded = int(told[1]) if told else self.between[0]
        if not self.between[0] <= recorded < self.between[1]:
            year = year_of(recorded)
            self.there.add(year)
            self.between = begins(year), begins(year + 1)
            if year in self.telling:
                self.beyond.setdefault(year, sequence)
            self.now = self.anew.get(year)
        if self.now:
            self.now.take(leaf, sequence)

    def take(self, raw: bytes, expected: int) -> bytes | None:
        """Return the leaf of the entry if its line says that it ended, and is the next."""
        told = ENDED.fullmatch(raw)
        if not told or told[1] != b"%d" % expected:
            return None
        year, leaf = int(told[3]), bytes.fromhex(told[2].decode())
        if not FIRST_YEAR <= year < LAST_YEAR:
            return None
        self.first.setdefault(year, expected)
        self.last[year] = expected
        self.trees.setdefault(year, Tree(0, ())).append(leaf)
        if year in self.anew:
            self.anew[year].take(leaf, expected)
        return leaf

    def took(self, sequence: int) -> bool:
        """Return whether that entry, the newest so far, is one that ended."""
        return sequence in self.last.values()

    def took_after(self, sequence: int) -> bool:
        """Return whether an entry after that one ended."""
        return sequence < max(self.last.values(), default=sequence)

    def tell(self, note: Note) -> None:
        """Note a signed checkpoint that says which leaves years have. The sealer says it once of
        each, when it is over and all of its events are there: whoever has the database and not the
        key can pass off no other entries as that year's."""
        self.between = (0, 0)
        for year in sorted({year for year, _size in note.corrects}):
            self.correct(year, sorted(size for of, size in note.corrects if of == year), note)
        for year, root in note.years:
            anew = self.anew.get(year)
            if anew and anew.tree.root() != root:
                raise Fault(
                    f"The signed checkpoint of {note.size} events says that {year} had other entries"
                    " than those before it: it was altered, or the key was misused."
                )
            before = self.telling.setdefault(year, note)
            if self.roots.setdefault(year, root) != root:
                raise Fault(
                    f"Two signed checkpoints, of {before.size} and {note.size} events, say that"
                    f" {year} had other entries: it was altered in between, or the key was misused."
                )

    def correct(self, year: int, sizes: list[int], note: Note) -> None:
        """Note that a signed checkpoint says anew what those of these sizes said of a year, by a
        clock that was ahead. It adds the entries that came since, and takes none away."""
        before, anew = self.telling.get(year), self.anew.get(year)
        if before and before.size == note.size:
            return  # the same, as it is held
        if before and before.size not in sizes:
            raise Fault(
                f"The signed checkpoint of {note.size} events corrects what was said of {year} at"
                f" {sizes[-1]} events, and that checkpoint is not there."
            )
        for kept in (self.telling, self.roots, self.beyond):
            kept.pop(year, None)
        told = self.corrected.setdefault(year, {})
        for size in sizes:
            if size in told:
                continue  # by what corrected that one first
            told[size] = (
                f"At {note.size} events the sealer corrected which entries {year} has: it had said so"
                f" too soon, at {size} events"
            )
            if anew:
                count, first = anew.after[size]
                told[size] += (
                    f". {count} entries of {year} came after that, entry {first} the first"
                )

    def look_back(self, notes: Callable[[], Iterator[Note]], keys: Sequence[Key]) -> None:
        """Find the first signed checkpoint over the first and the last entry of each year that
        ended. It says when that was sealed, unless one before it was signed later: of a clock that
        was set back nobody can tell."""
        wanted = sorted({*self.first.values(), *self.last.values()}, reverse=True)
        latest = signed = 0  # the latest time so far, and of one that is known to be signed
        for note in notes():
            moment = note.at or 0
            covers = wanted and note.size > wanted[-1] and moment and moment >= signed
            if covers and is_signed(note, keys):
                if moment < latest:
                    signed = latest_signed(notes(), note, keys)
                while moment >= signed and wanted and note.size > wanted[-1]:
                    self.covering[wanted.pop()] = note
            latest = max(latest, moment)

    def hear(self, event: dict[str, Any], sequence: int | None) -> None:
        """Note what an event says of years that ended; the first that says it of one counts, as a
        later one says it again of years before its own."""
        if said_by_retention(event, "year_ended"):
            for name in items_of(event):
                self.said.setdefault(name, (sequence, int(event["recorded_at"])))

    def verdict(self, *, whole: bool) -> Iterator[str]:
        """Yield what ended under which entry; raise `Fault` for what is not there and did not."""
        for _year, corrected in sorted(self.corrected.items()):
            yield from (f"{told}." for _size, told in sorted(corrected.items()))
        for year, tree in sorted(self.trees.items()):
            yield from self.ended(year, tree, whole=whole)
        for year, entry in sorted(self.beyond.items()):
            self.unproved.append(
                f"Entry {entry} is of {year}, and was sealed after the sealer had said which entries"
                f" {year} has, at {self.telling[year].size} events: it was dated back, or a clock"
                " was wrong. Ask which it was."
            )
        years = range(FIRST_YEAR, datetime.now(UTC).year)
        empty = {name_of(year, Tree(0, ()).root()) for year in years}
        other = [sequence for name, (sequence, _) in self.said.items() if name not in empty]
        if whole and other:
            raise Fault(f"{_place(other[0])} says that a year ended, with other entries than did.")

    def ended(self, year: int, tree: Tree, *, whole: bool) -> Iterator[str]:
        removed = f"Entry {self.first[year]} was removed:"
        if year in self.there:
            raise Fault(f"{removed} a year ends as a whole, and other entries of {year} are there.")
        if not whole:
            # Of a part nobody can tell whether the year ended as a whole.
            self.unproved.append(
                f"{tree.size} events of {year} are not there, and what ended that year, or more of"
                " its entries, lie outside this export: ask for the whole trail."
            )
            return
        sequence, when = self.said.pop(name_of(year, tree.root()), (None, None))
        if why := self.why_removed(year, tree, sequence, when):
            raise Fault(f"{removed} {why}")
        if why := self.why_unproved(year, sequence, when):
            self.unproved.append(f"{tree.size} events of {year} {why}")
        else:
            yield f"{tree.size} events of {year} ended with their retention under entry {sequence}."

    def why_removed(
        self, year: int, tree: Tree, sequence: int | None, when: int | None
    ) -> str | None:
        """Return what speaks against it that a year ended, with these entries, when that event
        says."""
        told, before = self.roots.get(year), self.covering.get(self.first[year])
        if told and told != tree.root():
            return (
                f"a signed checkpoint says that {year} had other entries than just these"
                f" {tree.size} that are said to have ended with it."
            )
        if not told and before and before.at and before.at < begins(year) - LATE:
            return f"a checkpoint covers it that was signed before {year} began, of {before.size} events."
        if not told and not self.was_over(year):
            return (
                f"no checkpoint that was signed by the end of {year} covers the entries that are"
                f" said to have ended with it, up to {self.last[year]}."
            )
        if when is None:
            if self.ended_with_a_later(year):
                return None
            return f"no event says that just these {tree.size} entries of {year} ended."
        if year_of(when) <= year + KEPT_AT_LEAST or when > _now() + LATE:
            return (
                f"{_place(sequence)} says that {year} ended before it was over for"
                f" {KEPT_AT_LEAST} whole years."
            )
        return None

    def why_unproved(self, year: int, sequence: int | None, when: int | None) -> str | None:
        """Return what is not there that would prove that it ended."""
        if year not in self.roots:
            return (
                f"are not there, and no signed checkpoint says that they were all of {year}, and no"
                " others: ask for the one that did, or for what you were sent after that year."
            )
        if not self.was_over(year):
            return (
                f"were sealed more than a day after it, or no checkpoint from {year} is there: the"
                " sealer or a clock stood still, or they were dated back. Ask which it was."
            )
        if when is None:
            return "ended under an event of a year that ended since: nothing says so any more."
        if sequence is None:
            return "ended under an event that is not sealed yet: ask for an export in a minute."
        return None

    def ended_with_a_later(self, year: int) -> bool:
        """Return whether what ended that year may itself have ended with its own."""
        return year + KEPT_AT_LEAST < max(self.trees)

    def was_over(self, year: int) -> bool:
        """Return whether a checkpoint that was signed by the end of the year covers all of it that
        ended: what was sealed later is of no such year, unless the sealer corrected what it had
        said."""
        if year in self.corrected:
            return True
        note = self.covering.get(self.last[year])
        return note is not None and (note.at or 0) < begins(year + 1) + LATE


class Anew:
    """The entries of a year that is said anew: what was said before has to have been so, as far as
    the trail went then."""

    def __init__(self) -> None:
        self.tree = Tree(0, ())
        # By the size of what said it too soon: how many entries came after, and the first of them.
        self.after: dict[int, tuple[int, int]] = {}

    def take(self, leaf: bytes, sequence: int) -> None:
        """Add the next entry of the year."""
        self.tree.append(leaf)
        for size, (count, first) in self.after.items():
            if sequence >= size:
                self.after[size] = count + 1, first or sequence


def name_of(year: int, root: bytes) -> str:
    """Return by which name an event ends a year whose leaves have that root."""
    return str(UUID(bytes=sha256(b"%d\n" % year + root).digest()[:16]))


# What the sealer did ------------------------------------------------------------------------------


class Heard:
    """When the sealer was heard of, once a minute, by the database's clock in microseconds."""

    def __init__(self) -> None:
        self.last: int | None = None
        self.since: int | None = None  # the same, where no year ended since
        self.silences = 0  # how often it was not for longer than it should
        self.longest = (0, 0)  # of these: how long, and the entry after it

    def hear(self, event: dict[str, Any], sequence: int) -> None:
        """Note where the sealer was silent for longer than it should."""
        if (event.get("code"), event.get("role")) != ("heartbeat", "sealer"):
            return
        heartbeat = whole(event["recorded_at"])
        if self.since is not None and heartbeat - self.since > GRACE + HEARTBEATS:
            self.silences += 1
            self.longest = max(self.longest, (heartbeat - self.since, sequence))
        self.last = self.since = heartbeat

    def verdict(self) -> Iterator[str]:
        """Yield what is to be asked."""
        longest, entry = self.longest
        if self.silences:
            yield (
                f"The sealer was silent for more than two minutes {self.silences} times, once for"
                f" {longest // 1_000_000} seconds before entry {entry}: ask why. What came in between"
                " could be taken out again."
            )


class Restored:
    """What was lost when the database was restored from a backup. A checkpoint of that fits the
    trail no more; a signed one says that it is no other alteration."""

    def __init__(self, notes: Iterable[Note]) -> None:
        self.claimed = {lost for note in notes for lost in note.lost}  # by whom ever
        self.told: dict[Lost, int] = {}  # by a signed checkpoint, of which size
        self.missed: list[tuple[Note, Fault]] = []
        self.unproved: list[str] = []

    def may_cover(self, note: Note) -> bool:
        """Return whether a checkpoint that is held may be of what was lost, if that is signed."""
        return note.held and any(lost.covers(note) for lost in self.claimed)

    def miss(self, note: Note, fault: Fault) -> None:
        """Note that the trail is not the one of a checkpoint: that fault, or it was lost."""
        if not self.may_cover(note):
            raise fault
        self.missed.append((note, fault))

    def verdict(self) -> Iterator[str]:
        """Yield what was lost; raise the fault of each checkpoint of which no signed one says
        so."""
        for lost, size in self.told.items():
            yield (
                f"The database was restored from a backup, as the checkpoint of {size} events says:"
                f" the entries {lost.since} to {lost.until - 1} that it had then were lost."
            )
        for note, fault in self.missed:
            since = next((lost.since for lost in self.told if lost.covers(note)), None)
            if since is None:
                raise fault
            self.unproved.append(
                f"Your checkpoint of {note.size} events is of what was lost when the database was"
                f" restored at {since} events: it alone names the entries {since} to {note.size - 1}"
                " that there were. Ask for what was kept of them, and why."
            )


# One look through an export -----------------------------------------------------------------------


@dataclass
class Verification:
    """One look through an export."""

    folder: Path
    keys: list[Key]
    held: list[Note]
    said: list[str] = field(default_factory=list)
    trusted: list[Key] = field(default_factory=list)
    offered: list[Key] = field(default_factory=list)
    named: set[str] = field(default_factory=set)  # keys that an event named
    events: int = 0
    newest: Note | None = None
    last_line: bytes = b""
    heard: Heard = field(default_factory=Heard)
    not_compared: list[int] = field(default_factory=list)  # sizes of checkpoints that are held
    unproved: list[str] = field(default_factory=list)  # what only a larger export can tell
    forged: int = 0  # the size of the first checkpoint that nobody signed and that does not fit
    years: Years = field(default_factory=Years)

    def run(self) -> None:
        """Check everything; raise `Fault` at the first thing that does not fit."""
        self.read_manifest()
        self.offered = read_keys(self.folder / "keys.txt")
        self.trusted = list(self.keys)
        if not self.trusted:
            self.trusted = self.offered[:1]
            self.said.append(
                "You gave no public key: the export was checked with the key that came with it,"
                " which shows nothing if the export was made up."
            )
        if not self.held:
            self.said.append(
                "You gave no checkpoint: that nothing was cut off at the end, or sealed anew by"
                " who has the key, was not checked."
            )
        for note in self.held:
            if note.origin != self.origin:
                raise Fault(f"A checkpoint of yours is of another trail: {note.origin}.")
        self.trust_those_before()
        self.restored = Restored([*self.read_notes("restored "), *self.held])
        self.notes = merged(self.of_this_trail(self.read_notes()), self.held)
        self.due = next(self.notes, None)
        with ExitStack() as files:
            rows: Iterable[bytes] = ()
            if self.with_details:
                rows = lines_of(files.enter_context((self.folder / "details.jsonl").open("rb")))
            self.details = Details(rows)
            files.enter_context(closing(self.details.kept))
            if self.selection:
                self.check_selection()
            else:
                self.check_range()
            self.check_details()
        if unproved := [*self.unproved, *self.restored.unproved, *self.years.unproved]:
            raise NotComparable(" ".join(["What is there fits.", *unproved]))
        if self.not_compared:
            sizes = " and ".join(map(str, self.not_compared))
            options = " ".join(f"--held {size}" for size in self.not_compared)
            raise NotComparable(
                f"What is there fits, but your checkpoint of {sizes} events cannot be compared with"
                f" this export: ask for one with {options}."
            )

    def read_notes(self, saying: str = "") -> Iterator[Note]:
        """Yield the checkpoints of the export; of those only that say this."""
        return read_notes(self.folder / "checkpoints.txt", saying=saying)

    def of_this_trail(self, notes: Iterable[Note]) -> Iterator[Note]:
        """Yield checkpoints; each has to name the trail that the export says it is of."""
        for note in notes:
            if note.origin != self.origin:
                raise Fault(
                    f"The checkpoint of {note.size} events is of another trail: {note.origin}."
                )
            yield note

    def trust_those_before(self) -> None:
        """Trust the keys before those that are trusted, up to where each handed over: the later
        one signed after which it came, and that one too. A key that handed over signs nothing
        larger, also where both were given."""
        path = self.folder / "checkpoints.txt"
        with path.open("rb") as file:
            if not any(line.startswith(b"after ") for line in lines_of(file)):
                return
        for note in reversed(list(self.read_notes("after "))):
            later = [key for key in self.trusted if key.written == note.following]
            if not later or not note.before or not is_signed(note, later):
                continue
            earlier = [key for key in self.trusted if key.written == note.before]
            found = earlier or [_key(note.before, path)]
            if not is_signed(note, found):
                continue
            if not earlier:
                self.trusted += found
            for key in found:
                key.until = note.size
            for key in later:
                key.since = note.size

    def summary(self) -> str:
        """Return what was found to fit."""
        yours = f"{len(self.held)} checkpoints of yours" if self.held else "no checkpoint of yours"
        part = ""
        if self.selection:
            part = (
                " It is a selection: each of these stands in the trail, and others that belong to"
                " them may have been left out. Ask for the period, or for the whole trail."
            )
        elif self.end - self.first < self.size:
            part = f" It is a part of it: the entries {self.first} to {self.end - 1}."
        return (
            f"{self.events} events fit the trail {self.origin} of {self.size} events, its"
            f" checkpoints and {yours}.{part}"
        )

    def read_manifest(self) -> None:
        """Read what the export says of itself."""
        with (
            reading("export.json"),
            (self.folder / "export.json").open(encoding="utf-8") as file,
        ):
            told = json.loads(file.read(LONGEST))
            if told["format"] != FORMAT:
                raise Fault(f"The export is of another format than {FORMAT}.")
            self.origin = str(told["origin"])
            self.selection = told["kind"] == "selection"
            self.with_details = bool(told["details"])
            self.first, self.end, self.size = (
                whole(told[name]) for name in ("first", "end", "size")
            )
            self.left = [bytes.fromhex(node) for node in told["left"]]
            self.right = [bytes.fromhex(node) for node in told["right"]]
            self.consistency = {
                int(old): [bytes.fromhex(node) for node in path]
                for old, path in told["consistency"].items()
            }
            if not self.with_details and (self.folder / "details.jsonl").exists():
                raise Fault("details.jsonl is there, and export.json says that it is not.")
            gone = told.get("without_leaf")
            if gone is not None and (self.selection or not self.first <= whole(gone) < self.end):
                raise Fault(f"Entry {gone} was removed: its leaf is not there.")
        shape = [
            0 <= self.first <= self.end <= self.size,
            len(self.left) == len(list(levels(0, self.first))),
            len(self.right) == len(list(levels(self.end, self.size))),
        ]
        if not all(shape):
            raise Fault("export.json contradicts itself.")

    def check_range(self) -> None:
        """Check entries that stand one after the other."""
        tree = Tree(self.first, self.left)
        if self.first == 0:
            self.years.watch(merged(self.read_notes("corrects "), self.held))
        self.check_due(tree)
        with (self.folder / "events.jsonl").open("rb") as file:
            lines = lines_of(file)
            for raw in lines:
                body, leaf = read_line(raw, tree.size) or (b"", self.years.take(raw, tree.size))
                if leaf is None:
                    raise explained(raw, tree.size, lines)
                if tree.size == self.end:
                    raise Fault(f"Entry {tree.size} was inserted: the export ends before it.")
                if body:
                    self.years.see(body, tree.size, leaf)
                    self.look_at(body, tree.size)
                    self.last_line = body
                else:
                    self.heard.since = None
                tree.append(leaf)
                if self.due and self.due.size <= tree.size:
                    self.check_due(tree)
        if tree.size < self.end:
            raise Fault(
                f"The export was cut off: entry {tree.size} is the first that is not there."
            )
        for node, level in zip(self.right, levels(self.end, self.size), strict=True):
            tree.append(node, level)
        self.check_due(tree)
        self.check_the_end(tree.root())
        if self.forged:
            raise Fault(
                f"The checkpoint of {self.forged} events does not fit, and no key of yours signed it."
            )
        self.check_unsealed()
        self.said += self.heard.verdict()
        whole = self.first == 0 and self.end == self.size
        if whole and self.years.trees:
            self.years.look_back(self.all_notes, self.trusted)
        self.said += self.years.verdict(whole=whole)

    def check_selection(self) -> None:
        """Check single entries, each by its own proof."""
        root = b""
        for note in self.notes_left():
            self.check_signature(note)
            if note.size == self.size and not note.held:
                root = note.root
        with (
            (self.folder / "events.jsonl").open("rb") as lines,
            (self.folder / "proofs.jsonl").open("rb") as proofs,
        ):
            before = -1
            for raw, proof in zip_whole(lines_of(lines), lines_of(proofs)):
                with reading(f"The line after entry {before}"):
                    entry, told = json.loads(raw), json.loads(proof)
                    index = whole(entry["sequence"])
                    path = [bytes.fromhex(node) for node in told["path"]]
                body, leaf = read_line(raw, index) or (b"", b"")
                proved = body and index > before
                if not proved or root_by_inclusion(leaf, index, self.size, path) != root:
                    raise Fault(f"{_named(index, entry)} was changed or moved, or never sealed.")
                self.look_at(body, index)
                before = index
        self.check_the_end(root)
        self.check_unsealed()

    def all_notes(self) -> Iterator[Note]:
        """Yield all checkpoints once more, smallest first."""
        return merged(self.read_notes(), self.held)

    def notes_left(self, until: int | None = None) -> Iterator[Note]:
        """Yield the checkpoints that were not looked at yet, smallest first, up to that size."""
        while self.due and (until is None or self.due.size <= until):
            note, self.due = self.due, next(self.notes, None)
            yield note

    def check_due(self, tree: Tree) -> None:
        """Check the checkpoints up to where the tree stands."""
        for note in self.notes_left(tree.size):
            if note.size == tree.size and note.root != tree.root():
                # In between, what nobody signed proves nothing, nor where an alteration lies.
                if not (note.held or note.size == self.size or is_signed(note, self.trusted)):
                    self.forged = self.forged or note.size
                    continue
                self.signers(note)
                self.restored.miss(note, self.narrowed(note))
                continue
            says_more = (note.years or note.lost) and is_signed(note, self.trusted)
            if says_more:
                self.years.tell(note)
            if note.held or says_more or len(note.signatures) > 1 or note.size == self.size:
                # The event that named a key is not there where its year ended.
                there = self.first < note.size <= self.end and not self.years.took(note.size - 1)
                self.check_signature(note, named=there)

    def signers(self, note: Note) -> list[Key]:
        """Return which of the trusted keys signed a checkpoint; raise `Fault` where none did."""
        by = [key for key in self.trusted if note.is_signed_by(key)]
        if not by and self.restored.may_cover(note):
            # A key that took over in what was lost did so anew, at another size.
            by = [key for key in self.trusted if note.bears(key)]
        if not by and note.held:
            raise Fault(
                f"Your checkpoint of {note.size} events is forged, or its key is none of yours."
            )
        if not by:
            raise self.narrowed(note)
        return by

    def check_signature(self, note: Note, *, named: bool = False) -> None:
        """Check who signed; let the next key take over where both signed."""
        by = self.signers(note)
        if self.restored.may_cover(note):
            return  # what it says else may be of what was lost
        if note.size == self.size and not note.held:
            self.newest = note
        for lost in note.lost:
            self.restored.told.setdefault(lost, note.size)
        signed = {key.fingerprint for key in by}
        places = [place for place, key in enumerate(self.offered) if key.fingerprint in signed]
        for key in self.offered[max(places, default=-1) + 1 :]:
            if note.following == key.written:
                key.since = note.size
                if named and key.identifier not in self.named:
                    raise Fault(f"A key took over at {note.size} events, and no event names it.")
                if all(known.fingerprint != key.fingerprint for known in self.trusted):
                    self.trusted.append(key)
                for old in by:
                    old.until = note.size
                self.said.append(f"At {note.size} events the key {key.identifier[:8]} took over.")

    def narrowed(self, wrong: Note) -> Fault:
        """Return what is wrong where each line fits its own hash and the tree does not: it comes
        after the last checkpoint that fits and is signed, and most likely before the first after
        that which nobody signed, as whoever has no key can sign none anew."""
        good = 0 if self.selection else self.first
        bad, signed = wrong.size, False
        for note in self.read_notes():
            if good < note.size < wrong.size:
                if is_signed(note, self.trusted):
                    good, bad, signed = note.size, wrong.size, True
                else:
                    bad = min(bad, note.size)
        if not signed and not is_signed(wrong, self.trusted):
            return Fault("No checkpoint of the export is signed with a key that you hold.")
        later = ""
        if bad < wrong.size:
            later = (
                f"; or, as the checkpoint of {bad} events is signed with no key of yours either, an"
                f" event up to {wrong.size - 1}"
            )
        return Fault(
            f"The trail does not fit its signed checkpoints: an event among the entries {good} to"
            f" {bad - 1} was changed, removed, inserted or moved, and its hash with it{later}."
        )

    def check_the_end(self, root: bytes) -> None:
        """Check the newest checkpoint, and those of the auditor that lie outside the export."""
        for note in self.notes_left():
            self.check_signature(note)
        if self.newest is None:
            raise Fault(f"The checkpoint of the whole trail, {self.size} events, is not there.")
        for note in self.held:
            if note.size > self.size:
                self.restored.miss(
                    note,
                    Fault(
                        f"The trail was cut off: your checkpoint covers {note.size} events, the export"
                        f" knows of {self.size}; entry {self.size} is the first that is not there."
                    ),
                )
                continue
            if not self.selection and self.first <= note.size <= self.end:
                continue  # compared on the way
            if note.size == self.size:
                fits = note.root == root
            elif note.size in self.consistency:
                path = self.consistency[note.size]
                fits = is_beginning(note.size, note.root, self.size, root, path)
            else:
                self.not_compared.append(note.size)
                continue
            if not fits:
                self.restored.miss(
                    note,
                    Fault(
                        f"The trail is not the one of your checkpoint of {note.size} events: an event"
                        f" among the entries 0 to {note.size - 1} was altered. Ask for the whole trail"
                        " to learn which."
                    ),
                )
        self.said += self.restored.verdict()

    def check_unsealed(self) -> None:
        """Check that what is not sealed came just before the export: not long before the sealer
        signed last, nor long after it was last heard of."""
        path, waiting = self.folder / "unsealed.jsonl", 0
        with reading(path.name), path.open("rb") as lines:
            for raw in lines_of(lines):
                event = json.loads(raw)
                self.check_time_of(event.get("id"), whole(event["recorded_at"]))
                self.years.hear(event, None)
                self.details.hear(event, NOT_SEALED)
                waiting += 1
        if waiting:
            self.said.append(f"{waiting} events are too new to be sealed; they were not checked.")

    def check_time_of(self, event: str, recorded: int) -> None:
        """Check when an event that is not sealed was recorded, by the database's clock. The time
        of the newest checkpoint is the sealer's, and signed: no event can be dated past it."""
        last = json.loads(self.last_line)["recorded_at"] if self.last_line else 0
        heard = last if self.heard.last is None else self.heard.last
        signed = self.newest.at if self.newest and self.newest.at else None
        is_part = not self.selection and (self.end < self.size or self.first == self.end)
        overdue = signed is not None and recorded < signed - GRACE
        if recorded < min(last, heard) - GRACE or (overdue and is_part):
            raise Fault(f"Event {event} was inserted: it is under no seal.")
        if heard and recorded > heard + GRACE + HEARTBEATS:
            raise Fault(
                f"Event {event} is under no seal, and later by"
                f" {(recorded - heard) // 1_000_000} seconds than the sealer was last heard of: it"
                " was inserted with a time to come, or the sealer had stopped."
            )
        if overdue or recorded < heard - GRACE:
            self.unproved.append(
                f"Event {event} is under no seal, and older than what the sealer signed last: it was"
                " inserted, or a clock was set back. Ask for an export in a minute."
            )
        elif signed is not None and recorded > signed + GRACE + HEARTBEATS:
            self.unproved.append(
                f"Event {event} is under no seal, and the sealer signed nothing for"
                f" {(recorded - signed) // 1_000_000} seconds before: it was inserted, or a clock"
                " was wrong."
            )

    def look_at(self, body: bytes, sequence: int) -> None:
        """Take from an event what it says of the sealer, of keys, of years and of personal
        parts."""
        self.events += 1
        is_heard = b'"year_ended"' in body or b'"heartbeat"' in body or b'"seal_key_named"' in body
        if not is_heard and not self.with_details:
            return
        try:
            event = json.loads(body)
            self.years.hear(event, sequence)
            self.heard.hear(event, sequence)
            if event.get("code") == "seal_key_named":
                self.named.update(items_of(event))
            if self.with_details:
                self.details.check(event, sequence)
        except UNREADABLE as error:
            raise Fault(f"Entry {sequence} cannot be read.") from error

    def check_details(self) -> None:
        """Check that each personal part is there, or was erased under an event."""
        if not self.with_details:
            self.said.append("Personal parts did not come with the export, and were not checked.")
        erased = self.details.end()
        (gone, _), (unsealed, _) = erased.pop(None, (0, 0)), erased.pop(NOT_SEALED, (0, 0))
        for under, (event, recorded, with_values) in self.details.erasing.items():
            count, newest = erased.get(under, (0, 0))
            self.said.append(
                f"{count} personal parts were erased under entry {under} (event"
                f" {event}), on {day_of(recorded)}."
                + (" So were old values of rows." if with_values else "")
            )
            if not with_values and recorded < newest + A_YEAR - GRACE:
                self.said.append(
                    f"Under entry {under} some were erased sooner than a year after, which the portal"
                    " does under no such event: ask who did it."
                )
        if unsealed:
            self.unproved.append(
                f"{unsealed} personal parts were erased under an event that is not sealed yet: ask for"
                " an export in a minute."
            )
        if not gone:
            return
        if not self.selection and self.end < self.size:
            self.unproved.append(
                f"{gone} personal parts are not there, and the event that erased them may lie"
                " outside this export: ask for the whole trail."
            )
            return
        first = None
        for entry, event, recorded in self.details.gone():
            first = entry if first is None else first
            # Of a selection the events that ended years are there, and not what ended under them.
            if not (
                self.details.may_have_ended(recorded)
                if self.selection
                else self.years.took_after(entry)
            ):
                raise Fault(f"The personal part of entry {entry} (event {event}) was removed.")
        self.unproved.append(
            f"{gone} personal parts are not there, that of entry {first} the first, and the"
            " event that erased them may have ended with its year."
        )


def zip_whole(lines: Iterable[bytes], proofs: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield lines with their proofs; there must be as many of both."""
    try:
        yield from zip(lines, proofs, strict=True)
    except ValueError as error:
        raise Fault("There are not as many proofs as events.") from error


# What the auditor gives and gets ------------------------------------------------------------------


def given(read: Callable[..., Iterable[Any]], path: Path) -> list[Any]:
    """Return what a file of the auditor holds, however their editor saved it."""
    try:
        with path.open("rb") as file:
            is_wide = file.read(2) in (BOM_UTF16_LE, BOM_UTF16_BE)
        found = list(read(path, "utf-16" if is_wide else "utf-8-sig"))
    except (Fault, OSError, *UNREADABLE) as error:
        raise Unusable(f"Your file {path.name} cannot be used: {error}") from error
    if not found:
        raise Unusable(f"Your file {path.name} cannot be used: it holds nothing.")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify, say what was found, and return 0 if everything fits."""
    parser = argparse.ArgumentParser(description="Verify an exported audit trail.")
    parser.add_argument("export", type=Path, help="the folder of the export")
    parser.add_argument("--keys", type=Path, help="the public keys that you hold")
    parser.add_argument(
        "--checkpoint", type=Path, action="append", default=[], help="checkpoints that you hold"
    )
    asked = parser.parse_args(arguments)
    look = None
    try:
        keys = given(read_keys, asked.keys) if asked.keys else []
        of_theirs = partial(read_notes, held=True)
        held = [note for path in asked.checkpoint for note in given(of_theirs, path)]
        look = Verification(asked.export, keys, held)
        look.run()
        verdict, answer = f"SOUND: {look.summary()}", 0
    except Unusable as reason:
        verdict, answer = f"NOT VERIFIED. {reason}", 1
    except Fault as fault:
        verdict, answer = f"NOT SOUND. {fault}", 1
    except NotComparable as reason:
        verdict, answer = f"NOT COMPARED. {reason}", 3
    except (OSError, *UNREADABLE) as error:
        verdict, answer = f"NOT SOUND. The files cannot be read: {error}", 1
    except sqlite3.Error as error:
        verdict, answer = f"NOT VERIFIED. There is no room for a temporary file: {error}", 1
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may lack a letter
    for line in [*(look.said if look else []), verdict]:
        sys.stdout.write(f"{line.translate(CONTROL)}\n")
    return answer


if __name__ == "__main__":
    sys.exit(main())
