"""Where the meeting found that nobody can safely tell the victim, no list asks for it, and none
loses the case."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from meetings.models import OutcomePlan
from meetings.operations.hearing import end_hearing
from meetings.operations.referral import plan_outcome, record_told
from meetings.queries.groups import Group, cases_in
from meetings.queries.hearing.written import readable
from sharing import clock
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.doing import do, every
from tests.integration.hearing.test_outcome import minutes_of
from tests.signing_in import signed_in_client
from tests.visits import hidden, send, words_of

REASON = "He reads all she gets."
CONFIRM = "I have read why, and this way is safe"


def safe(**changes):
    return {"who": "Ines", "way": "At school", "by": clock.today()} | changes


def end(cast, case, **said):
    do(cast, "chidi", end_hearing, case_id=case.pk, gap_reason="Under way.", **said)


def waits_as(cast, case):
    """The groups of the IDVA service in which the case stands."""
    found = []
    with unit_of_work(cast.actor("ines")) as work:
        for group in (Group.TO_TELL, Group.NO_SAFE_WAY):
            if cases_in(work.actor, group).filter(pk=case.pk).exists():
                found.append(group)
    return found


def today():
    return {f"by-{part}": str(getattr(clock.today(), part)) for part in ("day", "month", "year")}


def url(name, case):
    return reverse(name, args=[case.pk])


@pytest.fixture
def unsafe(cast, heard_now):
    end(cast, heard_now, untold_reason=REASON)
    return heard_now


def test_the_plan_check_says_that_nobody_safely_can(cast, heard_now):
    page = reverse("hearing", args=[heard_now.meeting_id, heard_now.pk])
    chidi = signed_in_client(cast, "chidi")
    assert "Tells the victim Nobody yet" in words_of(chidi.get(page))
    end(cast, heard_now, untold_reason=REASON)
    said = words_of(chidi.get(page))
    assert "Tells the victim Nobody safely can" in said


def test_it_works(cast, unsafe):
    assert waits_as(cast, unsafe) == [Group.NO_SAFE_WAY]
    ines = signed_in_client(cast, "ines")
    home = words_of(ines.get(reverse("home")))
    assert "Outcome to tell: 0" in home and "No safe way to tell: 1" in home
    assert "The meeting found that nobody can safely tell the victim." in home
    for show, there in (("to_tell", False), ("no_safe_way", True)):
        page = words_of(ines.get(reverse("cases"), {"show": show}))
        assert (unsafe.reference in page) is there
        assert "No safe way to tell (1)" in page
    page = words_of(ines.get(url("advocate", unsafe)))
    assert "Nobody can safely tell the victim yet" in page
    assert f"The meeting said why nobody safely can: {REASON}" in page
    assert "Say who, how and by when" not in page and "Say that a way is safe now" in page
    assert CONFIRM in page


def test_who_keeps_the_meeting_reads_it_and_chases_nobody(cast, unsafe):
    page = words_of(signed_in_client(cast, "carys").get(url("advocate", unsafe)))
    assert "Nobody can safely tell the victim yet" in page and REASON in page
    assert "It should be agreed before the meeting." not in page
    # An agency reads it in the minutes, once they are agreed.
    page = words_of(signed_in_client(cast, "petra").get(url("advocate", unsafe)))
    assert REASON not in page


def test_no_section_stands_where_no_case_is_so(cast, heard_now):
    end(cast, heard_now, **safe())
    assert waits_as(cast, heard_now) == [Group.TO_TELL]
    ines = signed_in_client(cast, "ines")
    assert "No safe way" not in words_of(ines.get(reverse("home")))
    page = words_of(ines.get(url("plan_outcome", heard_now)))
    assert CONFIRM not in page


def test_a_way_that_is_safe_now_is_said_to_be(cast, unsafe):
    ines, way = signed_in_client(cast, "ines"), url("plan_outcome", unsafe)
    typed = {"who": "Ines", "way": "At school"} | today()
    page = send(ines, way, **typed)
    assert page.status_code == 422
    assert "Read why the meeting found that nobody can safely tell the victim" in words_of(page)
    assert 'value="At school"' in page.content.decode()
    assert waits_as(cast, unsafe) == [Group.NO_SAFE_WAY]
    assert send(ines, way, **typed, safe_now="on").status_code == 302
    assert waits_as(cast, unsafe) == [Group.TO_TELL]
    page = words_of(ines.get(url("advocate", unsafe)))
    assert "Who tells the victim the outcome" in page and REASON in page
    do(cast, "ines", record_told, case_id=unsafe.pk, told_on=clock.today())
    assert waits_as(cast, unsafe) == []


def test_what_the_meeting_said_meanwhile_is_read_first(cast, heard_now):
    """The page was open before the meeting said so."""
    ines, way = signed_in_client(cast, "ines"), url("plan_outcome", heard_now)
    given = hidden(ines.get(way))
    end(cast, heard_now, untold_reason=REASON)
    page = ines.post(way, given | today() | {"who": "Ines", "way": "At school"})
    assert page.status_code == 422 and REASON in words_of(page)
    with unit_of_work(cast.actor("ines")):
        assert not every(OutcomePlan).filter(scope_id=heard_now.pk).exists()


def test_the_operation_refuses_it_too(cast, unsafe):
    with pytest.raises(RuleBroken, match="Read why the meeting found"):
        do(cast, "ines", plan_outcome, case_id=unsafe.pk, **safe())
    do(cast, "ines", plan_outcome, case_id=unsafe.pk, **safe(safe_now=True))


def test_a_plan_from_before_does_not_ask_to_be_carried_out(cast, heard_now):
    with clock.set_to(clock.now() - timedelta(days=35)):
        do(cast, "ines", plan_outcome, case_id=heard_now.pk, **safe(by=clock.today()))
    end(cast, heard_now, untold_reason=REASON)
    assert waits_as(cast, heard_now) == [Group.NO_SAFE_WAY]
    page = words_of(signed_in_client(cast, "ines").get(url("advocate", heard_now)))
    assert "Nobody can safely tell the victim yet" in page
    assert "Say that a way is safe now" in page and "Who Ines" not in page


def test_who_says_that_all_actions_ended_reads_why(cast, unsafe):
    untold = "It is not recorded that the victim was told the outcome."
    page = words_of(signed_in_client(cast, "carys").get(url("complete_case", unsafe)))
    assert f"The meeting said why nobody safely can: {REASON}" in page
    assert "keeps the case apart on its list until it knows a way that is safe" in page
    assert untold not in page


def test_no_paper_has_the_plan_that_the_meeting_overruled(cast, heard_now):
    with clock.set_to(clock.now() - timedelta(days=35)):
        do(cast, "ines", plan_outcome, case_id=heard_now.pk, **safe(by=clock.today()))
    end(cast, heard_now, untold_reason=REASON)
    page = words_of(signed_in_client(cast, "chidi").get(url("minutes", heard_now)))
    one = {"content": readable(minutes_of(cast, heard_now))}
    for said in (page, render_to_string("documents/_minutes_plan.html", {"one": one})):
        assert REASON in said and "tells the victim:" not in said and "At school" not in said
    do(cast, "ines", plan_outcome, case_id=heard_now.pk, safe_now=True, **safe(way="At the clinic"))
    page = words_of(signed_in_client(cast, "chidi").get(url("minutes", heard_now)))
    assert REASON in page and "Ines tells the victim: At the clinic" in page
