"""The readers of an alert change with walls and memberships: new readers get alerts of their
own."""

from uuid import UUID

from django_tasks import task

from sharing.actor import Actor
from sharing.models import Area
from sharing.operations.alerts import WATCH, raise_again
from sharing.queries.alerts import alerts_of_others, open_findings
from sharing.unit import unit_of_work
from sharing.watch.reading import raise_all


@task()
def ask_who_reads_alerts(area_id: str) -> None:
    """Find the readers of an area's open alerts again, after a wall went up or down or a decider
    came or left. For each alert that is new or a concern, deciders who may know only a part get an
    alert about that part, and readers who were never told are told. A job does this, so that the
    person who changes a wall learns nothing of alerts."""
    actor = Actor.system(WATCH)
    with unit_of_work(actor):
        findings = open_findings(UUID(area_id))
    for finding in findings:
        raise_all(finding)
    with unit_of_work(actor):
        found = alerts_of_others(UUID(area_id))
    for alert_id, for_chairs in found.items():
        with unit_of_work(actor):
            raise_again(actor=actor, alert_id=alert_id, for_chairs=for_chairs)


@task()
def ask_who_reads_alerts_anywhere() -> None:
    """Do the same for every area each night, because memberships also begin and end by date."""
    with unit_of_work(Actor.system(WATCH)):
        for area in Area.objects.order_by("pk"):
            ask_who_reads_alerts.enqueue(str(area.pk))
