"""Which side of a case reads the text of a row. A protected address of one side is never written
where the other side reads (`docs/decisions/0034-protected-addresses.md`).

Both sides read a table that is not named here, because people who read a whole case may work with
either."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.db.models import CharField, Model, TextField

from sharing.addresses.sides import Side
from sharing.flow import case_flow
from sharing.models import AgencyKind, WhoMayRead
from sharing.models.scope import Scoped

BOTH = frozenset(Side)
NEITHER: frozenset[Side] = frozenset()

# Agencies that work for one side alone; the others meet both.
WORKS_WITH: dict[str, Side] = {
    AgencyKind.IDVA: Side.VICTIM,
    AgencyKind.REFUGE: Side.VICTIM,
    AgencyKind.PROBATION: Side.PERPETRATOR,
}


def _of_item(row: Any) -> frozenset[Side] | Collection[UUID]:
    if row.who_may_read == WhoMayRead.SHARED:
        return BOTH
    if row.who_may_read != WhoMayRead.RESTRICTED:
        return NEITHER  # its own agency alone
    # An item that names no agency is for the chair and the IDVA of this victim.
    others = [one for one in row.restricted_to if one != row.agency_id]
    return others if row.restricted_to else frozenset({Side.VICTIM})


def _of_file(row: Any) -> frozenset[Side]:
    return BOTH if row.who_may_read == WhoMayRead.SHARED else NEITHER


# By model: the sides that read a row, or the agencies, if the row names those that read it.
READERS: dict[str, Callable[[Any], frozenset[Side] | Collection[UUID]]] = {
    # Masked: readers ask for addresses one by one.
    "sharing.Address": lambda row: NEITHER,
    "sharing.Item": _of_item,
    "sharing.Attachment": _of_file,
    # Only its own agency reads why a case's bases differ. Only coordinator, chair and safeguarding
    # lead read about conflicts and emergencies.
    "sharing.CaseBases": lambda row: NEITHER,
    "sharing.Conflict": lambda row: NEITHER,
    "sharing.EmergencyAccess": lambda row: NEITHER,
}


def readers_of(row: Scoped) -> frozenset[Side] | Collection[UUID]:
    """Return the sides that read the row, or the only agencies that do."""
    if row._meta.label in case_flow().masked:
        return NEITHER
    said = READERS.get(row._meta.label)
    return said(row) if said else BOTH


def texts_of(row: Model) -> dict[str, str]:
    """Return what somebody typed into the row, by field."""
    fields = [
        one.attname
        for one in row._meta.concrete_fields
        if isinstance(one, CharField | TextField) and not one.choices
    ]
    return {name: value for name in fields if (value := getattr(row, name))}
