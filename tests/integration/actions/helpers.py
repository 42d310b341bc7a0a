"""What the tests of actions share."""

from django.urls import reverse

from meetings.models import Action
from sharing import clock
from tests.doing import look

HTMX = {"HX-Request": "true"}


def actions_of(cast, case):
    return look(
        cast,
        lambda: list(
            Action.objects.filter(scope=case.pk).select_related("agency", "party", "meeting")
        ),
    )


def way(case):
    return reverse("record_action", args=[case.pk])


def values(cast, case, **changes):
    return {
        "case_id": case.pk,
        "agency_id": cast.agency("police").pk,
        "what": "Lend an alarm",
        "for_whom": "victim",
        "owner": "Petra Ford",
        "due_on": clock.today(),
    } | changes
