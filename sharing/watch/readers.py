"""An alert that whoever was told of it reads no more: those who read it now are told."""

from uuid import UUID

from django_tasks import task

from sharing.actor import Actor
from sharing.models import Area
from sharing.operations.alerts import WATCH, raise_again
from sharing.queries.alerts import alerts_of_others
from sharing.work import unit_of_work


@task()
def ask_who_reads_alerts(area_id: str) -> None:
    """After a wall went up or down, or somebody who decides on alerts came or left: alerts that others
    read now are raised for them. A job, so that whoever puts up the wall learns nothing of alerts."""
    actor = Actor.system(WATCH)
    with unit_of_work(actor):
        found = alerts_of_others(UUID(area_id))
    for alert_id, for_chairs in found.items():
        with unit_of_work(actor):
            raise_again(actor=actor, alert_id=alert_id, for_chairs=for_chairs)


@task()
def ask_who_reads_alerts_anywhere() -> None:
    """Each night, as memberships begin and end by themselves too."""
    with unit_of_work(Actor.system(WATCH)):
        for area in Area.objects.order_by("pk"):
            ask_who_reads_alerts.enqueue(str(area.pk))
