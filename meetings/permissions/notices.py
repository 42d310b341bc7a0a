"""Notices by mail."""

from django.utils.translation import gettext_lazy as _

from sharing.events import Kind, event
from sharing.permissions import Sight, permission

NOTICE_SENT = permission(
    "send_notice",
    _("Send notices, which hold nothing personal"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("notice_sent", Kind.DISCLOSURE, _("sent a notice"), is_notice=True),
    jobs={"notices"},
)
