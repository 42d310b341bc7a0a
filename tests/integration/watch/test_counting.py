"""What an alert counted once it never counts again, also where it keeps its newest events alone:
the watch reads the same events at look after look."""

from dataclasses import replace
from datetime import timedelta

from django.urls import reverse

from meetings.models import Stage
from sharing import clock
from sharing.models import AlertState, Watched
from sharing.operations import alerts as operations
from sharing.operations.alerts import MOST_EVENTS
from sharing.queries import alerts as queries
from tests.copies import cases_at
from tests.doing import do
from tests.integration.watch.helpers import (
    alerts,
    found,
    look,
    opens,
    raised,
    rule,
    wall_moves,
    wednesday_at,
)
from tests.story import case_at
from tests.visits import page_of


def explained(cast, alert):
    return do(
        cast, "odile", operations.decide_alert, alert_id=alert.pk, state="explained",
        words="A test of the walls.", version=alert.version,
    )  # fmt: skip


def test_what_is_kept_no_more_is_not_counted_again(cast):
    day = clock.today()
    finding = found(cast, minutes_ago=range(MOST_EVENTS + 5, 0, -1), day=day)
    explained(cast, raised(finding))
    assert raised(finding) is None
    assert (alerts()[0].number, alerts()[0].state) == (MOST_EVENTS + 5, AlertState.EXPLAINED)
    more = replace(finding, events=[*finding.events, *found(cast).events])
    again = raised(more)
    assert (again.number, again.state) == (MOST_EVENTS + 6, AlertState.NEW)
    assert (len(again.events), again.events[-1]) == (MOST_EVENTS, more.events[-1][0])
    assert raised(more) is None


def test_what_is_found_late_is_counted_and_turns_back_no_time(cast):
    first = raised(found(cast, minutes_ago=(1,)))
    second = raised(found(cast, minutes_ago=(5,)))
    assert (second.number, second.last_at) == (2, first.last_at)
    assert second.first_at < first.first_at


def refused(cast, *cases):
    """Return the alert of Hal, who tried to open these cases minute after minute."""
    for minute, case in enumerate(cases):
        at = wednesday_at(10) + timedelta(minutes=minute)
        opens(cast, "hal", case, at=at, status=404)
    (alert,) = look(watched=Watched.REFUSALS)
    return alert


def test_its_page_lists_what_is_kept_some_at_a_time_and_says_so(cast, monkeypatch):
    monkeypatch.setattr(operations, "MOST_EVENTS", 3)
    monkeypatch.setattr(queries, "PER_PAGE", 2)
    case = case_at(cast, Stage.ACTIONS)
    path = reverse("alert", args=[refused(cast, *[case] * 6).pk])
    first, second = (page_of(cast, "odile", path + asked) for asked in ("", "?page=2"))
    for page in (first, second):
        assert "6 events" in page and "The newest 3 are listed." in page
        assert "Record the decision" in page
    assert [minute in first for minute in ("10:05", "10:04", "10:03")] == [True, True, False]
    assert [minute in second for minute in ("10:04", "10:03", "10:02")] == [False, True, False]


def test_of_what_is_kept_no_more_no_number_tells_whom_a_wall_keeps_out(cast, monkeypatch):
    monkeypatch.setattr(operations, "MOST_EVENTS", 3)
    behind, known = cases_at(cast, Stage.ACTIONS, ["Tara", "Vera"])
    rule(cast, Watched.REFUSALS, number=2, minutes=60)
    alert = refused(cast, *[behind] * 4, known, known)
    assert "6 events" in page_of(cast, "odile", reverse("alert", args=[alert.pk]))
    wall_moves(cast, behind, "odile")
    page_of(cast, "odile", reverse("alert", args=[alert.pk]), 404)
    (hers,) = alerts(watched=Watched.REFUSALS, cases=[known.pk])
    page = page_of(cast, "odile", reverse("alert", args=[hers.pk]))
    assert "2 events" in page and "are listed" not in page
    assert behind.reference not in page and known.reference in page


def test_a_decision_stands_until_there_is_more(cast, monkeypatch):
    def tries(minute):
        at = wednesday_at(10) + timedelta(minutes=minute)
        opens(cast, "hal", case, at=at, status=404)

    def hals():
        (alert,) = look(watched=Watched.REFUSALS)
        return alert

    monkeypatch.setattr(operations, "MOST_EVENTS", 3)
    case = case_at(cast, Stage.ACTIONS)
    first = refused(cast, *[case] * 7)
    assert (first.number, len(first.events)) == (7, 3)
    decided = explained(cast, first)
    again = hals()
    assert (again.number, again.state, again.version) == (7, "explained", decided.version)
    assert again.last_at == first.last_at
    tries(8)
    more = hals()
    assert (more.number, more.state) == (8, "new")
    assert more.last_at == first.last_at + timedelta(minutes=2)
    assert hals().version == more.version


def test_what_is_found_late_counts_among_many_too(cast, monkeypatch):
    monkeypatch.setattr(operations, "MOST_EVENTS", 3)
    case = case_at(cast, Stage.ACTIONS)
    first = refused(cast, *[case] * 7)
    explained(cast, first)
    at = wednesday_at(10) + timedelta(minutes=5, seconds=30)
    opens(cast, "hal", case, at=at, status=404)
    (more,) = look(watched=Watched.REFUSALS)
    assert (more.number, more.state, more.last_at) == (8, AlertState.NEW, first.last_at)
    assert first.events[0] not in more.events, "the oldest of them fell out"
    (again,) = look(watched=Watched.REFUSALS)
    assert again.version == more.version
