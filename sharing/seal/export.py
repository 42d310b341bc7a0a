"""Writes the trail, or a part of it, to a folder, in a form that an outsider can verify.

`docs/trail-format.md` describes the files."""

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag

from sharing import encryption
from sharing.audit import PURPOSE
from sharing.seal import merkle
from sharing.seal.chosen import Chosen, chosen
from sharing.seal.kept import KeptInDatabase
from sharing.seal.lines import COLUMNS, IS_ENDED, NAMES, YEAR, line

FORMAT = "marac-trail-export/1"
AT_ONCE = 5_000  # entries read by one statement

_ENTRIES = f"""
SELECT l.sequence, encode(l.hash, 'hex'), l.event_id::text,
    CASE WHEN {IS_ENDED} THEN {YEAR} END, d.salt, d.ciphertext, {COLUMNS}
FROM seal_leaf l
LEFT JOIN audit_event e ON e.recorded_at = l.recorded_at AND e.id = l.event_id
LEFT JOIN sharing_auditdetail d ON d.event_id = l.event_id AND %(details)s
    AND (e.id IS NULL OR e.commitment IS NOT NULL)
WHERE l.sequence >= %(first)s AND l.sequence < %(end)s
  AND (NOT %(some)s OR l.sequence = ANY (%(chosen)s))
ORDER BY l.sequence LIMIT %(at_once)s
"""
_UNSEALED = f"""
SELECT {COLUMNS} FROM audit_event e
WHERE e.recorded_at >= %(since)s AND e.recorded_at < %(before)s AND NOT EXISTS (
    SELECT FROM seal_leaf l WHERE l.recorded_at = e.recorded_at AND l.event_id = e.id
) ORDER BY e.recorded_at, e.id
"""
_CHECKPOINTS = """
SELECT note FROM seal_checkpoint
WHERE (size >= %(first)s AND size <= %(end)s) OR size = %(size)s
   OR size IN (SELECT since FROM seal_key) OR strpos(note, E'\\nrestored ') > 0
ORDER BY size
"""
# One statement, because a batch adds its leaves and its checkpoint at once.
_NEWEST = """
SELECT c.size, c.note, coalesce((SELECT max(sequence) FROM seal_leaf), -1)
FROM (VALUES (1)) AS one LEFT JOIN (
    SELECT size, note FROM seal_checkpoint ORDER BY size DESC LIMIT 1
) c ON true
"""
_ORIGIN = "SELECT split_part(verifier, '+', 1) FROM seal_key ORDER BY since LIMIT 1"
_LEAVES = """
SELECT place, l.hash FROM generate_series(%s, %s - 1) AS place
LEFT JOIN seal_leaf l ON l.sequence = place ORDER BY place
"""
_ANY_LEAF = "SELECT FROM seal_leaf WHERE sequence >= %s AND sequence < %s LIMIT 1"
_ID = NAMES.index("id")
NO_HASH = bytes(32)  # in place of a missing hash: no content hashes to it


class NothingSealed(Exception):
    """There is nothing to export yet."""


@dataclass(frozen=True)
class Asked:
    """The part of the trail that was asked for; all of it, if nothing is set."""

    since: datetime | None = None
    before: datetime | None = None
    case_id: UUID | None = None
    event_id: UUID | None = None
    details: bool = False
    held: tuple[int, ...] = ()  # sizes of checkpoints that the auditor holds

    @property
    def is_selection(self) -> bool:
        return self.case_id is not None or self.event_id is not None


@dataclass
class KeptAsFarAsThere:
    """The stored hashes. A missing node is computed from those below it, so that an altered trail
    can be exported too; a missing leaf is replaced by `NO_HASH`."""

    cursor: Any
    without_leaf: int | None = None  # the first entry whose leaf was needed and is missing

    def between(self, level: int, first: int, end: int) -> list[bytes]:
        found = KeptInDatabase(self.cursor).between(level, first, end)
        if len(found) == end - first:
            return found
        # A row that somebody inserted far beyond the end must not cost a look at each place before
        # it.
        self.cursor.execute(_ANY_LEAF, [first << level, end << level])
        if self.cursor.fetchone() is None:
            self._miss(first << level)
            return [NO_HASH] * (end - first)
        if level:
            return [self._below(level - merkle.KEPT, position) for position in range(first, end)]
        self.cursor.execute(_LEAVES, [first, end])
        leaves = self.cursor.fetchall()
        self._miss(min(place for place, leaf in leaves if leaf is None))
        return [NO_HASH if leaf is None else bytes(leaf) for _, leaf in leaves]

    def _miss(self, gone: int) -> None:
        self.without_leaf = min(gone, self.without_leaf if self.without_leaf is not None else gone)

    def _below(self, level: int, position: int) -> bytes:
        return merkle.folded(
            self.between(level, position << merkle.KEPT, (position + 1) << merkle.KEPT)
        )


@dataclass
class Export:
    """One export, read over a cursor that sees the whole trail."""

    cursor: Any
    folder: Path
    asked: Asked
    written: int = field(default=0, init=False)
    missing: int = field(default=0, init=False)  # entries whose event is gone
    unreadable: int = field(default=0, init=False)  # personal parts that cannot be decrypted
    has_newest: bool = field(default=True, init=False)  # whether its newest checkpoint is there

    def write(self) -> int:
        """Make the folder, write the files into it, and return how many events they hold. Altered
        parts are written as far as they are there: see `trouble`."""
        self.kept = KeptAsFarAsThere(self.cursor)
        self.cursor.execute(_NEWEST)
        size, note, last = self.cursor.fetchone()
        leaves = last + 1
        if note is None and not leaves:
            raise NothingSealed("Nothing is sealed yet.")
        self.has_newest = leaves <= (size or 0)
        self.size = max(size or 0, leaves)
        self.origin = note.split("\n")[0] if note else next(self._column(_ORIGIN), "unknown")
        self.chosen = self._chosen() if self.asked.is_selection else Chosen([], [])
        self.first, self.end = self._range()
        self.folder.mkdir(mode=0o700, parents=True)
        self._write("keys.txt", self._column("SELECT verifier FROM seal_key ORDER BY since"))
        self._write_checkpoints()
        self._write_events()
        self._write_unsealed()
        self._write("export.json", [json.dumps(self._manifest(), indent=1)])
        return self.written

    @property
    def trouble(self) -> list[str]:
        """Return in words what turned out to be missing, once everything is written."""
        said = []
        if not self.has_newest:
            said.append(f"The newest checkpoint, over {self.size} entries, is not there any more.")
        if self.kept.without_leaf is not None:
            said.append(f"Entry {self.kept.without_leaf} has no leaf any more.")
        if self.missing:
            said.append(f"Of {self.missing} entries the event is not there any more.")
        if self.unreadable:
            said.append(f"{self.unreadable} personal parts were altered and cannot be read.")
        return said

    def _chosen(self) -> Chosen:
        asked = self.asked
        return chosen(self.cursor, asked.case_id, asked.event_id, self.size, details=asked.details)

    def _range(self) -> tuple[int, int]:
        if self.asked.is_selection or (self.asked.since is None and self.asked.before is None):
            return 0, self.size
        self.cursor.execute(
            "SELECT min(sequence), max(sequence) FROM seal_leaf"
            " WHERE recorded_at >= %s AND recorded_at < %s AND sequence < %s",
            [self._since, self._before, self.size],
        )
        first, last = self.cursor.fetchone()
        if first is None:
            raise NothingSealed("Nothing of that time is sealed.")
        return first, last + 1

    @property
    def _since(self) -> datetime | str:
        return self.asked.since or "-infinity"

    @property
    def _before(self) -> datetime | str:
        return self.asked.before or "infinity"

    def _manifest(self) -> dict[str, Any]:
        left = merkle.nodes(self.kept, 0, self.first)
        right = merkle.nodes(self.kept, self.end, self.size)
        outside = [old for old in self.asked.held if 0 < old < self.size]
        return {
            "format": FORMAT,
            "origin": self.origin,
            "kind": "selection" if self.asked.is_selection else "range",
            "first": self.first,
            "end": self.end,
            "size": self.size,
            "left": [node.hex() for node in left],
            "right": [node.hex() for node in right],
            "consistency": {
                str(old): [node.hex() for node in merkle.consistency(self.kept, old, self.size)]
                for old in outside
            },
            "details": self.asked.details,
            "without_leaf": self.kept.without_leaf,
        }

    def _write_checkpoints(self) -> None:
        first = self.size if self.asked.is_selection else self.first
        where = {"first": first, "end": self.end, "size": self.size}
        self._write("checkpoints.txt", self._column(_CHECKPOINTS, where))

    def _write_events(self) -> None:
        with ExitStack() as files:
            events = files.enter_context((self.folder / "events.jsonl").open("wb"))
            details = proofs = None
            if self.asked.details:
                details = files.enter_context((self.folder / "details.jsonl").open("wb"))
            if self.asked.is_selection:
                proofs = files.enter_context((self.folder / "proofs.jsonl").open("wb"))
            for sequence, leaf, event_id, ended, salt, ciphertext, *values in self._entries():
                start = b'{"sequence":%d,"hash":"%s",' % (sequence, leaf.encode())
                if ended and values[_ID] is None:
                    events.write(start + b'"ended":%d}\n' % ended)
                elif values[_ID] is None:
                    events.write(start + b'"missing":"%s"}\n' % event_id.encode())
                    self.missing += 1
                else:
                    events.write(start + b'"event":%s}\n' % line(values))
                if details and ciphertext is not None:
                    details.write(self._detail(event_id, bytes(salt), bytes(ciphertext)))
                if proofs:
                    path = [node.hex() for node in merkle.inclusion(self.kept, sequence, self.size)]
                    proofs.write(_json({"sequence": sequence, "path": path}))
                self.written += 1

    def _detail(self, event_id: str, salt: bytes, ciphertext: bytes) -> bytes:
        try:
            plain = encryption.decrypt(PURPOSE, ciphertext, belongs_to=UUID(event_id).bytes)
        except (InvalidTag, ValueError):
            self.unreadable += 1
            return _json({"event": event_id, "unreadable": True})
        return _json({"event": event_id, "salt": salt.hex(), "detail": plain.decode()})

    def _entries(self) -> Iterator[tuple[Any, ...]]:
        """Yield the existing leaves with their events, however far apart they are."""
        if self.asked.is_selection:
            places = self.chosen.entries
            for at in range(0, len(places), AT_ONCE):
                part = places[at : at + AT_ONCE]
                yield from self._read(part[0], part[-1] + 1, part)
            return
        start = self.first
        while rows := self._read(start, self.end):
            yield from rows
            start = rows[-1][0] + 1

    def _read(self, first: int, end: int, part: list[int] | None = None) -> list[tuple[Any, ...]]:
        where = {"first": first, "end": end, "some": part is not None, "chosen": part or []}
        where |= {"details": self.asked.details, "at_once": AT_ONCE}
        self.cursor.execute(_ENTRIES, where)
        found: list[tuple[Any, ...]] = self.cursor.fetchall()
        return found

    def _write_unsealed(self) -> None:
        lines = self.chosen.unsealed
        if not self.asked.is_selection:
            self.cursor.execute(_UNSEALED, {"since": self._since, "before": self._before})
            lines = [line(values) for values in self.cursor.fetchall()]
        with (self.folder / "unsealed.jsonl").open("wb") as file:
            file.writelines(one + b"\n" for one in lines)

    def _column(self, statement: str, values: Any = None) -> Iterator[Any]:
        self.cursor.execute(statement, values)
        return (row[0] for row in self.cursor.fetchall())

    def _write(self, name: str, parts: Iterable[str]) -> None:
        with (self.folder / name).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{part}\n" for part in parts)


def _json(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
