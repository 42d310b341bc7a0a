"""The rules of an area, as data."""

from datetime import date, time
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.models import Protocol
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.rules import RuleBroken

# For an area that has no wording of its own.
DECLARATION = _(
    "What is said and read here is for the safety of the people it is about, and for nothing"
    " else. I pass nothing on outside my agency without asking the agency that gave it. I never"
    " tell a perpetrator, or anybody who might, that a case was heard. I say so now if I know"
    " somebody in a case. Everybody is spoken of with respect and treated alike."
)


def write_first_protocol(
    *,
    actor: Actor,
    area_id: UUID,
    first_meeting_on: date,
    starts_at: time,
    place: str,
    declaration: str = "",
) -> Protocol:
    """The area has rules from today on: when and where it meets, what everybody there agrees to,
    and for all else the portal's defaults."""
    work = perform(actor, may.WRITE_PROTOCOL)
    if Protocol.objects.filter(area_id=area_id).exists():
        raise RuleBroken(_("The area has rules already."))
    protocol = Protocol.objects.create(
        area_id=area_id,
        version=1,
        in_force_from=clock.today(),
        first_meeting_on=first_meeting_on,
        starts_at=starts_at,
        place=place,
        declaration=declaration.strip() or str(DECLARATION),
    )
    work.items.add(protocol.pk)
    return protocol
