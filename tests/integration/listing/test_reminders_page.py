"""The coordinator sets when agencies are reminded, and whom: a next version of the area's rules."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Case, Protocol, Stage
from meetings.operations.protocols import set_reminders
from sharing import clock
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, form_token
from tests.integration.listing.helpers import set_protocol
from tests.personas import make_protocol
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import hidden, send, text, words_of

PAGE = reverse("set_reminders")
STANDING = {
    "remind_research_before": 2,
    "remind_research_every": 1,
    "remind_actions_before": 2,
    "remind_actions_every": 5,
    "reminded": "mailbox",
}
NEW = STANDING | {"remind_research_before": 4, "remind_actions_every": 0, "reminded": "each"}


@pytest.fixture
def carys(cast):
    return signed_in_client(cast, "carys")


def versions(cast):
    with unit_of_work(cast.actor("carys")):
        return list(Protocol.objects.filter(area=cast.area).order_by("version"))


def test_it_works(cast, carys):
    page = carys.get(PAGE)
    assert "The rules of your area are at version 1, since 1 January 2020." in words_of(page)
    done = send(carys, PAGE, **NEW)
    assert done.url == reverse("meetings")
    before, after = versions(cast)
    assert (after.version, after.in_force_from) == (2, clock.today())
    assert {name: getattr(after, name) for name in NEW} == NEW
    assert {name: getattr(before, name) for name in STANDING} == STANDING
    changed = {"id", "version", "in_force_from", *NEW}
    for field in Protocol._meta.concrete_fields:
        if field.name not in changed:
            assert getattr(after, field.attname) == getattr(before, field.attname), field.name
    assert "From today on, agencies are reminded so." in words_of(carys.get(reverse("meetings")))
    assert 'value="4"' in text(carys.get(PAGE))


def test_it_records_event(cast):
    found = do(cast, "carys", set_reminders, version=1, **NEW)
    event = newest_event()
    assert (event.code, event.items, event.outcome) == ("reminders_set", [found.pk], "allowed")
    assert found.history.get().event_id == event.id


def test_a_case_keeps_the_rules_that_it_was_judged_under(cast):
    case = case_at(cast, Stage.ACCEPTED)
    do(cast, "carys", set_reminders, version=1, **NEW)
    with unit_of_work(cast.actor("carys")):
        assert Case.objects.select_related("protocol").get(pk=case.pk).protocol.version == 1


@pytest.mark.parametrize("name", ["chidi", "petra", "ines", "wren", "odile", "alex"])
def test_it_refuses_other_roles(cast, name):
    with pytest.raises(Refused):
        do(cast, name, set_reminders, version=1, **NEW)
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == (
        "reminders_set",
        "refused",
        "not_in_role",
    )
    assert len(versions(cast)) == 1
    assert PAGE not in text(signed_in_client(cast, name).get(reverse("meetings")))


def test_the_coordinator_of_another_area_changes_their_own(cast):
    with as_owner(), unit_of_work(cast.actor("nia")):
        elsewhere = make_protocol(cast.elsewhere, version=9)
    do(cast, "nia", set_reminders, version=elsewhere.version, **NEW)
    assert [one.version for one in versions(cast)] == [1]


def test_the_calendar_leads_there(cast, carys):
    assert PAGE in text(carys.get(reverse("meetings")))


def test_the_second_of_two_coordinators_sees_both(cast, carys):
    old = hidden(carys.get(PAGE))
    do(cast, "carys", set_reminders, version=1, **STANDING | {"remind_research_before": 3})
    page = carys.post(PAGE, old | NEW)
    assert page.status_code == 422
    words = words_of(page)
    assert "You changed this elsewhere" in words
    assert "What stands now 3 What you typed 4" in words
    assert words.count("What stands now") == 1, "what nobody else changed is in no conflict"
    assert carys.post(PAGE, hidden(page) | NEW).status_code == 302
    assert [one.version for one in versions(cast)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"remind_research_before": ""}, "before research is due"),
        ({"remind_actions_every": "-1"}, "must be 0 or more"),
        ({"remind_actions_before": "31"}, "must be 30 or less"),
        ({"remind_research_every": "often"}, "whole number"),
        ({"reminded": ""}, "Select who is reminded"),
        ({}, "Nothing is different from what it was."),
    ],
)
def test_what_cannot_be_is_said(cast, carys, given, words):
    page = send(carys, PAGE, **STANDING | given)
    assert page.status_code == 422
    assert words in text(page)
    assert len(versions(cast)) == 1


def test_a_double_post_makes_one_version(cast, carys):
    sent = NEW | form_token() | {"version": 1}
    assert [carys.post(PAGE, sent).status_code for _time in range(2)] == [302, 302]
    assert [one.version for one in versions(cast)] == [1, 2]


def test_rules_that_are_not_in_force_yet_are_not_overtaken(cast, carys):
    set_protocol(cast, in_force_from=clock.today() + timedelta(days=3))
    with pytest.raises(RuleBroken, match="not in force yet"):
        do(cast, "carys", set_reminders, version=1, **NEW)


def test_an_area_without_rules_says_so(cast):
    nia = signed_in_client(cast, "nia")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM meetings_protocol WHERE area_id = %s", [cast.elsewhere.pk])
    assert nia.get(PAGE).status_code == 200
    page = send(nia, PAGE, **NEW)
    assert "Your area has no rules yet" in text(page)
