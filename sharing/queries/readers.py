"""Who reads an item that has left its agency: the one rule, for each page, count, past and paper. The
wall of the database says the same (`sharing/migrations/0002_cases_and_walls.py`).

That one may not read something, nobody can tell from anything: what this leaves out is not there."""

from django.db.models import Q

from sharing.actor import Actor
from sharing.models import IS_SHARED, VictimAdvocate, WhoMayRead
from sharing.roles import Reach, Role

# What reaches others at all: submitted, and not taken back.
LEFT_ITS_AGENCY = Q(submitted_at__isnull=False, withdrawn_at__isnull=True)
# Who reads what others know; agencies are named, and those of them who refer or observe do not.
READERS = (Reach.AGENCY, Reach.AREA)


def items_for(actor: Actor) -> Q:
    """Return which items that have left their agency the actor may read: what is shared, and what is
    restricted to their agency or, where none is named, to the chair and this victim’s IDVA."""
    return IS_SHARED | (LEFT_ITS_AGENCY & _restricted_to(actor))


def items_read_by(actor: Actor) -> Q:
    """Return the same, and all that their own agency wrote."""
    return Q(agency_id=actor.agency_id) | items_for(actor)


def files_read_by(actor: Actor) -> Q:
    """Return which files the actor may open: those that are shared, and their own agency’s."""
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
