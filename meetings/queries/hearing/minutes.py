"""Minutes, to be read: a draft until the chair agrees them, then the copy that was frozen."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from meetings import permissions as may
from meetings.models import Case, CaseMinutes, Meeting
from meetings.queries.case import ContactStrip, contact_strips
from meetings.queries.hearing.meeting import has_declared, meeting_of, whole_minutes
from meetings.queries.hearing.written import Content, readable, written_minutes
from meetings.rules.listing import OVER
from meetings.rules.phases import HEARD
from sharing import access
from sharing.actor import Actor
from sharing.models import Scope
from sharing.reasons import Reason
from sharing.roles import Reach
from sharing.work import Refused, current

# What agencies know: for agencies on full circulation, on paper and spoken.
FROM_AGENCIES = ("information", "not_known", "spoken")


@dataclass(frozen=True)
class Minutes:
    """The minutes of one case, ready to be shown. The safe contact is that of today: the strip
    is for whoever acts on them, and an old way could be a dangerous one."""

    case: Case
    content: Content
    agreed_by: str
    agreed_at: datetime | None
    contact: ContactStrip
    withheld: bool  # what agencies shared is not in this reader's copy

    @property
    def draft(self) -> bool:
        return self.agreed_at is None

    @property
    def minutes(self) -> int | None:
        """Return how many whole minutes the hearing took, once it is over."""
        begun, ended = self.content["started_at"], self.content["ended_at"]
        return whole_minutes(begun, ended) if begun and ended else None


@dataclass(frozen=True)
class MeetingMinutes:
    """The minutes of a meeting, of the cases that this reader may read."""

    meeting: Meeting
    cases: list[Minutes]
    # Whether the reader agreed to keep the meeting confidential, as who agrees them must.
    declared: bool

    @property
    def draft(self) -> bool:
        return any(one.draft for one in self.cases)

    @property
    def to_agree(self) -> bool:
        return self.draft and self.meeting.state in OVER


def case_minutes(actor: Actor, case_id: UUID) -> Minutes | None:
    """Return the minutes of one case: the draft to those who keep them, the agreed ones to all
    who may read the case. There are none before."""
    access.require(actor, may.READ_MINUTES, case_id)
    case = Case.objects.select_related("meeting__protocol", "meeting__area").get(pk=case_id)
    found = _minutes_of(actor, [case])
    return found[0] if found else None


def case_minutes_to_print(actor: Actor, case_id: UUID) -> Minutes:
    """Return the same, for paper: of what is not there, none is made."""
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
    access.show_together(actor, may.READ_MINUTES, [one.case.pk for one in found], meeting.pk)
    return MeetingMinutes(meeting, found, has_declared(actor, meeting))


def meeting_minutes_to_print(actor: Actor, meeting_id: UUID) -> MeetingMinutes:
    """Return the same, for paper: of what is not there, none is made."""
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
        and case.stage in HEARD
        and (case.pk, case.meeting_id) not in agreed
    ]
    written = written_minutes(drafts)
    shown = [case for case in cases if case.pk in written or (case.pk, case.meeting_id) in agreed]
    contacts = contact_strips([case.pk for case in shown])
    referrers = _read_as_referrer(actor, [case.pk for case in shown])
    found = []
    for case in shown:
        one = agreed.get((case.pk, case.meeting_id)) if case.meeting_id else None
        content = readable(one.content if one else written[case.pk])
        withheld = case.pk in referrers
        if withheld:
            content |= dict.fromkeys(FROM_AGENCIES)
        by, at = (one.agreed_by.name, one.agreed_at) if one else ("", None)
        found.append(Minutes(case, content, by, at, contacts[case.pk], withheld))
    return found


def _read_as_referrer(actor: Actor, ids: list[UUID]) -> set[UUID]:
    """Return the cases that the actor reads for having referred them, and for nothing else."""
    if actor.reach is Reach.AREA:
        return set()
    guest = access.let_in(actor)
    on_circulation = Q(full_circulation__contains=[actor.agency_id])
    others = Scope.objects.filter(pk__in=ids).exclude(on_circulation | guest)
    return set(others.values_list("pk", flat=True))
