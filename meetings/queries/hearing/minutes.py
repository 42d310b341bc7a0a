"""Minutes to read: a draft until the chair agrees them, then the frozen copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from meetings import permissions as may
from meetings.models import Case, CaseMinutes, Hearing, Meeting, MeetingState, Stage
from meetings.queries.contact import ContactStrip, contact_strips
from meetings.queries.hearing.meeting import has_declared, meeting_of, whole_minutes
from meetings.queries.hearing.not_heard import NotHeard, not_heard
from meetings.queries.hearing.not_minuted import STILL_OPEN, TO_MINUTE
from meetings.queries.hearing.recorded import RECORDED_IN
from meetings.queries.hearing.since_read_back import changed_since_read_back
from meetings.queries.hearing.written import Content, readable, stamps_of, written_minutes
from meetings.queries.repeats import say_repeats
from meetings.rules.listing import OVER
from meetings.rules.minutes import Stamps
from meetings.rules.phases import HEARD
from sharing import access
from sharing.actor import Actor
from sharing.models import Scope
from sharing.reasons import Reason
from sharing.roles import Reach, Role
from sharing.watch.names import note_shown
from sharing.work import Refused, current

# What agencies know: for agencies on full circulation, on paper and spoken.
FROM_AGENCIES = ("information", "not_known", "not_known_before", "silent", "spoken")


@dataclass(frozen=True)
class Minutes:
    """The minutes of one case, ready to be shown. They show today's safe contact, because people
    act on them, and an old way of contact could be dangerous."""

    case: Case
    content: Content
    agreed_by: str
    agreed_at: datetime | None
    contact: ContactStrip
    withheld: bool  # whether this reader's copy leaves out what agencies shared
    stamp: str = ""  # of a draft: the mark of what would be frozen
    since_read_back: Sequence[str] = ()  # of a draft: what was changed in the plan after that

    @property
    def draft(self) -> bool:
        return self.agreed_at is None

    @property
    def on_hold_since(self) -> datetime | None:
        """Return since when the case is on hold, if its minutes were not agreed before that."""
        return self.case.stage_since if self.draft and self.case.stage == Stage.DIED else None

    @property
    def to_read_back(self) -> bool:
        """Return whether the case came back from a hold after its meeting, not heard to its end."""
        return self.draft and self.case.stage == Stage.HEARING

    @property
    def is_correctable(self) -> bool:
        """Return whether it is a draft that can still be put right."""
        return self.draft and self.case.stage in RECORDED_IN

    @property
    def minutes(self) -> int | None:
        """Return how many whole minutes the hearing took, once it is over."""
        begun, ended = self.content["started_at"], self.content["ended_at"]
        return whole_minutes(begun, ended) if begun and ended else None


@dataclass(frozen=True)
class MeetingMinutes:
    """The minutes of a meeting, for the cases that this reader may read."""

    meeting: Meeting
    cases: list[Minutes]
    # Whether the reader agreed to keep the meeting confidential, as a person who agrees minutes
    # must.
    declared: bool
    not_heard: list[NotHeard]

    @property
    def stamps(self) -> Stamps:
        """Return the marks of what would be frozen, as this page shows it."""
        return Stamps({one.case.pk: one.stamp for one in self.cases if one.stamp})

    @property
    def draft(self) -> bool:
        """Return whether something is still to be agreed. A case on hold no longer counts once the
        minutes of the others are agreed."""
        waits = any(one.draft and one.case.stage in STILL_OPEN for one in self.cases)
        return waits or (bool(self.cases) and self.meeting.state != MeetingState.AGREED)

    @property
    def to_agree(self) -> bool:
        """Return whether the chair can agree them now, even if every case is on hold."""
        waits = any(one.draft and one.case.stage in TO_MINUTE for one in self.cases)
        on_hold = any(one.on_hold_since for one in self.cases)
        held = self.meeting.state == MeetingState.HELD
        return (waits and self.meeting.state in OVER) or (on_hold and held)


def case_minutes(actor: Actor, case_id: UUID) -> Minutes | None:
    """Return the minutes of one case: the draft to those who keep them, the agreed ones to
    everybody who may read the case, and None before that."""
    access.expect(actor, may.READ_MINUTES, case_id)
    case = Case.objects.select_related("meeting__protocol", "meeting__area").get(pk=case_id)
    found = _minutes_of(actor, [case])
    if not found:
        access.require(actor, may.VIEW_CASE, case_id, event=may.MINUTES_SOUGHT)
        return None
    access.require(actor, may.READ_MINUTES, case_id)
    return found[0]


def case_minutes_to_print(actor: Actor, case_id: UUID) -> Minutes:
    """Return the same for paper. Raises `Refused` if there are none."""
    found = case_minutes(actor, case_id)
    if found is None:
        raise Refused(Reason.NOTHING_THERE, may.READ_MINUTES.event, case_id)
    _note_paper()
    return found


def meeting_minutes(actor: Actor, meeting_id: UUID) -> MeetingMinutes:
    """Return the minutes of all cases of a meeting that the actor may read, in their order."""
    event = may.READ_MINUTES.event
    access.require(actor, may.SEE_MEETINGS)
    meeting = meeting_of(actor, meeting_id, event)
    cases = list(
        Case.objects.filter(
            access.visible_to(actor, may.READ_MINUTES, "scope__"), meeting=meeting
        ).select_related("meeting__protocol", "meeting__area")
    )
    found = _minutes_of(actor, cases)
    if found:
        access.show_together(actor, may.READ_MINUTES, [one.case.pk for one in found], meeting.pk)
    return MeetingMinutes(meeting, found, has_declared(actor, meeting), not_heard(actor, meeting))


def meeting_minutes_to_print(actor: Actor, meeting_id: UUID) -> MeetingMinutes:
    """Return the same for paper. Raises `Refused` if there are none."""
    found = meeting_minutes(actor, meeting_id)
    if not found.cases:
        raise Refused(Reason.NOTHING_THERE, may.READ_MINUTES.event)
    _note_paper()
    return found


def _note_paper() -> None:
    current().note(may.MINUTES_PRINTED)


def _minutes_of(actor: Actor, cases: list[Case]) -> list[Minutes]:
    frozen = CaseMinutes.objects.filter(scope__in=[case.pk for case in cases])
    agreed = {(one.scope_id, one.meeting_id): one for one in frozen.select_related("agreed_by")}
    current().items.update(one.pk for one in agreed.values())
    drafts = [
        case
        for case in cases
        if actor.role in may.KEEPERS
        and (case.stage in HEARD or _left_in_the_room(case))
        and (case.pk, case.meeting_id) not in agreed
    ]
    # One on hold is in them where the meeting began to hear it.
    stages = {case.pk: case.stage for case in drafts}
    now = {
        case_id: content
        for case_id, content in written_minutes(drafts).items()
        if stages[case_id] != Stage.DIED or content["started_at"]
    }
    stamps, later = stamps_of(now).by_case, changed_since_read_back(now)
    written = now | _kept(drafts)
    shown = [case for case in cases if case.pk in written or (case.pk, case.meeting_id) in agreed]
    contacts = contact_strips([case.pk for case in shown])
    referrers = _read_as_referrer(actor, [case.pk for case in shown])
    copies = {case.pk: agreed.get((case.pk, case.meeting_id)) for case in shown if case.meeting_id}
    said = say_repeats(
        {
            case.pk: copy.content if (copy := copies.get(case.pk)) else written[case.pk]
            for case in shown
        }
    )
    found = []
    for case in shown:
        one, content = copies.get(case.pk), readable(said[case.pk])
        withheld = case.pk in referrers
        if withheld:
            content |= dict.fromkeys(FROM_AGENCIES)
            # Nor whom and what only the referral of somebody else may name.
            for name in ("people", "grounds", "referred_by"):
                content[name] = [one for one in content.get(name, []) if not one.get("named_in")]
            _forget_joined(content)
        names = (person["name"].rpartition(" ") for person in content.get("people", []))
        note_shown(current(), [(given, family) for given, _space, family in names])
        by, at = (one.agreed_by.name, one.agreed_at) if one else ("", None)
        stamp = stamps.get(case.pk, "")
        since = later.get(case.pk, ())
        found.append(Minutes(case, content, by, at, contacts[case.pk], withheld, stamp, since))
    return found


def _kept(drafts: list[Case]) -> dict[UUID, Content]:
    """Return the minutes of cases on hold as they were kept when those of the others were
    agreed."""
    on_hold = {case.pk: case.meeting_id for case in drafts if case.stage == Stage.DIED}
    hearings = Hearing.objects.filter(scope_id__in=on_hold, kept__isnull=False)
    return {
        one.scope_id: one.kept
        for one in hearings
        if one.kept is not None and one.meeting_id == on_hold[one.scope_id]
    }


def _forget_joined(content: Content) -> None:
    """Leave out the person whom an action is for, or whom the plan leaves out, if only a joined
    referral names them, and what was recorded for such a referral."""
    for action in content["actions"]:
        if action.get("party_joined"):
            action["party"] = ""
    for name in ("wishes", "children"):
        content[name] = [one for one in content[name] if not one.get("recorded_for")]
    for name in ("plan_gaps", "left_out_since"):
        content[name] = [one for one in content.get(name, []) if not one["joined"]]
    if not content["plan_gaps"]:
        content["plan_gap_reason"] = ""


def _left_in_the_room(case: Case) -> bool:
    over = case.meeting is not None and case.meeting.state in OVER
    return over and case.stage == Stage.HEARING


def _read_as_referrer(actor: Actor, ids: list[UUID]) -> set[UUID]:
    """Return the cases that the actor reads only because they referred them: for a referrer, all of
    their cases, whatever their agency reads."""
    if actor.reach is Reach.AREA:
        return set()
    if actor.role is Role.REFERRER:
        return set(ids)
    guest = access.let_in(actor)
    on_circulation = Q(full_circulation__contains=[actor.agency_id])
    others = Scope.objects.filter(pk__in=ids).exclude(on_circulation | guest)
    return set(others.values_list("pk", flat=True))
