"""A reader acknowledges that something which they had read was corrected. Only the event keeps
that."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.queries.research.corrected_people import details_waiting
from sharing.access import perform
from sharing.actor import Actor
from sharing.queries.corrections import ToAcknowledge, corrections_waiting
from sharing.rules import RuleBroken


def acknowledge_correction(
    *, actor: Actor, case_id: UUID, item_id: UUID, now: UUID | None = None
) -> ToAcknowledge:
    """It is on record that the actor knows of the correction. `now` is the new version, as it was
    shown to them."""
    work = perform(actor, may.READ_RESEARCH, case_id, event=may.CORRECTION_ACKNOWLEDGED)
    waiting: list[ToAcknowledge] = [
        *corrections_waiting([case_id]),
        *details_waiting([case_id]),
    ]
    found = next((one for one in waiting if item_id in one.versions), None)
    if found is None:
        raise RuleBroken(_("This correction does not wait for you any more."))
    if found.now_id != now:
        raise RuleBroken(_("It was corrected again. Read what stands now."))
    work.items.update(found.versions)
    return found
