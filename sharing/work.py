"""The unit of work: one transaction, one actor, one event. Every request, job and command that
touches a case runs in one; without it PostgreSQL refuses to read and history to write."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction

from sharing import clock
from sharing.actor import NOWHERE, Actor
from sharing.codes import Outcome
from sharing.events import Event
from sharing.reasons import Reason

if TYPE_CHECKING:
    from sharing.access import Facts
    from sharing.addresses.sides import Places
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
    wrote: "list[Written]" = field(default_factory=list)
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
    # What stands in events of their own, as it is about other cases: known whatever came of it.
    apart: list[tuple[Event, set[UUID]]] = field(default_factory=list)
    # Why what was tried was refused, where the page goes on and says so: the event of a unit that
    # is rolled back is written by `Refused`.
    refused: Reason | None = None
    known: "dict[UUID, Facts]" = field(default_factory=dict)
    # Of cases, the addresses that texts about them are compared with.
    places: "dict[UUID, Places]" = field(default_factory=dict)

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
        """Say something of other cases than the event of the unit is about, in one of its own: whoever
        may read that one may not know of these. Nothing that fails takes it back."""
        self.apart.append((event, set(cases)))

    def facts(self, case_id: UUID, load: "Callable[[UUID], Facts]") -> "Facts":
        """Return what the scope says, read once for the unit."""
        if case_id not in self.known:
            self.known[case_id] = load(case_id)
        return self.known[case_id]


_work: ContextVar[Work | None] = ContextVar("work", default=None)


def current() -> Work:
    """Return the open unit of work, or raise `NoUnitOfWork`."""
    work = _work.get()
    if work is None:
        raise NoUnitOfWork("Open a unit of work first: nothing is read or changed without one.")
    return work


@contextmanager
def unit_of_work(actor: Actor, *, first: Sequence[str] = ()) -> Iterator[Work]:
    """Run the block as the actor, in one transaction that ends with its event. `first` are
    statements that have to come before all others in it.

    Raises `Refused` (recorded in a second transaction) and `NotRecorded`."""
    from sharing import audit

    work = Work(actor)
    token = _work.set(work)
    try:
        with _committed():
            for statement in first:
                connection.cursor().execute(statement)
            _set_actor(work)
            yield work
            if work.code:
                outcome = Outcome.REFUSED if work.refused else Outcome.ALLOWED
                _record(audit.write, work, outcome, work.refused)
            _record_apart(audit.write, work)
        _forget_actor()
    except Refused as refused:
        attempt_of = Work(actor, code=refused.event.code, sought=work.sought)
        attempt_of.cases.update(refused.cases)
        for event, cases in work.searches:
            attempt_of.note(event, cases=cases)
        with _committed():
            _set_actor(attempt_of)
            _record(audit.write, attempt_of, Outcome.REFUSED, refused.reason)
            _record_apart(audit.write, work)
        _forget_actor()
        raise
    finally:
        _work.reset(token)


@contextmanager
def _committed() -> Iterator[None]:
    """Run the block in one transaction; raise `NotRecorded` where the database does not keep it in
    the end, for want of room, say, or of a connection."""
    done = False
    try:
        with transaction.atomic(durable=True):
            yield
            done = True
    except DatabaseError as error:
        if done:
            raise NotRecorded from error
        raise


@contextmanager
def attempt() -> Iterator[None]:
    """Undo what the block changed and noted if it raises, so that a page can say what was
    wrong within the same unit."""
    work = current()
    before = {one.name: copy(getattr(work, one.name)) for one in fields(Noted)}
    try:
        with savepoint():
            yield
    except BaseException:
        for name, value in before.items():
            setattr(work, name, value)
        work.known, work.places = {}, {}
        for event, cases in work.searches:
            work.note(event, cases=cases)
        raise


@contextmanager
def savepoint() -> Iterator[None]:
    """Undo what the block wrote if it raises; what it noted stays."""
    work = current()
    wrote = list(work.wrote)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        work.wrote = wrote
        raise


def _record(write: Callable[..., None], *what: object) -> None:
    try:
        write(*what)
    except DatabaseError as error:
        raise NotRecorded from error


def _record_apart(write: Callable[..., None], work: Work) -> None:
    for event, cases in work.apart:
        _record(write, Work(work.actor, code=event.code, cases=cases), Outcome.ALLOWED)


def _set_actor(work: Work) -> None:
    actor = work.actor
    settings = {
        "portal.user": actor.user_id or NOWHERE,
        "portal.agency": actor.agency_id,
        "portal.seat": actor.seat,
        "portal.area": actor.area_id,
        "portal.reach": actor.reach.value,
        "portal.role": actor.role.value if actor.role else "",
        "portal.event": work.event_id,
        # What is dated in the wall runs out by the portal's clock, as in the door.
        "portal.now": int(clock.now().timestamp()),
    }
    _configure(settings)


def _forget_actor() -> None:
    # The settings end with their transaction. In a test that transaction goes on: what comes
    # next must fail as it would in production.
    if connection.in_atomic_block:
        names = ("user", "agency", "seat", "area", "reach", "role", "event", "now")
        _configure({f"portal.{name}": "" for name in names})


def _configure(settings: dict[str, object]) -> None:
    calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    values = [str(part) for pair in settings.items() for part in pair]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", values)
