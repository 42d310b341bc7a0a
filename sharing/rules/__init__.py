"""What an operation raises when the person may, but the thing cannot be so."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise


class RuleBroken(Exception):
    """A rule of the field forbids it now. The words go to the form, by the field if it has one."""

    def __init__(self, words: str | Promise, *, field: str | None = None, typed: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.field = field
        # What was typed, where the rule does not know into which field of which form.
        self.typed = typed
        # What was found wrong with it.
        self.also: tuple[RuleBroken, ...] = ()

    @property
    def each(self) -> "tuple[RuleBroken, ...]":
        return (self, *self.also)


class Together:
    """Rules that are all asked before one of them stops anything: whoever broke several of them is
    told of each at once."""

    def __init__(self) -> None:
        self._broken: list[RuleBroken] = []

    @contextmanager
    def one(self) -> Iterator[None]:
        """What is asked here stops nothing yet."""
        try:
            yield
        except RuleBroken as broken:
            self._broken += broken.each

    @property
    def broken(self) -> tuple[RuleBroken, ...]:
        """Return what was broken."""
        return tuple(self._broken)

    def check(self) -> None:
        """Raise it."""
        if self._broken:
            first, *more = self._broken
            first.also = tuple(more)
            raise first


@dataclass(frozen=True)
class ChangedBy:
    """Who changed something and when, as far as the reader may know."""

    at: datetime
    name: str = ""
    agency: str = ""
    oneself: bool = False  # in another window


class Overtaken(Exception):
    """Somebody else changed it since the page was opened. Nothing was written; `theirs` holds
    what stands now, by field, so that the page can show both texts."""

    def __init__(
        self, theirs: Mapping[str, object], version: int, changed_by: ChangedBy | None = None
    ) -> None:
        super().__init__("overtaken")
        self.theirs = dict(theirs)
        self.version = version
        self.changed_by = changed_by
