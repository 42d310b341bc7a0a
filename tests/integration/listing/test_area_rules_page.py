"""The coordinator sets the figures of the area's rules: a next version of them."""

import re
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Case, Protocol, Stage
from meetings.operations.closure import withdraw_case
from meetings.operations.protocols import set_area_rules, set_reminders
from meetings.operations.referral import discard_draft
from meetings.operations.research import save_draft
from meetings.queries.area_rules import area_rules_of, drafts_past
from sharing import clock
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, form_token
from tests.integration.listing.helpers import set_protocol
from tests.integration.listing.test_reminders_page import NEW as REMINDERS
from tests.integration.research.helpers import answer, submit, write
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import hidden, send, text, words_of

PAGE = reverse("set_area_rules")


@pytest.fixture
def carys(cast):
    return signed_in_client(cast, "carys")


def versions(cast):
    with unit_of_work(cast.actor("carys")):
        return list(Protocol.objects.filter(area=cast.area).order_by("version"))


def standing(cast, **changes):
    """What the form of today's rules sends."""
    rules = vars(area_rules_of(versions(cast)[-1])).copy()
    on = rules.pop("first_meeting_on")
    rules["starts_at"] = f"{rules['starts_at']:%H:%M}"
    rules["automatic_grounds"] = "\r\n".join(rules["automatic_grounds"])
    days = {f"first_meeting_on-{part}": getattr(on, part) for part in ("day", "month", "year")}
    return {name: str(value) for name, value in (rules | days | changes).items()}


def rules_of(cast, **changes):
    return replace(area_rules_of(versions(cast)[-1]), **changes)


def test_it_works(cast, carys):
    page = carys.get(PAGE)
    assert "The rules of your area are at version 1, since 1 January 2020." in words_of(page)
    given = {"high_risk_ticks": "12", "throw_away_after": "45", "starts_at": "10:15"}
    day = {
        "first_meeting_on-day": "5",
        "first_meeting_on-month": "3",
        "first_meeting_on-year": "2025",
    }
    done = send(carys, PAGE, **standing(cast, **given, **day))
    assert done.url == PAGE
    before, after = versions(cast)
    assert (after.version, after.in_force_from) == (2, clock.today())
    assert (after.high_risk_ticks, after.throw_away_after) == (12, 45)
    assert (after.starts_at, after.first_meeting_on) == (time(10, 15), date(2025, 3, 5))
    changed = {
        *("id", "version", "in_force_from"),
        *("high_risk_ticks", "throw_away_after", "starts_at", "first_meeting_on"),
    }
    for field in Protocol._meta.concrete_fields:
        if field.name not in changed:
            assert getattr(after, field.attname) == getattr(before, field.attname), field.name
    words = words_of(carys.get(PAGE))
    assert "These rules hold from today on." in words
    assert "Ticks that are visible high risk: 12, before 14" in words
    assert "Time at which meetings begin: 10:15, before" in words
    assert "A day of the pattern: 5 March 2025, before" in words
    assert "Version 2" in words and "Carys Example" in words


def test_local_grounds_stand_one_on_each_line(cast, carys):
    sent = standing(cast, automatic_grounds=" Honour-based  abuse\r\n\r\nStalking\r\nStalking")
    assert send(carys, PAGE, **sent).status_code == 302
    assert versions(cast)[-1].automatic_grounds == ["Honour-based abuse", "Stalking"]
    page = carys.get(PAGE)
    assert "Honour-based abuse\nStalking</textarea>" in text(page)
    again = send(carys, PAGE, **standing(cast))
    assert "Nothing is different from what it was." in words_of(again)


def test_what_other_pages_changed_is_named_as_theirs(cast, carys):
    do(cast, "carys", set_reminders, version=1, **REMINDERS)
    assert "Reminders, rules of research, or words of the checklist" in words_of(carys.get(PAGE))


def test_it_records_event(cast):
    found = do(cast, "carys", set_area_rules, version=1, rules=rules_of(cast, list_out=7))
    event = newest_event()
    assert (event.code, event.items, event.outcome) == ("area_rules_set", [found.pk], "allowed")
    assert found.history.get().event_id == event.id


def test_a_case_keeps_the_rules_that_it_was_judged_under(cast):
    case = case_at(cast, Stage.ACCEPTED)
    do(cast, "carys", set_area_rules, version=1, rules=rules_of(cast, high_risk_ticks=20))
    with unit_of_work(cast.actor("carys")):
        assert Case.objects.select_related("protocol").get(pk=case.pk).protocol.version == 1


@pytest.mark.parametrize("name", ["chidi", "petra", "ines", "wren", "odile", "alex"])
def test_it_refuses_other_roles(cast, name):
    with pytest.raises(Refused):
        do(cast, name, set_area_rules, version=1, rules=rules_of(cast, list_out=7))
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == ("area_rules_set", "refused", "not_in_role")
    assert len(versions(cast)) == 1
    assert PAGE not in text(signed_in_client(cast, name).get(reverse("meetings")))


def test_the_calendar_leads_there(cast, carys):
    assert PAGE in text(carys.get(reverse("meetings")))


def test_the_second_of_two_coordinators_sees_both(cast, carys):
    old = hidden(carys.get(PAGE))
    do(cast, "carys", set_area_rules, version=1, rules=rules_of(cast, starts_at=time(9, 45)))
    sent = standing(cast, starts_at="11:00", place="Guildhall")
    page = carys.post(PAGE, old | sent)
    assert page.status_code == 422
    words = words_of(page)
    assert "You changed this elsewhere" in words
    assert "What stands now 09:45 What you typed 11:00" in words
    assert carys.post(PAGE, hidden(page) | sent).status_code == 302
    assert [one.version for one in versions(cast)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"high_risk_ticks": ""}, "Enter a number for “Ticks that are visible high risk”"),
        ({"high_risk_ticks": "25"}, "must be 24 or less"),
        ({"high_risk_ticks": "0"}, "must be 1 or more"),
        ({"due_hour": "24"}, "must be 23 or less"),
        ({"youngest_victim": "nine"}, "whole number"),
        ({"starts_at": "early"}, "must be a time"),
        ({"first_meeting_on-day": "31", "first_meeting_on-month": "2"}, "must be a real date"),
        (
            {f"first_meeting_on-{part}": "" for part in ("day", "month", "year")},
            "Enter a day on which the area met or will meet",
        ),
        ({"place": ""}, "Enter the usual place of meetings"),
        ({"declaration": ""}, "Enter what everybody agrees to at each meeting"),
        ({"automatic_grounds": "x" * 31}, "A local ground must be 30 characters or fewer"),
        ({"list_out": "11"}, "The list cannot go out before referrals close"),
        ({"research_due": "9"}, "Research cannot be due before the list is out"),
        (
            {"throw_away_after": "45", "tell_before_throwing_away": "45"},
            "Its author must be told after a draft was left",
        ),
        ({"erase_drafts_after": "0"}, "must be 1 or more"),
        ({"erase_returns_after": "0"}, "must be 1 or more"),
        ({"tell_before_throwing_away": "0"}, "must be 1 or more"),
        ({"youngest_victim": "-1"}, "must be 0 or more"),
        ({}, "Nothing is different from what it was."),
    ],
)
def test_what_cannot_be_is_said(cast, carys, given, words):
    page = send(carys, PAGE, **standing(cast, **given))
    assert page.status_code == 422
    assert words in words_of(page)
    assert len(versions(cast)) == 1


def test_no_figure_has_a_least_that_nobody_confirmed(cast, carys):
    least = {"high_risk_ticks": 1, "due_hour": 0, "youngest_victim": 0, "throw_away_after": 2}
    ends = ("tell_before_throwing_away", "erase_drafts_after", "erase_returns_after")
    least |= dict.fromkeys(ends, 1)
    page = words_of(carys.get(PAGE))
    assert "At least" not in page
    assert send(carys, PAGE, **standing(cast, **least)).status_code == 302
    set_now = versions(cast)[-1]
    assert {name: getattr(set_now, name) for name in least} == least


def test_what_does_not_go_together_is_said_at_once(cast, carys):
    wrong = {"list_out": "11", "throw_away_after": "3", "place": "", "minutes_due": "soon"}
    page = words_of(send(carys, PAGE, **standing(cast, **wrong)))
    assert "The list cannot go out" in page and "Its author must be told" in page
    assert "Enter the usual place" in page and "whole number" in page
    page = words_of(send(carys, PAGE, **standing(cast, list_out="many", research_due="9")))
    assert "Research cannot be due" not in page  # before nobody knows when
    with pytest.raises(RuleBroken):
        do(cast, "carys", set_area_rules, version=1, rules=rules_of(cast, list_out=11))


# Drafts that figures end


@pytest.fixture
def left(cast):
    """Of each kind of draft one of seventy days ago, or as many as the tests need."""
    unsent = case_at(cast, Stage.DRAFT)
    thrown_away = case_at(cast, Stage.DRAFT, name="Vera")
    do(cast, "wren", discard_draft, case_id=thrown_away.pk)
    researched = case_at(cast, Stage.RESEARCH, name="Hedda")
    answer(cast, researched)
    typed = {"part": "new", "said": {"text": ["Two calls."]}, "version": 0}
    do(cast, "petra", save_draft, case_id=researched.pk, **typed)
    do(cast, "carys", withdraw_case, case_id=researched.pk, reason="She moved away.")
    for table, column, case in (
        ("meetings_historicalreferral", "history_date", unsent),
        ("sharing_scopeversion", "recorded_at", thrown_away),
        ("sharing_returndraft", "saved_at", researched),
        ("meetings_case", "stage_since", researched),
    ):
        grow_old(table, column, case)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE meetings_meeting SET starts_at = starts_at - interval '70 days'")
    set_protocol(cast, erase_drafts_after=90)
    return unsent


def grow_old(table, column, case, days=70):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = {column} - %s WHERE scope_id = %s",
            [timedelta(days=days), case.pk],
        )


SHORT = {"throw_away_after": "60", "erase_drafts_after": "60", "erase_returns_after": "60"}


def test_which_drafts_shorter_figures_end_is_said_before_they_hold(cast, carys, left):
    sent = standing(cast, **SHORT)
    page = send(carys, PAGE, **sent)
    assert page.status_code == 422 and len(versions(cast)) == 1
    words = words_of(page)
    assert "1 referral that was not sent is thrown away 14 days after its author is told." in words
    assert "1 that was thrown away is erased within 14 days." in words
    assert "What was not submitted of 1 return is erased within 14 days." in words
    asked = {"asked": re.search(r'name="asked" value="([^"]+)"', text(page))[1], "sure": "on"}
    # The tick is of those figures that were asked about.
    again = send(carys, PAGE, **sent | asked | {"throw_away_after": "50"})
    assert again.status_code == 422 and "is thrown away 14 days" in words_of(again)
    assert send(carys, PAGE, **sent | asked).status_code == 302
    assert versions(cast)[-1].erase_returns_after == 60


def test_figures_that_end_nothing_are_not_asked_about(cast, carys, left):
    longer = {"throw_away_after": "65", "tell_before_throwing_away": "7", "list_out": "7"}
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE sharing_scope SET frozen = true WHERE id = %s", [left.pk])
    assert send(carys, PAGE, **standing(cast, **longer)).status_code == 302
    words = words_of(carys.get(PAGE))
    assert "These drafts are to end" not in words


def test_what_they_end_within_days_is_asked_about_too(cast, carys, left):
    names = ("throw_away_after", "erase_drafts_after", "erase_returns_after")
    later = dict.fromkeys(names, "85")  # what is 70 days old ends a day after the fortnight
    assert send(carys, PAGE, **standing(cast, **later)).status_code == 302
    soon = dict.fromkeys(names, "84") | {"erase_returns_after": "74"}  # its meeting was later
    words = words_of(send(carys, PAGE, **standing(cast, **soon)))
    assert "1 that was thrown away is erased within 14 days." in words
    assert "What was not submitted of 1 return is erased within 14 days." in words
    assert "1 referral that was not sent is thrown away 14 days after its author is told." in words


def test_a_return_that_was_submitted_whole_is_not_counted(cast, carys):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    write(cast, case)
    submit(cast, case)
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She moved away.")
    for table, column in (("sharing_returndraft", "saved_at"), ("meetings_case", "stage_since")):
        grow_old(table, column, case)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE meetings_meeting SET starts_at = starts_at - interval '70 days'")
    assert send(carys, PAGE, **standing(cast, **SHORT)).status_code == 302


def test_numbers_of_drafts_are_of_the_own_area_and_for_who_sets_its_rules(cast, left):
    for name, number in (("carys", 1), ("nia", 0), ("wren", 0)):
        with unit_of_work(cast.actor(name)), connection.cursor() as cursor:
            cursor.execute("SELECT unsent, thrown_away, of_returns FROM drafts_past(60, 60, 60)")
            assert cursor.fetchone() == (number,) * 3, name
    rules = rules_of(cast)
    with pytest.raises(Refused), unit_of_work(cast.actor("wren")) as work:
        drafts_past(work.actor, rules)


def test_a_double_post_makes_one_version(cast, carys):
    sent = standing(cast, list_out="7") | form_token() | {"version": 1}
    assert [carys.post(PAGE, sent).status_code for _time in range(2)] == [302, 302]
    assert [one.version for one in versions(cast)] == [1, 2]


def test_more_versions_take_no_more_queries(cast, carys):
    def queries():
        with made_queries() as found:
            carys.get(PAGE)
        return len(found)

    do(cast, "carys", set_area_rules, version=1, rules=rules_of(cast, list_out=7))
    few = queries()
    for number in range(2, 9):
        do(cast, "carys", set_area_rules, version=number, rules=rules_of(cast, list_out=number))
    assert queries() == few


def test_rules_that_are_not_in_force_yet_are_not_overtaken(cast, carys):
    set_protocol(cast, in_force_from=clock.today() + timedelta(days=3))
    with pytest.raises(RuleBroken, match="not in force yet"):
        do(cast, "carys", set_area_rules, version=1, rules=rules_of(cast, list_out=7))


def test_an_area_without_rules_says_so(cast):
    nia, sent = signed_in_client(cast, "nia"), standing(cast)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM meetings_protocol WHERE area_id = %s", [cast.elsewhere.pk])
    assert nia.get(PAGE).status_code == 200
    page = send(nia, PAGE, **sent)
    assert "Your area has no rules yet" in text(page)
