"""The unit of work: one transaction, one actor, one event. Every request, job and command that
touches a case runs in one; without it PostgreSQL refuses to read and history to write."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import fields

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction

from sharing import audit, clock
from sharing.actor import NOWHERE, Actor
from sharing.codes import Outcome
from sharing.reasons import Reason
from sharing.work import Noted, NotRecorded, Refused, Work, current, hold_open


@contextmanager
def unit_of_work(actor: Actor, *, first: Sequence[str] = ()) -> Iterator[Work]:
    """Run the block as the actor, in one transaction that ends by writing its event. The statements
    in `first` run before all others.

    Raises `Refused`, after recording the attempt in a second transaction, and `NotRecorded`."""
    work = Work(actor)
    with hold_open(work):
        try:
            with _asked_again(work), _committed():
                for statement in first:
                    connection.cursor().execute(statement)
                _set_actor(work)
                yield work
                if work.code:
                    outcome = Outcome.REFUSED if work.refused else Outcome.ALLOWED
                    _record(work, outcome, work.refused)
                _record_apart(work)
            _forget_actor()
        except Refused as refused:
            attempt_of = Work(actor, code=refused.event.code, sought=work.sought)
            attempt_of.cases.update(refused.cases)
            for event, cases in work.searches:
                attempt_of.note(event, cases=cases)
            with _committed():
                _set_actor(attempt_of)
                _record(attempt_of, Outcome.REFUSED, refused.reason)
                _record_apart(work)
            _forget_actor()
            raise


@contextmanager
def _asked_again(work: Work) -> Iterator[None]:
    """If the block finds something gone, ask the door again: a wall may have been put up while it
    waited for a lock. Raises `Refused` then, as the door would have before."""
    try:
        yield
    except (ObjectDoesNotExist, DatabaseError):
        if work.entered:
            with suppress(DatabaseError), _committed():
                _set_actor(work)
                work.ask_again()
        raise


@contextmanager
def _committed() -> Iterator[None]:
    """Run the block in one transaction. Raises `NotRecorded` if only the commit fails, for example
    because the disk is full or the connection broke."""
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
    """Undo what the block changed and noted if it raises, so that the page can say what was wrong
    within the same unit of work. What was searched for stays noted."""
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


def _record(work: Work, outcome: Outcome, reason: Reason | None) -> None:
    try:
        audit.write(work, outcome, reason)
    except DatabaseError as error:
        raise NotRecorded from error


def _record_apart(work: Work) -> None:
    for event, cases in work.apart.items():
        _record(Work(work.actor, code=event.code, cases=cases), Outcome.ALLOWED, None)


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
        # Times in the wall run out by the portal's clock, as they do in the door.
        "portal.now": int(clock.now().timestamp()),
    }
    _configure(settings)


def _forget_actor() -> None:
    # The settings end with their transaction. In a test an outer transaction goes on, and whatever
    # comes next must fail as it would in production.
    if connection.in_atomic_block:
        names = ("user", "agency", "seat", "area", "reach", "role", "event", "now")
        _configure({f"portal.{name}": "" for name in names})


def _configure(settings: dict[str, object]) -> None:
    calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    values = [str(part) for pair in settings.items() for part in pair]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", values)
