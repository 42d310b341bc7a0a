"""Whoever reads an alert reads all of it: what others know besides, say and do leaves no trace for
them."""

import pytest

from meetings.models import Stage
from sharing import clock, daily
from sharing.models import AlertState, AuditEvent, Watched
from sharing.operations.alerts import decide_alert
from sharing.operations.members import end_membership
from sharing.roles import Role
from sharing.rules import Overtaken
from tests.conftest import as_owner
from tests.copies import cases_at
from tests.doing import do, wall_off
from tests.integration.watch.helpers import (
    alerts,
    decided,
    found,
    joins,
    late_looks,
    look,
    opens,
    raised,
    rule,
    wall_moves,
    wednesday_at,
)
from tests.integration.watch.test_readers import (
    another_lead,
    listed,
    shown,
    told,
)
from tests.jobs import run_jobs
from tests.memory import memory, told_once
from tests.story import case_at
from tests.trail import count_events
from tests.visits import get, words_of


@pytest.fixture(autouse=True)
def midday():
    with memory.while_the_clock_stands(wednesday_at(12)):
        yield


@pytest.fixture
def parted(cast):
    """An alert of two cases; a wall then keeps Odile, not the second lead, from one of the two, and
    she has one of the other. Return the case behind the wall, the whole and hers."""
    another_lead(cast)
    _seen, behind = late_looks(cast)
    look()
    wall_moves(cast, behind, "odile")
    assert told() == ["odile", "second"]
    whole, hers = alerts(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"))
    return behind, whole, hers


def states_of(cast, name):
    return [listed(cast, name, state) for state in AlertState]


def test_what_another_decides_does_not_undo_what_she_decided(cast, parted):
    _behind, whole, hers = parted
    decided(cast, "odile", hers, words="On call.")

    def known():
        pages = [get(cast, "odile", "home"), get(cast, "odile", "alert", hers.pk)]
        return [states_of(cast, "odile"), *map(words_of, pages)]

    before = known()
    decided(cast, "second", whole, AlertState.CONCERN, "She was at Vera’s too.")
    assert known() == before
    assert "decided on an alert" in words_of(get(cast, "odile", "trail"))
    assert "Second Example, Safeguarding lead" not in words_of(get(cast, "odile", "trail"))


def test_who_knows_a_part_does_not_close_what_who_knows_all_calls_a_concern(cast, parted):
    _behind, whole, hers = parted
    decided(cast, "second", whole, AlertState.CONCERN, "She was at Vera’s too.")
    decided(cast, "odile", hers, words="On call.")
    assert listed(cast, "second", "concern")[0] == [(whole.pk, "She was at Vera’s too.")]
    page = words_of(get(cast, "second", "alert", whole.pk))
    assert "She was at Vera’s too." in page and "On call." in page, "who reads all reads that too"
    assert not shown(cast, "second", hers) and not shown(cast, "odile", whole)


def test_a_version_is_always_checked(cast, parted):
    _behind, _whole, hers = parted
    decided(cast, "odile", hers)
    with pytest.raises(Overtaken):
        decided(cast, "odile", hers)


def test_who_had_it_open_decides_on_what_they_read(cast):
    """Another that says more took its place meanwhile; what was typed is not lost."""
    another_lead(cast)
    seen, behind = late_looks(cast)
    wall_off(cast, behind, "odile", "second")
    look()
    (hers,) = alerts(cases=[seen.pk])
    wall_moves(cast, behind, "odile")
    assert not shown(cast, "second", hers)
    decision = {"alert_id": hers.pk, "state": "explained", "version": hers.version}
    assert do(cast, "second", decide_alert, words="On call.", **decision).state == "explained"


def test_what_the_trail_has_no_more_is_asked_of_nobody_else(cast):
    raised(found(cast, "petra", day=clock.today()))
    assert told() == ["odile"]
    events = count_events()
    daily.ask_who_reads_alerts_anywhere.enqueue()
    run_jobs()
    assert (len(alerts()), count_events()) == (1, events)


def test_once_the_wall_is_down_all_stands_in_one(cast):
    """One lead knew the one case, another the other: of both none could know."""
    another_lead(cast)
    una, vera = late_looks(cast)
    wall_off(cast, una, "odile")
    wall_off(cast, vera, "second")
    look()
    parts = {one.cases[0]: one for one in alerts() if len(one.cases) == 1}
    decided(cast, "odile", parts[vera.pk], AlertState.CONCERN, "Whom did she tell?")
    for case in (una, vera):
        wall_moves(cast, case)
    for name in ("odile", "second"):
        lists = dict(zip(AlertState, [one for one, _states in states_of(cast, name)], strict=True))
        (one,) = lists.pop(AlertState.NEW)
        page = words_of(get(cast, name, "alert", one[0]))
        assert "2 events" in page and "Whom did she tell?" in page
        assert set(map(len, lists.values())) == {0}


def test_what_comes_to_the_chairs_stands_in_one_with_what_they_had(cast):
    una, vera = cases_at(cast, Stage.ACTIONS, ["Una", "Vera"])
    wall_off(cast, vera, "odile")
    happened = []
    for minute, case in enumerate((una, vera)):
        opens(cast, "ines", case, at=wednesday_at(23, minute))
        with as_owner():
            tried = AuditEvent.objects.filter(cases=[case.pk], user_id=cast.user("ines").pk)
            event = tried.latest("recorded_at")
        happened.append((event.id, event.occurred_at))
    day = {"watched": Watched.OUT_OF_HOURS, "day": clock.day(happened[0][1])}
    for event in happened:
        raised(found(cast, "ines", events=[event], **day))
    assert sorted(one.cases for one in alerts()) == sorted([[una.pk], [vera.pk]])
    wall_moves(cast, una, "odile")
    ((alert_id, _words),) = listed(cast, "chidi")[0]
    assert "2 events" in words_of(get(cast, "chidi", "alert", alert_id))


def test_what_others_explained_explains_nothing_to_who_reads_it_since(cast):
    una, vera = late_looks(cast)
    wall_off(cast, vera, "odile")
    look()
    told()
    whole, hers = alerts()
    decided(cast, "chidi", whole)
    decided(cast, "odile", hers, AlertState.CONCERN, "Whom did she tell?")
    wall_moves(cast, vera)
    assert told() == ["odile"]
    page = words_of(get(cast, "odile", "alert", whole.pk))
    assert "Whom did she tell?" in page and "On call." in page
    assert [one for one, _words in listed(cast, "odile")[0]] == [whole.pk]
    assert told() == []


def test_a_concern_is_told_to_its_new_reader_once(cast):
    case = case_at(cast, Stage.RESEARCH)
    raised(found(cast, "petra", watched=Watched.BREAK_GLASS, case_id=case.pk))
    assert told() == ["odile"]
    decided(cast, "odile", alerts()[0], AlertState.CONCERN, "Asked her.")
    another_lead(cast)
    do(cast, "alex", end_membership, membership_id=cast.memberships["odile"].pk)
    assert told() == ["second"]
    numbers = []
    for _night in range(3):
        daily.ask_who_reads_alerts_anywhere.enqueue()
        assert told() == []
        with as_owner():
            here = AuditEvent.objects.filter(areas__contains=[cast.area.pk])
            numbers.append(here.filter(code="alert_raised").count())
    assert numbers == [2, 2, 2], "as it was found, and as its reader changed"


@told_once
def three_cases(cast, *walls):
    """Two refusals within the hour make an alert. Hal is refused at one case that all know, and at
    one behind each of these walls."""
    rule(cast, Watched.REFUSALS, number=2, minutes=60)
    cases = cases_at(cast, Stage.RESEARCH, ["Una", "Vera", "Wilma"])
    for case, walled in zip(cases[1:], walls, strict=True):
        wall_off(cast, case, *walled)
    for minute, case in enumerate(cases):
        opens(cast, "hal", case, at=wednesday_at(12, minute), status=404)
    return cases


def test_the_watch_ends(cast):
    """For each chair what all know is part of an alert, for the lead it is not."""
    joins(cast, "deputy", Role.CHAIR)
    una, vera, wilma = three_cases(cast, ("odile", "chidi"), ("odile", "deputy"))
    found = [(set(one.cases), one.number, one.for_chairs) for one in look()]
    assert len(found) == 3 and all(for_chairs for _cases, _number, for_chairs in found)
    assert ({una.pk, vera.pk, wilma.pk}, 3, True) in found, "for who may know of it all, one day"
    assert ({una.pk, vera.pk}, 2, True) in found and ({una.pk, wilma.pk}, 2, True) in found
    assert told() == ["chidi", "deputy"]
    assert listed(cast, "odile")[0] == []
    assert all(len(listed(cast, name)[0]) == 1 for name in ("chidi", "deputy"))


def test_it_ends_where_a_wall_goes_up_between_two_looks(cast):
    una, _vera, wilma = three_cases(cast, ("odile",), ("odile",))
    look()
    assert told() == ["chidi"]
    wall_moves(cast, wilma, "odile", "chidi")
    opens(cast, "hal", una, at=wednesday_at(12, 10), status=404)
    before = len(alerts())
    look()
    assert len(alerts()) == before + 1, "for Odile, who knows of two now"
    events = count_events()
    look()
    assert count_events() == events


def test_below_its_rule_it_is_not_there_whoever_else_it_is_for(cast):
    for one in ("second", "third"):
        joins(cast, one, Role.LEAD)
    three_cases(cast, ("odile", "second"), ("odile", "third"))
    look()
    assert listed(cast, "odile")[0] == []


def test_another_rule_makes_no_alert_of_what_was_before_when_something_hidden_comes(cast):
    """What was explained counts for nothing either."""
    una, vera, _wilma = three_cases(cast, ("odile",), ())
    look()
    with clock.set_to(wednesday_at(12, 59)):
        for one in alerts():
            decided(cast, "odile" if vera.pk not in one.cases else "chidi", one)
    before = states_of(cast, "odile")
    opens(cast, "hal", vera, at=wednesday_at(12, 30), status=404)
    look()
    assert states_of(cast, "odile") == before
