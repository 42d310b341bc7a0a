"""All that agencies propose for the cases of a meeting stands on one page, and is answered from
it."""

import re

from django.urls import reverse

from meetings.models import Stage
from meetings.operations.research import answer_case, propose_action
from sharing import clock
from tests.doing import declare_wall, do
from tests.integration.research.helpers import people, request_of
from tests.integration.research.proposing import (
    propose,
    propose_address,
    propose_contact,
)
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, text, words_of


def listed(cast, case, who="carys"):
    return get(cast, who, "proposals_of_meeting", case.meeting_id)


def another(cast, case):
    """Another case of the same meeting, whose people police know."""
    other = case_at(cast, Stage.RESEARCH, name="Mere", meeting=case.meeting, position=2)
    request = request_of(cast, other, "police")
    values = {"answer": "known", "known_parties": people(other)[:2]}
    do(cast, "petra", answer_case, request_id=request.pk, **values)
    return other


def fill(client, page, button):
    """Return what the first form of the list sends by that button."""
    form = re.search(r'<form[^>]*action="([^"]*/proposals/)".*?</form>', page, re.DOTALL)
    sent = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', form[0]))
    assert f'name="{button}"' in form[0]
    return client.post(form[1], sent | {button: "on"})


def test_the_whole_list_is_answered_from_one_page(cast, case, known):
    propose(cast, case, family_name="Tarne")
    propose(cast, case)
    propose_contact(cast, case, confirmed_on=clock.today())
    do(
        cast, "petra", propose_action, request_id=request_of(cast, case, "police").pk,
        what="Check the locks.", for_whom="victim",
        by_agency=cast.agency("housing").pk,
    )  # fmt: skip
    other = another(cast, case)
    propose_address(cast, other, "8 Kiln Yard")
    client = signed_in_client(cast, "carys")
    path = reverse("proposals_of_meeting", args=[case.meeting_id])
    page = client.get(path)
    words = words_of(page)
    assert ": 3" in words and "Proposed: Tarne" in words and "8 Kiln Yard" in words
    assert "Check the locks." in words and "Tara Tarn, is right" not in words
    event = newest_event()
    assert event.code == "proposals_seen" and {case.pk, other.pk} == set(event.cases)
    for button in ("accept", "decline", "accept"):
        page = fill(client, text(client.get(path)), button)
        assert page.status_code == 302 and page["Location"] == f"{path}#waiting"
    assert "Nothing waits to be decided on" in words_of(client.get(path))


def test_a_wall_hides_what_waits_behind_it(cast, case, known):
    propose(cast, case, family_name="Tarne")
    declare_wall(cast, case, "carys")
    words = words_of(listed(cast, case))
    assert "Tarne" not in words and case.reference not in words and ": 0" in words
    assert "Tarne" in words_of(listed(cast, case, "chidi"))


def test_who_does_not_decide_does_not_read_it(cast, case, known):
    for who, status in (("petra", 403), ("ines", 403), ("odile", 403), ("nia", 404)):
        assert listed(cast, case, who).status_code == status


def test_it_takes_as_many_queries_for_more(cast, case, known):
    def made():
        client = signed_in_client(cast, "carys")
        with made_queries() as queries:
            client.get(reverse("proposals_of_meeting", args=[case.meeting_id]))
        return len(queries)

    for one in (case, other := another(cast, case)):
        propose(cast, one, family_name="Tarne")
        propose_address(cast, one, "8 Kiln Yard")
        propose_contact(cast, one, confirmed_on=clock.today())
        if one is not other:
            few = made()
    assert made() == few <= 20
