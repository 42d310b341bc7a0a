"""How a test begins is told once: what the cast, the story and what somebody does (tests/doing.py)
wrote is kept, statement by statement, and where another test begins with the same calls it is
written again in one go.

The operations run the first time in each process, again when what was kept is half an hour old, and
always after something else was written or another thread has come to the database, the code or the
settings were changed, or while the clock stands (but see `while_the_clock_stands`): a test that
begins in a way of its own is not touched by this, nor is one that commits and leaves its events
behind. What somebody does runs also wherever the test has looked at a page before."""

import pickle
import re
from collections.abc import Callable, Hashable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial, wraps
from types import FunctionType
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction
from django.db.backends.signals import connection_created
from django.db.models import Model

from sharing import clock
from tests.ground import Ground, ground

# Statements that only read, several in one among them. A function may write, so what calls one is
# kept, but for those that are known.
READS = re.compile(
    r"[\s(]*SELECT\s+((?!\w+\()|(COUNT|joined_cases|lock_scope)\()|\s*(SAVEPOINT|RELEASE)",
    re.IGNORECASE,
)
# Who acts: what is said of it last counts.
ACTS = "SELECT set_config("
# What a test does on its way to a page: it looks around and acts as somebody; it signs in, and what
# it looked at is in the trail, which no operation of the story asks.
HARMLESS = re.compile(r"[\s(]*SELECT (?!write_)|\s*(SET ROLE|SAVEPOINT|RELEASE)", re.IGNORECASE)
LOOKING = re.compile(
    r"\s*(WITH beside AS|"
    r'INSERT INTO "(sharing_portalsession|sharing_codedevice)"|UPDATE "sharing_portalsession")',
    re.IGNORECASE,
)

# Its times are those of the first time: a test may ask how long ago that was, and counts in hours.
FRESH = timedelta(minutes=30)


@dataclass
class Kept:
    """What a call wrote, what it returned, and what became of the rows that it was given."""

    at: datetime
    statements: str
    became: bytes  # what was returned and what was given, to be made anew for each test


def unchanged() -> bool:
    return False


class Memory:
    def __init__(self, ground: Ground | None = None) -> None:
        self.ground = ground or Ground()
        self.kept: dict[tuple[Hashable, ...], Kept] = {}
        self.chain: tuple[Hashable, ...] | None = None  # of calls since the test began
        self.looked = False  # at a page, since then
        self.stopped_at: datetime | None = None  # the clock, and all that is kept stays of use
        self.stands: datetime | bool = False  # at that moment, or at whichever
        self.writing: list[str] | None = None  # while a call is listened to
        self.busy = False
        self.changed = unchanged
        self.commits = False

    @contextmanager
    def of_a_test(self, changed: Callable[[], bool] = unchanged, *, commits: bool = False):
        """Listen to a test from its beginning, until it `changed` the code or the settings. One
        that `commits` leaves nothing behind, not even an event."""
        self.chain, self.looked = (), False
        self.changed, self.commits = changed, commits
        own = connections[connection.alias]

        def comes(connection, **kwargs):
            if connection is not own:  # what it writes is not heard here
                self.chain = None

        connection_created.connect(comes)
        try:
            with connection.execute_wrapper(self._listen):
                yield
        finally:
            connection_created.disconnect(comes)
            self.chain = None

    @contextmanager
    def while_the_clock_stands(self, at: datetime | None = None):
        """Let the clock stand at that moment, of which all is kept. Or at the present, for tests
        that compare nothing of this moment with what was there from the beginning: that may be of
        half an hour ago."""
        self.stopped_at, self.stands = at or clock.now(), at or True
        try:
            with clock.set_to(self.stopped_at):
                yield
        finally:
            self.stopped_at = None

    @contextmanager
    def undone(self):
        """Undo what the block did: what comes next begins where the block began."""
        chain, looked = self.chain, self.looked
        before = connection.savepoint()
        yield
        connection.savepoint_rollback(before)
        self.chain, self.looked = chain, looked

    def _listen(self, execute, sql, params, many, context):
        if self.busy or self.ground.busy:
            return execute(sql, params, many, context)
        if self.writing is None and LOOKING.match(sql):
            self.looked = True
        elif sql.startswith("ROLLBACK") or (self.writing is None and not HARMLESS.match(sql)):
            self.chain = None
        if self.writing is None:
            return execute(sql, params, many, context)
        try:
            answer = execute(sql, params, many, context)
        except Exception:
            self.chain = None
            raise
        if not READS.match(sql):
            cursor = context["cursor"].cursor
            if sql.startswith(ACTS) and self.writing and self.writing[-1].startswith(ACTS):
                self.writing.pop()
            for values in params if many else [params]:
                self.writing.append(cursor.mogrify(sql, values).decode())
        return answer

    def call(self, function: Callable, args: tuple, kwargs: dict, *, unseen: bool = False) -> Any:
        """Return what the call returns, after its statements were run in one way or the other; they
        are run as they were the first time only while `unseen` what the test looked at."""
        inside = self.writing is not None
        if (
            inside
            or self.chain is None
            or not (connection.in_atomic_block or self.commits)
            or self.stopped_at != clock._set_to.get()
        ):
            return function(*args, **kwargs)
        if unseen and self.looked:
            return function(*args, **kwargs)
        if self.changed():
            self.chain = None
            return function(*args, **kwargs)
        try:
            called = (frozen(function), frozen(args), frozen(kwargs))
            said = (*called, clock.today(), self.stopped_at and self.stands)
        except TypeError:
            return function(*args, **kwargs)
        chain = (*self.chain, said)
        rows = [one for one in (*args, *kwargs.values()) if isinstance(one, Model)]
        if chain in self.kept and self.kept[chain].at > clock.now() - FRESH:
            return self._again(chain, rows)
        return self._listen_to(chain, rows, lambda: function(*args, **kwargs))

    def _listen_to(self, chain, rows, call):
        self.writing = []
        began = clock.now()
        try:
            result = call()
            if self.chain is not None:
                became = pickle.dumps((result, [row.__dict__ for row in rows]))
                self.kept[chain] = Kept(began, ";\n".join(self.writing), became)
                self.chain = chain
        except BaseException:
            self.chain = None
            raise
        finally:
            self.writing = None
        return result

    def _again(self, chain, rows):
        kept = self.kept[chain]
        self.busy = True
        try:
            if not (self.ground.bears(chain) or self.ground.lay(chain, kept.statements)):
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(kept.statements)
        finally:
            self.busy = False
        result, given = pickle.loads(kept.became)
        for row, became in zip(rows, given, strict=True):
            row.__dict__.clear()
            row.__dict__.update(became)
        self.chain = chain
        return result


memory = Memory(ground)


def told_once(function=None, *, unseen=False):
    """The function begins tests, and depends on what it is given alone; if `unseen`, also on what
    was looked at before it."""
    if function is None:
        return partial(told_once, unseen=unseen)

    @wraps(function)
    def told(*args, **kwargs):
        return memory.call(function, args, kwargs, unseen=unseen)

    return told


def frozen(value: Any) -> Hashable:
    """Return what makes two values the same for a call. Raises `TypeError` for what it does not
    know."""
    if value is None or isinstance(value, str | int | float | date | datetime | time | UUID):
        return (type(value).__name__, value)
    if isinstance(value, tuple | list):
        return tuple(map(frozen, value))
    if isinstance(value, set | frozenset):
        return frozenset(map(frozen, value))
    if isinstance(value, dict):
        return tuple(sorted((name, frozen(one)) for name, one in value.items()))
    if isinstance(value, Model):
        fields = (
            (one.attname, value.__dict__.get(one.attname)) for one in value._meta.concrete_fields
        )
        return (value._meta.label, *((name, repr(one)) for name, one in fields))
    if isinstance(value, FunctionType) and "<" not in value.__qualname__:
        return (value.__module__, value.__qualname__)
    if hasattr(value, "memberships"):  # the cast
        return tuple(sorted((name, one.pk) for name, one in value.memberships.items()))
    raise TypeError(type(value))
