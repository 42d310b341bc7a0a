"""Nobody learns an address of which they may not ask by trying: what they are told depends on what
they typed and on what they see anyway."""

import re

import pytest
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.referral import take_off_address
from sharing.models import Address, Watched
from sharing.operations.protected import NO_ADDRESS
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.doing import do, one
from tests.integration.addresses.helpers import protect, warn
from tests.integration.research.helpers import answer, ask
from tests.integration.watch.helpers import look
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import send, without_tokens

GUESSES = [
    "Is at 3 Hidden Row",
    "Is at 4 Hidden Row",
    "lm99zz",
    "LM9 9ZY",
    "3 Hidden",
    "Hidden Row",
    "Stay away from Willow House",
    "3 hidden",
    "12 Broadway",
    "Visit in pairs",
]


@pytest.fixture
def case(cast):
    """A case about which the acute hospital is asked, and no more."""
    case = case_at(cast, Stage.RESEARCH)
    ask(cast, case, "acute")
    return case


def answers(cast, case):
    """Return what Hal is told of each guess, without what differs from page to page."""
    client = signed_in_client(cast, "hal")
    way = reverse("staff_warnings", args=[case.pk])
    found = []
    for guess in GUESSES:
        told = send(client, way, text=guess)
        page = "".join(without_tokens(told)) if told.status_code == 422 else ""
        event = newest_event()
        shown = re.sub(r"[0-9a-f-]{36}", "", page)
        found.append((told.status_code, shown, event.code, event.also))
    return found


def test_guesses_are_answered_alike_in_two_worlds_that_differ_in_what_is_protected(cast, case):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Tara", position=2)
    ask(cast, other, "acute")
    with unit_of_work(cast.actor("carys")):
        safe = Address.objects.get(scope_id=other.pk, kind="safe")
        safe.lines, safe.postcode = "12 Broadway, Willow House", "LM9 9ZY"
        safe.save()
    first, second = answers(cast, case), answers(cast, other)
    assert [one[0] for one in first] == [422, 422, 422, 422, 302, 302, 422, 302, 302, 302]
    assert [one[0] for one in second] == [one[0] for one in first]
    assert [one[2:] for one in second] == [one[2:] for one in first]
    assert not look(watched=Watched.PROTECTED_ADDRESS)


def test_what_was_given_to_search_with_may_be_written(cast, case):
    warn(cast, case, "A dog at 12 Mere Walk, LM1 2AB", who="hal")
    with pytest.raises(RuleBroken) as broken:
        warn(cast, case, "A dog at 14 Mere Walk", who="hal")
    assert broken.value.words == f"{NO_ADDRESS} It stands here: “A dog at 14 Mere Walk”."


def test_a_system_that_was_searched_may_be_called_like_a_house(cast, case):
    said = {"answer": "not_known", "known_parties": ()}
    with pytest.raises(RuleBroken):
        answer(cast, case, "hal", "acute", searched="Files of 3 Elm Road", **said)
    answer(cast, case, "hal", "acute", searched="Willow House register", **said)


def test_an_address_that_is_protected_is_not_sent_out_to_search_with(cast, case):
    carys = signed_in_client(cast, "carys")
    child = one(cast, "carys", Address, case, kind="safe").party_id
    way = reverse("add_address", args=[case.pk])
    typed = {"party_id": str(child), "kind": "current", "lines": "30 Hidden Row"}
    assert send(carys, way, **typed).status_code == 302
    typed["lines"] = "Room 2, 3 Hidden Row"
    page = send(carys, way, **typed)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["lines"]
    assert "goes out to every agency that searches" in page.content.decode()
    assert len(look(watched=Watched.PROTECTED_ADDRESS)) == 1


def test_neither_is_its_postcode_nor_another_way_to_write_it(cast, case):
    carys = signed_in_client(cast, "carys")
    party = str(one(cast, "carys", Address, case, kind="current").party_id)
    way = reverse("add_address", args=[case.pk])
    typed = {"party_id": party, "kind": "current", "lines": "New flat", "postcode": "LM9 9ZZ"}
    page = send(carys, way, **typed)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["postcode"]
    assert "Leave the postcode out" in page.content.decode()
    page = send(carys, way, **typed | {"lines": "3-5 Hidden Row", "postcode": ""})
    assert list(page.context["form"].errors) == ["lines"]
    protect(cast, case, "Willow House")
    page = send(carys, way, **typed | {"lines": "Willow Hse", "postcode": ""})
    assert list(page.context["form"].errors) == ["lines"]


def test_what_nothing_tells_of_is_not_taken_as_protected(cast, case):
    carys = signed_in_client(cast, "carys")
    party = str(one(cast, "carys", Address, case, kind="current").party_id)
    way = reverse("add_address", args=[case.pk])
    typed = {"party_id": party, "kind": "safe", "lines": "With her mother"}
    page = send(carys, way, **typed)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["lines"]
    assert "the name of the house or the postcode" in page.content.decode()
    assert not look(watched=Watched.PROTECTED_ADDRESS)
    assert send(carys, way, **typed | {"postcode": "LM8 8AA"}).status_code == 302


def test_its_postcode_stays_protected_where_the_same_person_goes_by_it_too(cast, case):
    protect(cast, case, "9 New Lane", postcode="LM1 2AB")
    with pytest.raises(RuleBroken):
        warn(cast, case, "A dog, LM1 2AB")


def test_one_that_is_sent_out_is_not_protected_before_that_ends(cast, case):
    with pytest.raises(RuleBroken, match="End that one first"):
        protect(cast, case, "12 Mere Wlk")
    with unit_of_work(cast.actor("carys")):
        standing = Address.objects.get(scope_id=case.pk, kind="current")
    do(cast, "carys", take_off_address, case_id=case.pk, address_id=standing.pk)
    protect(cast, case, "12 Mere Walk")


def test_what_was_protected_by_mistake_is_no_secret_any_more(cast, case):
    mistaken = protect(cast, case, "9 New Lane", postcode="LM1 2AB")
    with pytest.raises(RuleBroken):
        warn(cast, case, "A dog at 9 New Lane")
    do(cast, "carys", take_off_address, case_id=case.pk, address_id=mistaken.pk)
    with pytest.raises(RuleBroken):
        warn(cast, case, "A dog at 9 New Lane")
    protect(cast, case, "9 New Lane", kind="current")
    warn(cast, case, "A dog at 9 New Lane, LM1 2AB")
