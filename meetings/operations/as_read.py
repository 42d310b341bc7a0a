"""A case that an operation locks in the state in which its page showed it."""

from uuid import UUID

from meetings.models import Case
from meetings.queries.listing import where_it_stands
from sharing.operations.locking import lock
from sharing.queries.changed_by import maker_of
from sharing.rules import Overtaken


def lock_as_read(case_id: UUID, version: int | None) -> Case:
    """Return the locked case. Raises `Overtaken`, with where it stands now, if somebody else has
    moved it since that version was read."""
    case = lock(Case, case_id)
    if version is not None and version != case.version:
        raise Overtaken(where_it_stands(case), case.version, maker_of(case))
    return case
