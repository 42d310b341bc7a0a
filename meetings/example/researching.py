"""Agencies of the example answer what they are asked, each in its own way."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from meetings.example.area import SPEAKERS
from meetings.example.cast import Cast
from meetings.example.chance import chance
from meetings.example.proposing import propose_all
from meetings.example.referring import Played
from meetings.example.script import Later
from meetings.example.stories import read
from meetings.models import Meeting
from meetings.operations import research
from meetings.queries.research.people import people_to_look_up
from sharing.models import AgencyKind

ITEMS = read("words/items.toml")
SEARCHED = read("words/notes.toml")["searched"]
SCHOOL, NURSERY = 5, 4  # years
# How often an agency knows somebody of a case that does not say so itself.
KNOWN = {
    AgencyKind.POLICE: 0.85,
    AgencyKind.HOUSING: 0.5,
    AgencyKind.PROBATION: 0.3,
    AgencyKind.MENTAL_HEALTH: 0.35,
    AgencyKind.ACUTE: 0.4,
    AgencyKind.PRIMARY_CARE: 0.6,
    AgencyKind.SUBSTANCE: 0.25,
    AgencyKind.FIRE: 0.1,
    AgencyKind.REFUGE: 0.15,
}


# How agencies have answered for the next meeting. The others have answered for all of it.
SILENT = (AgencyKind.PROBATION, AgencyKind.EDUCATION)
ONLY_OPENED = AgencyKind.REFUGE
AT_WORK = AgencyKind.MENTAL_HEALTH  # has answered for some
CANNOT_YET = AgencyKind.SUBSTANCE  # for every third
WITH_DRAFTS = AgencyKind.HOUSING  # has not submitted what it wrote of the last ones
MANY = 10


def knows(kind: str, played: Played) -> bool:
    """Return whether the agency knows somebody of the case; always the same of one case."""
    story = played.story
    falls = chance(kind, story.victim.name).random()
    if kind == story.referred_by or any(action.startswith(kind) for action in story.plan):
        return True
    if kind == AgencyKind.IDVA:
        return bool(story.wishes)
    if kind == AgencyKind.CHILDREN:
        return bool(story.children) and falls < 0.85
    if kind == AgencyKind.HEALTH_VISITING:
        young = [one for one in story.children if (one.age or 0) <= NURSERY]
        return bool(young) and falls < 0.85
    if kind == AgencyKind.EDUCATION:
        return any((one.age or 0) >= SCHOOL for one in story.children)
    if kind == AgencyKind.ADULTS:
        return story.victim.disabled == "yes" and falls < 0.85
    likely = "offending" in story.signs or "breach" in story.signs
    if kind == AgencyKind.PROBATION and likely:
        return True
    return falls < KNOWN[AgencyKind(kind)]


def answer(
    cast: Cast,
    kind: str,
    meeting: Meeting,
    cases: Sequence[Played],
    *,
    later: Mapping[UUID, int] | None = None,
    drafts: Sequence[Played] = (),
    proposes: bool = False,
) -> None:
    """The agency has answered for these cases of the list: whom it knows, with items, and else
    that it knows nobody. `later` are cases that it can check in so many days; the items of
    `drafts` are written and not submitted. Where it `proposes`, it has said what is another."""
    who, later = SPEAKERS[kind], later or {}
    known = [one for one in cases if one.case_id not in later and knows(kind, one)]
    with cast.acting(who) as actor:
        done = research.answer_list(
            actor=actor,
            meeting_id=meeting.pk,
            sent=research.SentList(
                known={one.case_id: _known_people(one) for one in known},
                not_yet={pk: cast.day + timedelta(days=days) for pk, days in later.items()},
                searched=chance(kind, meeting.starts_at.date()).choice(SEARCHED),
                looked_up={one.case_id: one.to_look_up for one in cases},
            ),
        )
    requests = {request.scope_id: request.pk for request in done.answered}
    if proposes:
        propose_all(cast, kind, known, requests)
    for one in known:
        request_id = requests[one.case_id]
        for item in _items(cast, kind, one):
            with cast.acting(who) as actor:
                research.add_item(actor=actor, request_id=request_id, **item)
        if one not in drafts:
            with cast.acting(who) as actor:
                research.submit_research(actor=actor, request_id=request_id)


def answer_all(cast: Cast, kind: str, meeting: Meeting, cases: Sequence[Later]) -> None:
    """The agency has answered for every case of the list."""
    answer(cast, kind, meeting, [case() for case in cases])


def answer_some(cast: Cast, kind: str, meeting: Meeting, found: Sequence[Later]) -> None:
    """The agency has begun to answer for the next meeting."""
    cases = [case() for case in found]
    if kind in (ONLY_OPENED, AT_WORK):
        with cast.acting(SPEAKERS[kind]) as actor:
            research.open_list(actor=actor, meeting_id=meeting.pk)
            people_to_look_up(actor, meeting.pk)
    if kind == ONLY_OPENED:
        return
    answered = cases[:MANY] if kind == AT_WORK else cases
    later = {one.case_id: 3 for one in cases[::3]} if kind == CANNOT_YET else {}
    drafts = cases[-3:] if kind == WITH_DRAFTS else ()
    answer(cast, kind, meeting, answered, later=later, drafts=drafts, proposes=True)


def remind(cast: Cast, kind: str, meeting: Meeting) -> None:
    """The agency was reminded of what it owes."""
    with cast.acting("carys") as actor:
        research.chase_research(
            actor=actor, meeting_id=meeting.pk, agency_id=cast.agencies[kind].pk
        )


def _known_people(played: Played) -> set[UUID]:
    story = played.story
    falls = chance("known", story.victim.name)
    return {
        party
        for role, party in played.people.items()
        if party in played.to_look_up and (role == "victim" or falls.random() < 0.8)
    }


def _items(cast: Cast, kind: str, played: Played) -> Iterator[dict[str, Any]]:
    falls = chance("items", kind, played.story.victim.name)
    fitting = [one for one in ITEMS[kind] if played.party(one["about"])]
    falls.shuffle(fitting)
    for item in fitting[: falls.choice((1, 1, 2, 3))]:
        read_by = item.get("read", "shared")
        yield {
            "text": item["text"],
            "who_may_read": read_by,
            "restricted_to": [cast.agencies["idva"].pk] if read_by == "restricted" else [],
            "heading": item.get("heading", ""),
            "nature": item.get("nature", "fact"),
            "about_id": played.party(item["about"]),
            "source": item["source"],
            "subject": item.get("subject", ""),
        }
    if falls.random() < 0.08:
        yield {"text": "", "who_may_read": "not_shared", "subject": "offending"}
