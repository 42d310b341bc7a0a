"""A wall leaves no trace. For whoever is walled off, every page reads as if the case had never
been: the same lists, numbers, order and times, word for word, on screen, on paper and by mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from meetings import notices
from meetings.models import Action, Hearing, MeetingState, Stage
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests import story
from tests.conftest import as_owner
from tests.doing import declare_wall
from tests.jobs import run_jobs
from tests.memory import memory, told_once
from tests.paper import unprinted
from tests.signing_in import signed_in_client
from tests.story import case_at

# Pages that show many cases, a meeting, or numbers of them.
PLAIN = ["home", "cases", "triage_list", "meetings", "research", "actions", "trail", "emergencies"]
PLAIN += ["find_copy"]
OF_MEETING = [
    "meeting",
    "case_list",
    "action_sheet",
    "research_list",
    "research_grid",
    "meeting_opening",
    "take_opening_back",
    "meeting_minutes",
    "meeting_minutes_paper",
    "pack",
    "copies",
]
TOKENS = re.compile(r'(csrfmiddlewaretoken|form_token)" value="[^"]+"')
OF_CASE = ["case", "case_research", "hearing", "minutes", "triage"]


class World:
    """Two cases at each of the stages that lists show, with room for one between them."""

    STAGES = (Stage.TRIAGE, Stage.ACCEPTED, Stage.RESEARCH, Stage.HEARING, Stage.ACTIONS)

    def __init__(self, cast):
        self.cast = cast
        self.meetings = {
            Stage.RESEARCH: story.meeting_in(cast, days=9, state=MeetingState.PUBLISHED),
            Stage.HEARING: story.meeting_in(cast, days=0, state=MeetingState.RUNNING),
            Stage.ACTIONS: story.meeting_in(cast, days=-5, state=MeetingState.HELD),
        }
        self.cases = [self.add(stage, place) for stage in self.STAGES for place in (1, 3)]
        for meeting in self.meetings.values():
            story.in_the_room(cast, meeting, "carys", "chidi", "ines", "petra", "rowan")

    def add(self, stage, place=2):
        """Add a case at a stage, at that place of the order of its meeting."""
        return added(self.cast, stage, self.meetings.get(stage), place)

    def lists(self):
        yield from (reverse(name) for name in PLAIN)
        for meeting in self.meetings.values():
            yield from (reverse(name, args=[meeting.pk]) for name in OF_MEETING)

    def pages(self):
        yield from self.lists()
        for case in self.cases[::2]:
            yield from (reverse(name, args=[case.pk]) for name in OF_CASE)


@told_once
def added(cast, stage, meeting, place):
    reached = Stage.HEARD if stage is Stage.ACTIONS else stage
    case = case_at(cast, reached, meeting=meeting, name=f"Tara{place}", position=place)
    if meeting:
        with unit_of_work(cast.actor("carys")) as work:
            known = {cast.agency("housing").pk, cast.agency("police").pk}
            circulation.circulate(work, case.pk, full=known)
    return case


@told_once
def world_of(cast):
    return World(cast)


def read(client, path):
    """Return what a page says, without what differs each time that it is opened."""
    answer = client.get(path)
    content = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, answer.get("Location", ""), TOKENS.sub("", content.decode())


def read_all(cast, who, paths):
    """Return what each of these pages says, and what a search finds."""
    client = signed_in_client(cast, who)
    pages = {path: read(client, path) for path in paths}
    for sought in ("Tara", "Tarn", "3 March 2004"):
        answer = client.post(reverse("find"), {"find": sought})
        pages[f"find {sought}"] = TOKENS.sub("", answer.content.decode())
    return pages


@pytest.mark.parametrize("who", ["chidi", "ines", "petra"])
def test_pages_read_as_if_the_case_had_never_been(cast, who):
    world = world_of(cast)
    with unprinted():
        # What one has read and tried shows, too: the other world begins where this one did.
        with memory.undone():
            before = read_all(cast, who, world.pages())
        for case in [world.add(stage) for stage in World.STAGES]:
            declare_wall(cast, case, who, kind="silent", by="carys")
        after = read_all(cast, who, world.pages())
    assert [path for path in before if after[path] != before[path]] == []


def test_the_pages_would_tell_of_a_case_that_is_not_walled_off(cast):
    """What the test above compares does change where there is no wall."""
    world = world_of(cast)
    with unprinted():
        with memory.undone():
            before = read_all(cast, "carys", world.lists())
        for stage in World.STAGES:
            world.add(stage)
        after = read_all(cast, "carys", world.lists())
    assert len([path for path in before if after[path] != before[path]]) > 10


@pytest.mark.parametrize("who", ["carys", "chidi"])
def test_no_time_leaves_room_for_a_case_that_is_not_there(cast, who):
    """Whether the next case was heard at once or after one of which the reader knows nothing."""
    world = world_of(cast)
    begins = world.meetings[Stage.ACTIONS].starts_at
    first, second = [case for case in world.cases if case.stage == Stage.HEARD]
    heard(first, begins, minutes=14)
    heard(second, begins + timedelta(minutes=14), minutes=11)
    pages = [reverse(name, args=[first.meeting_id]) for name in OF_MEETING]
    # Not the page of a case: what one has read shows there.
    of_case = ("case_research", "hearing", "minutes", "minutes_paper", "action_plan_paper")
    pages += [reverse(name, args=[case.pk]) for case in (first, second) for name in of_case]
    client = signed_in_client(cast, who)

    def read_unstamped(path):
        # The stamp is a keyed hash of all that would be frozen: no time is read from it.
        status, led_to, said = read(client, path)
        return status, led_to, re.sub(r'name="stamp" value="[^"]*"', "", said)

    with unprinted():
        before = {path: read_unstamped(path) for path in pages}
        heard(second, begins + timedelta(minutes=40), minutes=11)
        after = {path: read_unstamped(path) for path in pages}
    assert [path for path in pages if after[path] != before[path]] == []
    said = after[reverse("meeting_minutes_paper", args=[first.meeting_id])][2]
    assert "14 minutes" in said and "11 minutes" in said


def heard(case, begun, *, minutes):
    """The case was heard for so long from then on, and its last action written down at its end."""
    ended = begun + timedelta(minutes=minutes)
    with as_owner():
        hearing = Hearing._base_manager.filter(scope=case.pk)
        assert hearing.update(started_at=begun, ended_at=ended) == 1
        assert Action._base_manager.filter(scope=case.pk).update(recorded_at=ended)


def test_nobody_is_told_by_mail_of_a_case_from_which_they_are_walled_off(cast):
    """The agency is told, by those of its people who may know."""
    case = case_at(cast, Stage.TRIAGE)
    declare_wall(cast, case, "petra", kind="silent")
    notices.tell_of_development(case.pk, [cast.agency("police").pk, cast.agency("housing").pk])
    run_jobs()
    assert [one.to for one in mail.outbox] == [["housing@lm.example"]]
