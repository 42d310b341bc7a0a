"""The content of a case's minutes, made from what was recorded and shared."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime

from meetings.models import Action, Case, ForWhom, Ground, Hearing, Presence
from meetings.queries.actions import Plan, plans_of
from meetings.queries.hearing.information import Information, information_by_case
from meetings.queries.hearing.named import NamedIn, named_in
from meetings.queries.hearing.observers import who_observed
from meetings.queries.hearing.presence import PresenceRow, in_the_room, presence_rows
from meetings.queries.people import Heard
from meetings.queries.voices import Spoken
from meetings.rules.minutes import Stamps
from meetings.rules.outcome import has_no_safe_way
from meetings.rules.plan import said_of
from sharing import encryption
from sharing.models import Nature, Party, PartyRole
from sharing.queries.conflicts import people_who_stepped_out

Content = dict[str, Any]


def written_minutes(cases: Iterable[Case]) -> dict[UUID, Content]:
    """Return the content of the cases' minutes, made from what was recorded and shared. Names are
    written out, because the frozen copy must not change with them."""
    cases = [case for case in cases if case.meeting is not None]
    ids = [case.pk for case in cases]
    information, plans = information_by_case(cases), plans_of(cases)
    hearings = {
        (one.scope_id, one.meeting_id): one for one in Hearing.objects.filter(scope__in=ids)
    }
    named = named_in(ids)
    presence = {
        meeting.pk: presence_rows(meeting)
        for meeting in {case.meeting for case in cases if case.meeting}
    }
    stepped_out = people_who_stepped_out(ids)
    observers = who_observed(presence.keys())
    return {
        case.pk: _content(
            case,
            hearings.get((case.pk, case.meeting_id)),
            named[case.pk],
            presence[case.meeting_id],
            observers[case.meeting_id],
            stepped_out.get(case.pk, 0),
            information[case.pk],
            plans[case.pk],
        )
        for case in cases
        if case.meeting_id
    }


def stamps_of(written: dict[UUID, Content]) -> Stamps:
    """Return marks that change with the content of the cases' minutes, and tell nothing of it."""
    return Stamps(
        {
            case_id: encryption.keyed_hash("minutes shown", json.dumps(content)).hex()[:32]
            for case_id, content in written.items()
        }
    )


def _content(
    case: Case,
    hearing: Hearing | None,
    named: NamedIn,
    presence: list[PresenceRow],
    observers: list[dict[str, str]],
    stepped_out: int,
    information: Information,
    plan: Plan,
) -> Content:
    said = hearing or Hearing()
    of = said_of(said.plan_gaps, plan.left_out)
    assessment = information.assessment
    # Nobody carries out a plan that the meeting overruled.
    outcome = None if has_no_safe_way(said, plan.outcome) else plan.outcome
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
        # No longer true of somebody once the plan has something for them.
        "plan_gap_reason": said.plan_gap_reason if of.still else "",
        "plan_gaps": [_left_out(one) for one in plan.those(of.still)],
        "left_out_since": [_left_out(one) for one in plan.those(of.since) if said.ended_at],
        "untold_reason": said.untold_reason,
        "people": named.people,
        "grounds": named.grounds,
        "referred_by": named.referred_by,
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
        "not_known_before": [
            {
                "agency": one.agency,
                "said_on": _day(one.said_on),
                "meeting_on": _day(one.meeting_on),
                "changed": one.changed,
            }
            for one in information.not_known_before
        ],
        "silent": information.silent,
        "actions": [_action(one) for one in plan.actions],
        "done_before": [_action(one) for one in plan.earlier],
        "outcome": {
            "who": outcome.who,
            "way": outcome.way,
            "by": _day(outcome.by),
        }
        if outcome
        else None,
        "present": [{"agency": row.agency.name, "who": row.who} for row in in_the_room(presence)],
        "apologies": [
            {"agency": row.agency.name, "sent": row.presence == Presence.SENT}
            for row in presence
            if row.presence in (Presence.APOLOGIES, Presence.SENT)
        ],
        "absent": [row.agency.name for row in presence if row.presence == Presence.ABSENT],
        "observers": observers,
        "stepped_out": stepped_out,
    }


def _voice(spoken: Spoken) -> Content:
    voice = spoken.voice
    return {
        "role": voice.party.role,
        "name": voice.party.given_name or voice.party.full_name,
        "text": voice.wishes,
        "heard_by": voice.heard_by,
        "heard_on": _day(voice.heard_on),
        "recorded_for": spoken.reference,
    }


def _left_out(one: Heard) -> Content:
    return {"name": one.called, "role": one.party.role, "joined": bool(one.named_in)}


def _action(action: Action) -> Content:
    return {
        "agency": action.agency.name,
        "owner": action.owner,
        "what": action.what,
        "for_whom": action.for_whom,
        "party": action.party.given_name if action.party else "",
        "party_joined": _of_joined(action.party, action),
        "due_on": _day(action.due_on),
        "ended_on": _day(action.ended_on),
        "result": action.result,
    }


def _of_joined(party: Party | None, action: Action) -> bool:
    """Return whether only a joined referral names the person."""
    return party is not None and party.scope_id != action.scope_id


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


ROLES = dict(PartyRole.choices) | dict(ForWhom.choices)
NATURES = dict(Nature.choices)
CODES = (
    ("role", ROLES),
    ("for_whom", ROLES),
    ("nature", NATURES),
    ("ground", dict(Ground.choices)),
)
DAYS = ("born_on", "on", "heard_on", "by", "due_on", "ended_on", "said_on", "meeting_on")
MOMENTS = ("started_at", "ended_at")


def readable(stored: Any) -> Any:
    """Return stored content with dates as dates and codes as words."""
    if isinstance(stored, list):
        return [readable(one) for one in stored]
    if not isinstance(stored, dict):
        return stored
    shown = {name: readable(value) for name, value in stored.items()}
    for name in DAYS:
        if stored.get(name):
            shown[name] = parse_date(stored[name])
    for name in MOMENTS:
        if stored.get(name):
            shown[name] = parse_datetime(stored[name])
    for name, words in CODES:
        if name in stored:
            shown[f"{name}_label"] = words.get(stored[name], "") if stored[name] else ""
    return shown
