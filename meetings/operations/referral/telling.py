"""Reminding the IDVA service that a victim is to be told the outcome."""

from uuid import UUID

from meetings import permissions as may
from meetings import reminders
from meetings.models import Case
from meetings.queries.outcomes_due import outcomes_due, wanted_outcomes
from meetings.queries.paces import paces_of
from sharing.access import expect, perform
from sharing.actor import Actor
from sharing.models import Agency


def remind_of_outcomes(*, actor: Actor, agency_id: UUID) -> None:
    """The service is reminded of the victims whom somebody is to tell the outcome, of each once for
    its day, as far as somebody there may know of it. The trail says when it was reminded last."""
    expect(actor, may.REMIND_OF_OUTCOMES)
    due = outcomes_due(actor).get(agency_id, {})
    # Who comes at the same moment reads the trail only once this is on it.
    list(Case.objects.filter(pk__in=due).select_for_update(of=("self",)).order_by("pk"))
    paces = paces_of(Agency.objects.select_related("area").get(pk=agency_id).area)
    wanted = wanted_outcomes(agency_id, due, paces.actions) if paces else []
    # Nobody is reminded of a case that all of the service are walled off from, so the trail does
    # not say so. The coordinator's home has it once it is late.
    known = reminders.known_to_somebody(agency_id, wanted)
    wanted = [one for one in wanted if one in known]
    if not wanted:
        return
    work = perform(actor, may.REMIND_OF_OUTCOMES)
    work.cases.update(wanted)
    work.recipient_id = agency_id
    reminders.tell_of_outcomes(agency_id, wanted)
