"""That a case is a repeat says that there was an earlier one: nobody is told who is walled off from
it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import CaseMinutes, Stage, TriageDecision
from meetings.operations.hearing import agree_minutes
from meetings.operations.triage import accept_referral
from meetings.rules.triage import mark_of_repeat
from sharing import clock
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import change, declare_wall, do, explained
from tests.memory import told_once
from tests.paper import in_one_line
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import events
from tests.visits import get, words_of

READERS = ["petra", "ines", "chidi"]


def earlier_of(cast, *, days=20):
    """Return a case that was referred before others of these people, for a meeting in so many
    days."""
    earlier = case_at(cast, Stage.RESEARCH, meeting=meeting_in(cast, days=days, state="published"))
    change(cast, earlier, incident_on=clock.today() - timedelta(days=100 + days))
    return earlier


def later_of(cast):
    """Return a case at triage that no ground but a repeat is met by."""
    later = case_at(cast, Stage.TRIAGE)
    change(cast, later, incident_on=clock.today() - timedelta(days=1), incident_count=0)
    return later


def accepted(cast, case):
    do(cast, "carys", accept_referral, case_id=case.pk, reason="She is not safe.")
    with unit_of_work(cast.actor("carys")) as work:
        full = {cast.agency("police").pk, cast.agency("idva").pk}
        circulation.circulate(work, case.pk, full=full)


@told_once
def repeat_of(cast):
    """Return a case that triage accepted as a repeat, and the earlier one."""
    earlier, later = earlier_of(cast), later_of(cast)
    accepted(cast, later)
    return earlier, later


def decided(case):
    with as_owner():
        return TriageDecision._base_manager.get(scope=case.pk)


def marks_of(case, *earlier):
    return {mark_of_repeat(case.pk, one.pk) for one in earlier}


def rows_of(cast, who, case):
    """Return what raw rows tell whoever acts, and what their past does."""
    with unit_of_work(cast.actor(who)), connection.cursor() as cursor:
        found = []
        for table in ("meetings_repeatfound", "meetings_historicalrepeatfound"):
            cursor.execute(f"SELECT mark FROM {table} WHERE scope_id = %s", [case.pk])
            found.append({mark for (mark,) in cursor.fetchall()})
        for table in ("meetings_triagedecision", "meetings_historicaltriagedecision"):
            cursor.execute(f"SELECT to_json(t)::text FROM {table} t WHERE scope_id = %s", [case.pk])
            assert "repeat" not in str(cursor.fetchall())
    assert found[0] == found[1]
    return found[0]


def grounds_on(cast, who, case):
    explained(cast, who, case)
    got = signed_in_client(cast, who).get(reverse("case", args=[case.pk]))
    assert got.status_code == 200
    return words_of(got).split("Grounds:")[1].split("The clock")[0]


@pytest.mark.parametrize("who", READERS)
def test_an_earlier_case_is_not_told_by_a_later_one(cast, who):
    earlier, later = repeat_of(cast)
    assert decided(later).grounds_met == ["judgement"], "as whoever is walled off reads it"
    assert rows_of(cast, who, later) == marks_of(later, earlier)
    assert "Found at triage" in grounds_on(cast, who, later)
    assert "1 of 4 met" in grounds_on(cast, who, later)
    declare_wall(cast, earlier, who, by="carys")
    assert rows_of(cast, who, later) == set()
    told = grounds_on(cast, who, later)
    assert "Repeat Not met" in told or "Repeat Not known" in told
    assert "1 of 4 met" in told and "Professional judgement Met" in told


def test_who_knows_of_another_earlier_case_is_told(cast):
    earlier, other = earlier_of(cast), earlier_of(cast, days=30)
    later = later_of(cast)
    accepted(cast, later)
    assert rows_of(cast, "petra", later) == marks_of(later, earlier, other)
    declare_wall(cast, earlier, "petra", by="carys")
    assert rows_of(cast, "petra", later) == marks_of(later, other)
    assert "Found at triage" in grounds_on(cast, "petra", later)
    declare_wall(cast, other, "petra", by="carys")
    assert "Found at triage" not in grounds_on(cast, "petra", later)


def test_who_stands_beside_the_later_case_learns_which_the_earlier_one_was_from_no_row(cast):
    """An agency reads that it is a repeat, and never heard of the case that makes it one."""
    earlier, later = repeat_of(cast)
    with unit_of_work(cast.actor("petra")), connection.cursor() as cursor:
        cursor.execute("SELECT to_json(t)::text FROM meetings_repeatfound t")
        (row,) = cursor.fetchone()
    assert str(later.pk) in row
    assert str(earlier.pk) not in row and earlier.pk.hex not in row


def test_its_past_tells_nobody(cast):
    _earlier, later = repeat_of(cast)
    (event,) = [
        one for one in events() if one.code == "referral_accepted" and later.pk in one.cases
    ]
    page = words_of(get(cast, "chidi", "case_event", later.pk, event.id))
    assert "riage decision" in page and "Repeat" not in page and "rounds met" not in page


def minutes_of(cast, who, case):
    """Return on which grounds the minutes say that the case was heard, on screen and on paper."""
    page = words_of(get(cast, who, "minutes", case.pk)).split("Grounds:")[1]
    paper = in_one_line(get(cast, who, "minutes_paper", case.pk).content).split("Grounds")[1]
    return page.split("Checklist")[0][:80], paper[:80]


@told_once
def heard_repeat(cast):
    earlier = earlier_of(cast)
    return earlier, case_at(cast, Stage.HEARD)


def test_neither_do_the_minutes_tell_it(cast):
    earlier, case = heard_repeat(cast)
    assert rows_of(cast, "carys", case) == marks_of(case, earlier)
    for words in minutes_of(cast, "carys", case):
        assert "Repeat" in words, words
    declare_wall(cast, earlier, "chidi", by="carys")
    for words in minutes_of(cast, "chidi", case):
        assert "Repeat" not in words and "Potential escalation" in words, words
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    for words in (*minutes_of(cast, "carys", case), *minutes_of(cast, "petra", case)):
        assert "Repeat" in words, words
    declare_wall(cast, earlier, "petra", by="carys")
    for words in (*minutes_of(cast, "chidi", case), *minutes_of(cast, "petra", case)):
        assert "Repeat" not in words and "Potential escalation" in words, words
    with as_owner():
        kept = CaseMinutes._base_manager.get(scope=case.pk)
    assert "repeat" not in str(kept.content["grounds"])
