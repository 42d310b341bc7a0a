"""How a case comes to a meeting, leaves it, or moves to another one."""

from uuid import UUID

from meetings import notices, stages
from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, Stage
from meetings.operations.as_read import lock_as_read
from meetings.operations.listing.meetings import lock_meeting
from meetings.operations.listing.order import put_in_order
from meetings.operations.listing.publishing import ask_agencies
from meetings.rules import listing as rules
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.work import Work


def list_case(*, actor: Actor, case_id: UUID, meeting_id: UUID, version: int | None = None) -> Case:
    """The accepted case is on the list of this meeting, on which cases with children come first. If
    the list is already out, agencies are asked about the case at once.

    Raises `Overtaken` if somebody else has moved the case since that version was read."""
    work = perform(actor, may.LIST_CASE, case_id)
    meeting = lock_meeting(actor=actor, meeting_id=meeting_id, event=may.LIST_CASE.event)
    case = lock_as_read(case_id, version)
    rules.check_open(meeting, now=clock.now())
    stages.move(case, Stage.LISTED, way="list_case")
    _come_to(work, case, meeting)
    return case


def take_off_list(*, actor: Actor, case_id: UUID, version: int | None = None) -> Case:
    """The case is accepted and on no meeting."""
    work = perform(actor, may.LIST_CASE, case_id, event=may.CASE_TAKEN_OFF)
    case = lock_as_read(case_id, version)
    if case.meeting_id:
        work.items.add(case.meeting_id)
    stages.move(case, Stage.ACCEPTED, off_the_list=True)
    return case


def defer_case(
    *,
    actor: Actor,
    case_id: UUID,
    to_meeting_id: UUID,
    reason: str,
    version: int | None = None,
) -> Case:
    """The case has moved to that meeting, with the reason, and the agencies' answers stay. Only a
    move to a later meeting counts as a deferral."""
    work = perform(actor, may.LIST_CASE, case_id, event=may.CASE_DEFERRED)
    meeting = lock_meeting(actor=actor, meeting_id=to_meeting_id, event=may.CASE_DEFERRED)
    case = lock_as_read(case_id, version)
    rules.check_open(meeting, now=clock.now(), field="to_meeting_id")
    rules.check_deferral(case, meeting, reason)
    case.deferrals += rules.is_later(rules.meeting_of(case), meeting)
    stages.move(case, Stage.LISTED, reason=reason.strip(), way="defer")
    _come_to(work, case, meeting)
    return case


def _come_to(work: Work, case: Case, meeting: Meeting) -> None:
    put_in_order(actor=work.actor, case=case, meeting=meeting)
    work.items.add(meeting.pk)
    if meeting.state == MeetingState.PUBLISHED:
        work.note(may.RESEARCH_ASKED)
        notices.tell_of_list(meeting.pk, {case.pk: ask_agencies(work, case)})
