"""Who opens the pages of a referral, and when."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import Protocol
from meetings.rules.completeness import Step
from sharing import clock
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.integration.referral.helpers import url
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import send, words_of

STEP_PAGES = [f"referral_{step}" for step in Step]


@pytest.mark.parametrize("name", [*STEP_PAGES, "referral", "submit_referral", "stop_referral"])
def test_it_refuses_other_area_and_everybody_else_while_it_is_a_draft(cast, draft, name):
    for other in ("carys", "ines", "petra", "nia"):
        assert signed_in_client(cast, other).get(url(name, draft)).status_code == 404


@pytest.mark.parametrize("name", ["referral_incident", "submit_referral"])
def test_a_referral_of_another_agency_is_not_written(cast, returned, name):
    for other in ("carys", "ines"):
        assert signed_in_client(cast, other).get(url(name, returned)).status_code == 403
    assert newest_event().reason == "not_own_agency"
    assert signed_in_client(cast, "chidi").get(url(name, returned)).status_code == 403
    assert newest_event().reason == "not_in_role"


def test_it_refuses_off_circulation(cast, submitted):
    for name in ("referral", "change_people"):
        assert signed_in_client(cast, "hal").get(url(name, submitted)).status_code == 404


def test_it_refuses_conflict(cast, submitted):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, submitted.pk, walled=frozenset({cast.user("wren").pk}))
    assert signed_in_client(cast, "wren").get(url("referral", submitted)).status_code == 404
    assert newest_event().reason == "conflict"


def test_beginning_needs_the_role(cast):
    assert signed_in_client(cast, "chidi").get(reverse("refer")).status_code == 403
    assert newest_event().code == "referral_begun"


def test_it_begins_without_a_protocol_and_says_so(cast, wren):
    with unit_of_work(cast.actor("carys")):
        protocol = Protocol.objects.get(area=cast.area)
        protocol.in_force_from = clock.today() + timedelta(days=1)
        protocol.save()
    page = send(wren, reverse("refer"), given_name="Tara", who_refers="me")
    assert page.status_code == 422
    assert "no protocol in force" in words_of(page)


@pytest.mark.parametrize("name", [*STEP_PAGES, "submit_referral", "finish_addresses"])
def test_what_was_submitted_is_read_not_written(cast, wren, submitted, name):
    assert wren.get(url(name, submitted)).url == url("referral", submitted)
