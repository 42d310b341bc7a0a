"""A death that was recorded in error is taken back by two people: the case goes on where it stood,
or waits for another meeting where its own is over."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import Case, CaseStage, MeetingState, Stage, TakingBack
from meetings.operations.closure import let_death_stand, propose_taking_back, take_death_back
from meetings.operations.hearing import begin_hearing, declare, end_hearing, end_meeting
from meetings.operations.triage import join_cases
from sharing import clock
from sharing.models import Scope
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import change, do, explained, form_token, now, one, wall_off
from tests.integration.follow_up.helpers import develop
from tests.integration.test_closure import record_that_she_died
from tests.integration.test_daily_reminders import morning, round_of_reminders
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.story import ORDER, case_at
from tests.trail import newest_event
from tests.visits import send, words_of

WHY = "It was her mother of the same name."


def died_at(cast, stage):
    """Lay down a case on hold that was at that stage; why its keepers open it was asked."""
    case = case_at(cast, stage)
    record_that_she_died(cast, case)
    explained(cast, "carys", case)
    explained(cast, "chidi", case)
    return case


def propose(cast, case, who="carys"):
    return do(cast, who, propose_taking_back, case_id=case.pk, reason=WHY)


def take_back(cast, case):
    propose(cast, case)
    return do(cast, "chidi", take_death_back, case_id=case.pk)


def path_of(case):
    return reverse("take_back_death", args=[case.pk])


def is_frozen(cast, case):
    with unit_of_work(cast.actor("carys")):
        return Scope.objects.get(pk=case.pk).frozen


@pytest.mark.parametrize("stage", [one for one in ORDER if one is not Stage.DRAFT])
def test_the_case_goes_on_at_the_stage_that_it_had(cast, stage):
    case = case_at(cast, stage)
    before = now(cast, case)
    record_that_she_died(cast, case)
    take_back(cast, case)
    after = now(cast, case)
    assert (after.stage, after.meeting_id, after.position) == (
        stage, before.meeting_id, before.position,
    )  # fmt: skip
    assert not is_frozen(cast, case)
    explained(cast, "carys", case)
    page = words_of(signed_in_client(cast, "carys").get(reverse("case", args=[case.pk])))
    assert "On hold" not in page and WHY not in page


def test_two_people_take_it_back_on_its_page(cast):
    case = died_at(cast, Stage.RESEARCH)
    carys, chidi = signed_in_client(cast, "carys"), signed_in_client(cast, "chidi")
    on_case = carys.get(reverse("case", args=[case.pk]))
    assert path_of(case) in on_case.content.decode()
    assert "Heard" not in words_of(on_case)
    page = words_of(carys.get(path_of(case)))
    assert "To take it back needs two people." in page
    assert "Once two people agree: The case is at “Research” again, as it was before." in page
    assert "Enter the reason" in words_of(send(carys, path_of(case)))
    sent = send(carys, path_of(case), reason=WHY)
    assert sent["Location"] == reverse("case", args=[case.pk])
    event = newest_event()
    assert (event.code, event.cases) == ("death_doubted", [case.pk])
    assert len(event.people) == 1
    said = words_of(carys.get(sent["Location"]))
    assert "You said that it was recorded in error. Another person decides on it." in said
    assert f"that this was recorded in error: {WHY}" in said
    assert "Decide on the death" not in said
    # The case is on hold for as long as one person alone says so.
    assert now(cast, case).stage == Stage.DIED and is_frozen(cast, case)
    assert "A second person decides on it." in words_of(carys.get(path_of(case)))
    assert f"Decide on the death in {case.reference}" not in words_of(carys.get(reverse("home")))
    assert f"Decide on the death in {case.reference}" in words_of(chidi.get(reverse("home")))
    on_case = chidi.get(reverse("case", args=[case.pk]))
    assert "Decide on the death" in words_of(on_case)
    assert on_case.content.decode().count(path_of(case)) == 1
    page = words_of(chidi.get(path_of(case)))
    assert "Carys Example said on" in page and WHY in page
    assert "Say whether the death was recorded in error" in words_of(send(chidi, path_of(case)))
    sent = send(chidi, path_of(case), agrees="yes")
    assert newest_event().code == "death_taken_back"
    assert "The case is at “Research” again" in words_of(chidi.get(sent["Location"]))
    moved = one(cast, "carys", CaseStage, case, from_stage=Stage.DIED)
    assert (moved.to_stage, moved.reason) == (Stage.RESEARCH, WHY)
    assert develop(cast, case).scope_id == case.pk
    assert "This case is not on hold" in words_of(chidi.get(path_of(case)))


def test_nobody_takes_it_back_alone(cast):
    case = died_at(cast, Stage.RESEARCH)
    propose(cast, case)
    carys = signed_in_client(cast, "carys")
    again = carys.post(path_of(case), form_token() | {"reason": WHY})
    assert again.status_code == 422 and "Somebody said so already." in words_of(again)
    with pytest.raises(RuleBroken, match="You said so yourself"):
        do(cast, "carys", take_death_back, case_id=case.pk)
    with pytest.raises(RuleBroken, match="You said so yourself"):
        do(cast, "carys", let_death_stand, case_id=case.pk, reason="I was right.")
    with pytest.raises(IntegrityError), unit_of_work(cast.actor("carys")):
        row = TakingBack.objects.get(scope_id=case.pk)
        row.second_by_id, row.second_at, row.second_agrees = row.proposed_by_id, clock.now(), True
        row.save()
    assert now(cast, case).stage == Stage.DIED


def test_whoever_decides_as_the_second_person_is_not_asked_why_they_open_it(cast):
    case = case_at(cast, Stage.RESEARCH)
    record_that_she_died(cast, case)
    explained(cast, "carys", case)
    chidi = signed_in_client(cast, "chidi")
    assert chidi.get(path_of(case)).status_code == 302  # nobody said that it was an error
    propose(cast, case)
    assert path_of(case) in chidi.get(reverse("home")).content.decode()
    assert chidi.get(path_of(case)).status_code == 200
    ines = signed_in_client(cast, "ines")
    assert ines.get(reverse("case", args=[case.pk])).status_code == 302
    sent = send(chidi, path_of(case), agrees="no", reason="The coroner confirmed it.")
    assert "The case stays on hold." in words_of(chidi.get(sent["Location"]))


def test_where_the_second_person_does_not_agree_it_stands_and_can_be_asked_again(cast):
    case = died_at(cast, Stage.RESEARCH)
    propose(cast, case)
    chidi = signed_in_client(cast, "chidi")
    assert "Enter the reason" in words_of(send(chidi, path_of(case), agrees="no"))
    sent = send(chidi, path_of(case), agrees="no", reason="The coroner confirmed it.")
    assert newest_event().code == "death_stands"
    page = words_of(chidi.get(sent["Location"]))
    assert "The case stays on hold." in page and "recorded in error:" not in page
    assert now(cast, case).stage == Stage.DIED and is_frozen(cast, case)
    with pytest.raises(RuleBroken, match="or it is decided"):
        do(cast, "chidi", take_death_back, case_id=case.pk)
    take_back(cast, case)
    assert now(cast, case).stage == Stage.RESEARCH


@pytest.mark.parametrize("stage", [Stage.TRIAGE, Stage.COMPLETE])
def test_what_is_not_on_hold_is_not_taken_back(cast, stage):
    case = case_at(cast, stage)
    for operation, values in (
        (propose_taking_back, {"reason": WHY}),
        (take_death_back, {}),
        (let_death_stand, {"reason": WHY}),
    ):
        with pytest.raises(RuleBroken, match="not on hold"):
            do(cast, "carys", operation, case_id=case.pk, **values)


def test_the_reason_is_needed(cast):
    case = died_at(cast, Stage.TRIAGE)
    with pytest.raises(RuleBroken) as broken:
        do(cast, "carys", propose_taking_back, case_id=case.pk, reason=" ")
    assert broken.value.field == "reason"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nia", "other_area"), ("petra", "not_in_role"), ("odile", "not_in_role")],
)
def test_it_refuses_others(cast, name, reason):
    case = died_at(cast, Stage.RESEARCH)
    with pytest.raises(Refused) as refused:
        propose(cast, case, name)
    assert refused.value.reason == reason


def test_it_refuses_conflict(cast):
    case = died_at(cast, Stage.RESEARCH)
    propose(cast, case)
    wall_off(cast, case, "chidi")
    with pytest.raises(Refused):
        do(cast, "chidi", take_death_back, case_id=case.pk)
    chidi = signed_in_client(cast, "chidi")
    assert chidi.get(path_of(case)).status_code == 404
    assert case.reference not in words_of(chidi.get(reverse("home")))


def end_its_meeting(cast, case):
    """Its meeting is held without it, as it is on hold."""
    with unit_of_work(cast.actor("carys")):
        meeting = Case.objects.select_related("meeting").get(pk=case.pk).meeting
        meeting.state = MeetingState.RUNNING
        meeting.save()
    do(cast, "chidi", end_meeting, meeting_id=meeting.pk)


@pytest.mark.parametrize("stage", [Stage.LISTED, Stage.RESEARCH])
def test_where_its_meeting_is_over_it_waits_for_another(cast, stage):
    case = died_at(cast, stage)
    end_its_meeting(cast, case)
    propose(cast, case)
    chidi = signed_in_client(cast, "chidi")
    says = "is over: the case is at “Accepted”, and waits for another meeting."
    assert says in words_of(chidi.get(path_of(case)))
    sent = send(chidi, path_of(case), agrees="yes")
    found = now(cast, case)
    assert (found.stage, found.meeting_id, found.position) == (Stage.ACCEPTED, None, None)
    assert says in words_of(chidi.get(sent["Location"]))


def test_what_its_meeting_began_to_hear_stands_where_it_was_left(cast):
    case = died_at(cast, Stage.HEARING)
    end_its_meeting(cast, case)
    meeting_id = now(cast, case).meeting_id
    propose(cast, case)
    chidi = signed_in_client(cast, "chidi")
    assert "Its meeting is over: read it back and agree" in words_of(chidi.get(path_of(case)))
    send(chidi, path_of(case), agrees="yes")
    found = now(cast, case)
    assert (found.stage, found.meeting_id) == (Stage.HEARING, meeting_id)
    assert f"{case.reference} was left over by the meeting" in words_of(chidi.get(reverse("home")))
    do(
        cast,
        "chidi",
        end_hearing,
        case_id=case.pk,
        gap_reason="Nothing was agreed yet.",
        untold_reason="No safe way.",
    )
    assert now(cast, case).stage == Stage.HEARD


def test_at_a_meeting_that_runs_it_can_be_heard(cast):
    case = died_at(cast, Stage.RESEARCH)
    with unit_of_work(cast.actor("carys")):
        meeting = Case.objects.select_related("meeting").get(pk=case.pk).meeting
        meeting.state = MeetingState.RUNNING
        meeting.save()
    take_back(cast, case)
    do(cast, "chidi", declare, meeting_id=meeting.pk)
    do(cast, "chidi", begin_hearing, case_id=case.pk)
    assert now(cast, case).stage == Stage.HEARING


def test_the_hold_is_lifted_from_the_cases_joined_to_it_too(cast):
    first, second = case_at(cast, Stage.ACCEPTED), case_at(cast, Stage.TRIAGE)
    change(cast, second, Case, submitted_at=clock.now() + timedelta(seconds=5))
    do(cast, "carys", join_cases, case_id=second.pk, into_id=first.pk)
    other = died_at(cast, Stage.ACCEPTED)
    record_that_she_died(cast, first)
    take_back(cast, first)
    assert not is_frozen(cast, first) and not is_frozen(cast, second)
    # That of another death stands.
    assert is_frozen(cast, other) and now(cast, other).stage == Stage.DIED


def test_the_lead_finds_the_case_at_home_while_it_is_on_hold(cast):
    case = case_at(cast, Stage.ACTIONS)
    odile = signed_in_client(cast, "odile")
    assert "on hold" not in words_of(odile.get(reverse("home")))
    record_that_she_died(cast, case)
    answer = odile.get(reverse("home"))
    page = words_of(answer)
    assert "Someone died: 1 case is on hold" in page and case.reference in page
    assert "Tara" not in page and "TT" not in page.replace(case.reference, "")
    way = reverse("case_trail", args=[case.pk])
    assert f'href="{way}"' in answer.content.decode()
    assert case.pk in newest_event().cases
    assert odile.get(way).status_code == 200
    with clock.set_to(clock.now() + timedelta(weeks=12, days=1)):
        later = signed_in_client(cast, "odile").get(reverse("home"))
    assert "on hold" not in words_of(later)
    take_back(cast, case)
    assert "on hold" not in words_of(odile.get(reverse("home")))


def test_every_page_says_the_same_day_since_when_it_is_on_hold(cast):
    """In an example the past is written in one go: the clock of then counts, not the database's."""
    case = case_at(cast, Stage.ACTIONS)
    with clock.set_to(clock.now() + timedelta(days=3)):
        record_that_she_died(cast, case)
        day = date_format(clock.today(), "j F Y")
    assert f"{case.reference} since {day}" in words_of(
        signed_in_client(cast, "odile").get(reverse("home"))
    )
    listed = signed_in_client(cast, "carys").get(reverse("cases"), {"show": "ended"})
    assert day in words_of(listed)


def test_a_lead_walled_off_finds_nothing_of_it(cast):
    case = case_at(cast, Stage.ACTIONS)
    wall_off(cast, case, "odile")
    record_that_she_died(cast, case)
    page = words_of(signed_in_client(cast, "odile").get(reverse("home")))
    assert "on hold" not in page and case.reference not in page


def test_the_lead_is_told_again_in_person(cast):
    case = died_at(cast, Stage.TRIAGE)
    run_jobs()
    mail.outbox.clear()
    take_back(cast, case)
    run_jobs()
    (letter,) = mail.outbox
    assert letter.to == ["odile@example.org"]
    assert case.reference in letter.subject and "on hold no more" in letter.body
    assert "Tarn" not in letter.body and WHY not in letter.body
    assert newest_event().code == "notice_sent"


def test_reminders_go_again(cast):
    case = case_at(cast, Stage.ACTIONS)
    record_that_she_died(cast, case)
    run_jobs()
    late = clock.today() + timedelta(days=8)
    with morning(late):
        assert round_of_reminders() == []
    take_back(cast, case)
    run_jobs()
    with morning(late, 1):
        assert round_of_reminders()


def test_a_death_can_be_recorded_again_and_says_the_newer_day(cast):
    case = died_at(cast, Stage.TRIAGE)
    take_back(cast, case)
    record_that_she_died(cast, case)
    page = words_of(signed_in_client(cast, "carys").get(reverse("case", args=[case.pk])))
    assert page.count("On hold: Tara Tarn died on") == 1 and "in error:" not in page
    take_back(cast, case)
    assert now(cast, case).stage == Stage.TRIAGE
