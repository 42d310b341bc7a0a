"""The people of a case, before and after it was submitted."""

from datetime import timedelta
from uuid import uuid4

import pytest

from meetings.models import Case
from meetings.operations import referral
from sharing import clock
from sharing.models import Address, Party, Relationship
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import do, every, one
from tests.story_parts import referral as part
from tests.trail import newest_event


def test_people_are_related(cast, written):
    with unit_of_work(cast.actor("wren")):
        ties = {
            (tie.person.given_name, tie.other.given_name): tie.tie
            for tie in Relationship.objects.filter(scope_id=written.pk)
        }
    assert ties == {
        ("Kyle", "Tara"): "former_partner",
        ("Alder", "Tara"): "child",
        ("Alder", "Kyle"): "child",
    }


def test_several_perpetrators_are_named_as_far_as_known(cast, draft):
    for details in ({"age_about": 30}, {"family_name": "Lune", "other_names": "Kyl"}):
        do(
            cast,
            "wren",
            referral.add_perpetrator,
            case_id=draft.pk,
            tie="other_family",
            **details,
        )
    with unit_of_work(cast.actor("wren")):
        names = [str(party) for party in every(Party).filter(role="perpetrator")]
    assert names == ["Name not known", "Lune"]


def test_an_unborn_child_has_a_due_date_and_no_birth(cast, draft):
    victim = one(cast, "wren", Party, draft)
    due = clock.today() + timedelta(days=60)
    child = do(
        cast,
        "wren",
        referral.add_child,
        case_id=draft.pk,
        due_on=due,
        ties={victim.pk: "child"},
    )
    assert str(child) == "Unborn child"
    for birth in ({"born_on": clock.today()}, {"age_about": 0}):
        with pytest.raises(RuleBroken, match="not both"):
            do(
                cast,
                "wren",
                referral.add_child,
                case_id=draft.pk,
                due_on=due,
                ties={},
                **birth,
            )


def test_others_at_risk(cast, draft):
    party = do(
        cast,
        "wren",
        referral.add_person_at_risk,
        case_id=draft.pk,
        given_name="Marsh",
        tie="parent",
    )
    assert party.role == "at_risk"
    assert not one(cast, "wren", Case, draft).with_children


def test_a_tie_can_change_and_end(cast, written):
    child = one(cast, "wren", Party, written, role="child")
    kyle = one(cast, "wren", Party, written, role="perpetrator")
    for tie, standing in (("household", ["household"]), ("household", ["household"]), ("", [])):
        do(
            cast,
            "wren",
            referral.change_person,
            case_id=written.pk,
            party_id=child.pk,
            ties={kyle.pk: tie},
            given_name="Alder",
        )
        with unit_of_work(cast.actor("wren")):
            found = every(Relationship).filter(person=child, other=kyle, ended_on__isnull=True)
            assert [one.tie for one in found] == standing
    do(
        cast,
        "wren",
        referral.change_person,
        case_id=written.pk,
        party_id=child.pk,
        ties={kyle.pk: ""},
    )


def test_who_is_taken_off_is_kept(cast, written):
    kyle = one(cast, "wren", Party, written, role="perpetrator")
    child = one(cast, "wren", Party, written, role="child")
    do(
        cast,
        "wren",
        referral.add_address,
        case_id=written.pk,
        party_id=kyle.pk,
        kind="current",
        lines="9 Weir Lane",
    )
    do(cast, "wren", referral.take_off_person, case_id=written.pk, party_id=kyle.pk)
    with unit_of_work(cast.actor("wren")):
        assert every(Party).get(pk=kyle.pk).ended_on == clock.today()
        standing = Relationship.objects.filter(scope_id=written.pk, ended_on__isnull=True)
        assert [(tie.person_id, tie.tie) for tie in standing] == [(child.pk, "child")]
        assert every(Address).get(party=kyle).ended_on == clock.today()
    do(cast, "wren", referral.take_off_person, case_id=written.pk, party_id=child.pk)
    assert not one(cast, "wren", Case, written).with_children
    with pytest.raises(Refused):
        do(cast, "wren", referral.take_off_person, case_id=written.pk, party_id=child.pk)


def test_a_case_keeps_its_victim(cast, written):
    victim = one(cast, "wren", Party, written, role="victim")
    with pytest.raises(RuleBroken, match="A case has its victim"):
        do(cast, "wren", referral.take_off_person, case_id=written.pk, party_id=victim.pk)
    # The age of the victim is asked on one page only, where a child stops the referral.
    with pytest.raises(RuleBroken, match="first page"):
        do(
            cast,
            "wren",
            referral.change_person,
            case_id=written.pk,
            party_id=victim.pk,
            ties={},
            age_about=14,
        )


@pytest.mark.parametrize("where", ["party", "tie", "address"])
def test_it_refuses_what_is_of_another_case(cast, written, where):
    other = part.begin(cast, given_name="Vera")
    victim = one(cast, "wren", Party, other)
    with pytest.raises(Refused) as refused:
        if where == "party":
            do(
                cast,
                "wren",
                referral.add_address,
                case_id=written.pk,
                party_id=victim.pk,
                kind="current",
                lines="x",
            )
        elif where == "tie":
            do(
                cast,
                "wren",
                referral.add_child,
                case_id=written.pk,
                ties={victim.pk: "child"},
            )
        else:
            do(
                cast,
                "wren",
                referral.take_off_address,
                case_id=written.pk,
                address_id=uuid4(),
            )
    assert refused.value.reason == "nothing_there"


@pytest.mark.parametrize("name", ["carys", "chidi", "ines", "wren"])
def test_people_of_a_submitted_case_are_corrected(cast, submitted, name):
    kyle = one(cast, "wren", Party, submitted, role="perpetrator")
    victim = one(cast, "wren", Party, submitted, role="victim")
    do(
        cast,
        name,
        referral.change_person,
        case_id=submitted.pk,
        party_id=kyle.pk,
        ties={victim.pk: "partner"},
        given_name="Kyl",
    )
    assert one(cast, "wren", Party, submitted, role="perpetrator").given_name == "Kyl"
    assert newest_event().code == "people_corrected"


def test_the_coordinator_corrects_people_of_what_came_back(cast, returned):
    do(
        cast,
        "carys",
        referral.add_perpetrator,
        case_id=returned.pk,
        tie="other_family",
        given_name="Bourne",
    )
    assert newest_event().code == "people_corrected"


def test_it_refuses_off_circulation(cast, submitted):
    kyle = one(cast, "wren", Party, submitted, role="perpetrator")
    with pytest.raises(Refused) as refused:
        do(
            cast,
            "hal",
            referral.change_person,
            case_id=submitted.pk,
            party_id=kyle.pk,
            ties={},
        )
    assert refused.value.reason == "off_circulation"
