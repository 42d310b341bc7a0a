"""A case comes to a meeting, leaves it, or waits for a later one."""

from uuid import UUID

from meetings import notices, stages
from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, Stage
from meetings.operations.listing.meetings import lock_meeting
from meetings.operations.listing.order import put_in_order
from meetings.operations.listing.publishing import ask_agencies
from meetings.rules import listing as rules
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.operations.locking import lock
from sharing.work import Work


def list_case(*, actor: Actor, case_id: UUID, meeting_id: UUID) -> Case:
    """The case is on the list of the meeting, cases with children first. Where the list is out
    already, agencies are asked about it at once."""
    work = perform(actor, may.LIST_CASE, case_id)
    meeting = lock_meeting(actor=actor, meeting_id=meeting_id, event=may.LIST_CASE.event)
    case = lock(Case, case_id)
    rules.check_open(meeting, now=clock.now())
    stages.move(case, Stage.LISTED)
    _come_to(work, case, meeting)
    return case


def take_off_list(*, actor: Actor, case_id: UUID) -> Case:
    """The case is accepted and on no meeting."""
    work = perform(actor, may.LIST_CASE, case_id, event=may.CASE_TAKEN_OFF)
    case = lock(Case, case_id)
    if case.meeting_id:
        work.items.add(case.meeting_id)
    case.meeting = case.position = None
    stages.move(case, Stage.ACCEPTED)
    return case


def defer_case(*, actor: Actor, case_id: UUID, to_meeting_id: UUID, reason: str) -> Case:
    """The case waits for that later meeting, with the reason; what agencies said of it stays."""
    work = perform(actor, may.LIST_CASE, case_id, event=may.CASE_DEFERRED)
    meeting = lock_meeting(actor=actor, meeting_id=to_meeting_id, event=may.CASE_DEFERRED)
    case = lock(Case, case_id)
    rules.check_open(meeting, now=clock.now(), field="to_meeting_id")
    rules.check_deferral(case, meeting, reason)
    case.deferrals += 1
    stages.move(case, Stage.LISTED, reason=reason.strip())
    _come_to(work, case, meeting)
    return case


def _come_to(work: Work, case: Case, meeting: Meeting) -> None:
    put_in_order(actor=work.actor, case=case, meeting=meeting)
    work.items.add(meeting.pk)
    if meeting.state == MeetingState.PUBLISHED:
        work.note(may.RESEARCH_ASKED)
        notices.tell_of_list(meeting.pk, ask_agencies(work, case))
