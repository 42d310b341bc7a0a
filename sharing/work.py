"""The open unit of work: who acts, and what its one event will say (`sharing/unit.py` opens it)."""

from collections.abc import Callable, Iterable, Iterator
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
    """The actor may not do this. The unit of work is rolled back; the attempt is recorded all the
    same."""

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
        # Where a page shows cases together: the cases refused, and the occasion that groups them.
        self.cases = {*cases, case_id} if case_id else set(cases)
        self.occasion = occasion


class NotRecorded(Exception):
    """The event could not be written, so nothing was shown and nothing changed."""


class NoUnitOfWork(RuntimeError):
    """Something was read or changed outside a unit of work."""


@dataclass(kw_only=True)
class Noted:
    """What the one event of a unit will say, and which cases are open in it. A failed `attempt`
    takes all of it back."""

    code: str = ""
    also: list[str] = field(default_factory=list)
    cases: set[UUID] = field(default_factory=set)
    people: set[UUID] = field(default_factory=set)
    items: set[UUID] = field(default_factory=set)
    recipient_id: UUID | None = None
    why: str = ""  # the reason that the person gave: personal, so it is kept beside the event
    # What else is kept beside the event, by name: keyed hashes of search terms, counts.
    beside: dict[str, object] = field(default_factory=dict)
    # The history rows that were written; the event proves them.
    wrote: list[Written] = field(default_factory=list)
    changed: bool = False
    # Cases that were opened in this unit, so that nothing is asked twice.
    opened: set[UUID] = field(default_factory=set)


@dataclass
class Work(Noted):
    """The open unit of work: who acts, what its one event will say, and what was read for it."""

    actor: Actor
    event_id: UUID = field(default_factory=uuid4)
    # Keyed hashes of what was searched for, and the events that say so with the cases behind it.
    # They stay even if an attempt fails.
    sought: list[str] = field(default_factory=list)
    searches: list[tuple[Event, set[UUID]]] = field(default_factory=list)
    # Events of their own, because they are about other cases too. They stay even if an attempt
    # fails.
    apart: dict[Event, set[UUID]] = field(default_factory=dict)
    # Why an attempt was refused, where the page goes on and says so. Where the unit is rolled back
    # instead, `unit_of_work` records the `Refused`.
    refused: Reason | None = None
    known: dict[UUID, Facts] = field(default_factory=dict)
    # What the door let through, to be asked again. It stays even if an attempt fails.
    entered: list[Callable[[], object]] = field(default_factory=list)
    # By case, the addresses that texts about it are compared with.
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
        """Add to the event of the unit. The first change gives the event its code, or the first
        reading if nothing changes; the other codes go into `also`."""
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
        """Add to the event the hashes of what was searched for, the cases behind it, and why they
        were not shown. A failed attempt takes none of it back."""
        self.sought.extend(hashes)
        self.searches.append((event, set(cases)))
        self.refused = refused
        self.note(event, cases=self.searches[-1][1])

    def say_apart(self, event: Event, cases: Iterable[UUID]) -> None:
        """Write a further event about these cases when the unit ends. It is apart because
        readers of the unit's own event may not know of these cases. A failed attempt does not
        take it back."""
        self.apart.setdefault(event, set()).update(cases)

    def ask_again(self) -> None:
        """Ask the door again for all that it let through.

        Raises `Refused` if any of it is refused by now."""
        self.known = {}
        for enter in list(self.entered):
            enter()

    def facts(self, case_id: UUID) -> Facts:
        """Return the facts of the case, read once for the unit."""
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
