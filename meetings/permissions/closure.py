"""How a case ends or goes elsewhere."""

from django.utils.translation import gettext_lazy as _

from meetings.permissions.roles import KEEPERS
from sharing.events import Kind, event
from sharing.permissions import Sight, permission

COMPLETE_CASE = permission(
    "complete_case",
    _("Say that the actions of a case are complete"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("case_completed", Kind.ALTERATION, _("closed the case: actions complete")),
    changes=True,
)
WITHDRAW_CASE = permission(
    "withdraw_case",
    _("Withdraw a case, or send it to the right area"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("case_withdrawn", Kind.ALTERATION, _("withdrew the case")),
    changes=True,
)
SENT_TO_RIGHT_AREA = event("sent_to_right_area", Kind.DISCLOSURE, _("sent it to the right area"))
RECORD_DEATH = permission(
    "record_death",
    _("Record that someone died, which freezes the case"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("death_recorded", Kind.ALTERATION, _("recorded a death; the case is on hold")),
    changes=True,
)
INCIDENT_CORRECTED = event(
    "incident_corrected", Kind.ALTERATION, _("corrected the date of the incident")
)
# Of a case on hold: it changes that it is.
TAKE_BACK_DEATH = permission(
    "take_back_death",
    _("Say that a death was recorded in error, and decide on it as a second person"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("death_doubted", Kind.ALTERATION, _("said that the death was recorded in error")),
)
DEATH_TAKEN_BACK = event(
    "death_taken_back",
    Kind.ALTERATION,
    _("agreed that the death was recorded in error; the case goes on"),
)
DEATH_STANDS = event(
    "death_stands",
    Kind.ALTERATION,
    _("did not agree that the death was recorded in error; the case stays on hold"),
)
TRANSFER_CASE = permission(
    "transfer_case",
    _("Transfer a case to another area, or note where it came from"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("case_transferred", Kind.DISCLOSURE, _("transferred the case to another area")),
    changes=True,
)
TRANSFERRED_IN = event(
    "case_transferred_in", Kind.COLLECTION, _("noted that the case came from another area")
)
