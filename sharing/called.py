"""What rows and fields of a case are called where their old values are read, as far as their models
do not say it themselves. `meetings` adds its own at start."""

from collections.abc import Mapping

from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sharing.bases import WHERE

ROWS: dict[str, Promise] = {
    "sharing.Address": _("address"),
    "sharing.Attachment": _("attached file"),
    "sharing.CaseBases": _("lawful bases of this case"),
    "sharing.Conflict": _("conflict of interest"),
    "sharing.EmergencyAccess": _("opening in an emergency"),
    "sharing.Item": _("item"),
    "sharing.Party": _("person"),
    "sharing.Relationship": _("relationship"),
    "sharing.SafeContact": _("safe contact"),
    "sharing.SharingDecision": _("sharing decision"),
    "sharing.UnsafeToTell": _("who must not learn of it"),
    "sharing.VictimAdvocate": _("IDVA of the victim"),
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
    "scanned_at": _("scanned at"),
    "sent_at": _("sent at"),
    "submitted_at": _("submitted at"),
    "until": _("until"),
    "withdrawn_at": _("taken back at"),
}
# Of a field that holds several codes, what each stands for; by the name in the model too.
CODES: dict[str, Mapping[str, str | Promise]] = {"bases": WHERE}

# Their own pages show these, ask why and record it; of their past it only stands that they changed.
MASKED: set[str] = {"sharing.Address", "sharing.Conflict"}

# Fields whose old values say what a wall keeps from some who read the case; by the name in the
# model.
KEPT_BACK: set[str] = set()


def row_called(model: type[Model]) -> str | Promise:
    """Return what a row of the model is called."""
    return ROWS.get(model._meta.label) or model._meta.verbose_name or ""


def field_called(field: Field) -> str | Promise:
    """Return what the field is called."""
    return field.verbose_name if isinstance(field.verbose_name, Promise) else FIELDS[field.name]


def code_called(field: Field, code: object) -> str | Promise:
    """Return what a code among those that the field holds stands for; other words are
    themselves."""
    return CODES.get(field.name, {}).get(str(code), str(code))
