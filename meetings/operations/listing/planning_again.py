"""Planning a meeting again that was called off in error."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import notices, stages
from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, Stage
from meetings.operations.listing.meetings import is_free, lock_meeting
from meetings.operations.listing.order import put_in_order
from meetings.queries.listing import cases_that_stood_on
from meetings.rules import listing as rules
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.rules import RuleBroken
from sharing.work import Work


def plan_again(*, actor: Actor, meeting_id: UUID, case_ids: Collection[UUID]) -> Meeting:
    """The meeting is planned again, and these of its former cases are back on its list. The list
    has to be published again, and the agencies' answers stand. Everybody who was told that it is
    called off is told. Observers have to be admitted again."""
    event = may.MEETING_PLANNED_AGAIN
    work = perform(actor, may.PLAN_MEETINGS, event=event)
    meeting = lock_meeting(actor=actor, meeting_id=meeting_id, event=event, called_off=True)
    rules.check_planning_again(meeting, now=clock.now())
    if not is_free(meeting.area, meeting.starts_at):
        raise RuleBroken(_("There is another meeting at this time by now."))
    cases = cases_that_stood_on(actor, meeting, lock=True)
    if set(case_ids) - {case.pk for case in cases}:
        raise RuleBroken(_("The cases have moved on meanwhile. Look at them again."))
    meeting.state, meeting.published_at = MeetingState.PLANNED, None
    meeting.called_off_at, meeting.called_off_by_id, meeting.why_called_off = None, None, ""
    meeting.version += 1
    meeting.save()
    for case in cases:
        if case.pk in case_ids:
            _bring_back(work, case, meeting)
    work.items.add(meeting.pk)
    notices.tell_of_planning_again(meeting.pk)
    return meeting


def _bring_back(work: Work, case: Case, meeting: Meeting) -> None:
    if case.stage == Stage.ACCEPTED:
        stages.move(case, Stage.LISTED, way="list_case")
    else:
        reason = _("Its meeting was called off in error, and is held after all.")
        stages.move(case, Stage.LISTED, reason=reason, way="defer")
    put_in_order(actor=work.actor, case=case, meeting=meeting)
    work.cases.add(case.pk)
