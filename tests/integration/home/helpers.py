"""What the tests of home share."""

from datetime import timedelta

from meetings.models import Action, Case, TriageDecision
from sharing import clock
from sharing.unit import unit_of_work
from tests.signing_in import signed_in_client


def seen(cast, name, path="/"):
    return signed_in_client(cast, name).get(path).content.decode()


def late_action(cast, case, kind="police", days=4, what=None):
    with unit_of_work(cast.actor("carys")):
        action = Action.objects.filter(scope_id=case.pk, agency=cast.agency(kind)).first()
        action.due_on = clock.today() - timedelta(days=days)
        if what:
            action.result, action.state = what, "in_progress"
        action.save()
    return action


def decide(cast, case, kind, by="chidi", stage=None):
    with unit_of_work(cast.actor(by)):
        TriageDecision.objects.create(
            scope_id=case.pk,
            kind=kind,
            protocol=case.protocol,
            ticks=1,
            not_known=0,
            reason="No ground is met.",
            instead="Local support service",
            decided_by=cast.user(by),
            decided_at=clock.now(),
        )
        if stage:
            row = Case.objects.get(pk=case.pk)
            row.stage = stage
            row.save()
