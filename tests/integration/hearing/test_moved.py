"""The page of a case in a meeting from which it was moved, by reload or going back."""

import pytest
from django.urls import reverse

from meetings.operations.listing import defer_case, take_off_list
from tests.doing import declare_wall, do
from tests.integration.hearing.helpers import page_of
from tests.signing_in import signed_in_client
from tests.story import in_the_room, meeting_in
from tests.trail import newest_event
from tests.visits import words_of

SAID = "was moved to another meeting It is now on the meeting of"


@pytest.fixture
def later(cast):
    return meeting_in(cast, days=23)


@pytest.fixture
def left(cast, heard_now, later):
    """The address of the case in the meeting that it left."""
    in_the_room(cast, heard_now.meeting, "petra")
    address = page_of(heard_now)
    values = {"to_meeting_id": later.pk, "reason": "Nobody can come."}
    do(cast, "carys", defer_case, case_id=heard_now.pk, **values)
    return address


def answer(cast, who, address):
    return signed_in_client(cast, who).get(address)


@pytest.mark.parametrize("who", ["chidi", "carys"])
def test_it_says_where_the_case_is(cast, heard_now, later, left, who):
    page = answer(cast, who, left)
    assert page.status_code == 200 and f"{heard_now.reference} {SAID}" in words_of(page)
    html = page.content.decode()
    assert f'href="{reverse("meeting_opening", args=[later.pk])}"' in html
    assert f'href="{reverse("case", args=[heard_now.pk])}"' in html
    event = newest_event()
    assert (event.code, event.cases) == ("case_viewed", [heard_now.pk])


def test_nobody_else_learns_of_it(cast, heard_now, left):
    for who in ("hal", "nia"):
        assert answer(cast, who, left).status_code == 404, who
    declare_wall(cast, heard_now, "carys")
    assert answer(cast, "carys", left).status_code == 404


def test_at_a_meeting_on_which_it_never_was_nothing_is_there(cast, heard_now, left):
    other = meeting_in(cast, days=37)
    address = reverse("hearing", args=[other.pk, heard_now.pk])
    assert answer(cast, "chidi", address).status_code == 404


def test_it_is_on_no_meeting_any_more(cast, heard_now, left):
    do(cast, "carys", take_off_list, case_id=heard_now.pk)
    assert answer(cast, "chidi", left).status_code == 404
