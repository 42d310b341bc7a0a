"""A file is compared by what whoever attached it may read, also where a colleague submits it who
may read less; and with what they came to read since."""

import pytest

from meetings.operations.referral import take_off_address
from meetings.operations.research import submit_research, withdraw_file
from sharing.models import Conflict
from sharing.operations import circulation
from sharing.operations.conflicts import end_conflict
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import declare_wall, do, one, only_looks_people_up, scope_of
from tests.integration.addresses.helpers import item, protect
from tests.integration.addresses.test_files import attach
from tests.integration.addresses.test_files_again import LANE, petra, submit_return, waiting
from tests.integration.addresses.test_other_cases import cases
from tests.integration.research.attaching import files_of
from tests.integration.research.conftest import case
from tests.integration.research.helpers import answer, request_of
from tests.integration.research.test_begun import sam
from tests.integration.vault.conftest import folder
from tests.integration.vault.test_unscanned import back, is_read

__all__ = ["back", "case", "cases", "folder", "petra", "sam", "waiting"]  # fixtures

# What each says; neither tells why.
YOURSELF = r"than this was compared with: note.txt \(.*\). Withdraw it and attach it again yourself"
WHO_DID = r"compared again .*: note.txt \(Petra.*\). Withdraw it: whoever attached it"


def submit_as(cast, who, case):
    do(cast, who, submit_research, request_id=request_of(cast, case, "police").pk)


@pytest.fixture
def walled(cast, cases, sam):
    """Cases of which Sam reads the later one alone."""
    declare_wall(cast, cases[0], "sam", by="carys")
    item(cast, cases[1], "They were seen in May.", "shared")
    return cases


def test_a_colleague_who_may_read_less_does_not_submit_it(cast, walled):
    earlier, later = walled
    attach(cast, later, "note.txt", LANE)
    protect(cast, earlier, "9 New Lane")
    with pytest.raises(RuleBroken, match=WHO_DID):
        submit_as(cast, "sam", later)
    (note,) = files_of(later)
    do(cast, "sam", withdraw_file, file_id=note.pk)
    submit_as(cast, "sam", later)


def test_nor_one_that_the_scan_took_back(cast, cases, sam, waiting, back):
    earlier, later = cases
    file = waiting(later)
    declare_wall(cast, earlier, "sam", by="carys")
    protect(cast, earlier, "9 New Lane")
    back()
    with pytest.raises(RuleBroken, match="compared again with what is protected"):
        submit_as(cast, "sam", later)
    assert not is_read(cast, later, file, "rowan")


def test_a_file_that_its_author_could_not_compare_is_attached_by_who_can(cast, walled):
    earlier, later = walled
    protect(cast, earlier, "9 New Lane")
    attach(cast, later, "note.txt", b"They are well.", who="sam")
    with pytest.raises(RuleBroken, match=YOURSELF):
        submit_return(cast, later)
    (note,) = files_of(later)
    do(cast, "petra", withdraw_file, file_id=note.pk)
    attach(cast, later, "note.txt", b"They are well.")
    submit_as(cast, "sam", later)


def test_what_nobody_protected_since_is_submitted_by_either(cast, walled):
    earlier, later = walled
    protect(cast, earlier, "9 New Lane")
    attach(cast, later, "note.txt", b"They are well.")
    submit_as(cast, "sam", later)


def test_what_its_agency_came_to_read_while_it_waited(cast, cases, waiting, back):
    earlier, later = cases
    protect(cast, earlier, "9 New Lane")
    only_looks_people_up(cast, earlier, "petra")
    file = waiting(later)
    full = scope_of(cast, earlier).full_circulation + [cast.memberships["petra"].agency_id]
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, earlier.pk, full_circulation=frozenset(full))
    back()
    assert not is_read(cast, later, file, "rowan")


def test_what_whoever_attached_it_came_to_read_while_it_waited(cast, cases, waiting, back):
    earlier, later = cases
    protect(cast, earlier, "9 New Lane")
    declare_wall(cast, earlier, "petra", by="carys")
    file = waiting(later)
    wall = one(cast, "carys", Conflict, earlier)
    do(cast, "carys", end_conflict, case_id=earlier.pk, conflict_id=wall.pk)
    back()
    assert not is_read(cast, later, file, "rowan")


def test_what_went_out_to_search_with_and_does_not_any_more(cast, case, waiting, back):
    answer(cast, case)
    sent_out = protect(cast, case, "4 Elm Road", kind="current", postcode="LM5 5AA")
    protect(cast, case, "9 Mill Lane", postcode="LM5 5AA")
    file = waiting(case)
    do(cast, "carys", take_off_address, case_id=case.pk, address_id=sent_out.pk)
    back()
    assert not is_read(cast, case, file, "rowan")


def test_who_may_not_ask_for_addresses_shares_no_file(cast, case):
    answer(cast, case)
    item(cast, case, "They were seen in May.", "shared")
    attach(cast, case, "note.txt", LANE)
    only_looks_people_up(cast, case, "petra")
    with pytest.raises(Refused):
        attach(cast, case, "again.txt", LANE)
    with pytest.raises(Refused):
        submit_return(cast, case)
