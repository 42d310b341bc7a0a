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
from meetings.queries.hearing.written import stamps_of, written_minutes
from meetings.rules.minutes import Stamps, check_as_shown
from sharing import clock
from sharing.access import perform, visible_to
from sharing.actor import Actor
from sharing.operations.locking import lock
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused, Work


def agree_minutes(*, actor: Actor, meeting_id: UUID, shown: Stamps | None = None) -> Meeting:
    """The minutes of every case that the actor may see are agreed and frozen, and the actions are
    followed up. A deputy agrees the cases that a chair has no access to, later if need be. A case
    that went to another area after it was heard stays there. `shown` are the marks of what the
    page showed: if anything else would be frozen, nothing is agreed."""
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
    for case in cases:
        case.meeting = meeting
    on_hold = _on_hold_to_keep(work, meeting)
    kept = written_minutes(case for case, _hearing in on_hold)
    written = written_minutes(cases)
    if shown is not None:
        changed = shown.changed(stamps_of(written | kept))
        every = (*cases, *(case for case, _hearing in on_hold))
        check_as_shown(case.reference for case in every if case.pk in changed)
    now = clock.now()
    if meeting.state == MeetingState.HELD:
        meeting.state, meeting.agreed_at, meeting.agreed_by_id = (
            MeetingState.AGREED,
            now,
            actor.user_id,
        )
        meeting.version += 1
        meeting.save()
    for case_id, content in written.items():
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
    for case, hearing in on_hold:
        hearing.kept = kept[case.pk]
        hearing.save()
    work.cases.update(written, kept)
    return meeting


def _on_hold_to_keep(work: Work, meeting: Meeting) -> list[tuple[Case, Hearing]]:
    """Return the cases that were put on hold after their hearing began, whose minutes stay as they
    are now. Nobody agrees them unless the case comes back."""
    on_hold = Case.objects.filter(
        visible_to(work.actor, may.READ_MINUTES, "scope__"), meeting=meeting, stage=Stage.DIED
    ).select_related("meeting__protocol", "meeting__area")
    cases = list(on_hold)
    begun = Hearing.objects.filter(
        scope_id__in=[case.pk for case in cases], meeting=meeting, started_at__isnull=False
    )
    hearings = {one.scope_id: one for one in begun.filter(kept__isnull=True)}
    return [(case, hearings[case.pk]) for case in cases if case.pk in hearings]
