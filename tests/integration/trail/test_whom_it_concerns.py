"""Whom an event concerns, as the database finds it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection
from django.test import Client
from django.urls import reverse

from meetings import notices
from sharing import clock, events
from sharing.actor import Actor
from sharing.models import AuditEvent, Membership
from sharing.permissions import READ_CASE_TRAIL, SHOW_ADDRESS
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.integration.trail.helpers import trail_of
from tests.personas import PASSWORD
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import page_of


def test_what_was_mailed_about_a_case_is_on_its_trail(cast, case):
    police = cast.agency("police")
    notices.send_case_notice.func(
        about="development", case_id=str(case.pk), agency_id=str(police.pk)
    )
    event = newest_event()
    assert (event.area_id, event.areas, event.recipient_id) == (None, [cast.area.pk], police.pk)
    for name, path in (("carys", trail_of(case)), ("odile", trail_of(case)), ("odile", "/trail/")):
        assert "The portal,</strong> sent a notice" in page_of(cast, name, path)


def test_what_was_mailed_to_an_agency_is_on_the_trail_of_its_area(cast):
    with unit_of_work(Actor.system("notices")) as work:
        work.note(READ_CASE_TRAIL.event)
        work.recipient_id = cast.agency("police").pk
    assert newest_event().areas == [cast.area.pk]


def test_an_attempt_from_another_area_is_on_the_trail_of_the_case(cast, case):
    page_of(cast, "nia", reverse("case", args=[case.pk]), 404)
    assert set(newest_event().areas) == {cast.area.pk, cast.elsewhere.pk}
    for path in (trail_of(case), "/trail/"):
        page = page_of(cast, "odile", path)
        assert "Nia Example, Northwold MARAC team, Coordinator</a>,</strong>" in page
    assert "No such case in this area" in page_of(cast, "carys", trail_of(case, "?only=refused"))


def test_failed_sign_ins_are_in_the_list_of_the_area(cast):
    sent = {"email": "carys@example.org", "password": "not the pass phrase", "next": ""}
    assert Client().post("/sign-in/", sent).status_code == 422
    assert newest_event().areas == [cast.area.pk]
    words = "Somebody not signed in, with the account of Carys Example,</strong> failed to sign in"
    assert words in page_of(cast, "odile", "/trail/")
    today = clock.today()
    days = "&".join(
        f"{end}-day={today.day}&{end}-month={today.month}&{end}-year={today.year}"
        for end in ("start", "end")
    )
    for name, there in (("carys", True), ("chidi", False)):
        page = page_of(cast, "odile", f"/trail/?{days}&person={cast.user(name).pk}")
        assert ("failed to sign in" in page) is there


def test_where_nothing_says_why_no_label_stands_alone(cast, case):
    sent = {"email": "carys@example.org", "password": PASSWORD, "next": ""}
    assert Client().post("/sign-in/", sent).status_code == 302
    page = page_of(cast, "odile", "/trail/")
    assert "gave the right password" in page and 'data-label="Why">Not on circulation' in page
    assert 'data-label="Why"></td>' not in page


def test_an_account_that_nobody_has_concerns_no_area(cast):
    sent = {"email": "nobody@example.org", "password": "not the pass phrase", "next": ""}
    Client().post("/sign-in/", sent)
    assert (newest_event().code, newest_event().areas) == ("sign_in_failed", [])


def test_signing_in_concerns_the_areas_where_somebody_still_works(cast):
    for held in cast.memberships["nia"], cast.memberships["petra"]:
        with as_owner(), unit_of_work(Actor.system("seed")):
            Membership.objects.create(
                user=cast.user("carys"),
                agency=held.agency,
                role="referrer",
                starts_on="2020-01-01",
                ends_on=clock.today() - timedelta(days=held.user.name == "Petra Example"),
            )
    with unit_of_work(Actor(user_id=cast.user("carys").pk)) as work:
        work.note(events.SECOND_FACTOR_FAILED)
    assert set(newest_event().areas) == {cast.area.pk, cast.elsewhere.pk}


@pytest.mark.parametrize(
    ("name", "all_of_area"),
    [("carys", True), ("odile", True), ("petra", False), ("wren", False), ("alex", False)],
)
def test_the_database_shows_events_of_others_to_keepers_and_lead_alone(
    cast, case, name, all_of_area
):
    signed_in_client(cast, name).get("/trail/mine/")
    with unit_of_work(cast.actor(name)):
        whose = set(AuditEvent.objects.values_list("user_id", flat=True))
    own = {cast.user(name).pk}
    assert whose > own if all_of_area else whose == own


def test_nobody_says_whom_an_event_concerns_but_the_database(cast):
    with unit_of_work(cast.actor("carys")) as work:
        work.note(READ_CASE_TRAIL.event)
        work.note(SHOW_ADDRESS.event)
    event = newest_event()
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        unit_of_work(cast.actor("petra")),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO audit_event (id, occurred_at, line_version, request_id, role, code, also,"
            " outcome, reason, cases, people, items, areas) VALUES (%s, %s, 1, %s, '', 'x', '{}',"
            " 'allowed', '', '{}', '{}', '{}', %s::uuid[])",
            [uuid4(), clock.now(), event.request_id, [cast.elsewhere.pk]],
        )
