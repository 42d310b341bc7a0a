"""What became of actions, and what happened since the meeting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from meetings.example.area import SPEAKERS
from meetings.example.cast import Cast
from meetings.example.chance import chance
from meetings.example.hearing import ACTIONS, COORDINATOR, NOTES, agency_of
from meetings.example.referring import Played
from meetings.example.stories import Story
from meetings.models import ActionState, Development
from meetings.operations import closure, follow_up

# How likely each state is some weeks after a meeting; the rest stays open.
AFTER = {
    5: {
        ActionState.COMPLETED: 0.84,
        ActionState.NOT_POSSIBLE: 0.08,
        ActionState.NOT_DONE: 0.05,
        ActionState.IN_PROGRESS: 0.01,
    },
    3: {
        ActionState.COMPLETED: 0.76,
        ActionState.IN_PROGRESS: 0.07,
        ActionState.NOT_POSSIBLE: 0.06,
        ActionState.NOT_DONE: 0.06,
    },
    1: {
        ActionState.COMPLETED: 0.16,
        ActionState.IN_PROGRESS: 0.3,
        ActionState.NOT_POSSIBLE: 0.03,
    },
}


@dataclass(frozen=True)
class Fate:
    """How an action of a case will stand, and how late in the time since, from 0 to 1."""

    key: str
    state: str
    when: float


def fates(story: Story, *, weeks: int, ends: bool = False) -> Iterator[Fate]:
    """Return what became of the plan so many weeks after its meeting."""
    falls = chance("fate", story.victim.name, weeks)
    for key in story.plan:
        told, when = falls.random(), falls.uniform(0.1, 0.9)
        for state, likely in AFTER[weeks].items():
            if told < likely:
                if state == ActionState.COMPLETED and falls.random() < 0.3:
                    yield Fate(key, ActionState.IN_PROGRESS, when / 2)
                yield Fate(key, state, when)
                break
            told -= likely
        else:
            if ends:
                yield Fate(key, ActionState.COMPLETED, when)


def update(cast: Cast, played: Played, fate: Fate) -> None:
    """The agency has said how its action stands."""
    if fate.state == ActionState.COMPLETED:
        note = ACTIONS[fate.key]["done"]
    else:
        notes: list[str] = NOTES[fate.state]
        note = notes[len(played.story.happened + fate.key) % len(notes)]
    with cast.acting(SPEAKERS[agency_of(fate.key)]) as actor:
        follow_up.update_action(
            actor=actor, action_id=played.actions[fate.key], state=fate.state, note=note
        )


def add_incident(cast: Cast, played: Played, *, happened_on: date) -> None:
    """Everybody who works on the case can read of a new incident."""
    incidents = NOTES["incidents"]
    _develop(cast, played, Development.Kind.INCIDENT, happened_on, incidents)


def add_order(cast: Cast, played: Played, *, happened_on: date) -> None:
    """Everybody who works on the case can read of a new order."""
    _develop(cast, played, Development.Kind.ORDER, happened_on, NOTES["orders"])


def _develop(cast: Cast, played: Played, kind: str, happened_on: date, texts: list[str]) -> None:
    story = played.story
    # Others read the case as well, but these surely do.
    ours = story.referred_by == "police" or any(key.startswith("police") for key in story.plan)
    with cast.acting(SPEAKERS["police" if ours else "idva"]) as actor:
        follow_up.add_development(
            actor=actor,
            case_id=played.case_id,
            kind=kind,
            happened_on=happened_on,
            text=texts[len(played.story.happened) % len(texts)],
        )


def complete(cast: Cast, played: Played) -> None:
    """The case is closed: each of its actions has ended."""
    with cast.acting(COORDINATOR) as actor:
        closure.complete_case(actor=actor, case_id=played.case_id)
