"""The person who changed a row before somebody else could, for the page that shows both texts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sharing.models import AccountCorrection, Membership
from sharing.rules import ChangedBy
from sharing.work import current


def maker_of(row: Any) -> ChangedBy | None:
    """Return the person who made the present version of a row. A change that does not count, such
    as a reminder, makes no version."""
    made = row.history.filter(version=row.version).order_by("history_date").first()
    return maker_of_past(made)


def last_writer_of(row: Any) -> ChangedBy | None:
    """Return the person who last wrote a row that counts no versions."""
    return maker_of_past(row.history.first()) if row is not None else None


def maker_of_past(past: Any) -> ChangedBy | None:
    """Return the person who wrote a row of a history."""
    return changed_by(past.history_user_id, past.history_date) if past is not None else None


def last_change_of(person: UUID, row: Any = None) -> ChangedBy | None:
    """Return the person who last changed what an account says or, if it was later, the row."""
    corrections = AccountCorrection.objects.filter(user=person).order_by("-corrected_at")[:1]
    changes = [changed_by(one.corrected_by_id, one.corrected_at) for one in corrections]
    if (written := last_writer_of(row)) is not None:
        changes.append(written)
    return max(changes, key=lambda one: one.at, default=None)


def changed_by(user_id: UUID | None, at: datetime) -> ChangedBy:
    """Return the person and time as the page shows them. A person who is not in the reader's area
    has no name here, and an agency is left out if there are several."""
    actor = current().actor
    if user_id is not None and user_id == actor.user_id:
        return ChangedBy(at=at, oneself=True)
    held = Membership.objects.filter(user=user_id, agency__area=actor.area_id)
    known = list(held.order_by().values_list("user__name", "agency__name").distinct())
    if not known:
        return ChangedBy(at=at)
    (name, agency), *others = known
    return ChangedBy(at=at, name=name, agency="" if others else agency)
