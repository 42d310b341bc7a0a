"""Years of the trail: kept, on hold, and ended once two people agree."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test import override_settings

from sharing import clock
from sharing.models import YearEnd, YearHold
from sharing.operations.years import agree_year_end, hold_year, lift_hold
from sharing.roles import Role
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import cannot_act, do, look
from tests.jobs import run_jobs
from tests.signing_in import a_while_after_the_code, signed_in_client
from tests.trail import newest_codes, newest_event
from tests.visits import page_of, text

OLD = 2012
INQUIRY = "An inquiry asked for it."


@pytest.fixture
def old(cast):
    """There is a year that is old enough to end."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT make_audit_partition(%s)", [OLD])


def path(what, year=OLD):
    return f"/trail/years/{year}/{what}/"


def send(cast, name, what, **sent):
    client = signed_in_client(cast, name)
    token = client.get(path(what)).context["form"]["form_token"].value()
    return client.post(path(what), {"form_token": token} | sent)


def test_the_years_are_there_for_lead_and_chair(cast, old):
    for name in ("odile", "chidi"):
        page = page_of(cast, name, "/trail/years/")
        assert "Old enough to end" in page
        until = clock.today().year + 11
        assert f"Kept until 1 January {until}" in page
    assert newest_event().code == "years_seen"


def test_a_lead_puts_a_year_on_hold_with_a_reason(cast, old):
    assert "On hold it stays" in page_of(cast, "odile", path("hold"))
    answer = send(cast, "odile", "hold", reason=INQUIRY)
    assert answer.status_code == 302
    hold = look(cast, YearHold.objects.get, year=OLD)
    event = newest_event()
    assert (event.code, event.items) == ("year_held", [hold.pk])
    page = page_of(cast, "odile", "/trail/years/")
    assert "On hold</strong> since" in page and "by Odile Example" in page and INQUIRY in page
    assert "Propose that it ends" not in page


def test_a_hold_needs_a_reason_and_is_there_once(cast, old):
    assert "Enter why the year has to be kept" in text(send(cast, "odile", "hold", reason=" "))
    do(cast, "odile", hold_year, year=OLD, reason=INQUIRY)
    with pytest.raises(RuleBroken, match="on hold already"):
        do(cast, "odile", hold_year, year=OLD, reason=INQUIRY)


def test_it_is_lifted_with_a_reason_and_both_are_kept(cast, old):
    do(cast, "odile", hold_year, year=OLD, reason=INQUIRY)
    assert "It is on hold." in page_of(cast, "odile", path("lift-hold"))
    assert send(cast, "odile", "lift-hold", reason="It has ended.").status_code == 302
    assert newest_event().code == "year_hold_lifted"
    hold = look(cast, YearHold.objects.get, year=OLD)
    assert (hold.reason, hold.why_lifted) == (INQUIRY, "It has ended.")
    assert hold.lifted_by_id == cast.user("odile").pk
    with unit_of_work(cast.actor("odile")):
        assert hold.history.count() == 2
    with pytest.raises(RuleBroken, match="not on hold"):
        do(cast, "odile", lift_hold, year=OLD, reason="Again.")


def test_a_year_ends_once_two_people_agree(cast, old):
    assert send(cast, "odile", "end", sure="on").status_code == 302
    assert "Odile Example proposed on" in page_of(cast, "chidi", "/trail/years/")
    assert "Waits for a second person" in page_of(cast, "chidi", "/trail/years/")
    assert "Odile Example proposed on" in page_of(cast, "chidi", path("end"))
    assert send(cast, "chidi", "end", sure="on").status_code == 302
    assert newest_event().code == "year_end_confirmed"
    page = page_of(cast, "odile", "/trail/years/")
    assert "Odile Example proposed it, Chidi Example confirmed it" in page
    with pytest.raises(RuleBroken, match="Two people agreed already"):
        do(cast, "chidi", agree_year_end, year=OLD)


def test_who_could_confirm_or_stop_it_is_told_and_nothing_personal(cast, old):
    do(cast, "odile", agree_year_end, year=OLD)
    run_jobs()
    assert [one.to for one in mail.outbox] == [["chidi@example.org"]]
    assert "/trail/years/" in mail.outbox[0].body
    assert "Odile" not in mail.outbox[0].body
    assert newest_codes(1) == ["mail_sent"]


def test_who_cannot_act_is_not_told(cast, old):
    cannot_act(cast, "stopped", Role.LEAD)
    do(cast, "odile", agree_year_end, year=OLD)
    run_jobs()
    assert [one.to for one in mail.outbox] == [["chidi@example.org"]]


def test_nobody_confirms_what_they_proposed(cast, old):
    do(cast, "odile", agree_year_end, year=OLD)
    assert "Confirm that it ends" in page_of(cast, "chidi", path("end"))
    page = page_of(cast, "odile", path("end"))
    assert "It waits for a second person: another safeguarding lead, or the chair." in page
    assert "Confirm that it ends" not in page
    page = text(send(cast, "odile", "end", sure="on"))
    assert "Somebody else confirms what you proposed yourself" in page
    end = look(cast, YearEnd.objects.get, year=OLD)
    with (
        pytest.raises(IntegrityError, match="year_end_takes_two_people"),
        unit_of_work(cast.actor("odile")),
    ):
        end.confirmed_by_id, end.confirmed_at = end.proposed_by_id, clock.now()
        end.save()


def test_a_hold_takes_back_that_it_was_agreed(cast, old):
    do(cast, "odile", agree_year_end, year=OLD)
    do(cast, "chidi", agree_year_end, year=OLD)
    do(cast, "odile", hold_year, year=OLD, reason=INQUIRY)
    with pytest.raises(RuleBroken, match="on hold"):
        do(cast, "chidi", agree_year_end, year=OLD)
    do(cast, "odile", lift_hold, year=OLD, reason="Over.")
    end = do(cast, "chidi", agree_year_end, year=OLD)
    assert end.confirmed_at is None


def test_a_young_year_does_not_end(cast):
    with pytest.raises(RuleBroken, match="kept for 10 whole years"):
        do(cast, "odile", agree_year_end, year=clock.today().year)


def test_ending_needs_a_fresh_code(cast, old):
    client = a_while_after_the_code(cast, "odile")
    for answer in (client.get(path("end")), client.post(path("end"), {"sure": "on"})):
        assert (answer.status_code, answer["Location"]) == (302, "/sign-in/code/")
    assert look(cast, YearEnd.objects.count) == 0
    carys = a_while_after_the_code(cast, "carys")
    assert carys.get(path("end")).status_code == 403, "who may not is asked for nothing"


@pytest.mark.parametrize("name", ["carys", "petra", "alex", "nia", "chidi"])
def test_nobody_else_keeps_a_year(cast, old, name):
    with pytest.raises(Refused):
        do(cast, name, hold_year, year=OLD, reason=INQUIRY)


@pytest.mark.parametrize("what", ["hold", "lift-hold", "end"])
def test_a_year_that_is_not_there_is_not_found(cast, what):
    page_of(cast, "odile", path(what, 1999), 404)
    for operation in (hold_year, lift_hold):
        with pytest.raises(Refused):
            do(cast, "odile", operation, year=1999, reason=INQUIRY)
    with pytest.raises(Refused):
        do(cast, "odile", agree_year_end, year=1999)


def test_a_year_that_ended_says_with_how_many_events(cast):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO seal_ended (of_year, entries, root, event_id)"
            " VALUES (%s, 3, sha256(''), gen_random_uuid())",
            [OLD],
        )
    assert "with 3 events" in page_of(cast, "odile", "/trail/years/")


def said(*arguments):
    out = StringIO()
    call_command("hold_year", *arguments, stdout=out)
    return out.getvalue()


def test_an_operator_keeps_a_year_at_the_console(cast, old):
    assert said(str(OLD), "--reason", INQUIRY) == f"{OLD} is on hold.\n"
    assert (newest_event().code, newest_event().role) == ("year_held", "console")
    assert "by an operator" in page_of(cast, "odile", "/trail/years/")
    with pytest.raises(CommandError, match="on hold already"):
        said(str(OLD), "--reason", INQUIRY)
    assert said(str(OLD), "--lift", "--reason", "Over.") == f"{OLD} is not on hold any more.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["1999", "--reason", "x"], "There is no year 1999"),
        ([str(OLD), "--reason", " "], "Say why"),
    ],
)
def test_the_console_says_what_is_wrong(cast, arguments, says):
    with pytest.raises(CommandError, match=says):
        said(*arguments)


@override_settings(TRAIL_YEARS=2)
def test_no_setting_makes_a_year_old_enough_before_six_are_over(cast):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT make_audit_partition(%s)", [clock.today().year - 4])
    with pytest.raises(RuleBroken):
        do(cast, "odile", agree_year_end, year=clock.today().year - 4)
