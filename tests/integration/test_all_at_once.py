"""A form that is wrong in several places says so of each at once, by its field: nobody sends it
again to hear of the next."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import Stage
from sharing import clock
from tests.integration.research.helpers import answer, people, request_of
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room
from tests.visits import day, hidden, post, text

LATER = timedelta(days=3)


def wrong(page, *fields):
    """Each of these fields has a message, and the summary links to it."""
    said = text(page)
    assert page.status_code == 422
    for one in fields:
        assert f'href="#{one}' in said, one
        assert f"{one}-error" in said, one


@pytest.fixture
def draft(cast):
    return case_at(cast, Stage.DRAFT)


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.RESEARCH)


def sent(cast, who, name, *args, **values):
    """Open the page, and send its form with these values."""
    client = signed_in_client(cast, who)
    address = reverse(name, args=args)
    return client.post(address, hidden(client.get(address)) | values)


def test_the_way_of_contact(cast, draft):
    values = {"way": "call", "phone_watched": "on"} | day("confirmed_on", clock.today() + LATER)
    wrong(sent(cast, "wren", "referral_contact", draft.pk, **values),
          "id_way", "id_confirmed_by", "id_confirmed_on")  # fmt: skip


def test_the_sharing_decision(cast, draft):
    values = {"agreement": "does_not"} | day("asked_on", clock.today() + LATER)
    reasons = ("id_necessity", "id_proportionality", "id_risk_if_not_shared")
    wrong(sent(cast, "wren", "referral_sharing", draft.pk, **values), "id_asked_on", *reasons)


def test_an_item(cast, case):
    answer(cast, case)
    values = {"draft_version": 0}
    wrong(post(cast, "petra", "add_item", case.pk, **values), "item_text", "item_who_may_read")
    values["who_may_read"] = "spoken"
    wrong(post(cast, "petra", "add_item", case.pk, **values), "item_text", "item_heading")


def test_whom_an_agency_knows(cast, case):
    victim, *_rest = people(case)
    values = {f"person_{victim}": "later", "version": request_of(cast, case, "police").version}
    page = post(cast, "petra", "answer_research", case.pk, **values)
    unsaid = [f"answer_person_{one}" for one in people(case)[1:]]
    wrong(page, "answer_check_by", "answer_searched_by", "answer_searched", *unsaid)


def test_an_action(cast):
    case = case_at(cast, Stage.HEARING)
    in_the_room(cast, case.meeting, "carys")
    past = (clock.today() - LATER).strftime("%d %b %Y")
    page = post(cast, "carys", "record_action", case.pk, due_on=past)
    wrong(page, "id_agency_id", "id_what", "id_for_whom", "id_due_on")


def test_a_child_and_a_birth_that_cannot_be(cast, draft):
    values = day("born_on", clock.today() + LATER) | day("due_on", clock.today() + LATER)
    page = sent(cast, "wren", "add_child", draft.pk, **values)
    wrong(page, "id_born_on", "id_due_on")


def test_a_death(cast, case):
    page = sent(cast, "carys", "record_death", case.pk, **day("happened_on", clock.today() + LATER))
    wrong(page, "id_parties", "id_happened_on", "id_reason", "id_checked")
