"""The one rule for who reads an item that has left its agency, for each page, count, past and
paper. The wall of the database has the same rule (`sharing/migrations/0002_cases_and_walls.py`).

Nobody can tell from anything that there is an item which they may not read: this leaves it out as
if it were not there."""

from django.db.models import Q

from sharing.actor import Actor
from sharing.models import IS_SHARED, VictimAdvocate, WhoMayRead
from sharing.roles import Reach, Role

# Items that reach others at all: submitted, and not taken back.
LEFT_ITS_AGENCY = Q(submitted_at__isnull=False, withdrawn_at__isnull=True)
# Readers of what others know; if agencies are named, their referrers and observers are not.
READERS = (Reach.AGENCY, Reach.AREA)


def items_for(actor: Actor) -> Q:
    """Return the items that have left their agency and that the actor may read: those shared, and
    those restricted to their agency or, if none is named, to the chair and this victim’s IDVA."""
    return IS_SHARED | (LEFT_ITS_AGENCY & _restricted_to(actor))


def items_read_by(actor: Actor) -> Q:
    """Return the same, and every item of the actor's own agency."""
    return Q(agency_id=actor.agency_id) | items_for(actor)


def files_read_by(actor: Actor) -> Q:
    """Return the files that the actor may open: those shared, and those of their own agency."""
    return Q(agency_id=actor.agency_id) | IS_SHARED


def _restricted_to(actor: Actor) -> Q:
    restricted = Q(who_may_read=WhoMayRead.RESTRICTED)
    if actor.reach not in READERS:
        return Q(pk__in=[])
    named = Q(restricted_to__contains=[actor.agency_id])
    if actor.role is Role.CHAIR:
        named |= Q(restricted_to=[])
    elif actor.role is Role.ADVOCATE:
        own = VictimAdvocate.objects.filter(user=actor.user_id, agency=actor.agency_id)
        named |= Q(restricted_to=[], scope_id__in=own.values("scope_id"))
    return restricted & named
