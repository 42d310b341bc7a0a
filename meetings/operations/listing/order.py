"""The running order of a meeting."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, connection

from meetings import permissions as may
from meetings.models import Case, Meeting
from meetings.operations.listing.meetings import lock_meeting
from meetings.queries.joined import children_in
from meetings.rules import listing as rules
from meetings.rules.calendar import place_of
from meetings.rules.phases import ON_LIST
from sharing.access import perform, visible_to
from sharing.actor import Actor
from sharing.unit import savepoint

_NOW = 'SET CONSTRAINTS "one_case_at_a_place_of_the_order" IMMEDIATE'
_LATER = 'SET CONSTRAINTS "one_case_at_a_place_of_the_order" DEFERRED'


def order_list(
    *, actor: Actor, meeting_id: UUID, case_ids: Sequence[UUID], shown: str | None = None
) -> None:
    """The cases of the meeting are heard in this order. `shown` is the mark of the order from which
    it was made, if a page showed one."""
    work = perform(actor, may.PLAN_MEETINGS, event=may.LIST_ORDERED)
    meeting = lock_meeting(actor=actor, meeting_id=meeting_id, event=may.LIST_ORDERED)
    cases = {case.pk: case for case in cases_of(actor=actor, meeting=meeting)}
    rules.check_order(meeting, case_ids, list(cases), shown)
    write_order([cases[one] for one in case_ids])
    work.cases.update(cases)
    work.items.add(meeting.pk)


def cases_of(*, actor: Actor, meeting: Meeting) -> list[Case]:
    """Return the cases on the list that the actor may put in order, locked and in their order."""
    return list(
        Case.objects.select_for_update(of=("self",))
        .filter(
            visible_to(actor, may.LIST_CASE, "scope__"),
            meeting=meeting,
            stage__in=ON_LIST,
            position__isnull=False,
        )
        .order_by("position")
    )


def write_order(cases: Sequence[Case]) -> None:
    """The cases share out their own places in this order. No other place changes, so that a case
    which the actor cannot see keeps its place."""
    places = sorted(case.position for case in cases if case.position is not None)
    for case, place in zip(cases, places, strict=True):
        if case.position != place:
            case.position = place
            case.save()


def put_in_order(*, actor: Actor, case: Case, meeting: Meeting) -> None:
    """The case is on the list of the meeting: if it has children, named by any of its referrals,
    after the last such case, otherwise at the end."""
    others = cases_of(actor=actor, meeting=meeting)
    put_at_end(case, meeting)
    listed = [other.pk for other in others]
    place = place_of(case.pk, listed, children_in([case.pk, *listed]))
    write_order([*others[:place], case, *others[place:]])


def put_at_end(case: Case, meeting: Meeting) -> None:
    """The case is at the end of the meeting's list. A case that a conflict of interest hides from
    the actor may follow the last one that they see, so the database says which place is free."""
    case.meeting = meeting
    listed = Case.objects.unscoped("a free place among all that the wall shows, and no row of it")
    last = listed.filter(meeting=case.meeting).order_by("-position").first()
    case.position = (last.position or 0) + 1 if last else 1
    while not _keeps_place(case):
        case.position += 1


def _keeps_place(case: Case) -> bool:
    try:
        with savepoint(), connection.cursor() as cursor:
            case.save()
            cursor.execute(_NOW)
            cursor.execute(_LATER)
    except IntegrityError:
        return False
    return True
