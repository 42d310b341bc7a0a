"""What rows and fields of a case are called where their old values are read, as far as their models
do not say it themselves. `meetings` adds its own at start."""

from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROWS: dict[str, Promise] = {
    "sharing.Address": _("address"),
    "sharing.Conflict": _("conflict of interest"),
    "sharing.EmergencyAccess": _("opening in an emergency"),
    "sharing.Item": _("item"),
    "sharing.Party": _("person"),
    "sharing.Relationship": _("relationship"),
    "sharing.SafeContact": _("safe contact"),
    "sharing.SharingDecision": _("sharing decision"),
    "sharing.UnsafeToTell": _("who must not learn of it"),
}
# By the name in the model.
FIELDS: dict[str, Promise] = {
    "decided_at": _("decided at"),
    "ended_on": _("ended on"),
    "opened_at": _("opened at"),
    "opening_event": _("event of the opening"),
    "request_id": _("research request"),
    "restricted_to": _("for these agencies alone"),
    "reviewed_at": _("reviewed at"),
    "submitted_at": _("submitted at"),
    "until": _("until"),
    "withdrawn_at": _("taken back at"),
}


def row_called(model: type[Model]) -> str | Promise:
    """Return what a row of the model is called."""
    return ROWS.get(model._meta.label) or model._meta.verbose_name or ""


def field_called(field: Field) -> str | Promise:
    """Return what the field is called."""
    return field.verbose_name if isinstance(field.verbose_name, Promise) else FIELDS[field.name]
