"""Before the hearing of a case ends it is known who tells the victim, or why nobody safely can."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import Hearing, OutcomePlan, Stage
from meetings.operations.actions import record_action, strike_action
from meetings.operations.hearing import end_hearing, reopen_hearing
from meetings.operations.referral import plan_outcome, record_told
from meetings.queries.hearing.written import readable, written_minutes
from sharing import clock
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.doing import do, every, form_token, fresh
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import send, words_of

GAP = {"gap_reason": "Under way."}
WHO = {"who": "Ines Rill", "way": "In person, at the clinic"}


def day(on):
    return {f"by-{part}": str(getattr(on, part)) for part in ("day", "month", "year")}


def way_of(case):
    return reverse("end_hearing", args=[case.pk])


def plans(cast, case):
    with unit_of_work(cast.actor("chidi")):
        return list(every(OutcomePlan).filter(scope_id=case.pk))


def minutes_of(cast, case):
    with unit_of_work(cast.actor("chidi")):
        now = type(case).objects.select_related("meeting__protocol", "meeting__area")
        return written_minutes([now.get(pk=case.pk)])[case.pk]


def test_it_works(cast, heard_now):
    chidi, by = signed_in_client(cast, "chidi"), clock.today() + timedelta(days=2)
    page = words_of(chidi.get(way_of(heard_now)))
    assert "Say who tells the victim the outcome, how and by when, or why" in page
    room = words_of(chidi.get(reverse("hearing", args=[heard_now.meeting_id, heard_now.pk])))
    assert "4 gaps." in room
    assert send(chidi, way_of(heard_now), **GAP, **WHO, **day(by)).status_code == 302
    (plan,) = plans(cast, heard_now)
    assert (plan.who, plan.way, plan.by) == (*WHO.values(), by)
    event = newest_event()
    assert (event.code, event.also) == ("case_heard", ["outcome_planned"])
    assert plan.pk in event.items
    with unit_of_work(cast.actor("chidi")):
        assert plan.history.get().event_id == event.id
    assert minutes_of(cast, heard_now)["outcome"]["who"] == "Ines Rill"
    assert fresh(cast, type(heard_now), heard_now.pk).stage == Stage.HEARD


def test_why_nobody_safely_can_stands_in_the_minutes(cast, heard_now):
    chidi = signed_in_client(cast, "chidi")
    reason = "He reads all she gets, and is home all day."
    assert send(chidi, way_of(heard_now), **GAP, untold_reason=reason).status_code == 302
    assert plans(cast, heard_now) == []
    with unit_of_work(cast.actor("chidi")):
        assert every(Hearing).get(scope_id=heard_now.pk).untold_reason == reason
    page = words_of(chidi.get(reverse("minutes", args=[heard_now.pk])))
    assert f"Why nobody tells the victim the outcome: {reason}" in page


@pytest.mark.parametrize(
    ("given", "days", "words"),
    [
        ({}, None, ["Nobody is named who tells the victim the outcome."]),
        (WHO, None, ["Enter the date by which the victim is told"]),
        ({}, 0, ["Say who tells the victim", "Say how the victim is told"]),
        (WHO, -1, ["must be told today or later"]),
        (WHO, 93, ["within three months"]),
        (WHO | {"untold_reason": "No way."}, None, ["or why nobody can, not both"]),
    ],
)
def test_what_is_missing_is_said_with_all_else(cast, heard_now, given, days, words):
    chidi = signed_in_client(cast, "chidi")
    by = {} if days is None else day(clock.today() + timedelta(days=days))
    page = send(chidi, way_of(heard_now), **given, **by)
    assert page.status_code == 422
    said = words_of(page)
    assert "The plan has nothing yet for: victim, child, perpetrator." in said
    assert all(one in said for one in words)
    assert plans(cast, heard_now) == []


def test_what_the_idva_service_planned_is_not_asked_for(cast, heard_now):
    given = {"who": "Ines", "way": "At school", "by": clock.today()}
    do(cast, "ines", plan_outcome, case_id=heard_now.pk, **given)
    chidi = signed_in_client(cast, "chidi")
    page = words_of(chidi.get(way_of(heard_now)))
    assert "Ines tells the victim: At school" in page and "Who tells the victim" not in page
    assert "Or why nobody safely can" in page
    assert send(chidi, way_of(heard_now), **GAP).status_code == 302
    assert len(plans(cast, heard_now)) == 1


@pytest.mark.parametrize("typed", [WHO, {"untold_reason": "No way."}])
def test_what_was_planned_meanwhile_is_not_overwritten(cast, heard_now, typed):
    chidi = signed_in_client(cast, "chidi")
    given = {"who": "Ines", "way": "At school", "by": clock.today()}
    do(cast, "ines", plan_outcome, case_id=heard_now.pk, **given)
    page = chidi.post(way_of(heard_now), form_token() | GAP | typed)
    assert page.status_code == 422
    on = date_format(clock.today(), "j F Y")
    said = f"Meanwhile it was said that Ines tells the victim: At school, by {on}."
    assert said in words_of(page)
    assert all(one in page.content.decode() for one in typed.values())  # nothing typed is lost
    assert send(chidi, way_of(heard_now), **GAP).status_code == 302
    assert [one.who for one in plans(cast, heard_now)] == ["Ines"]


def test_a_case_that_was_gone_back_to_keeps_who_tells(cast, heard_now):
    given = GAP | WHO | {"by": clock.today()}
    do(cast, "chidi", end_hearing, case_id=heard_now.pk, **given)
    do(cast, "chidi", reopen_hearing, case_id=heard_now.pk)
    do(cast, "chidi", end_hearing, case_id=heard_now.pk, **GAP)
    assert len(plans(cast, heard_now)) == 1


def test_and_why_the_plan_has_a_gap_and_nobody_can_is_not_typed_again(cast, heard_now):
    why = GAP | {"untold_reason": "He reads all she gets."}
    do(cast, "chidi", end_hearing, case_id=heard_now.pk, **why)
    do(cast, "chidi", reopen_hearing, case_id=heard_now.pk)
    page = signed_in_client(cast, "chidi").get(way_of(heard_now)).text
    assert all(said in page for said in why.values())


def test_why_the_plan_has_a_gap_is_not_said_of_another(cast, heard_now):
    plan = {"case_id": heard_now.pk, "agency_id": cast.agency("police").pk, "owner": ""}
    plan |= {"what": "Lend an alarm", "due_on": clock.today() + timedelta(days=3)}
    action = do(cast, "chidi", record_action, for_whom="victim", **plan)
    do(cast, "chidi", end_hearing, case_id=heard_now.pk, **GAP, untold_reason="He reads it.")
    do(cast, "chidi", reopen_hearing, case_id=heard_now.pk)
    chidi = signed_in_client(cast, "chidi")
    do(cast, "chidi", record_action, for_whom="perpetrator", **plan)
    assert GAP["gap_reason"] in chidi.get(way_of(heard_now)).text, "it was said of more"
    struck = {"action_id": action.pk, "version": action.version, "reason": "The wrong case."}
    do(cast, "chidi", strike_action, **struck)
    page = chidi.get(way_of(heard_now)).text
    assert "The plan has nothing yet for" in page and "Said before of Alder" in page
    assert f"{GAP['gap_reason']}</textarea>" not in page
    assert "He reads it." in page


def test_nothing_is_written_where_it_is_not_known(cast, heard_now):
    with pytest.raises(RuleBroken, match="Nobody is named"):
        do(cast, "chidi", end_hearing, case_id=heard_now.pk, **GAP)
    assert fresh(cast, type(heard_now), heard_now.pk).stage == Stage.HEARING


def test_a_plan_for_a_day_that_is_over_is_asked_for_again(cast, heard_now):
    with clock.set_to(clock.now() - timedelta(days=35)):
        given = {"who": "Ines", "way": "At school", "by": clock.today()}
        do(cast, "ines", plan_outcome, case_id=heard_now.pk, **given)
    chidi, by = signed_in_client(cast, "chidi"), clock.today() + timedelta(days=2)
    room = words_of(chidi.get(reverse("hearing", args=[heard_now.meeting_id, heard_now.pk])))
    assert "4 gaps." in room
    page = chidi.get(way_of(heard_now))
    assert "It is not recorded that the victim was told." in words_of(page)
    assert 'value="At school"' in page.content.decode()
    with pytest.raises(RuleBroken, match="Nobody is named"):
        do(cast, "chidi", end_hearing, case_id=heard_now.pk, **GAP)
    assert send(chidi, way_of(heard_now), **GAP, **WHO, **day(by)).status_code == 302
    (plan,) = plans(cast, heard_now)
    assert (plan.who, plan.way, plan.by) == (*WHO.values(), by)


def test_a_plan_that_was_carried_out_is_not_asked_for_again(cast, heard_now):
    with clock.set_to(clock.now() - timedelta(days=35)):
        past = clock.today()
        do(cast, "ines", plan_outcome, case_id=heard_now.pk, who="Ines", way="At school", by=past)
    do(cast, "ines", record_told, case_id=heard_now.pk, told_on=past)
    do(cast, "chidi", end_hearing, case_id=heard_now.pk, **GAP)
    assert [one.by for one in plans(cast, heard_now)] == [past]


def test_the_reason_stands_beside_a_later_plan(cast, heard_now):
    reason = "He reads all she gets."
    do(cast, "chidi", end_hearing, case_id=heard_now.pk, **GAP, untold_reason=reason)
    ines = signed_in_client(cast, "ines")
    for name in ("advocate", "plan_outcome"):
        page = words_of(ines.get(reverse(name, args=[heard_now.pk])))
        assert f"The meeting said why nobody safely can: {reason}" in page
    given = {"who": "Ines", "way": "At school", "by": clock.today(), "safe_now": True}
    do(cast, "ines", plan_outcome, case_id=heard_now.pk, **given)
    page = words_of(signed_in_client(cast, "chidi").get(reverse("minutes", args=[heard_now.pk])))
    assert "Ines tells the victim: At school" in page
    assert f"Why nobody tells the victim the outcome: {reason}" in page
    said = {"one": {"content": readable(minutes_of(cast, heard_now))}}
    paper = render_to_string("documents/_minutes_plan.html", said)
    assert "Ines tells the victim:" in paper and reason in paper
