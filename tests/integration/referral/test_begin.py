"""A referral is begun, and whose it is."""

from datetime import date, timedelta

import pytest

from meetings.models import Case, Referral, Stage
from meetings.operations import referral
from sharing import clock
from sharing.models import Membership, Scope
from sharing.operations import circulation
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, one
from tests.story_parts import referral as part
from tests.trail import newest_event


def test_it_works(cast, submitted):
    case = one(cast, "wren", Case, submitted)
    assert (case.stage, case.with_children) == (Stage.TRIAGE, True)
    assert case.submitted_at is not None
    with unit_of_work(cast.actor("ines")):
        scope = Scope.objects.get(pk=case.pk)
    assert scope.sensitivity == "normal"
    assert set(scope.full_circulation) == {
        cast.agency("idva").pk,
        cast.agency("health_visiting").pk,
    }
    assert scope.search_circulation == []


def test_a_draft_is_seen_by_its_author_alone(cast, draft):
    with unit_of_work(cast.actor("wren")):
        assert Case.objects.filter(pk=draft.pk).exists()
    for name in ("carys", "chidi", "ines", "petra"):
        with unit_of_work(cast.actor(name)):
            assert not Case.objects.filter(pk=draft.pk).exists(), name


def test_it_records_event(cast, draft):
    event = newest_event()
    assert (event.code, event.cases, len(event.people)) == ("referral_begun", [draft.pk], 1)
    do(cast, "wren", referral.save_incident, case_id=draft.pk, what_happened="He came drunk.")
    event = newest_event()
    assert (event.code, event.cases) == ("referral_saved", [draft.pk])


@pytest.mark.parametrize("name", ["chidi", "odile", "alex"])
def test_it_refuses_other_roles(cast, name):
    with pytest.raises(Refused):
        do(cast, name, referral.begin_referral, given_name="Tara")


def test_it_records_refusal(cast):
    with pytest.raises(Refused):
        do(cast, "chidi", referral.begin_referral, given_name="Tara")
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == (
        "referral_begun",
        "refused",
        "not_in_role",
    )


@pytest.mark.parametrize("name", ["wren", "petra", "ines", "carys"])
def test_who_refers(cast, name):
    case = part.begin(cast, by=name)
    row = one(cast, name, Referral, case)
    assert (row.author, row.agency_id) == (cast.user(name), cast.actor(name).agency_id)


def test_a_worker_without_an_account_is_named(cast):
    case = part.begin(cast, by="petra", worker_name="Dell Brook", worker_contact="Room 4")
    row = one(cast, "petra", Referral, case)
    assert (row.worker_name, row.worker_role, row.worker_contact) == ("Dell Brook", "", "Room 4")


def test_a_taken_reference_is_drawn_again(cast, draft, monkeypatch):
    drawn = iter([draft.reference, draft.reference, "LM-7KQ4"])
    monkeypatch.setattr(
        "meetings.operations.referral.begin.new_reference", lambda prefix: next(drawn)
    )
    assert part.begin(cast, by="petra").reference == "LM-7KQ4"


def test_without_a_free_reference_it_says_so(cast, draft, monkeypatch):
    monkeypatch.setattr(
        "meetings.operations.referral.begin.new_reference", lambda prefix: draft.reference
    )
    with pytest.raises(RuleBroken, match="No free reference"):
        part.begin(cast, by="petra")


def test_an_area_without_protocol_takes_no_referral(cast):
    with unit_of_work(cast.actor("carys")):
        protocol = cast.area.protocols.get()
        protocol.in_force_from = clock.today() + timedelta(days=1)
        protocol.save()
    with pytest.raises(RuleBroken, match="no protocol"):
        part.begin(cast)


@pytest.mark.parametrize("name", ["carys", "petra", "ines", "nia"])
def test_a_draft_of_another_is_not_there(cast, draft, name):
    with pytest.raises(Refused) as refused:
        do(cast, name, referral.save_incident, case_id=draft.pk)
    assert refused.value.reason in ("draft", "other_area")


def test_a_referral_that_came_back_is_its_agencys(cast, returned):
    with pytest.raises(Refused) as refused:
        do(cast, "ines", referral.save_incident, case_id=returned.pk)
    assert refused.value.reason == "not_own_agency"
    with as_owner(), unit_of_work(cast.actor("carys")):
        Membership.objects.create(
            user=cast.user("hal"),
            agency=cast.agency("health_visiting"),
            role="representative",
            starts_on=date(2020, 1, 1),
        )
        cast.memberships["hal"] = Membership.objects.select_related("user", "agency__area").get(
            user=cast.user("hal"), agency=cast.agency("health_visiting")
        )
    do(cast, "hal", referral.save_incident, case_id=returned.pk, what_happened="More.")
    assert one(cast, "wren", Referral, returned).what_happened == "More."


def test_it_refuses_conflict(cast, returned):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, returned.pk, walled=frozenset({cast.user("wren").pk}))
    with pytest.raises(Refused) as refused:
        do(cast, "wren", referral.save_incident, case_id=returned.pk)
    assert refused.value.reason == "conflict"
