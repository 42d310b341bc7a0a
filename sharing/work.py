"""The open unit of work: who acts, and what its one event will say (`sharing/unit.py` opens it)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sharing.actor import Actor
from sharing.addresses.sides import Places
from sharing.events import Event
from sharing.facts import Facts, facts_of
from sharing.reasons import Reason
from sharing.written import Written


class Refused(Exception):
    """The actor may not. Rolls the unit of work back and is recorded all the same."""

    def __init__(
        self,
        reason: Reason,
        event: Event,
        case_id: UUID | None = None,
        *,
        cases: Iterable[UUID] = (),
        occasion: UUID | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.event = event
        self.case_id = case_id
        # Of a page that shows cases together: which of them, and what brings them together.
        self.cases = {*cases, case_id} if case_id else set(cases)
        self.occasion = occasion


class NotRecorded(Exception):
    """The event could not be written, so nothing was shown and nothing changed."""


class NoUnitOfWork(RuntimeError):
    """Something was read or changed outside a unit of work."""


@dataclass(kw_only=True)
class Noted:
    """What the one event of a unit will say, and which cases are open in it: an attempt that fails
    takes all of it back."""

    code: str = ""
    also: list[str] = field(default_factory=list)
    cases: set[UUID] = field(default_factory=set)
    people: set[UUID] = field(default_factory=set)
    items: set[UUID] = field(default_factory=set)
    recipient_id: UUID | None = None
    why: str = ""  # what the person gave as the reason: personal, so it lies beside the event
    # What else lies beside the event, by name: keyed hashes of what was sought, counts.
    beside: dict[str, object] = field(default_factory=dict)
    # The rows of the past that were written, which the event proves.
    wrote: list[Written] = field(default_factory=list)
    changed: bool = False
    # Cases that were opened in this unit, so that nothing is asked twice.
    opened: set[UUID] = field(default_factory=set)


@dataclass
class Work(Noted):
    """The open unit: who acts, what it will say in its one event, and what it knows."""

    actor: Actor
    event_id: UUID = field(default_factory=uuid4)
    # Of what was sought, keyed hashes, and the events that say so with the cases behind it: known
    # whatever came of it.
    sought: list[str] = field(default_factory=list)
    searches: list[tuple[Event, set[UUID]]] = field(default_factory=list)
    # What stands in events of their own, as it is about other cases too: known whatever came of it.
    apart: dict[Event, set[UUID]] = field(default_factory=dict)
    # Why what was tried was refused, where the page goes on and says so: the event of a unit that
    # is rolled back is written by `Refused`.
    refused: Reason | None = None
    known: dict[UUID, Facts] = field(default_factory=dict)
    # Of cases, the addresses that texts about them are compared with.
    places: dict[UUID, Places] = field(default_factory=dict)

    def note(
        self,
        event: Event,
        *,
        cases: Iterable[UUID] = (),
        people: Iterable[UUID] = (),
        items: Iterable[UUID] = (),
        changing: bool = False,
    ) -> None:
        """Add to the event. What changed something gives its code; the rest comes in `also`."""
        self.cases.update(cases)
        self.people.update(people)
        self.items.update(items)
        if not self.code or (changing and not self.changed):
            leading, other = event.code, self.code
        else:
            leading, other = self.code, event.code
        self.changed = self.changed or changing
        self.code = leading
        if other and other != leading and other not in self.also:
            self.also.append(other)

    def seek(
        self,
        event: Event,
        hashes: Iterable[str],
        *,
        cases: Iterable[UUID] = (),
        refused: Reason | None = None,
    ) -> None:
        """Add to the event what was sought, which case is behind it, and why it was not given: an
        attempt that fails takes none of it back."""
        self.sought.extend(hashes)
        self.searches.append((event, set(cases)))
        self.refused = refused
        self.note(event, cases=self.searches[-1][1])

    def say_apart(self, event: Event, cases: Iterable[UUID]) -> None:
        """Say something of other cases too than the event of the unit is about, in one of its own: whoever
        may read that one may not know of these. Nothing that fails takes it back."""
        self.apart.setdefault(event, set()).update(cases)

    def facts(self, case_id: UUID) -> Facts:
        """Return what the scope says, read once for the unit."""
        if case_id not in self.known:
            self.known[case_id] = facts_of(case_id)
        return self.known[case_id]


_work: ContextVar[Work | None] = ContextVar("work", default=None)


def current() -> Work:
    """Return the open unit of work, or raise `NoUnitOfWork`."""
    work = _work.get()
    if work is None:
        raise NoUnitOfWork("Open a unit of work first: nothing is read or changed without one.")
    return work


@contextmanager
def hold_open(work: Work) -> Iterator[None]:
    """Let this be the open unit of work while the block runs."""
    token = _work.set(work)
    try:
        yield
    finally:
        _work.reset(token)
