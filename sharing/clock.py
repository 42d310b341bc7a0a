"""The only source of time. The example loader and tests may set it, and who reads the past for as
long as that takes; nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Return the time in UTC."""
    return _set_to.get() or timezone.now()


def today() -> date:
    """Return the date in Europe/London."""
    return timezone.localdate(now())


def day(moment: datetime) -> date:
    """Return the date in Europe/London of that moment."""
    return timezone.localdate(moment)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Let the clock stand at `moment`, as the example loader, tests and who reads the past need."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)
