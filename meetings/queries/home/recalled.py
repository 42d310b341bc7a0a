"""Recalled copies of packs that a person holds."""

from meetings.models import PackCopy
from sharing.actor import Actor


def recalled_from(actor: Actor) -> list[PackCopy]:
    """Return the copies that were recalled from the actor and not yet answered for."""
    waiting = PackCopy.objects.filter(
        holder=actor.user_id, recalled_at__isnull=False, answered_at__isnull=True
    )
    return list(waiting.select_related("meeting").order_by("recalled_at"))
