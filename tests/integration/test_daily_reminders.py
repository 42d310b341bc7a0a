"""Agencies are reminded of research and actions without anybody asking."""

import threading
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django_tasks_db.models import DBTaskResult

from meetings import reminders
from meetings.daily import remind, remind_agency_of_actions, remind_agency_of_research
from meetings.models import Action, Case, Meeting, Protocol, ResearchRequest, Stage
from meetings.operations.closure import record_death, withdraw_case
from meetings.operations.research import answer_case, chase_research
from meetings.rules.working_days import LONDON, add_working_days
from sharing import clock, daily
from sharing.bank_holidays import bank_holidays
from sharing.models import Agency, Party
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import change, do, one, wall_off
from tests.integration.follow_up.helpers import update
from tests.jobs import run_jobs, run_later_tries
from tests.personas import seed_cast
from tests.story import case_at
from tests.trail import events

OFF = bank_holidays("ENG")


@contextmanager
def morning(day, days=0):
    """Let it be seven o’clock, so many working days after that day or before it."""
    day = add_working_days(day, days, OFF)
    with clock.set_to(datetime.combine(day, time(7), LONDON)):
        yield


def round_of_reminders():
    """Make the round of the day, and return the mail that it sent."""
    before = len(mail.outbox)
    remind.call()
    run_jobs()
    return mail.outbox[before:]


def to(messages):
    return sorted(message.to[0] for message in messages)


def said(messages):
    return "\n".join(message.subject + "\n" + message.body for message in messages)


def set_rules(cast, **values):
    with unit_of_work(cast.actor("carys")):
        protocol = Protocol.objects.get(area=cast.area)
        for name, value in values.items():
            setattr(protocol, name, value)
        protocol.save()


def set_mailbox(cast, kind, mailbox):
    with as_owner(), unit_of_work(cast.actor("carys")):
        agency = Agency.objects.get(pk=cast.agency(kind).pk)
        agency.mailbox = mailbox
        agency.save()


# Research.


@pytest.fixture
def case(cast):
    """A case at research; police has answered, the others owe it."""
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case, "petra", "police")
    return case


def answer(cast, case, who, kind, **values):
    said = {"answer": "not_known", "searched": "Names and dates of birth"} | values
    do(cast, who, answer_case, request_id=request_of(cast, case, kind).pk, **said)


def request_of(cast, case, kind):
    return one(cast, "carys", ResearchRequest, case, agency=cast.agency(kind))


def due_of(case):
    return clock.day(case.meeting.research_due_at)


OWING = ["children", "health_visiting", "housing", "idva", "probation"]


def test_research_is_reminded_of_before_it_is_due(cast, case):
    with morning(due_of(case), -3):
        assert round_of_reminders() == []
    since = len(events())
    with morning(due_of(case), -2):
        sent = round_of_reminders()
    assert to(sent) == [f"{kind}@lm.example" for kind in OWING]
    day = due_of(case)
    for message in sent:
        assert message.subject == "Research is due"
        assert f"due on {day.day} {day:%B %Y} at 09:30." in message.body
        assert "http://127.0.0.1:8000/research/" in message.body
    chased = [event for event in events()[since:] if event.code == "research_chased"]
    assert {event.recipient_id for event in chased} == {cast.agency(kind).pk for kind in OWING}
    assert all((event.role, event.cases) == ("reminders", [case.pk]) for event in chased)
    assert all(event.areas == [cast.area.pk] for event in chased)


def test_research_is_reminded_of_when_it_is_late_until_it_is_answered(cast, case):
    with morning(due_of(case), 1):
        sent = round_of_reminders()
        assert "Research is overdue" in said(sent) and "It was due on" in said(sent)
        assert len(sent) == len(OWING)
        answer(cast, case, "rowan", "housing")
    with morning(due_of(case), 2):
        assert to(round_of_reminders()) == [f"{k}@lm.example" for k in OWING if k != "housing"]


def test_nothing_personal_stands_in_the_mail_nor_which_case_it_is(cast, case):
    with morning(due_of(case), -1):
        text = said(round_of_reminders())
    for private in ("Tara", "Tarn", "Lune", "Wren", case.reference, str(case.pk), "LM-"):
        assert private not in text


def test_who_was_reminded_by_hand_that_day_is_not_reminded_again(cast, case):
    with morning(due_of(case), -2):
        probation = cast.agency("probation").pk
        do(cast, "carys", chase_research, meeting_id=case.meeting_id, agency_id=probation)
        run_jobs()
        assert "probation@lm.example" not in to(round_of_reminders())


def test_it_is_once_a_day_however_often_the_round_is_made(cast, case):
    with morning(due_of(case), -2):
        assert len(round_of_reminders()) == len(OWING)
        assert round_of_reminders() == []


def test_who_said_until_when_they_cannot_check_is_left_alone_until_then(cast, case):
    until = add_working_days(due_of(case), -1, OFF)
    answer(cast, case, "rowan", "housing", answer="not_yet", check_by=until)
    with morning(due_of(case), -2):
        assert "housing@lm.example" not in to(round_of_reminders())
    with morning(until, 1):
        assert "housing@lm.example" in to(round_of_reminders())


@pytest.mark.parametrize("end", ["died", "withdrawn", "held"])
def test_it_stops_when_someone_died_or_the_case_is_not_heard_any_more(cast, case, end):
    if end == "held":
        with as_owner(), unit_of_work(cast.actor("carys")):
            meeting = Meeting.objects.get(pk=case.meeting_id)
            meeting.state = "held"
            meeting.save()
    elif end == "died":
        victim = one(cast, "carys", Party, case, role="victim")
        do(
            cast, "carys", record_death,
            case_id=case.pk, parties=[victim.pk], reason="Told by the police.",
            happened_on=clock.today(),
        )  # fmt: skip
    else:
        do(cast, "carys", withdraw_case, case_id=case.pk, reason="Not this area.")
    run_jobs()
    with morning(due_of(case), -2):
        assert round_of_reminders() == []


def test_it_is_not_sent_where_it_was_answered_meanwhile(cast, case):
    with morning(due_of(case), -2):
        remind.call()
        answer(cast, case, "rowan", "housing")
        run_jobs()
    assert "housing@lm.example" not in to(mail.outbox)


def test_what_reached_nobody_is_on_no_record_until_a_later_try_does(cast, case, settings):
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.integration.test_mail_trail.Refusing"
    since = len(events())
    with morning(due_of(case), -2):
        assert round_of_reminders() == []
        assert "notice_sent" not in [event.code for event in events()[since:]]
        settings.EMAIL_BACKEND = usual
        assert round_of_reminders() == []  # it is for the mail that waits
        answer(cast, case, "rowan", "housing")
        run_later_tries()
    owing = {kind for kind in OWING if kind != "housing"}
    assert to(mail.outbox) == sorted(f"{kind}@lm.example" for kind in owing)
    told = [event.recipient_id for event in events()[since:] if event.code == "notice_sent"]
    assert sorted(told) == sorted(cast.agency(kind).pk for kind in owing)
    run_later_tries()
    assert len(mail.outbox) == len(owing)


def test_what_is_reminded_of_again_meanwhile_is_told_once(cast, case, settings):
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.integration.test_mail_trail.Refusing"
    with morning(due_of(case), 1):
        assert round_of_reminders() == []
    settings.EMAIL_BACKEND = usual
    with morning(due_of(case), 2):
        assert len(round_of_reminders()) == len(OWING)
        run_later_tries()
    assert len(mail.outbox) == len(OWING)


def test_nor_where_it_was_answered_before_the_mail_went(cast, case):
    with morning(due_of(case), -2):
        housing = cast.agency("housing").pk
        do(cast, "carys", chase_research, meeting_id=case.meeting_id, agency_id=housing)
        answer(cast, case, "rowan", "housing")
        run_jobs()
    assert mail.outbox == []


def test_an_area_says_how_often(cast, case):
    set_rules(cast, remind_research_before=4, remind_research_every=0)
    with morning(due_of(case), -4):
        assert len(round_of_reminders()) == len(OWING)
    with morning(due_of(case), -2):
        assert round_of_reminders() == []
    with morning(due_of(case), 1):
        assert round_of_reminders() == []


def test_an_area_reminds_each_member_in_place_of_the_mailbox(cast, case):
    set_rules(cast, reminded="each")
    set_mailbox(cast, "housing", "housing@lm.example")
    with morning(due_of(case), -2):
        sent = to(round_of_reminders())
    assert cast.user("rowan").email in sent
    assert "housing@lm.example" not in sent


def test_where_no_member_is_to_be_reminded_the_mailbox_stands_in(cast, case):
    set_rules(cast, reminded="each")
    with morning(due_of(case), -2):
        assert "probation@lm.example" in to(round_of_reminders())


def test_an_area_without_rules_reminds_nobody(cast, case):
    set_rules(cast, in_force_from=clock.today() + timedelta(days=300))
    with morning(due_of(case), -2):
        assert round_of_reminders() == []
        housing = cast.agency("housing").pk
        remind_agency_of_research.call(str(case.meeting_id), str(housing))
        remind_agency_of_actions.call(str(housing))
        run_jobs()
    assert mail.outbox == []


def test_without_a_mailbox_those_who_answer_are_told_each_in_a_mail_of_their_own(cast, case):
    set_mailbox(cast, "idva", "")
    set_mailbox(cast, "housing", "")
    # Wren refers and answers nothing; nobody else works for health visiting.
    set_mailbox(cast, "health_visiting", "")
    with morning(due_of(case), -2):
        sent = to(round_of_reminders())
    assert {"ines@example.org", "rowan@example.org"} < set(sent)
    assert not {"idva@lm.example", "wren@example.org", "health_visiting@lm.example"} & set(sent)


def test_an_account_that_is_off_or_over_is_not_told(cast, case):
    set_mailbox(cast, "idva", "")
    set_mailbox(cast, "housing", "")
    with as_owner(), unit_of_work(cast.actor("carys")):
        ines, rowan = cast.user("ines"), cast.memberships["rowan"]
        ines.is_active = False
        ines.save()
        rowan.ends_on = clock.today()
        rowan.save()
    with morning(due_of(case), -1):
        assert not {"ines@example.org", "rowan@example.org"} & set(to(round_of_reminders()))


def test_who_is_walled_off_is_not_told_that_there_is_something(cast, case):
    with as_owner(), unit_of_work(cast.actor("carys")):
        colleague = cast.memberships["hal"]
        colleague.agency = cast.agency("housing")
        colleague.save()
    wall_off(cast, case, "rowan")
    with morning(due_of(case), -2):
        sent = to(round_of_reminders())
    assert "hal@example.org" in sent
    assert not {"rowan@example.org", "housing@lm.example"} & set(sent)


def test_who_is_walled_off_from_one_case_is_told_of_the_other_alone(cast, case):
    set_mailbox(cast, "housing", "")
    late = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Nia", position=2)
    with as_owner(), unit_of_work(cast.actor("carys")):
        request = ResearchRequest.objects.get(scope_id=late.pk, agency=cast.agency("housing"))
        request.due_at = case.meeting.starts_at
        request.save()
    wall_off(cast, case, "rowan")
    with morning(clock.day(case.meeting.starts_at), -2):
        (message,) = [one for one in round_of_reminders() if one.to == ["rowan@example.org"]]
    assert message.body.count("due on") == 1
    assert f"due on {case.meeting.starts_at.day} " in message.body


# Actions.


@pytest.fixture
def planned(cast):
    """A case with an action of police and one of housing, both due in a week."""
    return case_at(cast, Stage.ACTIONS)


def action_of(cast, case, kind):
    return one(cast, "carys", Action, case, agency=cast.agency(kind))


def test_actions_are_reminded_of_before_they_are_due_and_each_week_after(cast, planned):
    due = action_of(cast, planned, "police").due_on
    sent = {}
    for number in range(-4, 12):
        with morning(due, number):
            sent[number] = round_of_reminders()
    days = [number for number, messages in sent.items() if messages]
    assert days == [-2, 5, 10]
    assert to(sent[-2]) == ["housing@lm.example", "police@lm.example"]
    assert f"due on {due.day} {due:%B %Y}." in said(sent[-2])
    assert "It was due on" in said(sent[5]) and "An action is overdue" in said(sent[5])
    assert "http://127.0.0.1:8000/actions/" in said(sent[5])
    for private in ("Tara", "Tarn", planned.reference, str(planned.pk), "disclosure", "move"):
        assert private not in said([*sent[-2], *sent[5]])


def test_actions_record_event(cast, planned):
    action = action_of(cast, planned, "police")
    with morning(action.due_on, -1):
        remind.call()
        since = len(events())
        run_jobs()
        made = [event for event in events()[since:] if event.recipient_id == action.agency_id]
        assert action_of(cast, planned, "police").reminded_at == clock.now()
    assert [event.code for event in made] == ["actions_chased", "notice_sent"]
    assert all(event.cases == [planned.pk] for event in made)
    with unit_of_work(cast.actor("carys")):
        assert action.history.filter(reminded_at__isnull=False).count() == 1


def test_an_action_that_ended_is_not_reminded_of(cast, planned):
    action = action_of(cast, planned, "police")
    update(cast, action, "completed", "Disclosure made.")
    with morning(action.due_on, -1):
        assert to(round_of_reminders()) == ["housing@lm.example"]


def test_no_action_is_reminded_of_once_someone_died(cast, planned):
    due = action_of(cast, planned, "police").due_on
    victim = one(cast, "carys", Party, planned, role="victim")
    do(
        cast, "carys", record_death,
        case_id=planned.pk, parties=[victim.pk], reason="Told by the police.",
        happened_on=clock.today(),
    )  # fmt: skip
    run_jobs()
    mail.outbox.clear()
    with morning(due, -1):
        assert round_of_reminders() == []


def test_no_action_is_reminded_of_between_asking_and_sending(cast, planned):
    action = action_of(cast, planned, "police")
    with morning(action.due_on, -1):
        reminders.tell_of_actions(action.agency_id, [action.pk])
        update(cast, action, "completed", "Disclosure made.")
        since = len(events())
        run_jobs()
    assert mail.outbox == [] and len(events()) == since


def test_a_closed_case_reminds_of_no_action(cast, planned):
    due = action_of(cast, planned, "police").due_on
    change(cast, planned, Case, stage="complete")
    with morning(due, -1):
        assert round_of_reminders() == []


def test_who_is_walled_off_is_not_told_of_an_action(cast, planned):
    due = action_of(cast, planned, "housing").due_on
    wall_off(cast, planned, "rowan")
    with morning(due, -1):
        assert to(round_of_reminders()) == ["police@lm.example"]
    assert action_of(cast, planned, "housing").reminded_at is None
    housing = cast.agency("housing").pk
    assert "actions_chased" not in {one.code for one in events() if one.recipient_id == housing}


def test_research_that_nobody_could_be_told_of_is_not_on_record_as_reminded_of(cast, case):
    wall_off(cast, case, "rowan")
    with morning(due_of(case), -2):
        assert "housing@lm.example" not in to(round_of_reminders())
    assert request_of(cast, case, "housing").reminded_at is None
    housing = cast.agency("housing").pk
    assert "research_chased" not in {one.code for one in events() if one.recipient_id == housing}


def test_an_action_that_is_reminded_of_again_meanwhile_is_told_once(cast, planned, settings):
    set_rules(cast, remind_actions_every=1)
    due = action_of(cast, planned, "police").due_on
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.integration.test_mail_trail.Refusing"
    with morning(due, 1):
        assert round_of_reminders() == []
    settings.EMAIL_BACKEND = usual
    with morning(due, 2):
        assert len(round_of_reminders()) == 2
        run_later_tries()
    assert len(mail.outbox) == 2


# The round.


def test_it_is_part_of_the_daily_round(cast, case):
    with morning(due_of(case), -2):
        daily.make_round.call(str(clock.today()))
        run_jobs()
    assert "probation@lm.example" in to(mail.outbox)


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_once(transactional_db):
    cast = seed_cast()
    case = case_at(cast, Stage.RESEARCH)
    at = datetime.combine(add_working_days(due_of(case), -2, OFF), time(7), LONDON)

    def works():
        with clock.set_to(at):
            together.wait()
            remind.call()
            run_jobs()
        connection.close()

    together = threading.Barrier(2)
    workers = [threading.Thread(target=works) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(to(mail.outbox)) == len(set(to(mail.outbox))) == 1 + len(OWING)
    assert not DBTaskResult.objects.filter(status="FAILED").exists()
