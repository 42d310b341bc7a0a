"""What the tests of follow-up share."""

from django.urls import reverse

from meetings.models import Action
from sharing.work import unit_of_work


def action_of(cast, case, kind="police"):
    with unit_of_work(cast.actor("carys")):
        return Action.objects.get(scope_id=case.pk, agency=cast.agency(kind))


def update_path(action):
    return reverse("update_action", args=[action.pk])
