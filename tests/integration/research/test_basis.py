"""A return names the basis of its agency; only where a case is different it has one of its own."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.research import set_return_basis
from sharing import clock
from sharing.models import CaseBases
from sharing.operations.bases import set_bases
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import change, do, wall_off
from tests.editors import OWN, Editor
from tests.integration.research.helpers import request_of
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import page_of, send, words_of

USUAL = ["s35_2b", "sch8_4"]
OTHER = {"is_different": "yes", "processing": ["s35_2b"], "sensitive": ["sch8_3"]}
WHY = "A threat to life on the day."


@pytest.fixture
def case(cast):
    since = {"in_force_from": clock.today(), "version": 0}
    do(cast, "petra", set_bases, bases=USUAL, other="", **since)
    return case_at(cast, Stage.RESEARCH)


def address(case, name="return_basis"):
    return reverse(name, args=[case.pk])


def the_return(cast, case, who="petra"):
    return page_of(cast, who, address(case, "research_return"))


def kept(case):
    with as_owner():
        return CaseBases.objects.filter(scope_id=case.pk).first()


def differs(cast, case, version=0, **more):
    given = {"is_different": True, "bases": ["s35_2b", "sch8_3"], "why": WHY} | more
    request_id = request_of(cast, case, "police").pk
    return do(cast, "petra", set_return_basis, request_id=request_id, version=version, **given)


def test_this_case_is_different(cast, case):
    page = the_return(cast, case)
    assert "Schedule 8, paragraph 4" in page and "This case is different" in page
    petra = signed_in_client(cast, "petra")
    assert 'value="sch8_4" checked' in petra.get(address(case)).content.decode()
    answered = send(petra, address(case), **OTHER, why=WHY)
    assert answered.url == address(case, "research_return")
    event = newest_event()
    assert (event.code, event.cases) == ("return_basis_set", [case.pk])
    assert kept(case).pk in event.items
    page = the_return(cast, case)
    assert "Schedule 8, paragraph 3" in page and f"in this case alone: {WHY}" in page
    assert "Schedule 8, paragraph 4" not in page and "Change the basis of this case" in page
    # Of another case nothing is different.
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    assert "Schedule 8, paragraph 4" in the_return(cast, other)
    # What the agency sets for all later does not change it.
    later = {"in_force_from": clock.today(), "other": "By-law", "version": 1}
    do(cast, "petra", set_bases, bases=USUAL, **later)
    assert "By-law" not in the_return(cast, case) and "By-law" in the_return(cast, other)


def test_it_is_as_the_agency_has_set_after_all(cast, case):
    petra = signed_in_client(cast, "petra")
    send(petra, address(case), **OTHER, why=WHY)
    assert 'value="yes" checked' in petra.get(address(case)).content.decode()
    send(petra, address(case), is_different="no")
    assert "Schedule 8, paragraph 4" in the_return(cast, case)
    assert kept(case).ended_at is not None
    with unit_of_work(cast.actor("petra")):
        assert kept(case).history.filter(why=WHY).count() == 2
    answered = send(petra, address(case), is_different="no")
    assert answered.status_code == 422 and "hold for this case already" in words_of(answered)
    send(petra, address(case), **OTHER, why="Again.")
    assert "in this case alone: Again." in the_return(cast, case)


def test_a_case_that_never_was_different_has_nothing_to_end(cast, case):
    with pytest.raises(RuleBroken, match="hold for this case already"):
        differs(cast, case, is_different=False)


def test_all_that_is_missing_is_said_at_once(cast, case):
    petra = signed_in_client(cast, "petra")
    answered = send(petra, address(case), is_different="yes")
    page = words_of(answered)
    assert answered.status_code == 422
    for words in ("Basis in Part 3: choose at least one.", "Say why this case is different."):
        assert words in page
    assert "Say whether the lawful basis is different" in words_of(send(petra, address(case)))
    assert kept(case) is None


def test_two_of_one_agency_lose_nothing(cast, case):
    second = Editor(cast, "petra", "return_basis", case.pk)
    differs(cast, case)
    page = second.sends(**OTHER, why="Mine.")
    assert OWN in page and f"What stands now {WHY}" in page
    assert second.sends_again().status_code == 302
    assert (kept(case).why, kept(case).version) == ("Mine.", 2)
    second = Editor(cast, "petra", "return_basis", case.pk)
    differs(cast, case, version=2, is_different=False)
    assert OWN in second.sends(**OTHER, why="Mine.")


@pytest.mark.parametrize("who", ["carys", "chidi", "ines", "rowan", "hal", "odile", "nia", "alex"])
def test_its_own_agency_alone_sees_it(cast, case, who):
    differs(cast, case)
    with unit_of_work(cast.actor("petra")):
        assert CaseBases.objects.filter(scope_id=case.pk).count() == 1
    with unit_of_work(cast.actor(who)):
        assert CaseBases.objects.filter(scope_id=case.pk).count() == 0
        assert CaseBases.history.filter(scope_id=case.pk).count() == 0
    client = signed_in_client(cast, who)
    for name in ("case", "case_research", "case_trail"):
        assert WHY not in client.get(address(case, name)).content.decode()


def test_who_is_walled_off_from_the_case_does_not(cast, case):
    differs(cast, case)
    wall_off(cast, case, "petra")
    with unit_of_work(cast.actor("petra")):
        assert CaseBases.objects.filter(scope_id=case.pk).count() == 0
    assert signed_in_client(cast, "petra").get(address(case)).status_code == 404


def test_another_agency_sets_none(cast, case):
    request_id = request_of(cast, case, "police").pk
    with pytest.raises(Refused) as refused:
        do(
            cast, "ines", set_return_basis,
            request_id=request_id, is_different=True, bases=["6_e"], why=WHY, version=0,
        )  # fmt: skip
    assert refused.value.reason is Reason.NOT_OWN_AGENCY


def test_a_return_that_is_closed_offers_no_change(cast, case):
    change(cast, case, type(case), stage="heard")
    page = the_return(cast, case)
    assert "Schedule 8, paragraph 4" in page and "This case is different" not in page
    with pytest.raises(RuleBroken, match="research cannot be changed"):
        differs(cast, case)


def test_an_agency_without_bases_says_them_for_one_case(cast):
    case = case_at(cast, Stage.RESEARCH)
    assert "This case is different" in the_return(cast, case)
    differs(cast, case)
    assert f"in this case alone: {WHY}" in the_return(cast, case)
    assert "has not said on which lawful basis" not in the_return(cast, case)


def test_the_database_wants_a_reason(cast, case):
    row = differs(cast, case)
    with pytest.raises(IntegrityError), as_owner(), unit_of_work(cast.actor("petra")):
        row.why = ""
        row.save()


def test_it_is_told_of_a_past_in_words(cast, case):
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        differs(cast, case)
    page = page_of(cast, "carys", address(case, "case_trail"))
    assert "said on which lawful basis the research about one case is shared" in page
