"""The coordinator chooses which agencies are asked about every case."""

from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import ResearchRequest, Stage
from meetings.operations.listing import publish_list
from meetings.operations.protocols import choose_core_agencies
from sharing.models import Agency
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.editors import Editor, both
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import send, words_of

PAGE = reverse("choose_core_agencies")


@pytest.fixture
def carys(cast):
    return signed_in_client(cast, "carys")


def core(cast):
    with as_owner(), unit_of_work(cast.actor("carys")):
        return {one.kind for one in Agency.objects.filter(area=cast.area, core=True)}


def those(cast, *kinds):
    return [str(cast.agency(kind).pk) for kind in kinds]


def test_a_list_that_is_published_then_asks_them_and_no_others(cast, carys):
    assert "Who is asked about every case" in words_of(carys.get(reverse("meetings")))
    page = words_of(carys.get(PAGE))
    assert "Acute hospital" in page and "Northwold" not in page
    sent = send(carys, PAGE, agencies=those(cast, "police", "idva", "acute"))
    assert sent.url == reverse("meetings")
    event = newest_event()
    assert (event.code, event.cases) == ("core_agencies_chosen", [])
    assert cast.agency("acute").pk in event.items and cast.agency("police").pk not in event.items
    assert core(cast) == {"police", "idva", "acute"}
    case = case_at(cast, Stage.LISTED)
    do(cast, "carys", publish_list, meeting_id=case.meeting_id)
    with as_owner(), unit_of_work(cast.actor("carys")):
        asked = ResearchRequest.objects.filter(scope_id=case.pk)
        kinds = {one.agency.kind for one in asked.select_related("agency")}
    assert {"police", "idva", "acute"} <= kinds and "housing" not in kinds


def test_somebody_must_be_asked(cast, carys):
    before = core(cast)
    answer = send(carys, PAGE, agencies=[])
    assert answer.status_code == 422 and "Choose at least one agency" in words_of(answer)
    assert core(cast) == before


def test_nothing_different_is_no_change(cast, carys):
    answer = send(carys, PAGE, agencies=those(cast, *core(cast)))
    assert answer.status_code == 422 and "Nothing is different" in words_of(answer)


def test_an_agency_of_another_area_is_none_to_choose(cast, carys):
    answer = send(carys, PAGE, agencies=[str(uuid4())])
    assert answer.status_code == 422
    with pytest.raises(RuleBroken, match="agencies of your area"):
        version = carys.get(PAGE).context["form"]["version"].value()
        do(cast, "carys", choose_core_agencies, version=version, agencies=[uuid4()])


def test_a_second_coordinator_sees_both(cast, carys):
    second = Editor(cast, "carys", "choose_core_agencies")
    send(carys, PAGE, agencies=those(cast, "police", "idva"))
    page = second.sends(agencies=those(cast, "police"))
    idva, police = cast.agency("idva").name, cast.agency("police").name
    assert both(page, ", ".join(sorted([idva, police])), police)
    assert second.sends_again().url == reverse("meetings")
    assert core(cast) == {"police"}
