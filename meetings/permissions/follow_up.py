"""What becomes of actions."""

from django.utils.translation import gettext_lazy as _

from meetings.permissions.roles import MEMBERS, READERS
from sharing.events import Kind, event
from sharing.permissions import Sight, permission

LIST_ACTIONS = permission(
    "list_actions",
    _("List the actions of one’s agency, of the area, or of one’s own referrals"),
    roles=READERS,
    sight=Sight.NO_CASE,
    event=event("actions_listed", Kind.CONSULTATION, _("looked at a list of actions")),
)
SEE_ACTIONS = permission(
    "see_actions",
    _("See the actions of one’s agency, or of the area"),
    roles=READERS,
    sight=Sight.FULL,
    event=event("actions_seen", Kind.CONSULTATION, _("looked at actions")),
)
UPDATE_ACTION = permission(
    "update_action",
    _("Say how an action of one’s agency stands"),
    roles=MEMBERS,
    sight=Sight.FULL,
    event=event("action_updated", Kind.ALTERATION, _("said how an action stands")),
    changes=True,
)
REMIND_OF_ACTIONS = permission(
    "remind_of_actions",
    _("Remind agencies of their actions"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("actions_chased", Kind.ACCESS, _("reminded an agency of its actions")),
    jobs={"reminders"},
)
ACTION_ENDED = event("action_ended", Kind.ALTERATION, _("ended an action"))
