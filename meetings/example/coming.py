"""The next meeting, partly researched, and the cases that are on no list or left the way."""

from collections.abc import Sequence
from datetime import date, timedelta

from meetings.example import following, hearing, referring, researching, triaging
from meetings.example.area import SPEAKERS
from meetings.example.plot import Plot
from meetings.example.script import Later
from meetings.example.stories import Story, stories

NEXT, AFTER_NEXT = 3, 4  # which meetings of the pattern
WITH_ORDER = 4  # every fourth case
# Cases that are on no list: working days ago, hour, and whether the victim was reached.
REFERRED = (
    ("declined", 24, 11, True),
    ("died", 20, 10, False),
    ("withdrawn", 15, 14, True),
    ("wrong_area", 12, 9, False),
    ("accepted", 5, 13, True),
    ("listed", 5, 15, True),
    ("join_into", 4, 10, True),
    ("returned", 4, 12, False),
    ("join", 3, 16, False),
    ("strangled", 3, 11, True),
    ("vb", 2, 10, False),
    ("flowers", 2, 14, True),
    ("unsure", 1, 9, True),
    ("hh", 0, 9, False),
)
# And what became of them.
DECIDED = (
    ("declined", 23, 10, triaging.propose_decline),
    ("declined", 22, 9, triaging.confirm_decline),
    ("died", 19, 10, triaging.accept),
    ("died", 13, 16, triaging.record_death),
    ("withdrawn", 14, 9, triaging.accept),
    ("withdrawn", 10, 9, triaging.withdraw),
    ("wrong_area", 11, 9, triaging.send_to_right_area),
    ("accepted", 3, 9, triaging.accept),
    ("listed", 3, 10, triaging.accept),
    ("join_into", 3, 11, triaging.accept),
    ("returned", 2, 15, triaging.send_back),
    ("vb", 1, 16, triaging.propose_decline),
)


def prepare(plot: Plot, found: Sequence[Story], moved: Sequence[Later]) -> None:
    """The list of the next meeting is out, and agencies have begun to answer."""
    plot.words, meeting = "Next meeting", plot.meetings[NEXT]
    cases = [*plot.listed(meeting, found), *moved]
    begins = plot.list_out(meeting) + timedelta(minutes=30)
    for place, kind in enumerate(SPEAKERS):
        if kind not in researching.SILENT:
            at = plot.between(begins, 0.2 + 0.05 * place)
            plot.scene(at, researching.answer_some, kind, meeting, cases)
    plot.scene(plot.between(begins, 0.45), researching.remind, researching.SILENT[0], meeting)
    plot.scene(plot.between(begins, 0.5), hearing.admit_observer, meeting)
    for case in cases[::WITH_ORDER]:
        at = plot.between(begins, 0.1)
        plot.then(at, following.add_order, case, happened_on=at.date())


def wait(plot: Plot) -> None:
    """Referrals wait for a decision, and some left the way to a meeting."""
    plot.words = "Waiting cases"
    by_key = {story.key: story for story in stories("others")}
    cases: dict[str, Later] = {}
    for key, days_ago, hour, reached in REFERRED:
        at = plot.days.at(_working_day(plot, days_ago), hour, 20)
        cases[key] = plot.referred(by_key[key], at, reached=reached)
    for key, days_ago, hour, what in DECIDED:
        plot.then(plot.days.at(_working_day(plot, days_ago), hour, 40), what, cases[key])
    for key in ("listed", "join_into"):
        at = plot.days.at(_working_day(plot, 3), 12)
        plot.then(at, triaging.put_on_list, cases[key], plot.meetings[AFTER_NEXT])
    at = plot.days.at(_working_day(plot, 2), 11)
    plot.scene(at, triaging.join, cases["join"], cases["join_into"])
    draft_at = plot.days.at(_working_day(plot, 1), 16, 5)
    plot.scene(draft_at, referring.write_half, by_key["draft"])
    stopped_at = plot.days.at(_working_day(plot, 6), 15, 5)
    plot.scene(stopped_at, referring.stop, by_key["stopped"])


def _working_day(plot: Plot, days_ago: int) -> date:
    return plot.days.after(plot.days.today, -days_ago)
