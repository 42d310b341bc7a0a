"""The death of somebody whom only a joined referral names is recorded at the case that goes on."""

import pytest
from django.urls import reverse

from meetings.models import Exit, Stage
from meetings.operations.closure import record_death
from sharing import clock
from sharing.models import Party
from sharing.work import Refused
from tests.doing import change_party, do, explained, now, one, scope_of
from tests.integration.triage.test_joined import ours_before
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import day, get, send, words_of

WHY = "Told by the police."


@pytest.fixture
def both(cast):
    """A case, and a referral joined to it that names another child."""
    first, second = ours_before(cast)
    change_party(cast, second, "child", given_name="Otis")
    return first, second


@pytest.fixture
def child(cast, both):
    return one(cast, "carys", Party, both[1], role="child")


def test_the_living_case_offers_each_person_once(cast, both):
    first, second = both
    change_party(cast, second, "victim", given_name="Tamsin")
    page = get(cast, "carys", "record_death", first.pk)
    offered = words_of(page).split("Who died?")[1].split("Date of death")[0]
    assert f"Otis Tarn, child, named in {second.reference}" in offered
    assert offered.count("victim") == offered.count("perpetrator") == 1
    assert offered.count(", child") == 2
    assert second.pk in newest_event().cases


def test_it_is_recorded_there_and_both_are_on_hold(cast, both, child):
    first, second = both
    values = {"parties": str(child.pk), "reason": WHY, "checked": "on"}
    path = reverse("record_death", args=[first.pk])
    client = signed_in_client(cast, "carys")
    assert send(client, path, **values, **day("happened_on", clock.today())).status_code == 302
    event = newest_event()
    assert event.code == "death_recorded" and child.pk in event.people
    assert {first.pk, second.pk} <= set(event.cases)
    assert now(cast, first).stage == Stage.DIED
    assert one(cast, "carys", Exit, first).parties == [child.pk]
    assert scope_of(cast, first).frozen and scope_of(cast, second).frozen
    explained(cast, "carys", first)
    assert "On hold: Otis Tarn died on" in words_of(get(cast, "carys", "case", first.pk))


def test_a_referrer_who_may_not_read_that_referral_is_told_no_name(cast, both, child):
    first, _second = both
    values = {"reason": WHY, "happened_on": clock.today()}
    do(cast, "carys", record_death, case_id=first.pk, parties=[child.pk], **values)
    explained(cast, "wren", first)
    page = words_of(get(cast, "wren", "case", first.pk))
    assert "On hold: Somebody whom another referral names died on" in page
    assert "Otis" not in page


def test_the_joined_referral_leads_to_the_case(cast, both, child):
    first, second = both
    answer = get(cast, "carys", "record_death", second.pk)
    said = f"This referral was joined to {first.reference}. A death is recorded there"
    assert said in words_of(answer) and "Who died?" not in words_of(answer)
    assert f'href="{reverse("record_death", args=[first.pk])}"' in answer.content.decode()
    values = {"parties": str(child.pk), "reason": WHY, "checked": "on"}
    values |= day("happened_on", clock.today()) | {"version": str(now(cast, second).version)}
    path = reverse("record_death", args=[second.pk])
    answer = send(signed_in_client(cast, "carys"), path, **values)
    assert answer.status_code == 422 and said in words_of(answer)
    assert now(cast, first).stage == Stage.RESEARCH


def test_who_is_of_another_case_is_nobody_of_it(cast, both):
    first, second = both
    values = {"reason": WHY, "happened_on": clock.today()}
    stranger = one(cast, "carys", Party, first, role="child").pk
    with pytest.raises(Refused):
        do(cast, "carys", record_death, case_id=second.pk, parties=[stranger], **values)
