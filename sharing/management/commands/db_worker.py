"""The worker of `django-tasks-db`, which in the portal makes its daily round and looks at the
seal and through the trail too. It stands in place of the library's under the same name, so that
no worker is started that does not."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from sharing import daily
from sharing.seal import rounds as seal
from sharing.vault.waiting import enter_scan
from sharing.watch import rounds as watch


class Command(db_worker.Command):
    help = "Do the jobs that wait, and each day what has to be done by itself."

    def handle(self, **options: Any) -> None:
        daily.enter_rounds()
        enter_scan()
        seal.enter_look()
        watch.enter_look()
        super().handle(**options)
