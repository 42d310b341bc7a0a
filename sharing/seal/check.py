"""The sealer's own look through everything that is sealed: does each event still give its leaf, and
do the leaves give the checkpoints? An intruder on the machine can falsify this look too. It is the
early warning; the proof is an auditor's verifier with a checkpoint that others hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sharing.seal import merkle
from sharing.seal.checkpoint import Signer, is_signed, stand_of, text_of
from sharing.seal.finding import Finding
from sharing.seal.keys import not_of_the_trail, with_keys
from sharing.seal.lines import COLUMNS, IS_ENDED, NAMES, YEAR, line
from sharing.seal.years import Years, years_ended

SLICE = 5_000  # entries looked at by one step; sealing goes on between two

_NEWEST = "SELECT size, note FROM seal_checkpoint ORDER BY size DESC LIMIT 1"
_ENTRIES = f"""
SELECT l.sequence, l.hash, l.event_id::text, CASE WHEN {IS_ENDED} THEN {YEAR} END, {COLUMNS}
FROM seal_leaf l
LEFT JOIN audit_event e ON e.recorded_at = l.recorded_at AND e.id = l.event_id
WHERE l.sequence >= %s AND l.sequence < %s
ORDER BY l.sequence
"""
_NOTES = "SELECT size, note FROM seal_checkpoint WHERE size > %s AND size <= %s ORDER BY size"
# A leaf beyond the newest checkpoint. A batch writes both at once, so there should be none.
_BEHIND_THE_END = """
SELECT l.sequence, l.event_id::text FROM seal_leaf l
WHERE l.sequence >= coalesce((SELECT max(c.size) FROM seal_checkpoint c), 0)
ORDER BY l.sequence LIMIT 1
"""
_ID = NAMES.index("id")
# Lines of checkpoints that are looked at again at the end.
TELLS = ("\nyear ", "\nafter ", "\nconfirmed ")


@dataclass
class Check:
    """One look, from the first entry to the checkpoint that was the newest when the look began.
    That checkpoint covers everything sealed by then."""

    signer: Signer
    cursor: Any
    sealed: int  # how many entries there are, as the sealer knows
    correcting: int | None = None  # a year that was stated too soon, to be stated again
    tree: merkle.Tree = field(default_factory=merkle.Tree)
    telling: list[str] = field(default_factory=list)  # checkpoints that tell of years, or of keys

    def __post_init__(self) -> None:
        self.cursor.execute(_NEWEST)
        newest: tuple[int, str] = self.cursor.fetchone() or (0, "")
        self.size, self.newest = newest
        self.years_ended = years_ended(self.cursor)
        self.years = Years(self.correcting)
        self.fitted = 0  # the size of the last checkpoint that fits

    def still_holds(self, cursor: Any) -> bool:
        """Return whether no year has ended since the look began. If one has, the look may have
        seen some of its events and not others, so its finding does not count and it has to start
        again."""
        return years_ended(cursor) == self.years_ended

    def step(self, cursor: Any) -> Finding | None:
        """Look at the next entries. Return a finding once an entry does not fit or all were looked
        at, None before that."""
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
        if self.size < self.sealed:
            return Finding(self.sealed, self.size)
        cursor.execute(_BEHIND_THE_END)
        if behind := cursor.fetchone():
            return Finding(self.size, *behind)
        said = list(self._said())
        wrong_entry = self.years.wrong_entry(cursor, said)
        if wrong_entry is None and self.size:
            wrong_entry = not_of_the_trail(cursor, self.telling, self.signer.verifier)
        if wrong_entry is not None:
            return Finding(self.size, wrong_entry)
        # While time has moved too far and nobody has confirmed it, the sealer states no year.
        if stepped := self.years.stepped_at(said):
            return Finding(self.size, stepped_at=stepped)
        to_say = dict(self.years.to_say(cursor, said))
        return Finding(self.size, years=to_say, corrects=self.years.corrected_by(to_say, said))

    def _look_at(self, rows: list[Any], notes: Iterator[tuple[int, str]]) -> Finding | None:
        due = next(notes, None)
        for sequence, kept, event_id, ended, *values in rows:
            if sequence != self.tree.size:
                return Finding(self.size, self.tree.size)
            # Where an event ended with its year, only the leaf stays.
            leaf = merkle.leaf_hash(line(values)) if values[_ID] else bytes(kept) * bool(ended)
            if leaf != bytes(kept):
                return Finding(self.size, sequence, event_id)
            self.tree.append(leaf)
            if not values[_ID]:
                self.years.miss(sequence, ended, leaf)
            elif not self.years.see(sequence, values, leaf):
                return Finding(self.size, sequence, event_id)
            if due and due[0] == self.tree.size:
                if not self._fits(due[1]):
                    return Finding(self.size, self.fitted)
                if any(word in due[1] for word in TELLS):
                    self.telling.append(due[1])
                    self.years.stand_at(due[0])
                self.fitted, due = self.tree.size, next(notes, None)
        self.tree.completed.clear()
        self.years.forget_completed()
        return None

    def _fits(self, note: str) -> bool:
        return note.startswith(stand_of(self.signer.name, self.tree.size, self.tree.root()))

    def _is_signed(self) -> bool:
        """Return whether the newest checkpoint is signed and is that of exactly this tree. The
        sealer trusts the tree for what it signs next about years."""
        signature = self.signer.signature(text_of(self.newest))
        return self._fits(self.newest) and signature in self.newest

    def _said(self) -> Iterator[str]:
        """Yield the text of each checkpoint that states a year or confirms the time, newest first,
        if it is signed with this sealer's key or one before it."""
        for note, verifier in with_keys(self.telling, self.signer.verifier):
            if is_signed(note, [verifier]):
                yield text_of(note)
