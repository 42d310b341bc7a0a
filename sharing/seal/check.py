"""The sealer's own look through all that is sealed: whether each event still gives its leaf, and
the leaves the checkpoints. Whoever is inside the machine can lie here too: an auditor's verifier
and a checkpoint that others hold are the proof, this is the early warning."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sharing.seal import merkle
from sharing.seal.checkpoint import Signer, checkpoint
from sharing.seal.lines import COLUMNS, IS_ENDED, NAMES, line

SLICE = 5_000  # entries looked at by one step; sealing goes on between two

_NEWEST = "SELECT size, note FROM seal_checkpoint ORDER BY size DESC LIMIT 1"
_ENTRIES = f"""
SELECT l.sequence, l.hash, l.event_id::text, {IS_ENDED}, {COLUMNS}
FROM seal_leaf l
LEFT JOIN audit_event e ON e.recorded_at = l.recorded_at AND e.id = l.event_id
WHERE l.sequence >= %s AND l.sequence < %s
ORDER BY l.sequence
"""
_NOTES = "SELECT size, note FROM seal_checkpoint WHERE size > %s AND size <= %s ORDER BY size"
_KEEP = "INSERT INTO seal_check (size, wrong_entry, wrong_event) VALUES (%s, %s, %s)"
_ID = NAMES.index("id")


@dataclass(frozen=True)
class Finding:
    """What a whole look found: the first entry that does not fit, and its event where the leaf
    still names it; nothing where all fits."""

    size: int
    wrong_entry: int | None = None
    wrong_event: str | None = None

    def keep(self, cursor: Any) -> None:
        """Write down what was found, and when."""
        cursor.execute(_KEEP, [self.size, self.wrong_entry, self.wrong_event])


@dataclass
class Check:
    """One look, from the first entry to the checkpoint that was the newest when it began."""

    signer: Signer
    cursor: Any
    tree: merkle.Tree = field(default_factory=merkle.Tree)

    def __post_init__(self) -> None:
        self.cursor.execute(_NEWEST)
        newest: tuple[int, str] = self.cursor.fetchone() or (0, "")
        self.size, self.newest = newest
        self.fitted = 0  # the size of the last checkpoint that fits

    def step(self, cursor: Any) -> Finding | None:
        """Look at the next entries; return what was found once all were looked at, or one does
        not fit."""
        first, end = self.tree.size, min(self.tree.size + SLICE, self.size)
        cursor.execute(_NOTES, [first, end])
        notes = iter(cursor.fetchall())
        cursor.execute(_ENTRIES, [first, end])
        wrong = self._look_at(cursor.fetchall(), notes)
        if wrong is not None:
            return wrong
        if self.tree.size < end:
            return Finding(self.size, self.tree.size)
        if end < self.size:
            return None
        if self.size and not self._is_signed():
            return Finding(self.size, self.fitted)
        return Finding(self.size)

    def _look_at(self, rows: list[Any], notes: Iterator[tuple[int, str]]) -> Finding | None:
        due = next(notes, None)
        for sequence, kept, event_id, is_ended, *values in rows:
            if sequence != self.tree.size:
                return Finding(self.size, self.tree.size)
            # Of an event that ended with its year, the leaf alone stays.
            leaf = merkle.leaf_hash(line(values)) if values[_ID] else bytes(kept) * is_ended
            if leaf != bytes(kept):
                return Finding(self.size, sequence, event_id)
            self.tree.append(leaf)
            if due and due[0] == self.tree.size:
                if not self._fits(due[1]):
                    return Finding(self.size, self.fitted)
                self.fitted, due = self.tree.size, next(notes, None)
        self.tree.completed.clear()
        return None

    def _fits(self, note: str) -> bool:
        return note.startswith(checkpoint(self.signer.name, self.tree.size, self.tree.root(), ()))

    def _is_signed(self) -> bool:
        text = self.newest.partition("\n\n")[0] + "\n"
        return self.fitted == self.size and self.signer.signature(text) in self.newest
