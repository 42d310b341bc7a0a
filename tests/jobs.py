"""Jobs wait in the database, in tests as in production: nothing runs inside the unit of work
that asked for it, and what is rolled back is not done."""

from contextlib import contextmanager, nullcontext
from threading import get_ident
from unittest.mock import patch

from django.db import connection
from django.db.backends.signals import connection_created
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from sharing.database import JOBS_ROLE, WEB_ROLE


def step_aside(connection):
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {JOBS_ROLE}")


@contextmanager
def as_jobs():
    """Act as the role of the worker, on connections that its thread opens anew too: not on those of
    a page that is opened meanwhile. Two threads may do so at once, and one end before the other."""
    worker = get_ident()

    def step_aside_there(connection, **kwargs):
        if get_ident() == worker:
            step_aside(connection)

    connection_created.connect(step_aside_there)
    step_aside(connection)
    try:
        yield
    finally:
        connection_created.disconnect(step_aside_there)
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {WEB_ROLE}")


def run_later_tries() -> None:
    """Let the time come of the mail that is tried again, and run the jobs."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    waiting.filter(args_kwargs__kwargs__has_key="earlier").update(run_after=timezone.now())
    run_jobs()


def run_jobs() -> None:
    """Run the jobs that wait, as the worker process does and with its rights; one that fails
    fails the test."""
    worker = db_worker.Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="tests",
        excluded_queue_names=[],
    )
    # The worker closes connections between jobs; that would end a test's own transaction.
    stays = patch.object(db_worker, "close_old_connections")
    with as_jobs(), stays if connection.in_atomic_block else nullcontext():
        worker.run()
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED)
    assert not failed.exists(), "\n".join(job.traceback for job in failed)
