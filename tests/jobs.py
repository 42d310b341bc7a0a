"""Jobs wait in the database, in tests as in production: nothing runs inside the unit of work
that asked for it, and what is rolled back is not done."""

from contextlib import nullcontext
from unittest.mock import patch

from django.db import connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult


def run_jobs() -> None:
    """Run the jobs that wait, as the worker process does; one that fails fails the test."""
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
    with stays if connection.in_atomic_block else nullcontext():
        worker.run()
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED)
    assert not failed.exists(), "\n".join(job.traceback for job in failed)
