"""What the meeting says of telling the victim overrules the plan that stood, and stays until
somebody takes it away."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from meetings.models import Hearing, OutcomePlan
from meetings.operations.hearing import reopen_hearing
from meetings.operations.referral import plan_outcome, record_told
from meetings.queries.groups import Group
from meetings.queries.hearing.written import readable
from sharing import clock
from sharing.unit import unit_of_work
from tests.doing import do, every, one
from tests.integration.hearing.test_no_safe_way import CONFIRM, REASON, today, url, waits_as
from tests.integration.hearing.test_outcome import GAP, WHO, day, minutes_of, way_of
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import hidden, send, words_of

TEXT = "A text from Ines"


def planned(cast, case, *, days=2, **changes):
    by = clock.today() + timedelta(days=days)
    given = {"who": "Ines", "way": TEXT, "by": by} | changes
    # A day that has passed had not when it was written.
    with clock.set_to(clock.now() + timedelta(days=min(days, 0))):
        return do(cast, "ines", plan_outcome, case_id=case.pk, **given)


def said(cast, case):
    return one(cast, "chidi", Hearing, case).untold_reason


def minutes_page(cast, case):
    return words_of(signed_in_client(cast, "chidi").get(url("minutes", case)))


@pytest.fixture
def chidi(cast):
    return signed_in_client(cast, "chidi")


@pytest.fixture
def overruled(cast, heard_now, chidi):
    planned(cast, heard_now)
    assert send(chidi, way_of(heard_now), **GAP, untold_reason=REASON).status_code == 302
    return heard_now


def goes_back(cast, case, chidi, **typed):
    do(cast, "chidi", reopen_hearing, case_id=case.pk)
    page = chidi.get(way_of(case))
    shown = {
        name: page.context["form"][name].value() or ""
        for name in ("gap_reason", "who", "way", "untold_reason")
    }
    return chidi.post(way_of(case), hidden(page) | shown | typed)


def test_it_works(cast, heard_now, chidi):
    plan = planned(cast, heard_now)
    page = words_of(chidi.get(way_of(heard_now)))
    assert f"Ines tells the victim: {TEXT}" in page
    assert "It stands, unless you say why nobody safely can." in page
    assert "Or why nobody safely can" in page and "Who tells the victim" not in page
    assert send(chidi, way_of(heard_now), **GAP, untold_reason=REASON).status_code == 302
    event = newest_event()
    assert (event.code, event.also) == ("case_heard", []) and plan.pk in event.items
    assert waits_as(cast, heard_now) == [Group.NO_SAFE_WAY]
    written = minutes_page(cast, heard_now)
    content = {"content": readable(minutes_of(cast, heard_now))}
    for text in (written, render_to_string("documents/_minutes_plan.html", {"one": content})):
        assert REASON in text and TEXT not in text


@pytest.mark.parametrize("who", ["ines", "carys", "petra", "rowan"])
def test_nobody_reads_it_as_one_to_carry_out(cast, overruled, who):
    page = words_of(signed_in_client(cast, who).get(url("advocate", overruled)))
    assert "Nobody can safely tell the victim yet" in page and TEXT not in page
    assert (REASON in page) is (who in ("ines", "carys"))
    assert ("The reason stands in its minutes." in page) is (who in ("petra", "rowan"))


def test_a_plan_for_a_day_that_was_over_is_not_read_so_either(cast, heard_now, chidi):
    planned(cast, heard_now, days=-5)
    assert send(chidi, way_of(heard_now), **GAP, untold_reason=REASON).status_code == 302
    page = words_of(signed_in_client(cast, "petra").get(url("advocate", heard_now)))
    assert "Nobody can safely tell the victim yet" in page and TEXT not in page


def test_nobody_plans_it_who_did_not_read_why_and_a_safe_way_stands_again(cast, overruled):
    ines, way = signed_in_client(cast, "ines"), url("plan_outcome", overruled)
    page = ines.get(way)
    assert CONFIRM in words_of(page) and TEXT not in page.content.decode()
    typed = {"who": "Ines", "way": "At the clinic"} | today()
    assert send(ines, way, **typed).status_code == 422
    assert waits_as(cast, overruled) == [Group.NO_SAFE_WAY]
    assert send(ines, way, **typed, safe_now="on").status_code == 302
    assert waits_as(cast, overruled) == [Group.TO_TELL]
    page = words_of(signed_in_client(cast, "petra").get(url("advocate", overruled)))
    assert "Who tells the victim the outcome" in page and "At the clinic" in page
    assert "Ines tells the victim: At the clinic" in minutes_page(cast, overruled)


def test_it_stays_overruled_where_another_meeting_is_to_hear_the_case(cast, overruled):
    with unit_of_work(cast.actor("carys")):
        heard = Hearing.objects.get(scope_id=overruled.pk)
        overruled.meeting = None
        overruled.save()
    assert heard.untold_reason == REASON
    ines = signed_in_client(cast, "ines")
    page = words_of(ines.get(url("advocate", overruled)))
    assert "Nobody can safely tell the victim yet" in page and CONFIRM in page
    assert send(ines, url("plan_outcome", overruled), **WHO, **today()).status_code == 422


def test_that_the_victim_was_told_all_the_same_is_recorded(cast, overruled):
    do(cast, "ines", record_told, case_id=overruled.pk, told_on=clock.today())
    assert waits_as(cast, overruled) == []
    page = words_of(signed_in_client(cast, "petra").get(url("advocate", overruled)))
    assert "The victim knows the outcome" in page


def test_whom_the_victim_was_told_by_is_not_overruled(cast, heard_now, chidi):
    planned(cast, heard_now, days=0)
    do(cast, "ines", record_told, case_id=heard_now.pk, told_on=clock.today())
    assert "The victim was told." in words_of(chidi.get(way_of(heard_now)))
    assert send(chidi, way_of(heard_now), **GAP, untold_reason=REASON).status_code == 302
    assert not one(cast, "chidi", OutcomePlan, heard_now).overruled


def test_a_plan_that_came_while_the_page_was_open_is_read_first(cast, heard_now, chidi):
    planned(cast, heard_now, way="At school")
    sent = hidden(chidi.get(way_of(heard_now))) | GAP | {"untold_reason": REASON}
    planned(cast, heard_now)
    page = chidi.post(way_of(heard_now), sent)
    assert page.status_code == 422 and 'name="who"' not in page.content.decode()
    assert "Send the reason again where nobody safely can all the same" in words_of(page)
    assert not one(cast, "chidi", OutcomePlan, heard_now).overruled
    assert chidi.post(way_of(heard_now), sent | hidden(page)).status_code == 302
    assert waits_as(cast, heard_now) == [Group.NO_SAFE_WAY]


def test_the_reason_stays_when_the_meeting_goes_back_after_a_safe_plan(cast, overruled, chidi):
    planned(cast, overruled, way="At school", safe_now=True)
    do(cast, "chidi", reopen_hearing, case_id=overruled.pk)
    page = words_of(chidi.get(way_of(overruled)))
    assert REASON in page and "planned by somebody who read the reason below" in page
    # A page that was open before the field was there empties nothing.
    assert send(chidi, way_of(overruled), **GAP).status_code == 302
    assert said(cast, overruled) == REASON
    assert goes_back(cast, overruled, chidi).status_code == 302
    assert said(cast, overruled) == REASON and waits_as(cast, overruled) == [Group.TO_TELL]
    text = minutes_page(cast, overruled)
    assert REASON in text and "Ines tells the victim: At school" in text
    assert goes_back(cast, overruled, chidi, untold_reason="").status_code == 302
    assert said(cast, overruled) == "" and waits_as(cast, overruled) == [Group.TO_TELL]


def test_another_reason_overrules_the_plan_that_was_safe(cast, overruled, chidi):
    planned(cast, overruled, way="At school", safe_now=True)
    assert goes_back(cast, overruled, chidi, untold_reason="He is at school.").status_code == 302
    assert said(cast, overruled) == "He is at school."
    assert waits_as(cast, overruled) == [Group.NO_SAFE_WAY]


@pytest.mark.parametrize("days", [2, -5])
def test_the_meeting_goes_back_with_nothing_new_to_say_of_it(cast, heard_now, chidi, days):
    planned(cast, heard_now, days=days)
    assert send(chidi, way_of(heard_now), **GAP, untold_reason=REASON).status_code == 302
    assert goes_back(cast, heard_now, chidi).status_code == 302
    assert said(cast, heard_now) == REASON and waits_as(cast, heard_now) == [Group.NO_SAFE_WAY]


def test_a_safe_plan_that_was_not_carried_out_gives_way_to_the_reason(cast, overruled, chidi):
    planned(cast, overruled, days=-1, way="At school", safe_now=True)
    assert goes_back(cast, overruled, chidi).status_code == 302
    assert waits_as(cast, overruled) == [Group.NO_SAFE_WAY]


def test_the_meeting_that_finds_a_way_says_who(cast, overruled, chidi):
    on = day(clock.today())
    assert goes_back(cast, overruled, chidi, untold_reason="").status_code == 422
    sent = hidden(chidi.get(way_of(overruled))) | GAP | WHO | on | {"untold_reason": ""}
    assert chidi.post(way_of(overruled), sent).status_code == 302
    assert said(cast, overruled) == "" and waits_as(cast, overruled) == [Group.TO_TELL]
    with unit_of_work(cast.actor("chidi")):
        (plan,) = every(OutcomePlan).filter(scope_id=overruled.pk)
    assert (plan.who, plan.overruled) == (WHO["who"], False)
