"""Alerts, and what raises them."""

from django.utils.translation import gettext_lazy as _

from sharing.events import Kind, event
from sharing.permissions.register import Sight, permission
from sharing.roles import Role

READ_ALERTS = permission(
    "read_alerts",
    _(
        "Read the alerts of the watch over the trail (a chair: those about a safeguarding lead, and those that no lead may know)"
    ),
    roles={Role.LEAD, Role.CHAIR},
    sight=Sight.NO_CASE,
    event=event("alerts_read", Kind.CONSULTATION, _("read the alerts of the watch")),
)
DECIDE_ALERTS = permission(
    "decide_alerts",
    _("Say of an alert about somebody else whether it is explained or a concern"),
    roles={Role.LEAD, Role.CHAIR},
    sight=Sight.NO_CASE,
    event=event("alert_decided", Kind.ALTERATION, _("decided on an alert")),
)
SET_WATCH = permission(
    "set_watch",
    _("Set what the watch looks for, and when agencies work"),
    roles={Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("watch_set", Kind.ALTERATION, _("changed what the watch looks for")),
)
RAISE_ALERTS = permission(
    "raise_alerts",
    _("Read the trail for the watch, and raise alerts"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("alert_raised", Kind.COLLECTION, _("raised an alert")),
    jobs={"watch"},
)
TELL_OF_ALERTS = permission(
    "tell_of_alerts",
    _("Mail those who decide on alerts that there is something to look at"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("alerts_told", Kind.ACCESS, _("told of alerts to look at")),
    jobs={"watch"},
)
