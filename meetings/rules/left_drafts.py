"""The day on which a draft that nobody goes on with is thrown away, and when its author is told."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Patience:
    """How long an area waits, in days."""

    throw_away_after: int
    tell_before: int


def ends_on(
    written_on: date, told_of: date | None, *, today: date, patience: Patience, gone: bool = False
) -> date | None:
    """Return the day on which a draft is thrown away; None while it is too early to tell its
    author. The author has the whole time between, however late they are told; `told_of` is the day
    that they were told, if they were. If the author is `gone`, it is early enough to tell
    others."""
    planned = written_on + timedelta(days=patience.throw_away_after)
    before = timedelta(days=patience.tell_before)
    day = max(planned, told_of or today + before)
    return day if gone or today >= day - before else None
