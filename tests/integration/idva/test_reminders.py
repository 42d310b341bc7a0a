"""The IDVA service is reminded of a victim who is to be told the outcome."""

from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.urls import reverse

from meetings.daily import remind_service_of_outcomes, remind_services
from meetings.models import OutcomePlan, Stage
from meetings.operations.closure import record_death
from meetings.operations.referral.advocacy import record_told
from meetings.operations.transfer import transfer_out
from sharing import clock
from sharing.models import Party
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import change, do, one, wall_off
from tests.integration.test_closure import plan_to_tell
from tests.integration.test_daily_reminders import (
    morning,
    said,
    set_mailbox,
    set_rules,
    to,
)
from tests.jobs import as_jobs, run_jobs, run_later_tries
from tests.personas import make_member
from tests.story import case_at, meeting_in
from tests.trail import events

BOX = "idva@lm.example"


@pytest.fixture
def case(cast):
    """A case that was heard; somebody is to tell the victim in two weeks, when no action is due."""
    case = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5))
    plan(cast, case, 14)
    return case


def plan(cast, case, days):
    plan_to_tell(cast, case)
    change(cast, case, OutcomePlan, by=clock.today() + timedelta(days=days))


def day_of(cast, case):
    return one(cast, "ines", OutcomePlan, case).by


def round_of_reminders():
    """Let the worker do what it does each day, and return the mail that it sent."""
    before = len(mail.outbox)
    remind_services.enqueue()
    run_jobs()
    return mail.outbox[before:]


def begin_round():
    with as_jobs():
        remind_services.call()


def begin_reminding(cast):
    with as_jobs():
        remind_service_of_outcomes.call(str(cast.agency("idva").pk))


def test_it_comes_before_the_day_and_again_while_nobody_told_them(cast, case):
    day = day_of(cast, case)
    sent = {}
    for number in range(-4, 12):
        with morning(day, number):
            sent[number] = round_of_reminders()
    assert [number for number, messages in sent.items() if messages] == [-2, 5, 10]
    assert to(sent[-2]) == to(sent[5]) == [BOX]
    before, late = said(sent[-2]), said(sent[5])
    when = f"{day.day} {day:%B %Y}"
    assert (
        f"An outcome is to be told\nA victim is to be told the outcome of a meeting by {when}."
        in before
    )
    assert f"should have been told the outcome of a meeting by {when}, and nobody" in late
    assert f"http://127.0.0.1:8000{reverse('cases')}?show=to_tell" in before
    for private in ("Tara", "Tarn", "Ines", "in person", case.reference, str(case.pk)):
        assert private not in before + late


def test_it_comes_after_a_transfer_too(cast, case):
    do(cast, "carys", transfer_out, case_id=case.pk, area_name="Eastfell", reason="Moved.")
    run_jobs()
    with morning(day_of(cast, case), -2):
        assert "An outcome is to be told" in said(round_of_reminders())


def test_the_trail_says_so_and_a_second_round_of_the_day_says_nothing(cast, case):
    with morning(day_of(cast, case), -2):
        begin_round()
        since = len(events())
        run_jobs()
        made = [one for one in events()[since:] if one.recipient_id == cast.agency("idva").pk]
        assert [one.code for one in made] == ["outcome_chased", "notice_sent"]
        assert all(one.cases == [case.pk] for one in made)
        assert round_of_reminders() == []


def test_a_day_on_which_no_worker_ran_is_made_up_for(cast, case):
    with morning(day_of(cast, case), -1):
        assert to(round_of_reminders()) == [BOX]


def test_another_day_has_a_reminder_of_its_own(cast, case):
    with morning(day_of(cast, case), -2):
        assert len(round_of_reminders()) == 1
    change(cast, case, OutcomePlan, by=day_of(cast, case) + timedelta(days=21))
    with morning(day_of(cast, case), -2):
        assert len(round_of_reminders()) == 1


@pytest.mark.parametrize("why", ["told", "overruled", "died", "no_rules"])
def test_nobody_is_reminded_of_what_is_not_wanted(cast, case, why):
    with morning(day_of(cast, case), -2):
        begin_round()
        if why == "told":
            do(cast, "ines", record_told, case_id=case.pk, told_on=clock.today())
        elif why == "overruled":
            change(cast, case, OutcomePlan, overruled=True)
        elif why == "died":
            victim = one(cast, "carys", Party, case, role="victim")
            told = {"reason": "Told by the police.", "happened_on": clock.today()}
            do(cast, "carys", record_death, case_id=case.pk, parties=[victim.pk], **told)
        else:
            set_rules(cast, in_force_from=clock.today() + timedelta(days=300))
        run_jobs()
        round_of_reminders()
        begin_reminding(cast)
        run_jobs()
    assert "outcome" not in said(mail.outbox)


def test_what_was_recorded_before_the_mail_went_is_not_sent(cast, case):
    with morning(day_of(cast, case), -2):
        begin_reminding(cast)
        do(cast, "ines", record_told, case_id=case.pk, told_on=clock.today())
        run_jobs()
    assert mail.outbox == []


def test_several_are_one_mail_that_names_the_earliest_first(cast, case):
    other = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-6), name="Una")
    plan(cast, other, 13)
    with morning(day_of(cast, case), -1):
        (message,) = round_of_reminders()
    assert message.body.count("is to be told the outcome") == 2
    days = [f"by {one.day} {one:%B %Y}." for one in map(partial(day_of, cast), (other, case))]
    assert message.body.index(days[0]) < message.body.index(days[1])


def test_an_area_says_how_often(cast, case):
    set_rules(cast, remind_actions_before=0, remind_actions_every=1)
    with morning(day_of(cast, case), -2):
        assert round_of_reminders() == []
    with morning(day_of(cast, case), 1):
        assert len(round_of_reminders()) == 1


@pytest.mark.parametrize("days", [0, 1])
def test_a_mail_that_waited_for_the_server_tells_once(cast, case, settings, days):
    set_rules(cast, remind_actions_every=1)
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.integration.test_mail_trail.Refusing"
    with morning(day_of(cast, case), 1):
        assert round_of_reminders() == []
    settings.EMAIL_BACKEND = usual
    with morning(day_of(cast, case), 1 + days):
        assert len(round_of_reminders()) == days
        run_later_tries()
    assert to(mail.outbox) == [BOX]


@pytest.mark.parametrize("mailbox", ["", BOX])
def test_where_all_are_walled_off_nobody_is_told_and_the_trail_does_not_say_so(cast, case, mailbox):
    day = day_of(cast, case)
    set_mailbox(cast, "idva", mailbox)
    wall_off(cast, case, "ines")
    since = len(events())
    with morning(day, -2):
        assert round_of_reminders() == []
    assert not {"outcome_chased", "notice_sent"} & {one.code for one in events()[since:]}


def test_a_case_that_all_are_walled_off_from_is_not_among_those_reminded_of(cast, case):
    other = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-6), name="Una")
    plan(cast, other, 14)
    wall_off(cast, case, "ines")
    since = len(events())
    with morning(day_of(cast, other), -2):
        assert to(round_of_reminders()) == [BOX]
    made = [one for one in events()[since:] if one.recipient_id == cast.agency("idva").pk]
    assert [one.code for one in made] == ["outcome_chased", "notice_sent"]
    assert all(one.cases == [other.pk] for one in made)


def test_a_wall_does_not_silence_the_mailbox_about_other_cases(cast, case):
    with as_owner(), unit_of_work(cast.actor("carys")):
        make_member("colleague", Role.ADVOCATE, cast.agency("idva"))
    other = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-6), name="Una")
    plan(cast, other, 13)
    days = {one.pk: f"by {day_of(cast, one):%-d %B %Y}." for one in (case, other)}
    wall_off(cast, other, "ines")
    with morning(day_of(cast, case), -2):
        sent = {message.to[0]: message.body for message in round_of_reminders()}
    assert set(sent) == {BOX, "colleague@example.org"}
    assert days[case.pk] in sent[BOX] and days[other.pk] not in sent[BOX]
    own = sent["colleague@example.org"]
    assert days[other.pk] in own and days[case.pk] not in own
