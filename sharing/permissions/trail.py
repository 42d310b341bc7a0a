"""Reading the trail, and exporting it."""

from django.utils.translation import gettext_lazy as _

from sharing.events import Kind, event
from sharing.permissions.register import Sight, permission
from sharing.roles import Role

READ_TRAIL = permission(
    "read_trail",
    _("Read the audit trail by case, person and day"),
    roles={Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("trail_read", Kind.CONSULTATION, _("read the audit trail")),
)
TRAIL_SOUGHT = event(
    "trail_sought", Kind.CONSULTATION, _("looked for the trail of a case"), is_search=True
)
READ_CASE_TRAIL = permission(
    "read_case_trail",
    _("Read who saw and changed a case"),
    roles={Role.LEAD, Role.COORDINATOR, Role.CHAIR},
    sight=Sight.EXISTENCE,
    event=event("case_trail_read", Kind.CONSULTATION, _("read who saw and changed the case")),
)
TAKE_TRAIL = permission(
    "take_trail",
    _("Take the audit trail out as CSV or PDF"),
    roles={Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("trail_taken", Kind.DISCLOSURE, _("took the audit trail out as a file")),
)
TAKE_CASE_TRAIL = permission(
    "take_case_trail",
    _("Take out who saw and changed a case, as CSV or PDF"),
    roles={Role.LEAD},
    sight=Sight.EXISTENCE,
    event=event(
        "case_trail_taken", Kind.DISCLOSURE, _("took out who saw and changed the case, as a file")
    ),
)
READ_CHANGES = permission(
    "read_changes",
    _("Read what an event changed in a case, old and new"),
    roles={Role.COORDINATOR, Role.CHAIR},
    sight=Sight.FULL,
    event=event("changes_read", Kind.CONSULTATION, _("read what was changed in the case")),
)
READ_OWN_TRAIL = permission(
    "read_own_trail",
    _("Read what one has looked at and changed oneself"),
    roles=set(Role),
    sight=Sight.NO_CASE,
    event=event("own_trail_read", Kind.CONSULTATION, _("read what they had looked at themselves")),
)
EXPORT_TRAIL = permission(
    "export_trail",
    _("Export the trail for an auditor (an operator, at the console)"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("trail_exported", Kind.DISCLOSURE, _("exported the audit trail")),
    jobs={"export"},
)
