"""Jobs that enter their next by themselves. Each has an identifier made of its time, so that a
second one for the same time cannot be entered, however many workers there are."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult


def enter_once(task: "Task[Any, None]", rounds: UUID, name: str, at: datetime, *given: str) -> None:
    """The task waits for the worker from that moment, unless one of that name did or does."""
    job: DBTaskResult[..., None] = DBTaskResult(
        id=uuid5(rounds, name),
        args_kwargs={"args": list(given), "kwargs": {}},
        priority=task.priority,
        task_path=task.module_path,
        queue_name=task.queue_name,
        backend_name=task.backend,
        run_after=at,
    )
    DBTaskResult.objects.bulk_create([job], ignore_conflicts=True)
