"""As what somebody may act."""

from uuid import UUID

from sharing import clock
from sharing.models import Membership


def memberships_of(user_id: UUID | None) -> list[Membership]:
    """Return the memberships of a person that hold today."""
    memberships = (
        Membership.objects.filter(user=user_id)
        .select_related("agency__area")
        .prefetch_related("agency__signatures")
    )
    return [one for one in memberships if one.is_live(clock.today())]
