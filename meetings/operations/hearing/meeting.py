"""The meeting itself: opening and ending it, who is there, and their promise to keep it
confidential."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Attendance, Declaration, Meeting, MeetingState, Presence
from meetings.queries.hearing.meeting import (
    can_declare,
    meeting_of,
    running_order,
)
from meetings.queries.hearing.presence import presence_rows
from meetings.rules.listing import check_not_called_off
from meetings.rules.phases import WAITS
from meetings.rules.planning import check_begins
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.events import Event
from sharing.models import Membership
from sharing.operations.locking import lock
from sharing.queries.changed_by import maker_of
from sharing.rules import Overtaken, RuleBroken


def lock_to_run(actor: Actor, meeting_id: UUID, event: Event) -> Meeting:
    """Return a meeting of the actor's area, locked until the unit ends."""
    meeting_of(actor, meeting_id, event)
    meeting = lock(Meeting, meeting_id)
    check_not_called_off(meeting)
    return meeting


def open_meeting(*, actor: Actor, meeting_id: UUID, sure: bool = False) -> Meeting:
    """The meeting is under way, and its cases can be heard. `sure` confirms that it opens before
    its day."""
    perform(actor, may.RUN_MEETING)
    meeting = lock_to_run(actor, meeting_id, may.RUN_MEETING.event)
    if meeting.state == MeetingState.PLANNED:
        raise RuleBroken(_("Publish the list of this meeting first."))
    if meeting.state != MeetingState.PUBLISHED:
        raise RuleBroken(_("This meeting was opened already."))
    check_begins(meeting.starts_at, today=clock.today(), sure=sure)
    meeting.state, meeting.started_at = MeetingState.RUNNING, clock.now()
    meeting.nothing_recorded = True
    meeting.version += 1
    meeting.save()
    return meeting


def take_opening_back(*, actor: Actor, meeting_id: UUID) -> Meeting:
    """The opening of a meeting in which nothing was recorded is taken back: its list is out, as
    before. A refusal is worded so that it tells nobody of a case that is walled off."""
    perform(actor, may.RUN_MEETING, event=may.OPENING_TAKEN_BACK)
    meeting = lock_to_run(actor, meeting_id, may.OPENING_TAKEN_BACK)
    if meeting.state != MeetingState.RUNNING:
        raise RuleBroken(_("This meeting is not under way."))
    if not meeting.nothing_recorded:
        raise RuleBroken(
            _(
                "Somebody recorded or saved something since this meeting was opened, so its "
                "opening stands."
            )
        )
    meeting.state, meeting.started_at = MeetingState.PUBLISHED, None
    meeting.nothing_recorded = False
    meeting.version += 1
    meeting.save()
    return meeting


def opening_stands(meeting_id: UUID) -> None:
    """Something is recorded in the meeting, so its opening can no longer be taken back. The version
    stays, because nothing changes that somebody reads or writes."""
    meeting = lock(Meeting, meeting_id)
    if meeting.nothing_recorded:
        meeting.nothing_recorded = False
        meeting.save()


def record_presence(
    *,
    actor: Actor,
    meeting_id: UUID,
    presences: Mapping[UUID, tuple[str, str]],
    version: int | None = None,
) -> Meeting:
    """The record keeps for these agencies whether they are there and who came for them."""
    perform(actor, may.RUN_MEETING, event=may.PRESENCE_RECORDED)
    meeting = lock_to_run(actor, meeting_id, may.PRESENCE_RECORDED)
    if meeting.state == MeetingState.AGREED:
        raise RuleBroken(
            _("The minutes of this meeting are agreed, so presence is no longer changed.")
        )
    rows = {row.agency.pk: row for row in presence_rows(meeting)}
    if version is not None and version != meeting.version:
        theirs: dict[str, object] = {}
        for agency_id, row in rows.items():
            if presences.get(agency_id, ("", "")) != (row.presence, row.who):
                theirs |= {f"presence_{agency_id}": row.presence, f"who_{agency_id}": row.who}
        raise Overtaken(theirs, meeting.version, maker_of(meeting))
    known = {one.agency_id: one for one in Attendance.objects.filter(meeting=meeting)}
    for agency_id, (presence, who) in presences.items():
        if agency_id not in rows:
            raise RuleBroken(_("Choose agencies of this area."))
        one = known.get(agency_id) or Attendance(meeting=meeting, agency_id=agency_id)
        if (one.presence, one.who) != (presence, who.strip()):
            one.presence, one.who = Presence(presence), who.strip()
            one.save()
    meeting.nothing_recorded = False
    meeting.version += 1
    meeting.save()
    return meeting


def declare(*, actor: Actor, meeting_id: UUID) -> None:
    """The actor has agreed, once for this meeting, to keep it confidential."""
    perform(actor, may.DECLARE)
    meeting = meeting_of(actor, meeting_id, may.DECLARE.event)
    _check_declarable(actor, meeting)
    Declaration.objects.get_or_create(
        meeting=meeting,
        user_id=actor.person_id,
        defaults={"name": actor.name, "declared_at": clock.now()},
    )


def declare_for(*, actor: Actor, meeting_id: UUID, name: str) -> Declaration:
    """The record keeps that somebody without an account, in the room, agreed to keep it
    confidential."""
    perform(actor, may.RUN_MEETING, event=may.DECLARED_FOR)
    meeting = meeting_of(actor, meeting_id, may.DECLARED_FOR)
    _check_declarable(actor, meeting)
    return Declaration.objects.create(meeting=meeting, name=name.strip(), declared_at=clock.now())


def _check_declarable(actor: Actor, meeting: Meeting) -> None:
    check_not_called_off(meeting)
    if meeting.state == MeetingState.PLANNED:
        raise RuleBroken(_("The list of this meeting is not out yet."))
    if not can_declare(actor, meeting):
        raise RuleBroken(_("This meeting is over and its minutes are agreed."))


def end_meeting(*, actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting was held: each of its cases was heard, or moved to another meeting."""
    work = perform(actor, may.RUN_MEETING, event=may.MEETING_ENDED)
    meeting = lock_to_run(actor, meeting_id, may.MEETING_ENDED)
    if meeting.state != MeetingState.RUNNING:
        raise RuleBroken(_("This meeting is not under way."))
    order = running_order(actor, meeting)
    work.cases.update(place.case.pk for place in order)
    left = [place.case.reference for place in order if place.case.stage in WAITS]
    if left:
        raise RuleBroken(
            _("Not heard or moved to another meeting yet: %(references)s.")
            % {"references": ", ".join(left)}
        )
    meeting.state, meeting.ended_at = MeetingState.HELD, clock.now()
    meeting.version += 1
    meeting.save()
    end_admissions(meeting)
    return meeting


def end_admissions(meeting: Meeting) -> None:
    """The memberships of the meeting's observers end today at the latest."""
    later = Membership.objects.filter(admitted_to=meeting.pk, ends_on__gt=clock.today())
    for membership in later.select_for_update():
        membership.ends_on = clock.today()
        membership.save()
