"""A file that was compared with what was protected is attached again where something came to be
protected since, wherever that is; one that waits for the scanner is not shared by itself then."""

import pytest

from meetings.operations.referral import take_off_address
from meetings.operations.research import submit_research, withdraw_file
from sharing import attaching
from sharing.models import Address, Party
from sharing.operations import protected_files
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.vault.confinement import passages_naming
from sharing.work import NoUnitOfWork, current
from tests.doing import declare_wall, do
from tests.integration.addresses.helpers import item, protect
from tests.integration.addresses.test_files import attach
from tests.integration.addresses.test_other_cases import cases
from tests.integration.listing.helpers import set_protocol
from tests.integration.research.attaching import files_of, send
from tests.integration.research.conftest import case
from tests.integration.research.helpers import answer, request_of, submit
from tests.integration.research.test_joined_people import join, second_of
from tests.integration.vault.conftest import folder
from tests.integration.vault.test_unscanned import back, is_read
from tests.signing_in import signed_in_client
from tests.trail import events, newest_event
from tests.visits import get, words_of

__all__ = ["back", "case", "cases", "folder"]  # fixtures

LANE = b"They are at 9 New Lane."
WAITS = "Submitted, but for a file: submit it, or attach it again"
AGAIN = "compared with: note.txt.*. Withdraw it and attach it again yourself"


def is_attached_again(cast, case):
    with pytest.raises(RuleBroken, match=AGAIN):
        submit_return(cast, case)
    with pytest.raises(RuleBroken, match="holds a protected address"):
        attach(cast, case, "again.txt", LANE)
    (note,) = files_of(case)
    do(cast, "petra", withdraw_file, file_id=note.pk)
    submit_return(cast, case)


def submit_return(cast, case):
    do(cast, "petra", submit_research, request_id=request_of(cast, case, "police").pk)


def older_address_of_a_child(cast, case):
    """A case that is not joined yet, in which a child has a safe address."""
    second = second_of(cast, seconds=5)
    with unit_of_work(cast.actor("carys")):
        names = {"given_name": "Abel", "family_name": "Lune"}
        brother = Party.objects.create(scope_id=second.pk, role="child", position=8, **names)
        Address.objects.create(scope_id=second.pk, party=brother, kind="safe", lines="9 New Lane")
    return second


def test_protected_in_another_case_since(cast, cases):
    earlier, later = cases
    item(cast, later, "They were seen in May.", "shared")
    attach(cast, later, "note.txt", LANE)
    protect(cast, earlier, "9 New Lane")
    is_attached_again(cast, later)


def test_somebody_was_found_to_be_the_same_since(cast, cases):
    earlier, later = cases
    item(cast, later, "They were seen in May.", "shared")
    with unit_of_work(cast.actor("carys")):
        victim = Party.objects.get(scope_id=earlier.pk, role="victim")
        born_on, victim.born_on = victim.born_on, None
        victim.save()
    protect(cast, earlier, "9 New Lane")
    attach(cast, later, "note.txt", LANE)
    with unit_of_work(cast.actor("carys")):
        victim.born_on = born_on
        victim.save()
    is_attached_again(cast, later)


def test_protected_in_a_case_that_was_joined_since(cast, case):
    answer(cast, case)
    item(cast, case, "They were seen in May.", "shared")
    second = older_address_of_a_child(cast, case)
    attach(cast, case, "note.txt", LANE)
    join(cast, case, second)
    is_attached_again(cast, case)


def test_of_a_case_that_nobody_of_the_agency_may_read_it_tells_nothing(cast, cases):
    earlier, later = cases
    item(cast, later, "They were seen in May.", "shared")
    attach(cast, later, "note.txt", LANE)
    declare_wall(cast, earlier, "petra", by="carys")
    protect(cast, earlier, "9 New Lane")
    submit_return(cast, later)


def test_what_it_was_compared_with_stops_nothing_whatever_became_of_it(cast, cases):
    _, later = cases
    item(cast, later, "They were seen in May.", "shared")
    old = protect(cast, later, "4 Elm Road")
    attach(cast, later, "note.txt", LANE)
    do(cast, "carys", take_off_address, case_id=later.pk, address_id=old.pk)
    submit_return(cast, later)


@pytest.fixture
def petra(cast, folder, settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    set_protocol(cast, takes_unscanned=True)
    return signed_in_client(cast, "petra")


@pytest.fixture
def waiting(cast, petra):
    """Attach a file of a case that waits for the scanner, and submit it."""

    def sent(case):
        assert send(petra, case, content=LANE).status_code == 302
        submit(cast, case)
        (file,) = files_of(case)
        return file

    return sent


def is_not_shared(cast, case, file, back):
    """It is not shared by itself; its agency is shown that, and attaches it again."""
    assert not is_read(cast, case, file, "rowan")
    back()
    assert not is_read(cast, case, file, "rowan")
    page = get(cast, "petra", "research_return", case.pk).text
    assert "Not scanned" not in page and "Not submitted yet" in page
    with pytest.raises(RuleBroken, match=f"compared with: {file.name}.*. Withdraw it"):
        submit_return(cast, case)


def test_protected_while_it_waited(cast, case, waiting, back):
    answer(cast, case)
    file = waiting(case)
    protect(cast, case, "9 New Lane")
    is_not_shared(cast, case, file, back)


def test_its_agency_is_told_that_it_was_taken_back(cast, case, waiting, back):
    answer(cast, case)
    file = waiting(case)
    assert not is_owed(cast)
    protect(cast, case, "9 New Lane")
    back()
    (event,) = (one for one in events() if one.code == "file_scanned")
    assert (event.items, event.cases) == ([file.pk], [case.pk])
    assert newest_event().code == "notice_sent" and is_owed(cast)
    said = "1 of 1 answered. A file of 1 case is not submitted."
    assert said in words_of(get(cast, "petra", "home"))
    do(cast, "petra", withdraw_file, file_id=file.pk)
    assert not is_owed(cast)


def is_owed(cast):
    """Return whether home and research page say that something is to be submitted; they agree."""
    said = WAITS in words_of(get(cast, "petra", "research"))
    assert ("Write and submit" in words_of(get(cast, "petra", "home"))) is said
    return said


def test_protected_in_another_case_while_it_waited(cast, cases, waiting, back):
    earlier, later = cases
    file = waiting(later)
    protect(cast, earlier, "9 New Lane")
    is_not_shared(cast, later, file, back)


def test_found_to_be_the_same_while_it_waited(cast, cases, waiting, back):
    earlier, later = cases
    with unit_of_work(cast.actor("carys")):
        victim = Party.objects.get(scope_id=earlier.pk, role="victim")
        born_on, victim.born_on = victim.born_on, None
        victim.save()
    protect(cast, earlier, "9 New Lane")
    file = waiting(later)
    with unit_of_work(cast.actor("carys")):
        victim.born_on = born_on
        victim.save()
    is_not_shared(cast, later, file, back)


def test_joined_while_it_waited(cast, case, waiting, back):
    answer(cast, case)
    second = older_address_of_a_child(cast, case)
    file = waiting(case)
    join(cast, case, second)
    is_not_shared(cast, case, file, back)


def test_what_its_agency_may_not_read_holds_up_nothing(cast, cases, waiting, back):
    earlier, later = cases
    file = waiting(later)
    declare_wall(cast, earlier, "petra", by="carys")
    protect(cast, earlier, "9 New Lane")
    protect(cast, later, "4 Elm Road", kind="current")
    back()
    assert is_read(cast, later, file, "rowan")


def in_unit():
    try:
        return bool(current())
    except NoUnitOfWork:
        return False


def test_the_words_are_compared_before_the_return_is_locked(cast, case, petra, monkeypatch):
    answer(cast, case)
    compared = []

    def noted(words, addresses):
        compared.append((in_unit(), len(addresses)))
        return passages_naming(words, addresses)

    monkeypatch.setattr(protected_files, "passages_naming", noted)
    assert send(petra, case, content=LANE).status_code == 302
    assert compared == [(False, 1), (True, 0)]


def test_what_came_to_be_protected_while_it_was_scanned(cast, case, petra, monkeypatch):
    answer(cast, case)

    def meanwhile(content, **how):
        protect(cast, case, "9 New Lane")
        return False

    monkeypatch.setattr(attaching, "scan", meanwhile)
    response = send(petra, case, content=LANE)
    assert response.status_code == 422 and "This file holds a protected address" in response.text
    assert files_of(case) == []
