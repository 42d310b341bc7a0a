"""What many tests begin with lies in the database from one to the next: in a transaction that never
ends, one layer above the other, and each test begins above them, at a savepoint.

A test uses the layers that it asks for (tests/memory.py), from the lowest on. Whatever else it says
to the database comes after those that it did not ask for were taken away, so it finds what it would
find if it were the first. A test that commits, and one that does not begin with the cast, finds no
ground at all."""

from collections.abc import Hashable
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import Error, connection, transaction
from django.utils import timezone

# What the framework says around a test, without looking at a row.
AROUND = ("ROLLBACK TO", "RELEASE", "SET CONSTRAINTS")

# For the database, all of it is one moment.
LASTS = timedelta(seconds=30)


class Ground:
    def __init__(self) -> None:
        self.held: ExitStack | None = None
        self.since: datetime = timezone.now()
        self.layers: list[tuple[Hashable, ...]] = []
        self.test = ""  # the savepoint of the test, once it has begun
        self.used = 0  # of the layers, by the test
        self.left = True  # the test has said something else
        self.busy = False

    def hold(self) -> None:
        """Let the next test begin on the ground."""
        if self.held and (timezone.now() - self.since > LASTS or self._is_lost()):
            self.leave()
        if not self.held:
            self.held = ExitStack()
            self.held.enter_context(transaction.atomic())
            self.held.enter_context(connection.execute_wrapper(self._hear))
            self.since, self.layers = timezone.now(), []
            self._say("SAVEPOINT ground_0")
        self.used, self.test, self.left = 0, "", False

    def leave(self) -> None:
        """Let the next test begin with nothing."""
        if not self.held:
            return
        held, self.held, self.test, self.left = self.held, None, "", True
        transaction.set_rollback(True)
        with suppress(Error):  # whose connection was lost has nothing left to undo
            held.close()

    def _is_lost(self) -> bool:
        self.busy = True
        try:
            return not connection.is_usable()
        finally:
            self.busy = False

    def bears(self, layer: tuple[Hashable, ...]) -> bool:
        """Return whether the layer lies next, and use it if so."""
        if self.left or not self.test or self.layers[self.used : self.used + 1] != [layer]:
            return False
        self.used += 1
        return True

    def lay(self, layer: tuple[Hashable, ...], statements: str) -> bool:
        """Lay the layer under the test, which uses it. False where the test has left the ground."""
        if self.left or not self.test:
            return False
        # What is checked at the end of a transaction is checked once, not with each test.
        checks = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
        self._go_back(f"{statements}; {checks}; SAVEPOINT ground_{self.used + 1}")
        self.layers.append(layer)
        self.used += 1
        return True

    def _hear(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.busy:
            self._notice(sql)
        return execute(sql, params, many, context)

    def _notice(self, sql: str) -> None:
        savepoint = sql.rsplit(" ", 1)[-1]
        if not self.test and sql.startswith("SAVEPOINT"):
            self.test = savepoint
        elif not self.test:
            self.leave()  # what is done for several tests stays done
        elif sql.startswith("RELEASE") and savepoint == self.test:
            self.test = ""
        elif not self.left and not sql.startswith(AROUND):
            self.left = True
            if self.used < len(self.layers):
                self._go_back()

    def _go_back(self, then: str = "") -> None:
        """Take away the layers that are not used. The test begins anew above what comes then."""
        again = (f"SAVEPOINT {one}" for one in connection.savepoint_ids if one)
        self._say("; ".join([f"ROLLBACK TO ground_{self.used}", *filter(None, [then]), *again]))
        del self.layers[self.used :]

    def _say(self, statements: str) -> None:
        self.busy = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statements)
        finally:
            self.busy = False


ground = Ground()
