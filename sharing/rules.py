"""What an operation raises when the person may, but the thing cannot be so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise


class RuleBroken(Exception):
    """A rule of the field forbids it now. The words go to the form, by the field if it has one."""

    def __init__(self, words: str | Promise, *, field: str | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.field = field


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
