"""The errors that an operation raises when the person may do it, but a rule forbids it now."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise


class RuleBroken(Exception):
    """A rule of the field forbids it now. Its words go to the form, at the field if it names
    one."""

    def __init__(self, words: str | Promise, *, field: str | None = None, typed: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.field = field
        # The typed text, if the rule does not know into which field of which form.
        self.typed = typed
        # The other rules that were broken with it.
        self.also: tuple[RuleBroken, ...] = ()

    @property
    def each(self) -> "tuple[RuleBroken, ...]":
        return (self, *self.also)


class Together:
    """Rules that are all checked before any of them stops the operation, so that somebody who broke
    several is told of each at once."""

    def __init__(self) -> None:
        self._broken: list[RuleBroken] = []

    @contextmanager
    def one(self) -> Iterator[None]:
        """Collect a broken rule instead of raising it."""
        try:
            yield
        except RuleBroken as broken:
            self._broken += broken.each

    @property
    def broken(self) -> tuple[RuleBroken, ...]:
        """Return the rules that were broken."""
        return tuple(self._broken)

    def check(self) -> None:
        """Raise the rules that were broken, if any."""
        if self._broken:
            first, *more = self._broken
            first.also = tuple(more)
            raise first


@dataclass(frozen=True)
class ChangedBy:
    """The person who changed something and when, as far as the reader may know."""

    at: datetime
    name: str = ""
    agency: str = ""
    oneself: bool = False  # in another window


class Overtaken(Exception):
    """Somebody else changed the row since the page was opened. Nothing was written; `theirs` holds
    the present values by field, so that the page can show both texts."""

    def __init__(
        self, theirs: Mapping[str, object], version: int, changed_by: ChangedBy | None = None
    ) -> None:
        super().__init__("overtaken")
        self.theirs = dict(theirs)
        self.version = version
        self.changed_by = changed_by
