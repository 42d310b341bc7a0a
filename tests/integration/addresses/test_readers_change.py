"""Who reads a text changes after it passed the stop: it is asked again, or the watch is told."""

import pytest

from meetings.models import Stage
from meetings.operations.research import submit_research
from sharing.models import Item, Watched
from sharing.operations.protected import AddressStopped
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.addresses.helpers import SAFE, item
from tests.integration.research.helpers import answer, people, request_of
from tests.integration.watch.helpers import look
from tests.story import case_at


@pytest.fixture
def case(cast):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    return case


def answered(cast, case, known):
    """Housing answers that it knows these, and its return is in."""
    answer(cast, case, "rowan", "housing", known_parties=known)
    with unit_of_work(cast.actor("rowan")):
        request = request_of(cast, case, "housing")
        request.submitted_at, request.submitted_by = request.asked_at, cast.user("rowan")
        request.save()


def restricted(cast, case):
    """The police restrict an item that names her address to housing, and submit it."""
    item(cast, case, SAFE, "restricted", restricted_to=[cast.agency("housing").pk])
    do(cast, "petra", submit_research, request_id=request_of(cast, case, "police").pk)


def test_an_agency_that_has_not_answered_may_turn_out_to_work_for_either_side(cast, case):
    with pytest.raises(AddressStopped, match="has not said yet whom it knows"):
        restricted(cast, case)
    answer(cast, case, "rowan", "housing", known_parties=people(case)[:1])
    with pytest.raises(AddressStopped):  # a draft says nothing yet
        restricted(cast, case)
    answered(cast, case, people(case)[:1])
    restricted(cast, case)


def test_its_own_agency_may_be_named_beside_another(cast, case):
    own = [cast.agency("police").pk, cast.agency("idva").pk]
    item(cast, case, SAFE, "restricted", restricted_to=own)


def test_whoever_reads_it_and_works_for_the_other_side_from_now_on_is_told_to_the_lead(cast, case):
    victim, perpetrator, _child = people(case)
    answered(cast, case, [victim, perpetrator])
    restricted(cast, case)
    answer(cast, case, "rowan", "housing", known_parties=[victim])
    assert not look(watched=Watched.PROTECTED_ADDRESS)
    answer(cast, case, "rowan", "housing", known_parties=[perpetrator])
    (alert,) = look(watched=Watched.PROTECTED_ADDRESS)
    assert (alert.about, alert.number) == (cast.user("rowan"), 1)


def test_old_words_are_new_to_whoever_reads_them_for_the_first_time(cast, case):
    item(cast, case, SAFE, "restricted", restricted_to=[cast.agency("idva").pk])
    do(cast, "petra", submit_research, request_id=request_of(cast, case, "police").pk)
    with as_owner():
        row = Item.objects.get(scope_id=case.pk, text=SAFE)
    with unit_of_work(cast.actor("petra")):
        row.source = "A colleague"
        row.save()
    row.restricted_to = [cast.agency("probation").pk]
    with pytest.raises(AddressStopped), unit_of_work(cast.actor("petra")):
        row.save()
    row.restricted_to, row.who_may_read = [], "shared"
    with pytest.raises(AddressStopped), unit_of_work(cast.actor("petra")):
        row.save()
