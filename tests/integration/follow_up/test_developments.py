"""What happened since the meeting, and who is told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from meetings.models import Development, Stage
from meetings.notices import send_case_notice
from meetings.operations.follow_up import add_development
from sharing import clock
from sharing.operations import circulation
from sharing.roles import Role
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, wall_off
from tests.integration.follow_up.helpers import develop
from tests.integration.listing.helpers import set_protocol
from tests.jobs import run_jobs
from tests.personas import make_member
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import send, words_of


def test_a_new_incident_reaches_the_case(cast, case):
    develop(cast, case, "Came to the door at night. ", "incident", who="rowan")
    with unit_of_work(cast.actor("petra")):
        found = Development.objects.get(scope_id=case.pk)
        assert (found.text, found.agency_id) == (
            "Came to the door at night.",
            cast.agency("housing").pk,
        )
    event = newest_event()
    assert (event.code, event.items) == ("development_added", [found.pk])


def test_an_order_may_begin_later_an_incident_not(cast, case):
    tomorrow = clock.today() + timedelta(days=1)
    what = {"case_id": case.pk, "happened_on": tomorrow, "text": "Not to come near."}
    do(cast, "wren", add_development, kind="order", **what)
    with pytest.raises(RuleBroken) as broken:
        do(cast, "wren", add_development, kind="incident", **what)
    assert broken.value.field == "happened_on"


def test_a_draft_is_written_on_itself(cast):
    draft = case_at(cast, Stage.DRAFT)
    with pytest.raises(RuleBroken):
        develop(cast, draft, who="wren")


@pytest.mark.parametrize(("name", "reason"), [("nia", "other_area"), ("hal", "off_circulation")])
def test_strangers_add_nothing(cast, case, name, reason):
    with pytest.raises(Refused) as refused:
        develop(cast, case, who=name)
    assert refused.value.reason == reason


def development_path(case):
    return reverse("add_development", args=[case.pk])


def test_a_new_incident_is_added_on_its_page_and_agencies_are_told(cast, case):
    today = clock.today()
    what = {
        "kind": "incident",
        "happened_on-day": today.day,
        "happened_on-month": today.month,
        "happened_on-year": today.year,
        "text": "Came to the door at night.",
    }
    answer = send(signed_in_client(cast, "petra"), development_path(case), **what)
    assert answer["Location"] == reverse("case", args=[case.pk])
    run_jobs()
    told = {address for one in mail.outbox for address in one.to}
    agencies = {"housing@lm.example", "idva@lm.example", "health_visiting@lm.example"}
    assert told == agencies | {"carys@example.org", "chidi@example.org"}
    for one in mail.outbox:
        assert case.reference in one.subject
        assert "Tarn" not in one.body
        assert "door" not in one.body
    event = newest_event()
    assert (event.code, event.cases) == ("notice_sent", [case.pk])


def test_an_incident_of_tomorrow_is_shown_at_its_field(cast, case):
    day = clock.today() + timedelta(days=1)
    what = {
        "kind": "incident",
        "happened_on-day": day.day,
        "happened_on-month": day.month,
        "happened_on-year": day.year,
        "text": "Came to the door at night.",
    }
    answer = send(signed_in_client(cast, "petra"), development_path(case), **what)
    assert answer.status_code == 422
    assert "The date of an incident cannot be in the future" in answer.content.decode()
    assert "Came to the door at night." in answer.content.decode()


@pytest.mark.parametrize("kind", ["order", "incident"])
@pytest.mark.parametrize("year", ["0002", "1850"])
def test_a_year_that_can_only_be_a_slip_is_shown_at_its_field(cast, case, kind, year):
    answer = add_in(cast, case, year, kind)
    assert answer.status_code == 422
    assert "Check the year: the day must be within the last 100 years" in words_of(answer)


def test_an_order_begins_within_the_next_years(cast, case):
    assert add_in(cast, case, "9999", "order").status_code == 422
    assert add_in(cast, case, str(clock.today().year + 10), "order").status_code == 302


def add_in(cast, case, year, kind):
    day = {"happened_on-day": "1", "happened_on-month": "2", "happened_on-year": year}
    what = {"kind": kind, "text": "Not to come near."} | day
    return send(signed_in_client(cast, "petra"), development_path(case), **what)


def test_a_case_on_hold_takes_no_development(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, frozen=True)
    answer = signed_in_client(cast, "petra").get(development_path(case))
    assert answer.status_code == 403
    assert "This case is on hold and cannot be changed." in answer.content.decode()


def test_a_notice_never_reaches_whoever_has_a_conflict(cast, case):
    with as_owner(), unit_of_work(cast.actor("carys")):
        agency = cast.agency("housing")
        agency.mailbox = ""
        agency.save()
    wall_off(cast, case, "rowan")
    develop(cast, case)
    run_jobs()
    assert "rowan@example.org" not in {address for one in mail.outbox for address in one.to}


def test_a_keeper_who_added_it_is_not_told_and_no_mailbox_is(cast, case):
    with as_owner(), unit_of_work(cast.actor("carys")):
        make_member("deputy", Role.CHAIR, cast.memberships["carys"].agency)
    develop(cast, case, who="carys")
    wall_off(cast, case, "chidi")
    run_jobs()
    told = [address for one in mail.outbox for address in one.to]
    assert told.count("deputy@example.org") == 1
    assert not {"carys@example.org", "chidi@example.org"}.intersection(told)


def test_a_mailbox_that_whoever_has_a_conflict_reads_gets_no_notice(cast, case):
    """Her colleague is told in person; other agencies are told as ever."""
    with as_owner(), unit_of_work(cast.actor("carys")):
        make_member("colleague", Role.REPRESENTATIVE, cast.agency("housing"))
    wall_off(cast, case, "rowan")
    develop(cast, case)
    run_jobs()
    told = {address for one in mail.outbox for address in one.to}
    assert "colleague@example.org" in told and "idva@lm.example" in told
    assert not told & {"housing@lm.example", "rowan@example.org"}


def told_in(cast, case):
    mail.outbox.clear()
    develop(cast, case)
    run_jobs()
    return {address for one in mail.outbox for address in one.to}


def test_where_each_member_is_mailed_a_wall_changes_nothing_for_the_others(cast, case):
    """Nobody infers from a mail in person, in place of the mailbox, that a colleague is walled
    off."""
    with as_owner(), unit_of_work(cast.actor("carys")):
        make_member("colleague", Role.REPRESENTATIVE, cast.agency("housing"))
    set_protocol(cast, reminded="each")
    before = told_in(cast, case)
    assert {"colleague@example.org", "rowan@example.org", "ines@example.org"} <= before
    assert not before & {"housing@lm.example", "idva@lm.example"}
    wall_off(cast, case, "rowan")
    assert told_in(cast, case) == before - {"rowan@example.org"}


def test_where_each_member_is_mailed_the_mailbox_stands_in_for_nobody(cast, case):
    """An agency without anybody who could be told in person is told through its mailbox."""
    set_protocol(cast, reminded="each")
    with as_owner(), unit_of_work(cast.actor("carys")):
        rowan = cast.memberships["rowan"]
        rowan.ends_on = clock.today() - timedelta(days=1)
        rowan.save()
    assert "housing@lm.example" in told_in(cast, case)


def test_a_mailbox_that_they_no_longer_read_gets_it(cast, case):
    wall_off(cast, case, "rowan")
    with as_owner(), unit_of_work(cast.actor("carys")):
        left = cast.memberships["rowan"]
        left.ends_on = clock.today() - timedelta(days=1)
        left.save()
    send_case_notice.func(
        about="development", case_id=str(case.pk), agency_id=str(cast.agency("housing").pk)
    )
    assert [one.to for one in mail.outbox] == [["housing@lm.example"]]
