"""The worker looks through the trail each minute, by itself."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from meetings.models import Stage
from sharing.models import Watched
from sharing.watch.rounds import enter_look
from tests.integration.watch.helpers import alerts, opens, wednesday_at
from tests.jobs import as_jobs, run_jobs
from tests.story import case_at

LOOK = "sharing.watch.rounds.look_for_alerts"


def looks():
    return DBTaskResult.objects.filter(task_path=LOOK)


def test_the_next_look_is_entered_once(db):
    enter_look()
    enter_look()
    (look,) = looks()
    assert timezone.now() < look.run_after <= timezone.now() + timedelta(minutes=1)


def test_a_look_raises_alerts_and_enters_the_next(cast):
    case = case_at(cast, Stage.ACTIONS)
    opens(cast, "ines", case, at=wednesday_at(23))
    enter_look()
    looks().update(run_after=timezone.now() - timedelta(minutes=3), id="0" * 32)
    run_jobs()
    (alert,) = alerts(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"))
    assert looks().finished().count() == 1
    assert looks().ready().count() <= 1 == looks().count() - 1
    # What is found later is added.
    opens(cast, "ines", case, at=wednesday_at(23, 5))
    looks().filter(status="READY").update(run_after=timezone.now() - timedelta(minutes=2))
    run_jobs()
    assert alerts(pk=alert.pk)[0].number == alert.number + 1


def test_every_worker_begins_to_look(db, monkeypatch):
    monkeypatch.setattr(db_worker.Command, "handle", lambda *given, **options: None)
    with as_jobs():
        call_command("db_worker")
    assert looks().exists()
