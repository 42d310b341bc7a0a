"""The worker of `django-tasks-db`, which in the portal makes its daily round and looks at the
seal and through the trail too. It stands in place of the library's under the same name, so that
no worker is started that does not."""

from typing import Any

from django.core.management.base import CommandError
from django.db import connection
from django_tasks_db.management.commands import db_worker

from sharing import daily
from sharing.database import JOBS_ROLE
from sharing.seal import rounds as seal
from sharing.vault import store
from sharing.vault.waiting import enter_scan
from sharing.watch import rounds as watch


class Command(db_worker.Command):
    help = (
        "Do the jobs that wait, and each day what has to be done by itself, signed in at"
        " JOBS_DATABASE_URL."
    )

    def handle(self, **options: Any) -> None:
        store.make_ready()
        _refuse_other_roles()
        daily.enter_rounds()
        enter_scan()
        seal.enter_look()
        watch.enter_look()
        super().handle(**options)


def _refuse_other_roles() -> None:
    """Stop a worker whose jobs would fail one by one for want of rights, or have too many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (user,) = cursor.fetchone()
    if user != JOBS_ROLE:
        raise CommandError(
            f"The worker signs in as {JOBS_ROLE}, not as {user}: set JOBS_DATABASE_URL to its address."
        )
