"""What the watch looks for is data of the area, and so is when its agencies work."""

from datetime import time
from uuid import uuid4

import pytest
from django.urls import reverse

from sharing.models import WatchRule, WorkingHours
from sharing.operations.watch import set_hours, set_rule
from sharing.rules import Overtaken
from sharing.unit import unit_of_work
from sharing.watch.hours import hours_of
from sharing.watch.settings import PROPOSED, setting_of, settings_of
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import page_of, send, words_of

RULE = {"watched": "refusals", "on": True, "number": 3, "minutes": 30, "version": 0}
HOURS = {
    "around_the_clock": False, "starts_at": time(8), "ends_at": time(18), "weekends": True,
    "version": 0,
}  # fmt: skip


def setting(cast, watched="refusals"):
    with unit_of_work(cast.actor("odile")):
        assert settings_of(cast.area.pk)[watched] == setting_of(cast.area.pk, watched)
        return setting_of(cast.area.pk, watched)


def hours(cast, kind="idva"):
    with unit_of_work(cast.actor("odile")):
        return hours_of(cast.area.pk)[cast.agency(kind).pk]


def test_it_works(cast):
    page = page_of(cast, "odile", reverse("watch_settings"))
    assert "5 times within 60 minutes" in page
    client = signed_in_client(cast, "odile")
    address = reverse("watch_rule", args=["refusals"])
    answer = send(client, address, on="yes", number="3", minutes="30")
    assert answer["Location"] == reverse("watch_settings")
    assert (setting(cast).number, setting(cast).minutes) == (3, 30)
    assert "3 times within 30 minutes" in page_of(cast, "odile", reverse("watch_settings"))


def test_a_rule_can_be_switched_off(cast):
    client = signed_in_client(cast, "odile")
    address = reverse("watch_rule", args=["refusals"])
    send(client, address, on="no", number="5", minutes="60")
    assert setting(cast).on is False
    assert "Never: switched off" in page_of(cast, "odile", reverse("watch_settings"))
    # Opened again, the form says so.
    assert 'value="no" checked' in client.get(address).content.decode()


def test_an_area_has_the_proposed_rules_until_it_sets_its_own(cast):
    assert setting(cast) == PROPOSED["refusals"]
    do(cast, "odile", set_rule, **RULE)
    with unit_of_work(cast.actor("nia")):
        assert setting_of(cast.elsewhere.pk, "refusals") == PROPOSED["refusals"]


def test_it_records_event_with_what_stood_before(cast):
    rule = do(cast, "odile", set_rule, **RULE)
    do(cast, "odile", set_rule, **(RULE | {"number": 9, "version": 1}))
    event = newest_event()
    assert (event.code, event.items) == ("watch_set", [rule.pk])
    with as_owner():
        kept = WatchRule.history.order_by("history_date").values_list("number", flat=True)
        assert list(kept) == [3, 9]


@pytest.mark.parametrize("operation", ["rule", "hours"])
@pytest.mark.parametrize("name", ["carys", "chidi", "petra", "alex"])
def test_it_refuses_everybody_but_the_lead(cast, name, operation):
    page_of(cast, name, reverse("watch_settings"), 403)
    with pytest.raises(Refused):
        if operation == "rule":
            do(cast, name, set_rule, **RULE)
        else:
            do(cast, name, set_hours, agency_id=cast.agency("idva").pk, **HOURS)


def test_of_two_who_set_it_the_second_sees_what_the_first_wrote(cast):
    do(cast, "odile", set_rule, **RULE)
    with pytest.raises(Overtaken) as overtaken:
        do(cast, "odile", set_rule, **RULE)
    assert overtaken.value.theirs == {"on": "Yes", "number": 3, "minutes": 30}
    do(cast, "odile", set_rule, **(RULE | {"on": False, "version": 1}))
    with pytest.raises(Overtaken) as overtaken:
        do(cast, "odile", set_rule, **(RULE | {"version": 1}))
    assert overtaken.value.theirs["on"] == "No"


def test_what_is_not_watched_for_has_no_page(cast):
    page_of(cast, "odile", reverse("watch_rule", args=["gossip"]), 404)


@pytest.mark.parametrize(
    ("number", "minutes", "says"),
    [
        ("0", "60", "greater than or equal to 1"),
        ("5", "1441", "less than or equal to 1440"),
        ("", "60", "Enter"),
    ],
)
def test_numbers_are_within_reason(cast, number, minutes, says):
    client = signed_in_client(cast, "odile")
    address = reverse("watch_rule", args=["refusals"])
    answer = send(client, address, on="yes", number=number, minutes=minutes)
    assert answer.status_code == 422
    assert setting(cast) == PROPOSED["refusals"]


# ------------------------------------------------------------------ working hours


def hours_page(cast, kind="idva"):
    return reverse("working_hours", args=[cast.agency(kind).pk])


def test_each_agency_says_when_it_works(cast):
    page = words_of(signed_in_client(cast, "odile").get(reverse("watch_settings")))
    assert "IDVA service 07:00–20:00, Monday to Friday as the portal proposes" in page
    assert "Police Shifts, day and night as the portal proposes" in page
    client = signed_in_client(cast, "odile")
    answer = send(
        client, hours_page(cast), around_the_clock="no", starts_at="08:30", ends_at="18:00",
        weekends="on",
    )  # fmt: skip
    assert answer["Location"] == reverse("watch_settings")
    assert (hours(cast).starts_at, hours(cast).ends_at) == (time(8, 30), time(18))
    page = words_of(client.get(reverse("watch_settings")))
    assert "IDVA service 08:30–18:00, every day Change" in page


def test_who_works_shifts_needs_no_hours(cast):
    client = signed_in_client(cast, "odile")
    send(client, hours_page(cast), around_the_clock="yes", starts_at="", ends_at="")
    assert hours(cast).around_the_clock
    send(client, hours_page(cast), around_the_clock="no", starts_at="09:00", ends_at="17:00")
    assert (hours(cast).around_the_clock, hours(cast).starts_at) == (False, time(9))


@pytest.mark.parametrize(
    ("starts", "ends", "says"),
    [
        ("18:00", "08:00", "“Until” must be later than “From”"),
        ("", "18:00", "Enter from when the agency works"),
        ("08:00", "", "Enter until when the agency works"),
        ("early", "late", "must be a time"),
    ],
)
def test_hours_make_sense(cast, starts, ends, says):
    client = signed_in_client(cast, "odile")
    answer = send(
        client, hours_page(cast), around_the_clock="no", starts_at=starts, ends_at=ends
    )  # fmt: skip
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_hours_are_recorded_with_what_stood_before(cast):
    agency = cast.agency("idva").pk
    row = do(cast, "odile", set_hours, agency_id=agency, **HOURS)
    assert (newest_event().code, newest_event().items) == ("watch_set", [row.pk])
    with pytest.raises(Overtaken):
        do(cast, "odile", set_hours, agency_id=agency, **HOURS)
    do(cast, "odile", set_hours, agency_id=agency, **(HOURS | {"weekends": False, "version": 1}))
    with as_owner():
        assert WorkingHours.history.count() == 2


def test_an_agency_of_another_area_is_not_there(cast):
    elsewhere = cast.memberships["nia"].agency_id
    for agency_id in (elsewhere, uuid4()):
        page_of(cast, "odile", reverse("working_hours", args=[agency_id]), 404)
        with pytest.raises(Refused):
            do(cast, "odile", set_hours, agency_id=agency_id, **HOURS)
