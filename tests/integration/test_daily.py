"""The round that the worker makes each day by itself, once however many workers there are."""

import signal
import threading
from contextlib import nullcontext
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from marac_portal import environment
from sharing import clock, daily
from sharing.database import OWNER_ROLE, WEB_ROLE
from tests.conftest import as_owner
from tests.jobs import as_jobs, run_jobs
from tests.trail import events

LONDON = ZoneInfo("Europe/London")
ROUND = "sharing.daily.make_round"


def rounds():
    """Return the days of the rounds that were entered, with how each stands."""
    found = DBTaskResult.objects.filter(task_path=ROUND).order_by("run_after")
    return [(job.args_kwargs["args"][0], job.status) for job in found]


def times_cleared_up(since):
    """Return how often what had expired was removed; of earlier tests that committed, events
    are left."""
    return sum(event.code == "expired_removed" for event in events()[since:])


def hour_has_come():
    """Let the round of today be due, whatever hour it is now; workers go by the machine's clock."""
    DBTaskResult.objects.filter(task_path=ROUND, args_kwargs__args=[str(clock.today())]).update(
        run_after=timezone.now() - timedelta(minutes=1)
    )


@pytest.fixture
def days():
    today = clock.today()
    return [str(today + timedelta(days=number)) for number in range(3)]


@pytest.fixture
def since(db):
    """Return how many events there were before."""
    return len(events())


@pytest.fixture
def signals():
    """Put back what answers signals: a worker answers them itself."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, answer in zip(numbers, before, strict=True):
        signal.signal(number, answer)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_starts_makes_the_round_without_being_asked(days, signals, since):
    with as_jobs():
        call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    hour_has_come()
    with as_jobs():
        call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    assert rounds() == [(days[0], "SUCCESSFUL"), (days[1], "READY")]
    assert times_cleared_up(since) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", [WEB_ROLE, OWNER_ROLE])
def test_a_worker_of_another_role_does_not_start(role):
    signed_in = as_owner() if role == OWNER_ROLE else nullcontext()
    with signed_in, pytest.raises(CommandError) as refused:
        call_command("db_worker", "--batch")
    assert str(refused.value) == (
        f"The worker signs in as portal_jobs, not as {role}: set JOBS_DATABASE_URL to its address."
    )
    assert not rounds()


@pytest.mark.django_db
def test_a_round_is_made_at_its_hour_in_london(settings, days):
    settings.DAILY_HOUR = 6
    daily.enter_rounds()
    job = DBTaskResult.objects.get(task_path=ROUND, args_kwargs__args=[days[1]])
    at = job.run_after.astimezone(LONDON)
    assert (str(at.date()), at.hour, at.minute) == (days[1], 6, 0)


@pytest.mark.django_db
def test_it_is_made_once_a_day_however_often_workers_start(days, since):
    daily.enter_rounds()
    hour_has_come()
    run_jobs()
    daily.enter_rounds()
    hour_has_come()
    run_jobs()
    assert rounds() == [(days[0], "SUCCESSFUL"), (days[1], "READY")]
    assert times_cleared_up(since) == 1


@pytest.mark.django_db
def test_each_round_enters_the_next(days, since):
    daily.enter_rounds()
    hour_has_come()
    run_jobs()
    with clock.set_to(clock.now() + timedelta(days=1)):
        hour_has_come()
        run_jobs()
    assert [day for day, _status in rounds()] == days
    assert times_cleared_up(since) == 2


@pytest.mark.django_db
def test_a_round_that_comes_too_late_is_left_to_the_one_of_today(days):
    daily.make_round.call(str(clock.today() - timedelta(days=3)))
    assert rounds() == [(day, "READY") for day in days[:2]]
    assert not DBTaskResult.objects.filter(task_path="sharing.daily.clear_up").exists()


@pytest.mark.django_db
def test_a_duty_that_fails_stops_neither_the_others_nor_the_next_round(monkeypatch, days, since):
    monkeypatch.setattr(daily, "duties", [fails, daily.clear_up])
    daily.enter_rounds()
    hour_has_come()
    with pytest.raises(AssertionError, match="It does not work"):
        run_jobs()
    assert times_cleared_up(since) == 1
    assert rounds()[1] == (days[1], "READY")


@daily.task()
def fails():
    raise RuntimeError("It does not work.")


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_round(days):
    def starts():
        daily.enter_rounds()
        hour_has_come()
        together.wait()
        run_jobs()
        connection.close()

    together = threading.Barrier(2)
    workers = [threading.Thread(target=starts) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert rounds() == [(days[0], "SUCCESSFUL"), (days[1], "READY")]
    assert DBTaskResult.objects.filter(task_path="sharing.daily.clear_up").count() == 1


def test_the_hour_is_one_of_the_day(monkeypatch):
    monkeypatch.setenv("DAILY_HOUR", "23")
    assert environment.hour("DAILY_HOUR", default=7) == 23
    monkeypatch.setenv("DAILY_HOUR", "24")
    with pytest.raises(ImproperlyConfigured, match="DAILY_HOUR must be an hour from 0 to 23"):
        environment.hour("DAILY_HOUR", default=7)
