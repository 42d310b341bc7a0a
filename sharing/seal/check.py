"""The sealer's own look through all that is sealed: whether each event still gives its leaf, and
the leaves the checkpoints. Whoever is inside the machine can lie here too: an auditor's verifier
and a checkpoint that others hold are the proof, this is the early warning."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sharing import clock
from sharing.events import HEARTBEAT, TIME_CONFIRMED, YEAR_CORRECTED, YEAR_ENDED
from sharing.seal import merkle
from sharing.seal.checkpoint import (
    Signer,
    is_signed,
    name_of_year,
    roots_of,
    size_of,
    stand_of,
    text_of,
    year_line,
    years_of,
)
from sharing.seal.finding import Finding
from sharing.seal.keys import not_of_the_trail, with_keys
from sharing.seal.lines import COLUMNS, ENDED_YEARS, IS_ENDED, KEPT_AT_LEAST, NAMES, YEAR, line
from sharing.seal.steps import Steps, plausible

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
# Nothing where that year is not over by the database's clock too: each is said once.
_OF_YEAR = """
SELECT count(*) FROM audit_event WHERE recorded_at >= %s AND recorded_at < %s
HAVING clock_timestamp() >= %s
"""
_ENDED = f"SELECT ARRAY{ENDED_YEARS}"
# Years that could end, of which the trail may have nothing at all: they have their partition.
_WITH_PARTITION = f"""
SELECT y.of_year FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid,
    LATERAL (SELECT substring(c.relname FROM '^audit_event_([0-9]{{4}})$')::integer) AS y (of_year)
WHERE i.inhparent = 'audit_event'::regclass
  AND y.of_year + {KEPT_AT_LEAST} < extract(year FROM clock_timestamp() AT TIME ZONE 'UTC')
"""
# What ended a year just now may not be sealed yet.
_ENDING = """
SELECT unnest(items)::text FROM audit_event WHERE code = 'year_ended' AND role = 'retention'
AND recorded_at > clock_timestamp() - interval '1 hour'
"""
# The first entry of a year from a size on, by what stands beside its leaf.
_BEYOND = """
SELECT min(sequence) FROM seal_leaf
WHERE sequence >= %s AND recorded_at >= %s AND recorded_at < %s
"""
# A leaf behind the newest checkpoint: of a batch, both are there at once.
_BEHIND_THE_END = """
SELECT l.sequence, l.event_id::text FROM seal_leaf l
WHERE l.sequence >= coalesce((SELECT max(c.size) FROM seal_checkpoint c), 0)
ORDER BY l.sequence LIMIT 1
"""
_ID, _RECORDED = NAMES.index("id"), NAMES.index("recorded_at")
_CODE, _ROLE, _ITEMS = NAMES.index("code"), NAMES.index("role"), NAMES.index("items")
FIRST_YEAR = 1970  # that a moment of the trail can be of
SAYS_YEARS = {HEARTBEAT.code, YEAR_CORRECTED.code}
SPEAKS = SAYS_YEARS | {TIME_CONFIRMED.code, YEAR_ENDED.code}
# Checkpoints that are looked at once more.
TELLS = ("\nyear ", "\nafter ", "\nconfirmed ")


def begins(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC)


def over(year: int) -> datetime:
    """Return by when every event of that year was sealed, also those that came late, by a clock that
    is ahead by no more than is noticed."""
    return datetime(year + 1, 1, 2, tzinfo=UTC) + plausible()


@dataclass
class Check:
    """One look, from the first entry to the checkpoint that was the newest when it began, which is
    of all that was sealed."""

    signer: Signer
    cursor: Any
    sealed: int  # entries, as the sealer knows
    correcting: int | None = None  # a year that was said too soon, to be said anew
    tree: merkle.Tree = field(default_factory=merkle.Tree)
    there: dict[int, merkle.Tree] = field(default_factory=dict)  # leaves of years that are over
    ended: dict[int, merkle.Tree] = field(default_factory=dict)  # leaves of years that ended
    first: dict[int, int] = field(default_factory=dict)  # the first entry of each that ended
    telling: list[str] = field(default_factory=list)  # checkpoints that tell of years, or of keys
    # Years as events name them: those the sealer said, with the entry and when; those that ended.
    said_before: dict[str, tuple[int, int]] = field(default_factory=dict)
    ending: set[str] = field(default_factory=set)
    steps: Steps = field(default_factory=Steps)
    # By the size of each checkpoint that tells of years: which root each year had there.
    at_saying: dict[int, dict[int, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cursor.execute(_NEWEST)
        newest: tuple[int, str] = self.cursor.fetchone() or (0, "")
        self.size, self.newest = newest
        self.years_ended = _years_ended(self.cursor)
        self.fitted = 0  # the size of the last checkpoint that fits
        now = clock.now()
        self.last_over = now.year - (1 if now >= over(now.year - 1) else 2)
        self.between, self.of_year = (0, 0), merkle.Tree()  # the year of the last event: from, to

    def still_holds(self, cursor: Any) -> bool:
        """Return whether no year ended since the look began: of one that did, some events may have
        been there and others not. What was found counts only then; otherwise begin again."""
        return _years_ended(cursor) == self.years_ended

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
        if self.size < self.sealed:
            return Finding(self.sealed, self.size)
        cursor.execute(_BEHIND_THE_END)
        if behind := cursor.fetchone():
            return Finding(self.size, *behind)
        said = list(self._said())
        cursor.execute(_ENDING)
        self.ending.update(name for (name,) in cursor.fetchall())
        wrong_entry = self._ended_unsaid(said)
        if wrong_entry is None:
            wrong_entry = self._said_otherwise(cursor, said)
        if wrong_entry is None and self.size:
            wrong_entry = not_of_the_trail(cursor, self.telling, self.signer.verifier)
        if wrong_entry is not None:
            return Finding(self.size, wrong_entry)
        return self._of_years(cursor, said)

    def _of_years(self, cursor: Any, said: list[str]) -> Finding:
        """Return which years are to be said, and which of them anew: none while time moved too far
        and nobody confirmed that it is right."""
        confirmed = max((size_of(text) for text in said if "\nconfirmed " in text), default=0)
        stepped = self.steps.unconfirmed(confirmed, clock.now())
        if stepped:
            return Finding(self.size, stepped_at=stepped)
        years = dict(self._to_say(cursor, said))
        # All that said it: whoever holds one of them is told what came after.
        before = {
            year: [size_of(t) for t in reversed(said) if year in years_of(t)] for year in years
        }
        corrects = {year: sizes for year, sizes in before.items() if sizes}
        return Finding(self.size, years=years, corrects=corrects)

    def _look_at(self, rows: list[Any], notes: Iterator[tuple[int, str]]) -> Finding | None:
        due = next(notes, None)
        for sequence, kept, event_id, ended, *values in rows:
            if sequence != self.tree.size:
                return Finding(self.size, self.tree.size)
            # Of an event that ended with its year, the leaf alone stays.
            leaf = merkle.leaf_hash(line(values)) if values[_ID] else bytes(kept) * bool(ended)
            if leaf != bytes(kept):
                return Finding(self.size, sequence, event_id)
            self.tree.append(leaf)
            if values[_ID]:
                # The year that is under its hash, whatever stands beside its leaf.
                self._year_of(int(values[_RECORDED])).append(leaf)
                if values[_CODE] in SPEAKS and not self._hear(sequence, values):
                    return Finding(self.size, sequence, event_id)
            else:
                self.steps.forget()
                self.first.setdefault(ended, sequence)
                self.ended.setdefault(ended, merkle.Tree()).append(leaf)
            if due and due[0] == self.tree.size:
                if not self._fits(due[1]):
                    return Finding(self.size, self.fitted)
                if any(word in due[1] for word in TELLS):
                    self.telling.append(due[1])
                    self.at_saying[due[0]] = self._roots()
                self.fitted, due = self.tree.size, next(notes, None)
        for tree in (self.tree, self.of_year, *self.there.values(), *self.ended.values()):
            tree.completed.clear()
        return None

    def _hear(self, sequence: int, values: list[Any]) -> bool:
        """Note which years an event of the sealer says, or one of the retention ends. Return whether
        what it names are names: nobody's event has a list within that list."""
        spoken = values[_CODE], values[_ROLE]
        named = json.loads(values[_ITEMS])
        if not all(isinstance(name, str) for name in named):
            return False
        if spoken[1] == "sealer":
            self.steps.hear(sequence, int(values[_RECORDED]))
        if spoken[0] in SAYS_YEARS and spoken[1] == "sealer":
            for name in named:
                self.said_before.setdefault(name, (sequence, int(values[_RECORDED])))
        elif spoken == (YEAR_ENDED.code, "retention"):
            self.ending.update(named)
        return True

    def _year_of(self, recorded: int) -> merkle.Tree:
        """Return the tree of the year of that moment (microseconds)."""
        if not self.between[0] <= recorded < self.between[1]:
            year = datetime.fromtimestamp(recorded / 1_000_000, UTC).year
            self.between = _microseconds(begins(year)), _microseconds(begins(year + 1))
            self.of_year = merkle.Tree()
            if year <= self.last_over:
                self.of_year = self.there.setdefault(year, merkle.Tree())
        return self.of_year

    def _roots(self) -> dict[int, bytes]:
        return {year: tree.root() for year, tree in (self.there | self.ended).items()}

    def _fits(self, note: str) -> bool:
        return note.startswith(stand_of(self.signer.name, self.tree.size, self.tree.root()))

    def _is_signed(self) -> bool:
        """Return whether the checkpoint that was the newest is signed and of just this tree: what
        is signed next of years is believed because of it."""
        signature = self.signer.signature(text_of(self.newest))
        return self._fits(self.newest) and signature in self.newest

    def _said(self) -> Iterator[str]:
        """Yield the checkpoints that say which leaves a year has, or that the time is right, newest
        first, signed with the key that this sealer holds or with one before it."""
        for note, verifier in with_keys(self.telling, self.signer.verifier):
            if is_signed(note, [verifier]):
                yield text_of(note)

    def _ended_unsaid(self, said: list[str]) -> int | None:
        """Return the first entry of a year that is said to have ended, and of which no signed
        checkpoint says that it had just these, or no event that they ended; nothing where there is
        none. That event may have ended itself, with a year that came later."""
        for year, tree in sorted(self.ended.items()):
            told = f"\n{year_line(year, tree.root())}\n"
            named = name_of_year(year, tree.root()) in self.ending
            named = named or year + KEPT_AT_LEAST < max(self.ended)
            if not named or not any(told in text for text in said):
                return self.first[year]
        return None

    def _said_otherwise(self, cursor: Any, said: list[str]) -> int | None:
        """Return the first entry that a year has beyond what the sealer said of it, or that which
        said so where the checkpoint is not there any more; nothing where there is none."""
        empty, roots, anew = merkle.Tree().root(), self._roots(), {self.correcting}
        for text in said:
            size = size_of(text)
            for year, root in roots_of(text).items():
                # What was said anew since was so as far as the trail went then.
                had = self.at_saying[size] if year in anew else roots
                anew.add(year)
                if year > self.last_over or had.get(year, empty) == root:
                    continue
                cursor.execute(_BEYOND, [size, begins(year), begins(year + 1)])
                (beyond,) = cursor.fetchone()
                return size if beyond is None else int(beyond)
        known = {
            name_of_year(year, roots.get(year, empty))
            for year in range(FIRST_YEAR, self.last_over + 1)
        } | {name_of_year(*told) for text in said for told in roots_of(text).items()}
        for name, (sequence, recorded) in self.said_before.items():
            # By a clock that was set back since, those years are not over again.
            if name not in known and recorded < _microseconds(begins(self.last_over + 2)):
                return sequence
        return None

    def _to_say(self, cursor: Any, said: list[str]) -> Iterator[tuple[int, bytes]]:
        """Yield years that are over, and the root over the leaves of each, which no checkpoint
        says yet, once all that is there of it is sealed. Said once: what is dated into a year
        afterwards is not of it, unless an operator says that it was said too soon."""
        known = {year: root for text in reversed(said) for year, root in roots_of(text).items()}
        cursor.execute(_WITH_PARTITION)
        years = {self.last_over + 1, *self.there, *(year for (year,) in cursor.fetchall())}
        for year in range(min(years), self.last_over + 1):
            tree = self.there.get(year, merkle.Tree())
            anew = year == self.correcting and known.get(year) != tree.root()
            if (year in known and not anew) or year in self.ended:
                continue
            cursor.execute(_OF_YEAR, [begins(year), begins(year + 1), over(year)])
            if cursor.fetchone() == (tree.size,):
                yield year, tree.root()


def _years_ended(cursor: Any) -> set[int]:
    cursor.execute(_ENDED)
    return set(cursor.fetchone()[0])


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000
