"""A meeting of the example: presence, declarations, each case with its plan, minutes."""

from collections.abc import Sequence
from datetime import date, timedelta

from meetings.example.area import OBSERVER, SPEAKERS, address_of
from meetings.example.cast import Cast
from meetings.example.chance import chance
from meetings.example.referring import Played
from meetings.example.speaking import ADVOCATE
from meetings.example.stories import read
from meetings.models import Meeting, Presence
from meetings.operations import actions, hearing
from sharing.models import AgencyKind

ACTIONS = read("words/actions.toml")
NOTES = read("words/notes.toml")
RISKS = read("words/risks.toml")
CHAIR, COORDINATOR = "chidi", "carys"
# What the keys of actions call agencies that have longer names.
AGENCY_OF = {"primary": AgencyKind.PRIMARY_CARE.value, "mental": AgencyKind.MENTAL_HEALTH.value}
RISKS_TOLD = 3
GAP = "Nothing more can be agreed for them now; the coordinator asks again at the next meeting."


def agency_of(key: str) -> str:
    """Return the kind of the agency that has the action."""
    first = key.split()[0]
    return str(ACTIONS[key].get("agency", AGENCY_OF.get(first, first)))


def admit_observer(cast: Cast, meeting: Meeting) -> None:
    """Somebody may come to see this one meeting."""
    name, kind = OBSERVER
    with cast.acting(COORDINATOR) as actor:
        hearing.admit_observer(
            actor=actor,
            meeting_id=meeting.pk,
            name=name,
            email=address_of(name),
            agency_id=cast.agencies[kind].pk,
            why="Begins as deputy representative next month.",
        )


def open_meeting(cast: Cast, meeting: Meeting, away: Sequence[str]) -> None:
    """The meeting is under way, with everybody there but these agencies."""
    with cast.acting(COORDINATOR) as actor:
        hearing.open_meeting(actor=actor, meeting_id=meeting.pk)
    presences = {}
    for kind, name in SPEAKERS.items():
        agency_id = cast.agencies[kind].pk
        if kind not in away:
            presences[agency_id] = (Presence.PRESENT, cast.memberships[name].user.name)
        elif kind == away[0]:
            presences[agency_id] = (Presence.SENT, "")
        else:
            presences[agency_id] = (Presence.APOLOGIES, "")
    with cast.acting(COORDINATOR) as actor:
        hearing.record_presence(actor=actor, meeting_id=meeting.pk, presences=presences)
    there = [name for kind, name in SPEAKERS.items() if kind not in away]
    for name in (CHAIR, COORDINATOR, *there):
        with cast.acting(name) as actor:
            hearing.declare(actor=actor, meeting_id=meeting.pk)


def tell_earlier(cast: Cast, played: Played) -> None:
    """An agency has said what it did before the meeting."""
    one = chance("earlier", played.story.victim.name).choice(NOTES["earlier"])
    if not played.party(one["for"]):
        one = NOTES["earlier"][0]
    with cast.acting(COORDINATOR) as actor:
        actions.record_earlier_action(
            actor=actor,
            case_id=played.case_id,
            what=one["what"],
            for_whom=one["for"],
            done_on=cast.day - timedelta(days=1),
            result="",
            agency_id=cast.agencies[one["agency"]].pk,
        )


def hear(cast: Cast, played: Played, *, due_on: date) -> None:
    """The case was heard, and its plan read back and agreed."""
    story, case_id = played.story, played.case_id
    with cast.acting(CHAIR) as actor:
        begun = hearing.begin_hearing(actor=actor, case_id=case_id)
    falls = chance("hearing", story.victim.name)
    risks = [RISKS[sign] for sign in story.signs if sign in RISKS][:RISKS_TOLD]
    with cast.acting(COORDINATOR) as actor:
        hearing.record_hearing(
            actor=actor,
            case_id=case_id,
            version=begun.version,
            presented_by=begun.presented_by,
            summary=story.happened,
            spoken=falls.choice(NOTES["spoken"]) if falls.random() < 0.4 else "",
            risks=" ".join(risks),
            protective=" ".join(falls.sample(NOTES["protective"], 2)),
            decisions=falls.choice(NOTES["decisions"]),
        )
    for number, key in enumerate(story.plan):
        what = ACTIONS[key]
        whom = what.get("for", "victim")
        kind = agency_of(key)
        sooner = due_on - timedelta(days=(number % 3) * 3)
        with cast.acting(CHAIR if number % 4 == 3 else COORDINATOR) as actor:
            action = actions.record_action(
                actor=actor,
                case_id=case_id,
                agency_id=cast.agencies[kind].pk,
                what=what["what"],
                for_whom=whom if played.party(whom) else "other",
                owner=cast.memberships[SPEAKERS[kind]].user.name,
                due_on=max(sooner, cast.day + timedelta(days=1)),
                party_id=played.only_child if whom == "child" else played.party(whom),
            )
        played.actions[key] = action.pk
    cast.moment += timedelta(minutes=3)
    with cast.acting(CHAIR) as actor:
        hearing.end_hearing(
            actor=actor,
            case_id=case_id,
            gap_reason=GAP,
            who=cast.name(ADVOCATE),
            way="In person, at the next meeting that was agreed",
            by=cast.day + timedelta(days=5),
        )


def end_meeting(cast: Cast, meeting: Meeting) -> None:
    """The meeting was held."""
    with cast.acting(COORDINATOR) as actor:
        hearing.end_meeting(actor=actor, meeting_id=meeting.pk)


def agree_minutes(cast: Cast, meeting: Meeting) -> None:
    """The minutes are agreed, and agencies follow their actions."""
    with cast.acting(CHAIR) as actor:
        hearing.agree_minutes(actor=actor, meeting_id=meeting.pk)
