"""What the tests of follow-up share."""

from django.urls import reverse

from meetings.models import Action
from meetings.operations.follow_up import add_development, update_action
from sharing import clock
from sharing.unit import unit_of_work
from tests.doing import do


def action_of(cast, case, kind="police"):
    with unit_of_work(cast.actor("carys")):
        return Action.objects.get(scope_id=case.pk, agency=cast.agency(kind))


def update_path(action):
    return reverse("update_action", args=[action.pk])


def update(cast, action, state, note, who="petra", **more):
    """Say how an action stands."""
    values = {"action_id": action.pk, "state": state, "note": note} | more
    return do(cast, who, update_action, **values)


def develop(cast, case, text="Bail.", kind="order", who="petra", **more):
    """Add what happened, today."""
    values = {"case_id": case.pk, "kind": kind, "text": text, "happened_on": clock.today()} | more
    return do(cast, who, add_development, **values)
