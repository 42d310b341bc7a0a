"""Mail to several, outside every unit of work: each gets a mail of their own.

A job that sends mail is a `mail_task`. If not all are reached, it enters itself again for those who
were not, after longer and longer pauses, and fails only after the last. A late try reads again who
is told of what, so that it says what is then true, and tells nobody twice."""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from smtplib import SMTPException
from typing import Any, ParamSpec, cast
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.base import Task

from sharing import clock
from sharing.rounds import enter_once

P = ParamSpec("P")

# After each failed try; together two days.
PAUSES = (
    timedelta(minutes=5),
    timedelta(minutes=25),
    timedelta(hours=1, minutes=30),
    timedelta(hours=4),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
GIVEN_UP = UUID("4a1a5c0e-8a53-4a0b-9d0b-6f1f3c1be7d5")


class NotSent(Exception):
    """A mail server did not take a mail. It says only what kind of error that was, because the
    server's words quote the address, and a failed job keeps them."""


@dataclass
class Tries:
    """What a job knows of its earlier tries, and what came of this one."""

    begun: datetime
    made: int = 0
    # Not addresses, but marks that only the portal can compare with one.
    reached: set[str] = field(default_factory=set)
    failed: list[NotSent] = field(default_factory=list)

    @classmethod
    def of(cls, earlier: Mapping[str, Any] | None) -> "Tries":
        if earlier is None:
            return cls(clock.now())
        begun = datetime.fromisoformat(earlier["begun"])
        return cls(begun, earlier["made"], set(earlier["reached"]))

    def mark(self, address: str) -> str:
        value = f"{self.begun.isoformat()} {address}"
        return salted_hmac("sharing.mail", value, algorithm="sha256").hexdigest()

    def next(self) -> dict[str, Any]:
        """Return what the next try is told of those before it."""
        begun = self.begun.isoformat()
        return {"begun": begun, "made": self.made + 1, "reached": sorted(self.reached)}


_tries: ContextVar[Tries] = ContextVar("tries")


def mail_task(function: Callable[P, None]) -> "Task[P, None]":
    """Make the function a job that is tried again for those whom it did not reach with
    `send_in_tries`."""

    @wraps(function)
    def trying(*args: Any, earlier: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        tries = Tries.of(earlier)
        token = _tries.set(tries)
        try:
            function(*args, **kwargs)
        finally:
            _tries.reset(token)
        if not tries.failed:
            return
        if tries.made < len(PAUSES):
            later = job.using(run_after=clock.now() + PAUSES[tries.made])
            later.enqueue(*args, earlier=tries.next(), **kwargs)
            return
        _enter_telling()
        raise tries.failed[0]

    job: Task[..., None] = task()(trying)
    return cast("Task[P, None]", job)


def begun() -> datetime:
    """Return when the job that sends mail now was tried first."""
    return _tries.get().begun


def send_in_tries(message: Callable[[str], EmailMessage], addresses: Iterable[str]) -> set[str]:
    """Send to each address that no earlier try of this job reached, and return which were reached
    now. The job is tried again for the others."""
    tries = _tries.get()
    left = [one for one in addresses if tries.mark(one) not in tries.reached]
    reached, failed = send_to_each(message, left)
    tries.reached |= {tries.mark(one) for one in reached}
    tries.failed += failed
    return reached


def send_to_each(
    message: Callable[[str], EmailMessage], addresses: Iterable[str]
) -> tuple[set[str], list[NotSent]]:
    """Send to each address a mail of its own; one that fails stops no other. Return which were
    sent, and what went wrong."""
    reached: set[str] = set()
    failed: list[NotSent] = []
    for address in sorted(set(addresses)):
        try:
            message(address).send()
            reached.add(address)
        except (OSError, SMTPException) as error:
            failed.append(NotSent(type(error).__name__))
    return reached, failed


def _enter_telling() -> None:
    """The operators are told, once a day however many jobs gave up."""
    enter_once(tell_operators, GIVEN_UP, clock.today().isoformat(), clock.now())


@task()
def tell_operators() -> None:
    """The operators know that the portal gave up on mail."""
    body = render_to_string("emails/mail_given_up.txt")

    def message(address: str) -> EmailMessage:
        return EmailMessage(_("Mail of the MARAC portal did not arrive"), body, to=[address])

    _reached, failed = send_to_each(message, settings.OPERATORS)
    if failed:
        raise failed[0]
