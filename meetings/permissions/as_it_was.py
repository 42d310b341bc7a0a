"""What an agency could read at a moment of the past, for who may read it today."""

from django.utils.translation import gettext_lazy as _

from meetings.permissions.roles import KEEPERS, MEMBERS
from sharing.events import Kind, event
from sharing.permissions import Sight, permission

SEE_AS_IT_WAS = permission(
    "see_as_it_was",
    _("Ask what an agency could read at a moment of the past"),
    roles=MEMBERS,
    sight=Sight.NO_CASE,
    event=event(
        "as_it_was_asked",
        Kind.CONSULTATION,
        _("asked what an agency could read at a moment of the past"),
    ),
)
READ_AS_IT_WAS = permission(
    "read_as_it_was",
    _("Read what one’s own agency could read at a moment of the past"),
    roles=MEMBERS,
    sight=Sight.FULL,
    event=event(
        "as_it_was_read",
        Kind.DISCLOSURE,
        _("read what their agency could read at a moment of the past"),
    ),
)
READ_AGENCY_AS_IT_WAS = permission(
    "read_agency_as_it_was",
    _("Read what another agency could read at a moment of the past"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event(
        "agency_as_it_was_read",
        Kind.DISCLOSURE,
        _("read what another agency could read at a moment of the past"),
    ),
)
