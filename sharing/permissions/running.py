"""Permissions of operators at the console, and of jobs."""

from django.utils.translation import gettext_lazy as _

from sharing.events import Kind, event
from sharing.permissions.register import Sight, permission

SEND_MAIL = permission(
    "send_mail",
    _("Mail people that something waits for them or was done to their account"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("mail_sent", Kind.ACCESS, _("sent a mail")),
    jobs={"notices"},
)
CREATE_AREA = permission(
    "create_area",
    _("Make an area, its first people and its agencies (an operator, at the console)"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("area_made", Kind.ACCESS, _("made an area with its first people")),
    jobs={"console"},
)
KEEP_VAULT = permission(
    "keep_vault",
    _("Compare the vault with its storage (an operator, at the console)"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("vault_compared", Kind.ACCESS, _("compared the vault with its storage")),
    jobs={"vault"},
)
REWRAP_KEYS = permission(
    "rewrap_keys",
    _("Put the files of the vault under the current key (an operator, at the console)"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("vault_rewrapped", Kind.ACCESS, _("put files of the vault under another key")),
    jobs={"vault"},
)
REMOVE_EXPIRED = permission(
    "remove_expired",
    _("Remove kept forms, sessions and the like when their time is over"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("expired_removed", Kind.ERASURE, _("removed what had expired")),
    jobs={"purge"},
)
