"""What the portal does each day by itself, once however many workers there are.

A round is a job with an identifier made of its day, so that a second one for the same day cannot
be entered. It enters the next round before it does anything else, and so does a worker that
starts: a duty that fails, or a worker that dies, leaves the chain whole."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django_tasks import task
from django_tasks.base import Task

from sharing import clock
from sharing.actor import Actor
from sharing.notices import tell_of_keepers_gone
from sharing.operations.purge import PURGER, remove_expired
from sharing.operations.vault import end_withdrawn_files
from sharing.rounds import enter_once
from sharing.seal.notices import mail_checkpoint
from sharing.unit import unit_of_work
from sharing.vault.store import remove
from sharing.watch.readers import ask_who_reads_alerts_anywhere

LONDON = ZoneInfo("Europe/London")
ROUNDS = UUID("5b5f0d0e-6a0e-4bb0-8e0a-3b1e1f2a9c11")

# Each is entered as a job of its own, so that one that fails stops no other. `meetings` adds the
# reminders.
duties: list["Task[[], None]"] = []


def next_hour() -> datetime:
    """Return when the hour of the daily round strikes next."""
    now = clock.now()
    days = (clock.day(now) + timedelta(days=later) for later in (0, 1))
    hours = (datetime.combine(day, time(settings.DAILY_HOUR), LONDON) for day in days)
    return next(hour for hour in hours if hour > now)


def enter_rounds() -> None:
    """The rounds of today and tomorrow wait for the worker, unless they did or do already."""
    today = clock.today()
    for day in (today, today + timedelta(days=1)):
        _enter(day)


def _enter(day: date) -> None:
    at = datetime.combine(day, time(settings.DAILY_HOUR), LONDON)
    enter_once(make_round, ROUNDS, day.isoformat(), at, day.isoformat())


@task()
def make_round(day: str) -> None:
    """Every duty waits for the worker. A day that has passed is left to the round of today."""
    enter_rounds()
    if date.fromisoformat(day) == clock.today():
        with transaction.atomic():
            for duty in duties:
                duty.enqueue()


@task()
def clear_up() -> None:
    """What has expired is removed."""
    actor = Actor.system(PURGER)
    with unit_of_work(actor):
        remove_expired(actor=actor)


@task()
def clear_vault() -> None:
    """Files that were withdrawn before anybody opened them are kept no more. What the storage does
    not remove is of no case from then on: `check_vault` tells of it, and removes it."""
    actor = Actor.system("vault")
    with unit_of_work(actor):
        ended = end_withdrawn_files(actor=actor)
    for file_id in ended:
        remove(file_id)


duties += [
    clear_up,
    clear_vault,
    mail_checkpoint,
    tell_of_keepers_gone,
    ask_who_reads_alerts_anywhere,
]
