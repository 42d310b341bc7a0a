"""A draft that nobody goes on with: its author is told, then it is thrown away."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from meetings.daily import DRAFTS, end_left_drafts
from meetings.models import Case, CaseStage, Stage
from meetings.operations import referral
from meetings.operations.referral.left import end_left_draft
from meetings.operations.referral.walls import keep_from
from sharing import clock, comparison, daily
from sharing.models import Scope
from sharing.operations import circulation
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, wall_off
from tests.integration.listing.helpers import set_protocol
from tests.integration.referral.helpers import url
from tests.jobs import as_jobs, run_jobs
from tests.signing_in import signed_in_client
from tests.story_parts import referral as part
from tests.trail import events, newest_codes
from tests.visits import words_of


@contextmanager
def days_later(days):
    # At the same time of day by the clock on the wall: an hour before midnight, summer time would
    # else make a day more of it.
    with clock.set_to(timezone.localtime(clock.now()) + timedelta(days=days)):
        yield


def make_round():
    """Make the round of the day, and return the mail that it sent."""
    before = len(mail.outbox)
    end_left_drafts.enqueue()
    run_jobs()
    return mail.outbox[before:]


def case_now(case):
    with as_owner():
        return Case.objects.get(pk=case.pk)


def said(day):
    return f"{day.day} {day:%B %Y}"


def date_the_past(case):
    """Let the past of what was written last be of now, as the test moves the portal's clock
    alone."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meetings_historicalreferral SET history_date = %s WHERE history_id = ("
            "SELECT history_id FROM meetings_historicalreferral WHERE scope_id = %s"
            " ORDER BY version DESC LIMIT 1)",
            [clock.now(), case.pk],
        )


# Told


def test_the_author_is_told_once_so_many_days_before(cast, written):
    with days_later(75):
        assert make_round() == []
    with days_later(76):
        (message,) = make_round()
        day = clock.today() + timedelta(days=14)
        assert newest_codes(2) == ["left_draft_told", "notice_sent"]
        assert make_round() == []
    assert message.to == [cast.user("wren").email]
    assert f"It will be thrown away on {said(day)}, unless you go on with it." in message.body
    assert case_now(written).left_until == day
    told = [event for event in events() if event.code == "left_draft_told"]
    assert [(event.role, event.cases, event.areas) for event in told] == [
        ("drafts", [written.pk], [cast.area.pk])
    ]
    with days_later(77):
        assert make_round() == []


def test_nothing_personal_stands_in_the_mail_nor_which_draft_it_is(cast, written):
    with days_later(76):
        (message,) = make_round()
    for private in ("Tara", "Tarn", "Wren", written.reference, str(written.pk), "LM-"):
        assert private not in message.subject + message.body


def test_the_pages_of_the_author_say_so(cast, written):
    with days_later(76):
        wren = signed_in_client(cast, "wren")
        before = "It will be thrown away on"
        assert before not in words_of(wren.get(url("referral", written)))
        make_round()
        day = said(clock.today() + timedelta(days=14))
        assert f"{before} {day}" in words_of(wren.get(url("referral", written)))
        assert f"Will be thrown away on {day}" in words_of(wren.get(reverse("home")))


def test_who_must_not_know_of_it_or_works_there_no_more_is_sent_nothing(cast, written):
    # The agency of who works there no more is (`test_taken_over.py`).
    other = part.begin(cast, by="petra")
    with as_owner(), unit_of_work(cast.actor("carys")):
        left = cast.memberships["petra"]
        left.ends_on = clock.today() + timedelta(days=30)
        left.save()
    wall_off(cast, written, "wren")
    with days_later(76):
        to = [one for message in make_round() for one in message.to]
        assert sorted(to) == ["carys@example.org", "police@lm.example"]
        assert {case_now(one).left_until for one in (written, other)} == {
            clock.today() + timedelta(days=14)
        }


def test_a_mail_whose_draft_was_gone_on_with_is_not_sent(cast, written):
    with days_later(76):
        with as_jobs(), unit_of_work(DRAFTS):
            end_left_draft(actor=DRAFTS, case_id=written.pk)
        do(cast, "wren", referral.save_incident, case_id=written.pk, what_happened="And again.")
        before = len(mail.outbox)
        run_jobs()
    assert mail.outbox[before:] == []


# Thrown away


def test_it_is_thrown_away_on_the_day_that_was_told(cast, written):
    with days_later(76):
        make_round()
    with days_later(89):
        make_round()
        assert case_now(written).stage == Stage.DRAFT
    with days_later(90):
        assert make_round() == []
        assert case_now(written).stage == Stage.DISCARDED
        wren = signed_in_client(cast, "wren")
        for name in ("referral", "case", "discard_draft"):
            assert wren.get(url(name, written)).status_code == 404
        assert make_round() == []
    with as_owner():
        move = CaseStage.objects.get(scope_id=written.pk)
    assert (move.from_stage, move.moved_by) == (Stage.DRAFT, None)
    for name in ("wren", "carys", "chidi", "ines", "odile"):
        with unit_of_work(cast.actor(name)):
            assert not Scope.objects.filter(pk=written.pk).exists(), name
    (event,) = [one for one in events() if one.code == "left_draft_discarded"]
    assert (event.role, event.cases, event.outcome) == ("drafts", [written.pk], "allowed")
    with days_later(90):
        lead = signed_in_client(cast, "odile").get(reverse("trail"))
    assert "threw away a draft that nobody went on with" in words_of(lead)


def test_what_the_job_wrote_is_proved(cast, written):
    with days_later(76):
        make_round()
    with days_later(90):
        laid_down = set(comparison.compare().findings)
        make_round()
        assert set(comparison.compare().findings) == laid_down


def test_however_late_the_author_is_told_they_have_the_whole_time(cast, written):
    with days_later(300):
        (message,) = make_round()
        assert said(clock.today() + timedelta(days=14)) in message.body
        assert case_now(written).stage == Stage.DRAFT
    with days_later(313):
        assert make_round() == []
        assert case_now(written).stage == Stage.DRAFT
    with days_later(314):
        make_round()
    assert case_now(written).stage == Stage.DISCARDED


def test_who_goes_on_with_it_keeps_it(cast, written):
    with days_later(76):
        make_round()
    with days_later(80):
        do(cast, "wren", referral.save_incident, case_id=written.pk, what_happened="And again.")
        assert case_now(written).left_until is None
        date_the_past(written)
    with days_later(155):
        assert make_round() == []
    with days_later(156):
        assert len(make_round()) == 1
    assert case_now(written).stage == Stage.DRAFT


def test_the_area_says_how_many_days(cast, written):
    set_protocol(cast, throw_away_after=20, tell_before_throwing_away=5)
    with days_later(14):
        assert make_round() == []
    with days_later(15):
        assert len(make_round()) == 1
    set_protocol(cast, throw_away_after=40)
    with days_later(20):
        assert make_round() == []
        assert case_now(written).stage == Stage.DRAFT, "the area waits longer now"
    with days_later(35):
        assert len(make_round()) == 1, "of the other day"
    with days_later(40):
        make_round()
    assert case_now(written).stage == Stage.DISCARDED


def test_nothing_else_ends_so(cast, written):
    stopped = part.begin(cast, given_name="Tess")
    do(cast, "wren", referral.stop_referral, case_id=stopped.pk)
    sent = part.begin(cast, given_name="Vera")
    part.write(cast, sent)
    part.submit(cast, sent)
    held = part.begin(cast, given_name="Una")
    with unit_of_work(cast.actor("wren")) as work:
        circulation.change(work, held.pk, frozen=True)
    run_jobs()
    stages = [case_now(one).stage for one in (stopped, sent, held)]
    for days in (1000, 1020):
        with days_later(days):
            make_round()
    assert [case_now(one).stage for one in (stopped, sent, held)] == stages
    assert case_now(written).stage == Stage.DISCARDED


def test_a_wall_that_is_set_is_going_on_with_it(cast, written):
    with days_later(76):
        make_round()
        given = {"user_id": cast.user("petra").pk, "reason": "Her cousin."}
        do(cast, "wren", keep_from, case_id=written.pk, **given)
        assert case_now(written).left_until is None


def test_an_area_whose_rules_hold_only_later_waits(cast, written):
    set_protocol(cast, in_force_from=clock.today() + timedelta(days=500))
    with days_later(300):
        assert make_round() == []
    assert case_now(written).left_until is None


# Who may


@pytest.mark.parametrize("name", ["wren", "carys", "alex", "odile"])
def test_nobody_of_the_portal_does_it(cast, written, name):
    with pytest.raises(Refused):
        do(cast, name, end_left_draft, case_id=written.pk)


def call(role, statement, *values, reach="system"):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute("SELECT set_config('portal.reach', %s, true)", [reach])
        cursor.execute(statement, values)
        return cursor.fetchall()


def test_the_job_takes_no_other_case_out_of_sight(cast, submitted, written):
    leave = "SELECT leave_draft(%s)"
    for role, reach in (("portal_jobs", "system"), ("portal_jobs", "area")):
        with pytest.raises(ProgrammingError, match="jobs alone leave a draft"):
            call(role, leave, submitted.pk, reach=reach)
    for statement, values in ((leave, [submitted.pk]), ("SELECT drafts_left()", [])):
        with pytest.raises(ProgrammingError, match="permission denied for function"):
            call("portal_web", statement, *values)


def test_which_drafts_there_are_is_told_to_a_job_alone(cast, draft):
    assert len(call("portal_jobs", "SELECT * FROM drafts_left()")) == 1
    assert call("portal_jobs", "SELECT * FROM drafts_left()", reach="area") == []


def test_it_is_a_duty_of_each_day():
    assert end_left_drafts in daily.duties


def test_rules_that_make_no_sense_are_refused(cast):
    for given in (
        {"throw_away_after": 14},
        {"tell_before_throwing_away": 0},
        {"erase_drafts_after": 0},
        {"erase_returns_after": 0},
    ):
        with pytest.raises(IntegrityError):
            set_protocol(cast, **given)
