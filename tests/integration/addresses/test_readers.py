"""Who reads what decides whether a protected address may stand in it."""

import pytest

from meetings.models import Hearing, StaffWarning, Stage
from meetings.operations.research import submit_research, warn_staff
from sharing import clock
from sharing.actor import Actor
from sharing.operations.protected import AddressStopped
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import change, do, every, now
from tests.integration.addresses.helpers import SAFE, item, protect
from tests.integration.research.helpers import answer, items_of, people, request_of
from tests.story import case_at
from tests.story_parts.aside import case_aside


def test_what_stood_before_stops_nothing_new(cast):
    case = case_at(cast, Stage.HEARING)
    change(cast, case, Hearing, risks="Moved to 9 New Lane.")
    protect(cast, case, "9 New Lane")
    change(cast, case, Hearing, decisions="Disclosure first.")
    with pytest.raises(AddressStopped):
        change(cast, case, Hearing, decisions="Visit 9 New Lane.")


def test_the_perpetrators_protected_address_is_kept_from_the_other_side_too(cast):
    case = case_at(cast, Stage.RESEARCH)
    protect(cast, case, "8 Bail Street", role="perpetrator", kind="confidential")
    answer(cast, case)
    with pytest.raises(AddressStopped):
        item(cast, case, "He is at 8 Bail St.", "shared")
    with pytest.raises(AddressStopped):
        item(cast, case, "He is at 8 Bail St.", "restricted")
    item(cast, case, "She is at 3 Hidden Row.", "restricted")


@pytest.mark.parametrize(
    ("kind", "taken"), [("idva", True), ("probation", False), ("children", False)]
)
def test_it_may_be_restricted_to_who_does_not_work_for_the_other_side(cast, kind, taken):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    readers = [cast.agency(kind).pk]
    if taken:
        item(cast, case, SAFE, "restricted", restricted_to=readers)
        do(cast, "petra", submit_research, request_id=request_of(cast, case, "police").pk)
        assert SAFE in [one.text for one in items_of(case)]
    else:
        with pytest.raises(AddressStopped):
            item(cast, case, SAFE, "restricted", restricted_to=readers)


def test_an_agency_that_knows_only_him_works_for_his_side(cast):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    housing = request_of(cast, case, "housing")
    with unit_of_work(cast.actor("carys")):
        housing.answer, housing.known_parties = "known", [people(case)[1]]
        housing.submitted_at, housing.submitted_by = clock.now(), cast.user("rowan")
        housing.save()
    with pytest.raises(AddressStopped):
        item(cast, case, SAFE, "restricted", restricted_to=[cast.agency("housing").pk])
    with unit_of_work(cast.actor("carys")):
        housing.known_parties = people(case)[:2]
        housing.save()
    item(cast, case, SAFE, "restricted", restricted_to=[cast.agency("housing").pk])


def test_what_an_agency_keeps_for_itself_may_name_it(cast):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    item(cast, case, SAFE, "spoken", heading="other")


def test_each_paragraph_is_looked_at(cast):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    with pytest.raises(AddressStopped) as broken:
        item(cast, case, f"Arrested.\n\n{SAFE}\n\nLM9 9ZZ", "shared")
    assert len(broken.value.each) == 2


def test_what_stands_in_two_paragraphs_is_read_together(cast):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    with pytest.raises(AddressStopped, match="It stands here: “She is at 3 Hidden Row"):
        item(cast, case, "She is at 3\n\nHidden Row\n\nTwo calls.", "shared")
    item(cast, case, "She is safe.\n\nTwo calls.", "shared")


def test_what_is_protected_in_a_referral_is_so_in_the_case_that_it_was_joined_to(cast):
    joined = case_aside(cast, Stage.JOINED)
    protect(cast, joined, "9 New Lane")
    living = now(cast, joined).joined_to_id
    with pytest.raises(AddressStopped):
        do(cast, "carys", warn_staff, case_id=living, text="They are at 9 New Lane.")


def test_jobs_write_what_people_wrote(cast):
    case = case_at(cast, Stage.RESEARCH)
    with as_owner(), unit_of_work(Actor.system("seed")):
        row = StaffWarning(
            scope_id=case.pk,
            agency=cast.agency("police"),
            given_by=cast.user("petra"),
            given_at=clock.now(),
            text=SAFE,
        )
        row.save()
        assert every(StaffWarning).get().text == SAFE
