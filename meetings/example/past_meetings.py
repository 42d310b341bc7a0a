"""The meetings that were held, and what became of their cases."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from meetings.example import following, hearing, researching, speaking, triaging
from meetings.example.area import SPEAKERS
from meetings.example.days import PAST
from meetings.example.plot import Plot
from meetings.example.script import Later
from meetings.example.stories import Story, stories
from meetings.models import Meeting
from sharing.models import AgencyKind

FILES = ("first_meeting", "second_meeting", "third_meeting")
WORDS = ("First meeting", "Second meeting", "Third meeting")
WEEKS = (5, 3, 1)  # since each of them, about
AWAY = (
    [AgencyKind.FIRE],
    [AgencyKind.SUBSTANCE, AgencyKind.FIRE],
    [AgencyKind.REFUGE],
)
COMPLETE = 5  # of the first meeting's cases
LEFT_THE_AREA = "Iwona Potok"
ANSWERED = 6  # working days before the meeting, when agencies begin to
PER_CASE = timedelta(minutes=11)
A_DAY = timedelta(days=1)


def hold(plot: Plot, number: int, deferred: Sequence[Story]) -> list[Later]:
    """One meeting was held and its actions are followed. Returns the cases that were moved from
    it to the next one."""
    plot.words, meeting = WORDS[number], plot.meetings[number]
    found = stories(FILES[number])
    cases = plot.listed(meeting, [*found, *deferred])
    for place, kind in enumerate(SPEAKERS):
        day = plot.days.after(meeting.starts_at, -ANSWERED + place % 4)
        at = plot.days.at(day, 10 + place % 6, place * 4)
        plot.scene(at, researching.answer_all, kind, meeting, cases)
    heard, moved = cases[: len(found)], cases[len(found) :]
    for case in moved:
        at = meeting.starts_at - timedelta(hours=1)
        plot.then(at, triaging.defer, case, plot.meetings[number + 1])
    _hear(plot, number, heard)
    for place, case in enumerate(heard):
        _follow(plot, number, place, found[place], case)
    return moved


def _hear(plot: Plot, number: int, cases: Sequence[Later]) -> None:
    meeting, days = plot.meetings[number], plot.days
    for case in cases[:: 2 + number]:
        day = days.after(meeting.starts_at, -1)
        plot.then(days.at(day, 16), hearing.tell_earlier, case)
    opens_at = meeting.starts_at - timedelta(minutes=25)
    plot.scene(opens_at, hearing.open_meeting, meeting, AWAY[number])
    due_on = days.after(plot.meetings[number + 1].starts_at, -2)
    for place, case in enumerate(cases):
        at = meeting.starts_at + place * PER_CASE
        plot.then(at, hearing.hear, case, due_on=due_on)
        told_on = days.after(meeting.starts_at, 1 + place % 3)
        if (number < PAST - 1 or place % 3) and told_on < days.today:
            plot.then(days.at(told_on, 14), speaking.tell_outcome, case)
    ends_at = meeting.starts_at + len(cases) * PER_CASE + timedelta(minutes=10)
    plot.scene(ends_at, hearing.end_meeting, meeting)
    plot.scene(_agreed_at(plot, meeting), hearing.agree_minutes, meeting)


def _agreed_at(plot: Plot, meeting: Meeting) -> datetime:
    """Return when the minutes are agreed: the working day after the meeting."""
    return plot.days.at(plot.days.after(meeting.starts_at, 1), 11, 30)


def _follow(plot: Plot, number: int, place: int, story: Story, case: Later) -> None:
    begins = _agreed_at(plot, plot.meetings[number])
    left = story.victim.name == LEFT_THE_AREA
    complete = number == 0 and place < COMPLETE
    late = begins
    for fate in following.fates(story, weeks=WEEKS[number], ends=left or complete):
        at = plot.between(begins, fate.when)
        plot.then(at, following.update, case, fate)
        late = max(late, at)
    late = max(late, plot.between(begins, 0.75 + place * 0.02))
    if complete:
        plot.then(late, following.complete, case)
    elif left:
        plot.then(late, triaging.transfer_out, case)
    elif place % 4 == 2:
        at = plot.between(begins, 0.4)
        what = following.add_incident if number else following.add_order
        plot.then(at, what, case, happened_on=at.date() - A_DAY)
        plot.then(plot.between(begins, 0.7), speaking.confirm_contact, case)
