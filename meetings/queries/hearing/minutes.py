"""Minutes: made from what was recorded and shared, as a draft until the chair agrees them; then
read from the copy that was frozen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_date, parse_datetime

from meetings import permissions as may
from meetings.models import (
    Action,
    Case,
    CaseMinutes,
    ForWhom,
    Hearing,
    Meeting,
    Presence,
    Voice,
)
from meetings.queries.actions import Plan, plans_of
from meetings.queries.case import ContactStrip, contact_strips
from meetings.queries.hearing.information import Information, information_by_case
from meetings.queries.hearing.meeting import (
    PresenceRow,
    has_declared,
    meeting_of,
    presence_rows,
)
from meetings.rules.listing import OVER
from meetings.rules.phases import HEARD
from sharing import access
from sharing.actor import Actor
from sharing.models import Nature, Party, PartyRole, Scope
from sharing.queries.conflicts import people_who_stepped_out
from sharing.reasons import Reason
from sharing.roles import Reach
from sharing.work import Refused, current

Content = dict[str, Any]

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
    _note_paper(actor)
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
    access.show(actor, may.READ_MINUTES, [one.case.pk for one in found])
    return MeetingMinutes(meeting, found, has_declared(actor, meeting))


def meeting_minutes_to_print(actor: Actor, meeting_id: UUID) -> MeetingMinutes:
    """Return the same, for paper: of what is not there, none is made."""
    found = meeting_minutes(actor, meeting_id)
    if not found.cases:
        raise Refused(Reason.NOTHING_THERE, may.READ_MINUTES.event)
    _note_paper(actor)
    return found


def _note_paper(actor: Actor) -> None:
    current().note(may.MINUTES_PRINTED)
    current().recipient_id = actor.agency_id


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
        content = _readable(one.content if one else written[case.pk])
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


def written_minutes(cases: Iterable[Case]) -> dict[UUID, Content]:
    """Return what the minutes of cases say, made from what was recorded and shared. Names are
    written out, as the copy that is frozen must not change with them."""
    cases = [case for case in cases if case.meeting is not None]
    ids = [case.pk for case in cases]
    information, plans = information_by_case(cases), plans_of(cases)
    hearings = {
        (one.scope_id, one.meeting_id): one for one in Hearing.objects.filter(scope__in=ids)
    }
    people: dict[UUID, list[Party]] = {}
    for party in Party.objects.filter(scope__in=ids, ended_on__isnull=True):
        people.setdefault(party.scope_id, []).append(party)
    presence = {
        meeting.pk: presence_rows(meeting)
        for meeting in {case.meeting for case in cases if case.meeting}
    }
    stepped_out = people_who_stepped_out(ids)
    return {
        case.pk: _content(
            case,
            hearings.get((case.pk, case.meeting_id)),
            people.get(case.pk, []),
            presence[case.meeting_id],
            stepped_out.get(case.pk, 0),
            information[case.pk],
            plans[case.pk],
        )
        for case in cases
        if case.meeting_id
    }


def _content(
    case: Case,
    hearing: Hearing | None,
    people: list[Party],
    presence: list[PresenceRow],
    stepped_out: int,
    information: Information,
    plan: Plan,
) -> Content:
    said = hearing or Hearing()
    assessment = information.assessment
    return {
        "reference": case.reference,
        "started_at": _moment(said.started_at),
        "ended_at": _moment(said.ended_at),
        "presented_by": said.presented_by,
        "summary": said.summary,
        "spoken": said.spoken,
        "risks": said.risks,
        "protective": said.protective,
        "decisions": said.decisions,
        "plan_gap_reason": said.plan_gap_reason,
        "people": [
            {"role": one.role, "name": one.full_name, "born_on": _day(one.born_on)}
            for one in people
        ],
        "checklist": {
            "ticks": information.ticks,
            "not_known": information.not_known_ticks,
            "tool": assessment.tool,
            "on": _day(assessment.assessed_on),
        }
        if assessment
        else None,
        "wishes": [_voice(one) for one in information.wishes],
        "children": [_voice(one) for one in information.children],
        "information": [
            {
                "agency": one.agency.name,
                "items": [
                    {
                        "nature": item.nature,
                        "text": item.text,
                        "about": item.about.full_name if item.about else "",
                        "source": item.source,
                        "period": item.period,
                    }
                    for item in one.items
                ],
            }
            for one in information.by_agency
        ],
        "not_known": information.not_known,
        "actions": [_action(one) for one in plan.actions],
        "done_before": [_action(one) for one in plan.earlier],
        "outcome": {
            "who": plan.outcome.who,
            "way": plan.outcome.way,
            "by": _day(plan.outcome.by),
        }
        if plan.outcome
        else None,
        "present": [
            {"agency": row.agency.name, "who": row.who}
            for row in presence
            if row.presence == Presence.PRESENT
        ],
        "apologies": [
            {"agency": row.agency.name, "sent": row.presence == Presence.SENT}
            for row in presence
            if row.presence in (Presence.APOLOGIES, Presence.SENT)
        ],
        "absent": [row.agency.name for row in presence if row.presence == Presence.ABSENT],
        "stepped_out": stepped_out,
    }


def _voice(voice: Voice) -> Content:
    return {
        "role": voice.party.role,
        "name": voice.party.given_name or voice.party.full_name,
        "text": voice.wishes,
        "heard_by": voice.heard_by,
        "heard_on": _day(voice.heard_on),
    }


def _action(action: Action) -> Content:
    return {
        "agency": action.agency.name,
        "owner": action.owner,
        "what": action.what,
        "for_whom": action.for_whom,
        "party": action.party.given_name if action.party else "",
        "due_on": _day(action.due_on),
        "ended_on": _day(action.ended_on),
        "result": action.result,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


ROLES = dict(PartyRole.choices) | dict(ForWhom.choices)
NATURES = dict(Nature.choices)
DAYS = ("born_on", "on", "heard_on", "by", "due_on", "ended_on")
MOMENTS = ("started_at", "ended_at")


def _readable(stored: Any) -> Any:
    """Return what was kept with its dates as dates and its codes with their words."""
    if isinstance(stored, list):
        return [_readable(one) for one in stored]
    if not isinstance(stored, dict):
        return stored
    shown = {name: _readable(value) for name, value in stored.items()}
    for name in DAYS:
        if stored.get(name):
            shown[name] = parse_date(stored[name])
    for name in MOMENTS:
        if stored.get(name):
            shown[name] = parse_datetime(stored[name])
    for name, words in (("role", ROLES), ("for_whom", ROLES), ("nature", NATURES)):
        if name in stored:
            shown[f"{name}_label"] = words.get(stored[name], "") if stored[name] else ""
    return shown
