"""Who reads an alert changes with walls and memberships: what is theirs now is raised for them."""

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
    """After a wall went up or down, or somebody who decides on alerts came or left: of what is new or a
    concern whoever may know a part alone has that as an alert, and whoever reads one of which only
    others were told is told. A job, so that whoever puts up the wall learns nothing of alerts."""
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
    """Each night, as memberships begin and end by themselves too."""
    with unit_of_work(Actor.system(WATCH)):
        for area in Area.objects.order_by("pk"):
            ask_who_reads_alerts.enqueue(str(area.pk))
