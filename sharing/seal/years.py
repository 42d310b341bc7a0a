"""The entries of each year, as a whole look of the sealer sees them: compared with what the sealer
stated earlier and with what ended, and what it may state next.

To state a year is to sign the root over its leaves in a checkpoint, once the year is over."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sharing import clock
from sharing.events import HEARTBEAT, TIME_CONFIRMED, YEAR_CORRECTED, YEAR_ENDED
from sharing.seal import merkle
from sharing.seal.checkpoint import name_of_year, roots_of, size_of, year_line, years_of
from sharing.seal.lines import ENDED_YEARS, KEPT_AT_LEAST, NAMES
from sharing.seal.steps import Steps, plausible

# No row if the year is not over by the database's clock too, because each year is stated only once.
_OF_YEAR = """
SELECT count(*) FROM audit_event WHERE recorded_at >= %s AND recorded_at < %s
HAVING clock_timestamp() >= %s
"""
_ENDED = f"SELECT ARRAY{ENDED_YEARS}"
# Years that are old enough to end, also those without any event: each has its partition.
_WITH_PARTITION = f"""
SELECT y.of_year FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid,
    LATERAL (SELECT substring(c.relname FROM '^audit_event_([0-9]{{4}})$')::integer) AS y (of_year)
WHERE i.inhparent = 'audit_event'::regclass
  AND y.of_year + {KEPT_AT_LEAST} < extract(year FROM clock_timestamp() AT TIME ZONE 'UTC')
"""
# The names in events that ended a year in the last hour, which may not be sealed yet.
_ENDING = """
SELECT unnest(items)::text FROM audit_event WHERE code = 'year_ended' AND role = 'retention'
AND recorded_at > clock_timestamp() - interval '1 hour'
"""
# The first entry of a year from a size on, by the time beside its leaf.
_BEYOND = """
SELECT min(sequence) FROM seal_leaf
WHERE sequence >= %s AND recorded_at >= %s AND recorded_at < %s
"""
_CODE, _ROLE, _ITEMS = NAMES.index("code"), NAMES.index("role"), NAMES.index("items")
_RECORDED = NAMES.index("recorded_at")
FIRST_YEAR = 1970  # the earliest that the trail can hold
SAYS_YEARS = {HEARTBEAT.code, YEAR_CORRECTED.code}
SPEAKS = SAYS_YEARS | {TIME_CONFIRMED.code, YEAR_ENDED.code}


def begins(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC)


def over(year: int) -> datetime:
    """Return when every event of that year is sealed, late ones too, even by a clock that is ahead
    by as much as goes unnoticed."""
    return datetime(year + 1, 1, 2, tzinfo=UTC) + plausible()


def years_ended(cursor: Any) -> set[int]:
    """Return the years that ended."""
    cursor.execute(_ENDED)
    return set(cursor.fetchone()[0])


@dataclass
class Years:
    """The leaves of each finished year, and what the sealer and the retention said about them."""

    correcting: int | None  # a year that was stated too soon, to be stated again
    there: dict[int, merkle.Tree] = field(default_factory=dict)  # leaves of years that are over
    ended: dict[int, merkle.Tree] = field(default_factory=dict)  # leaves of years that ended
    first: dict[int, int] = field(default_factory=dict)  # the first entry of each year that ended
    # By the names in events: years that the sealer stated, with entry and time; years that ended.
    said_before: dict[str, tuple[int, int]] = field(default_factory=dict)
    ending: set[str] = field(default_factory=set)
    steps: Steps = field(default_factory=Steps)
    # By the size of each checkpoint that states years: the root that each year had at that point.
    at_saying: dict[int, dict[int, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        now = clock.now()
        self.last_over = now.year - (1 if now >= over(now.year - 1) else 2)
        self.between, self.of_year = (0, 0), merkle.Tree()  # the year of the last event: from, to

    def see(self, sequence: int, values: list[Any], leaf: bytes) -> bool:
        """Add an event to the year of its hashed time, whatever time is beside its leaf. Return
        whether its items are plain names: no genuine event holds a list within that list."""
        recorded = int(values[_RECORDED])
        self._year_of(recorded).append(leaf)
        return values[_CODE] not in SPEAKS or self._hear(sequence, recorded, values)

    def miss(self, sequence: int, year: int, leaf: bytes) -> None:
        """Add an entry that ended with its year."""
        self.steps.forget()
        self.first.setdefault(year, sequence)
        self.ended.setdefault(year, merkle.Tree()).append(leaf)

    def stand_at(self, size: int) -> None:
        """Note the roots of the years at a checkpoint of this size."""
        self.at_saying[size] = self._roots()

    def forget_completed(self) -> None:
        """Drop complete subtrees, which nobody stores here."""
        for tree in (self.of_year, *self.there.values(), *self.ended.values()):
            tree.completed.clear()

    def wrong_entry(self, cursor: Any, said: list[str]) -> int | None:
        """Return the first entry at which a year differs from signed checkpoints or from events, or
        None. An event that ended a year just now counts even if it is not yet sealed."""
        cursor.execute(_ENDING)
        self.ending.update(name for (name,) in cursor.fetchall())
        unsaid = self._ended_unsaid(said)
        return self._said_otherwise(cursor, said) if unsaid is None else unsaid

    def stepped_at(self, said: list[str]) -> datetime | None:
        """Return when time moved too far, or None if it did not or somebody has confirmed it."""
        confirmed = max((size_of(text) for text in said if "\nconfirmed " in text), default=0)
        return self.steps.unconfirmed(confirmed, clock.now())

    def corrected_by(self, years: dict[int, bytes], said: list[str]) -> dict[int, list[int]]:
        """Return, for each of these years that was stated before, the sizes of all checkpoints that
        stated it, so that the holder of any of them learns of the correction."""
        before = {
            year: [size_of(text) for text in reversed(said) if year in years_of(text)]
            for year in years
        }
        return {year: sizes for year, sizes in before.items() if sizes}

    def to_say(self, cursor: Any, said: list[str]) -> Iterator[tuple[int, bytes]]:
        """Yield each finished year that no checkpoint states yet, with the root over its leaves,
        once all its events are sealed. A year is stated once. An event that is dated into it
        afterwards does not belong to it, unless an operator says that the year was stated too
        soon."""
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

    def _hear(self, sequence: int, recorded: int, values: list[Any]) -> bool:
        """Note the years that an event of the sealer states or an event of the retention ends.
        Return whether its items are plain names."""
        spoken = values[_CODE], values[_ROLE]
        named = json.loads(values[_ITEMS])
        if not all(isinstance(name, str) for name in named):
            return False
        if spoken[1] == "sealer":
            self.steps.hear(sequence, recorded)
        if spoken[0] in SAYS_YEARS and spoken[1] == "sealer":
            for name in named:
                self.said_before.setdefault(name, (sequence, recorded))
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

    def _ended_unsaid(self, said: list[str]) -> int | None:
        """Return the first entry of a year whose events are gone without proof, or None. The proof
        is a signed checkpoint with exactly these entries, and an event that ended them, which may
        itself have ended with a later year."""
        for year, tree in sorted(self.ended.items()):
            told = f"\n{year_line(year, tree.root())}\n"
            named = name_of_year(year, tree.root()) in self.ending
            named = named or year + KEPT_AT_LEAST < max(self.ended)
            if not named or not any(told in text for text in said):
                return self.first[year]
        return None

    def _said_otherwise(self, cursor: Any, said: list[str]) -> int | None:
        """Return the first entry that a year has beyond what the sealer stated, or None. Where the
        checkpoint that stated it is gone, return the entry of the event that named it."""
        empty, roots, anew = merkle.Tree().root(), self._roots(), {self.correcting}
        for text in said:
            size = size_of(text)
            for year, root in roots_of(text).items():
                # A statement that was corrected since is compared with the trail as it was then.
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
            # If the clock was set back since, the newest of these years no longer count as over.
            if name not in known and recorded < _microseconds(begins(self.last_over + 2)):
                return sequence
        return None


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000
