"""The plan of a case."""

from django.utils.translation import gettext_lazy as _

from meetings.permissions.roles import KEEPERS, MEMBERS
from sharing.events import Kind, event
from sharing.permissions import Sight, permission

RECORD_ACTION = permission(
    "record_action",
    _("Record an action of the plan"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("action_recorded", Kind.COLLECTION, _("recorded an action")),
    changes=True,
)
ACTION_STRUCK = event("action_struck", Kind.ALTERATION, _("struck out an action of the plan"))
ACTION_CORRECTED = event("action_corrected", Kind.ALTERATION, _("corrected an action of the plan"))
RECORD_EARLIER_ACTION = permission(
    "record_earlier_action",
    _("Record what one’s agency did before the meeting"),
    roles=MEMBERS,
    sight=Sight.FULL,
    event=event("earlier_action_recorded", Kind.COLLECTION, _("recorded what was done already")),
    changes=True,
)
