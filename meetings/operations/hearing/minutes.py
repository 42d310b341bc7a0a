"""Minutes, agreed and frozen."""

from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings import stages
from meetings.models import (
    Attendance,
    Case,
    CaseMinutes,
    Hearing,
    Meeting,
    MeetingState,
    Presence,
    Stage,
)
from meetings.queries.hearing.meeting import has_declared, meeting_of
from meetings.queries.hearing.not_minuted import heard_and_not_minuted
from meetings.queries.hearing.written import written_minutes
from sharing import clock
from sharing.access import perform, visible_to
from sharing.actor import Actor
from sharing.operations.locking import lock
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused, Work


def agree_minutes(*, actor: Actor, meeting_id: UUID) -> Meeting:
    """The minutes of every case that the actor may see are agreed and frozen, and the actions are
    followed up. A deputy agrees the cases that a chair has no access to, later if need be. A case
    that went to another area after it was heard stays there."""
    work = perform(actor, may.AGREE_MINUTES)
    event = may.AGREE_MINUTES.event
    if not has_declared(actor, meeting_of(actor, meeting_id, event)):
        raise Refused(Reason.NOT_DECLARED, event)
    meeting = lock(Meeting, meeting_id)
    if meeting.state not in (MeetingState.HELD, MeetingState.AGREED):
        raise RuleBroken(_("End the meeting first."))
    cases = list(
        Case.objects.select_for_update(of=("self",)).filter(
            heard_and_not_minuted(),
            visible_to(actor, may.RECORD_HEARING, "scope__"),
            meeting=meeting,
        )
    )
    if meeting.state == MeetingState.AGREED and not cases:
        raise RuleBroken(_("The minutes of this meeting are agreed already."))
    present = Attendance.objects.filter(meeting=meeting, presence=Presence.PRESENT)
    if not present.exists():
        raise RuleBroken(_("Record who was there first: the minutes name them."))
    now = clock.now()
    if meeting.state == MeetingState.HELD:
        meeting.state, meeting.agreed_at, meeting.agreed_by_id = (
            MeetingState.AGREED,
            now,
            actor.user_id,
        )
        meeting.version += 1
        meeting.save()
    for case in cases:
        case.meeting = meeting
    for case_id, content in written_minutes(cases).items():
        CaseMinutes.objects.create(
            scope_id=case_id,
            meeting=meeting,
            content=content,
            agreed_by_id=actor.person_id,
            agreed_at=now,
        )
    for case in cases:
        if case.stage == Stage.HEARD:
            stages.move(case, Stage.ACTIONS)
    work.cases.update(case.pk for case in cases)
    _keep_what_is_on_hold(work, meeting)
    return meeting


def _keep_what_is_on_hold(work: Work, meeting: Meeting) -> None:
    """The minutes of a case that was put on hold after its hearing began stay as they are now.
    Nobody agrees them unless the case comes back."""
    on_hold = Case.objects.filter(
        visible_to(work.actor, may.READ_MINUTES, "scope__"), meeting=meeting, stage=Stage.DIED
    ).select_related("meeting__protocol", "meeting__area")
    cases = list(on_hold)
    begun = Hearing.objects.filter(
        scope_id__in=[case.pk for case in cases], meeting=meeting, started_at__isnull=False
    )
    hearings = {one.scope_id: one for one in begun.filter(kept__isnull=True)}
    written = written_minutes([case for case in cases if case.pk in hearings])
    for case_id, content in written.items():
        hearings[case_id].kept = content
        hearings[case_id].save()
    work.cases.update(written)
