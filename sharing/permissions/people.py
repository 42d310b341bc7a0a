"""Accounts and memberships."""

from django.utils.translation import gettext_lazy as _

from sharing.events import Kind, event
from sharing.permissions.register import Sight, permission
from sharing.roles import Role

MANAGE_ACCOUNTS = permission(
    "manage_accounts",
    _("Manage accounts and memberships"),
    roles={Role.ADMINISTRATOR},
    sight=Sight.NO_CASE,
    event=event("accounts_seen", Kind.ACCESS, _("looked at accounts and memberships")),
)
DECIDE_RESETS = permission(
    "decide_resets",
    _("Agree to the reset of a second factor, or refuse it"),
    roles={Role.COORDINATOR, Role.CHAIR},
    sight=Sight.NO_CASE,
    event=event("resets_seen", Kind.ACCESS, _("looked at resets of second factors")),
)
DECIDE_MEMBERSHIPS = permission(
    "decide_memberships",
    _("Confirm a membership that takes a second person, or refuse it"),
    roles={Role.COORDINATOR, Role.CHAIR, Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("waiting_memberships_seen", Kind.ACCESS, _("looked at memberships that wait")),
    jobs={"console"},
)
