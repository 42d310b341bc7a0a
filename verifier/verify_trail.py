#!/usr/bin/env python3
"""Verifies an exported audit trail. For auditors: needs Python and `cryptography`, nothing else.

    python verify_trail.py EXPORT --keys KEYS --checkpoint CHECKPOINT …

EXPORT is the folder that `manage.py export_trail` wrote; KEYS a file with the public keys that you
hold; CHECKPOINT a file with one or more checkpoints that you were sent, or copied from minutes.
The answer is 0 if everything fits, 1 if not, and then the first event that does not is named; 3 if
everything fits and a checkpoint of yours could not be compared with this export.
`docs/trail-format.md` describes the format, and what no verifier can find."""

import argparse
import base64
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "marac-trail-export/1"
LINE = b'{"sequence":%d,"hash":"%s","event":%s}\n'
EVENT = b'"event":'
ENDED = re.compile(rb'\{"sequence":(\d+),"hash":"([0-9a-f]{64})","ended":(\d{4})\}\n')
HEARTBEATS = 60 * 1_000_000  # microseconds from one to the next
GRACE = 60 * 1_000_000  # microseconds in which an event must be sealed


class Fault(Exception):
    """Something does not fit; the message is for the auditor."""


class NotComparable(Exception):
    """A checkpoint that is held says nothing of this export; the message says what to ask for."""


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

    @property
    def fingerprint(self) -> bytes:
        return sha256(self.name.encode() + b"\n\x01" + self.public).digest()

    @property
    def identifier(self) -> str:
        return str(UUID(bytes=self.fingerprint[:16]))


@dataclass
class Note:
    """A checkpoint as it was read."""

    origin: str
    size: int
    root: bytes
    text: str
    signatures: list[tuple[str, bytes]]  # name of the key; its hash and the signature
    held: bool = False

    def is_signed_by(self, key: Key) -> bool:
        """Return whether the key signed it, and still might at this size."""
        if key.until is not None and self.size > key.until:
            return False
        for name, signed in self.signatures:
            if name == key.name and signed[:4] == key.fingerprint[:4]:
                try:
                    public = Ed25519PublicKey.from_public_bytes(key.public)
                    public.verify(signed[4:], self.text.encode())
                except InvalidSignature:
                    return False
                return True
        return False


def read_keys(path: Path) -> list[Key]:
    """Return the public keys of a file, one in each line."""
    found = []
    for line in path.read_text(encoding="utf-8").split():
        try:
            name, start, encoded = line.split("+", 2)
            data = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise Fault(f"{path.name} holds a line that is no public key.") from error
        key = Key(name, data[1:])
        if data[:1] != b"\x01" or len(data) != 33 or key.fingerprint[:4].hex() != start:
            raise Fault(f"{path.name} holds a line that is no public key.")
        found.append(key)
    return found


def read_notes(path: Path, *, held: bool = False) -> Iterator[Note]:
    """Yield the checkpoints of a file, one after the other."""
    text: list[str] = []
    signatures: list[str] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            line = line.rstrip()
            if line.startswith("— "):
                signatures.append(line)
                continue
            if signatures:
                yield _note(path, text, signatures, held)
                text, signatures = [], []
            if line:
                text.append(line)
    if text or signatures:
        yield _note(path, text, signatures, held)


def _note(path: Path, text: list[str], signatures: list[str], held: bool) -> Note:
    try:
        origin, size, root = text[:3]
        return Note(
            origin=origin,
            size=int(size),
            root=base64.b64decode(root, validate=True),
            text="\n".join(text) + "\n",
            signatures=[_signature(line) for line in signatures],
            held=held,
        )
    except ValueError as error:
        raise Fault(f"{path.name} holds what is no checkpoint.") from error


def _signature(line: str) -> tuple[str, bytes]:
    _, name, encoded = line.split(" ")
    return name, base64.b64decode(encoded, validate=True)


# The export -------------------------------------------------------------------------------------


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
    heartbeat: int | None = None  # when the newest that is sealed was recorded, microseconds
    not_compared: list[int] = field(default_factory=list)  # sizes of checkpoints that are held
    years: "Years" = field(default_factory=lambda: Years())

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
        self.notes = merged(read_notes(self.folder / "checkpoints.txt"), self.held)
        self.due = next(self.notes, None)
        with ExitStack() as files:
            rows: Iterable[bytes] = ()
            if self.with_details:
                rows = files.enter_context((self.folder / "details.jsonl").open("rb"))
            self.details = Details(rows)
            if self.selection:
                self.check_selection()
            else:
                self.check_range()
            self.check_details()
        if self.not_compared:
            sizes = " and ".join(map(str, self.not_compared))
            options = " ".join(f"--held {size}" for size in self.not_compared)
            raise NotComparable(
                f"What is there fits, but your checkpoint of {sizes} events cannot be compared with"
                f" this export: ask for one with {options}."
            )

    def summary(self) -> str:
        """Return what was found to fit."""
        yours = f"{len(self.held)} checkpoints of yours" if self.held else "no checkpoint of yours"
        return (
            f"{self.events} events fit the trail {self.origin} of {self.size} events, its"
            f" checkpoints and {yours}."
        )

    def read_manifest(self) -> None:
        """Read what the export says of itself."""
        try:
            told = json.loads((self.folder / "export.json").read_text(encoding="utf-8"))
            if told["format"] != FORMAT:
                raise Fault(f"The export is of another format than {FORMAT}.")
            self.origin = str(told["origin"])
            self.selection = told["kind"] == "selection"
            self.with_details = bool(told["details"])
            self.first, self.end, self.size = (int(told[name]) for name in ("first", "end", "size"))
            self.left = [bytes.fromhex(node) for node in told["left"]]
            self.right = [bytes.fromhex(node) for node in told["right"]]
            self.consistency = {
                int(old): [bytes.fromhex(node) for node in path]
                for old, path in told["consistency"].items()
            }
            gone = told.get("without_leaf")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Fault("export.json cannot be read.") from error
        if gone is not None and (self.selection or not self.first <= gone < self.end):
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
        self.check_due(tree)
        with (self.folder / "events.jsonl").open("rb") as lines:
            for raw in lines:
                body = raw[raw.find(EVENT) + len(EVENT) : -2]
                leaf = sha256(b"\x00" + body)
                node = leaf.digest()
                if raw != LINE % (tree.size, leaf.hexdigest().encode(), body):
                    ended = self.years.take(raw, tree.size, self.last_line)
                    if ended is None:
                        raise explained(raw, tree.size, lines)
                    node, body = ended, b""
                if tree.size == self.end:
                    raise Fault(f"Entry {tree.size} was inserted: the export ends before it.")
                if body:
                    self.look_at(body, tree.size)
                    self.last_line = body
                tree.append(node)
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
        self.check_unsealed()
        self.said += self.years.verdict(whole=self.first == 0 and self.end == self.size)

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
            for raw, proof in zip_whole(lines, proofs):
                try:
                    entry, told = json.loads(raw), json.loads(proof)
                    index = int(entry["sequence"])
                    path = [bytes.fromhex(node) for node in told["path"]]
                except (KeyError, TypeError, ValueError) as error:
                    raise Fault(f"The line after entry {before} cannot be read.") from error
                body = raw[raw.find(EVENT) + len(EVENT) : -2]
                leaf = sha256(b"\x00" + body)
                fits = raw == LINE % (index, leaf.hexdigest().encode(), body) and index > before
                if not fits or root_by_inclusion(leaf.digest(), index, self.size, path) != root:
                    raise Fault(f"{_named(index, entry)} was changed or moved, or never sealed.")
                self.look_at(body, index)
                before = index
        self.check_the_end(root)

    def notes_left(self) -> Iterator[Note]:
        """Yield the checkpoints that were not looked at yet, smallest first."""
        while self.due:
            note, self.due = self.due, next(self.notes, None)
            yield note

    def check_due(self, tree: Tree) -> None:
        """Check the checkpoints up to where the tree stands."""
        while self.due and self.due.size <= tree.size:
            note, self.due = self.due, next(self.notes, None)
            if note.size == tree.size and note.root != tree.root():
                self.check_signature(note)
                raise self.narrowed(note)
            if note.held or len(note.signatures) > 1 or note.size == self.size:
                self.check_signature(note, named=self.first < note.size <= self.end)

    def check_signature(self, note: Note, *, named: bool = False) -> None:
        """Check who signed; let the next key take over where both signed."""
        by = [key for key in self.trusted if note.is_signed_by(key)]
        if not by and note.held:
            raise Fault(
                f"Your checkpoint of {note.size} events is forged, or its key is none of yours."
            )
        if not by:
            raise self.narrowed(note)
        if note.size == self.size and not note.held:
            self.newest = note
        signed = {key.fingerprint for key in by}
        places = [place for place, key in enumerate(self.offered) if key.fingerprint in signed]
        for key in self.offered[max(places, default=-1) + 1 :]:
            if note.is_signed_by(key):
                if named and key.identifier not in self.named:
                    raise Fault(f"A key took over at {note.size} events, and no event names it.")
                self.trusted.append(key)
                for old in by:
                    old.until = note.size
                self.said.append(f"At {note.size} events the key {key.identifier[:8]} took over.")

    def narrowed(self, wrong: Note) -> Fault:
        """Return what is wrong where each line fits its own hash and the tree does not: the first
        checkpoint that no key signed, or that differs, comes after the first altered event."""
        good, bad = (0 if self.selection else self.first), wrong.size
        signed = 0
        for note in read_notes(self.folder / "checkpoints.txt"):
            if good < note.size < bad:
                if not any(note.is_signed_by(key) for key in self.trusted):
                    bad = note.size
                    break
                good, signed = note.size, signed + 1
        if not signed and not any(wrong.is_signed_by(key) for key in self.trusted):
            return Fault("No checkpoint of the export is signed with a key that you hold.")
        return Fault(
            f"The trail does not fit its signed checkpoints: an event among the entries {good} to"
            f" {bad - 1} was changed, removed, inserted or moved, and its hash with it."
        )

    def check_the_end(self, root: bytes) -> None:
        """Check the newest checkpoint, and those of the auditor that lie outside the export."""
        for note in self.notes_left():
            self.check_signature(note)
        if self.newest is None:
            raise Fault(f"The checkpoint of the whole trail, {self.size} events, is not there.")
        for note in self.held:
            if note.size > self.size:
                raise Fault(
                    f"The trail was cut off: your checkpoint covers {note.size} events, the export"
                    f" knows of {self.size}; entry {self.size} is the first that is not there."
                )
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
                raise Fault(
                    f"The trail is not the one of your checkpoint of {note.size} events: an event"
                    f" among the entries 0 to {note.size - 1} was altered. Ask for the whole trail"
                    " to learn which."
                )

    def check_unsealed(self) -> None:
        """Check that what is not sealed came just before the export: not long before the newest
        that the sealer said that it lives, nor long after."""
        waiting = 0
        newest = self.heartbeat
        if newest is None:
            newest = json.loads(self.last_line)["recorded_at"] if self.last_line else 0
        with (self.folder / "unsealed.jsonl").open("rb") as lines:
            for raw in lines:
                try:
                    event = json.loads(raw)
                    recorded = int(event["recorded_at"])
                except (KeyError, TypeError, ValueError) as error:
                    raise Fault("unsealed.jsonl cannot be read.") from error
                if recorded < newest - GRACE:
                    raise Fault(f"Event {event.get('id')} was inserted: it is under no seal.")
                if newest and recorded > newest + GRACE + HEARTBEATS:
                    raise Fault(
                        f"Event {event.get('id')} is under no seal, and later by"
                        f" {(recorded - newest) // 1_000_000} seconds than the sealer was last"
                        " heard of: it was inserted with a time to come, or the sealer had stopped."
                    )
                self.years.hear(event, None)
                waiting += 1
        if waiting:
            self.said.append(f"{waiting} events are too new to be sealed; they were not checked.")

    def look_at(self, body: bytes, sequence: int) -> None:
        """Take from an event what concerns keys and details."""
        self.events += 1
        if b'"year_ended"' in body:
            self.years.hear(json.loads(body), sequence)
        if b'"heartbeat"' in body:
            event = json.loads(body)
            of_sealer = (event["code"], event["role"]) == ("heartbeat", "sealer")
            self.heartbeat = int(event["recorded_at"]) if of_sealer else self.heartbeat
        if b'"seal_key_named"' in body:
            event = json.loads(body)
            if event["code"] == "seal_key_named":
                self.named.update(event["items"])
        if self.with_details:
            self.details.check(json.loads(body), sequence)

    def check_details(self) -> None:
        """Check that each personal part is there, or was erased under an event."""
        self.details.end()
        for under, count in sorted(self.details.erased.items()):
            self.said.append(f"{count} personal parts were erased under entry {under}.")
        gone = self.details.gone
        if not gone:
            return
        if self.selection or self.end < self.size:
            self.said.append(f"{len(gone)} personal parts are not there; this export is a part, and"
                             " the event that erased them may lie outside.")  # fmt: skip
            return
        event, entry = min(gone.items(), key=lambda item: item[1])
        raise Fault(f"The personal part of entry {entry} (event {event}) was removed.")


class Years:
    """Years whose events ended with their retention. Of each only the leaves are left, and a later
    event names the year with the root of the tree over them."""

    def __init__(self) -> None:
        self.trees: dict[int, Tree] = {}
        self.first: dict[int, int] = {}
        self.odd: dict[int, int] = {}  # of each year, how many stand after a later year's event
        self.under: dict[str, str] = {}  # by the name of year and root, the entry that says so

    def take(self, raw: bytes, expected: int, before: bytes) -> bytes | None:
        """Return the leaf of the entry if its line says that it ended, and is the next."""
        told = ENDED.fullmatch(raw)
        if not told or int(told[1]) != expected or told[1] != b"%d" % expected:
            return None
        year, leaf = int(told[3]), bytes.fromhex(told[2].decode())
        self.first.setdefault(year, expected)
        self.trees.setdefault(year, Tree(0, ())).append(leaf)
        if before and year_of(before) > year:
            self.odd[year] = self.odd.get(year, 0) + 1
        return leaf

    def hear(self, event: dict[str, Any], sequence: int | None) -> None:
        """Note what an event says of a year that ended."""
        if event.get("code") == "year_ended":
            place = "an event that is not sealed yet" if sequence is None else f"entry {sequence}"
            self.under.update(dict.fromkeys(event["items"], place))

    def verdict(self, *, whole: bool) -> Iterator[str]:
        """Yield what ended under which entry; raise `Fault` for what is not there and did not."""
        for year, tree in sorted(self.trees.items()):
            name = sha256(b"%d\n" % year + tree.root()).digest()[:16]
            under = self.under.get(str(UUID(bytes=name)))
            if under is None and whole:
                raise Fault(
                    f"Entry {self.first[year]} was removed: no event says that just these"
                    f" {tree.size} entries of {year} ended."
                )
            if under is None:
                yield (
                    f"{tree.size} events of {year} are not there; this export is a part, and the"
                    " event that ended that year may lie outside."
                )
            else:
                yield f"{tree.size} events of {year} ended with their retention under {under}."
            if year in self.odd:
                yield f"Ask why: {self.odd[year]} of them stand after events of a later year."


def year_of(body: bytes) -> int:
    """Return the year in which an event was recorded, in UTC."""
    recorded = int(json.loads(body)["recorded_at"])
    return datetime.fromtimestamp(recorded / 1_000_000, UTC).year


class Details:
    """The personal parts that came with an export, in the order of their events."""

    def __init__(self, rows: Iterable[bytes]) -> None:
        self.rows = iter(rows)
        self.row = self.next_row()
        self.gone: dict[str, int] = {}
        self.erased: dict[int, int] = {}

    def next_row(self) -> dict[str, Any] | None:
        raw = next(self.rows, None)
        if raw is None:
            return None
        try:
            row = json.loads(raw)
            if row.get("unreadable") is True:
                return row
            row["commitment"] = sha256(
                bytes.fromhex(row["salt"]) + row["detail"].encode()
            ).hexdigest()
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Fault("details.jsonl cannot be read.") from error
        return row

    def check(self, event: dict[str, Any], sequence: int) -> None:
        """Compare the event's personal part with what the event says of it."""
        if event["code"] == "details_erased":
            found = [self.gone.pop(item) for item in event["items"] if item in self.gone]
            self.erased[sequence] = len(found)
        if "commitment" not in event:
            return
        if self.row is None or self.row.get("event") != event["id"]:
            self.gone[event["id"]] = sequence
            return
        if self.row.get("commitment") != event["commitment"]:
            raise Fault(f"The personal part of {_named(sequence, {'event': event})} was changed.")
        self.row = self.next_row()

    def end(self) -> None:
        if self.row is not None:
            raise Fault(f"A personal part belongs to no event: {self.row.get('event')}.")


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


def zip_whole(lines: Iterable[bytes], proofs: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield lines with their proofs; there must be as many of both."""
    try:
        yield from zip(lines, proofs, strict=True)
    except ValueError as error:
        raise Fault("There are not as many proofs as events.") from error


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
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _sequence(raw: bytes) -> Any:
    return _read(raw).get("sequence")


def _named(sequence: int, entry: dict[str, Any]) -> str:
    event = entry.get("event")
    identifier = event.get("id") if isinstance(event, dict) else None
    return f"Entry {sequence} (event {identifier})" if identifier else f"Entry {sequence}"


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
        keys = read_keys(asked.keys) if asked.keys else []
        held = [note for path in asked.checkpoint for note in read_notes(path, held=True)]
        look = Verification(asked.export, keys, held)
        look.run()
        verdict, answer = f"SOUND: {look.summary()}", 0
    except Fault as fault:
        verdict, answer = f"NOT SOUND. {fault}", 1
    except NotComparable as reason:
        verdict, answer = f"NOT COMPARED. {reason}", 3
    except (OSError, UnicodeDecodeError) as error:
        verdict, answer = f"NOT SOUND. The files cannot be read: {error}", 1
    sys.stdout.write("".join(f"{line}\n" for line in [*(look.said if look else []), verdict]))
    return answer


if __name__ == "__main__":
    sys.exit(main())
