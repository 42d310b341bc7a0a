"""Cases that a meeting heard and whose minutes nobody agreed yet."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from meetings import permissions as may
from meetings.models import Case, CaseMinutes, Meeting, MeetingState, Stage
from sharing.access import visible_to
from sharing.actor import Actor

# A case that went to another area after it was heard takes its minutes along.
TO_MINUTE = (Stage.HEARD, Stage.TRANSFERRED)
# One that came back from a hold after its meeting is read back first.
STILL_OPEN = (Stage.HEARING, *TO_MINUTE)


def heard_and_not_minuted() -> Q:
    """Return the filter of cases that their meeting has heard and that have no agreed minutes."""
    return Q(_not_agreed(), stage__in=TO_MINUTE)


def not_minuted(actor: Actor, meetings: Iterable[Meeting]) -> dict[UUID, int]:
    """Return how many cases of each meeting wait for their minutes although those of the others are
    agreed, as far as the actor keeps minutes and may see the cases."""
    agreed = [one.pk for one in meetings if one.state == MeetingState.AGREED]
    if not agreed or actor.role not in may.KEEPERS:
        return {}
    waiting = Case.objects.filter(
        _not_agreed(),
        visible_to(actor, may.RECORD_HEARING, "scope__"),
        stage__in=STILL_OPEN,
        meeting__in=agreed,
    )
    return dict(waiting.order_by().values_list("meeting").annotate(number=Count("pk")))


def _not_agreed() -> Q:
    agreed = CaseMinutes.objects.filter(scope_id=OuterRef("pk"), meeting=OuterRef("meeting"))
    return Q(~Exists(agreed), meeting__isnull=False)
