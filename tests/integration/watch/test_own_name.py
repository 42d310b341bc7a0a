"""Whoever sees somebody of their own name is noticed on each page that names people, also where
they only look people up."""

import pytest
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.referral import change_person
from meetings.operations.research import propose_details
from sharing.models import Party
from tests.doing import change_party, do, one
from tests.integration.research.helpers import answer, ask, request_of
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import events, newest_event


@pytest.mark.parametrize(
    "page", ["meeting", "case_list", "research_list", "research_return", "staff_warnings"]
)
def test_where_people_are_looked_up(cast, page):
    case = case_at(cast, Stage.RESEARCH)
    change_party(cast, case, "perpetrator", given_name="Hal", family_name="Example")
    ask(cast, case, "acute")
    named = case.pk if page in ("research_return", "staff_warnings") else case.meeting_id
    assert signed_in_client(cast, "hal").get(reverse(page, args=[named])).status_code == 200
    assert "own_name_shown" in (newest_event().code, *newest_event().also)


@pytest.mark.parametrize("page", ["minutes", "meeting_minutes", "case_research"])
def test_where_the_case_is_read(cast, page):
    case = case_at(cast, Stage.HEARD)
    change_party(cast, case, "victim", given_name="Ada", family_name="Example")
    named = case.meeting_id if page == "meeting_minutes" else case.pk
    assert signed_in_client(cast, "carys").get(reverse(page, args=[named])).status_code == 200
    assert "family_name_shown" in (newest_event().code, *newest_event().also)


@pytest.fixture
def called_carys(cast):
    """Police say that somebody of the case is called as the coordinator is."""
    case = case_at(cast, Stage.RESEARCH)
    party = one(cast, "carys", Party, case, role="perpetrator")
    answer(cast, case)
    request = request_of(cast, case, "police").pk
    said = {"given_name": "Carys", "family_name": "Example", "other_names": "", "born_on": None}
    do(cast, "petra", propose_details, request_id=request, party_id=party.pk, said=said)
    return case, party


@pytest.mark.parametrize(
    ("who", "code"), [("carys", "own_name_shown"), ("petra", "family_name_shown")]
)
def test_where_a_name_is_proposed(cast, called_carys, who, code):
    case, party = called_carys
    client = signed_in_client(cast, who)
    if who == "carys":
        client.get(reverse("proposals", args=[case.pk]))
    else:
        client.get(reverse("propose_details", args=[case.pk, party.pk]))
    assert code in (newest_event().code, *newest_event().also)


def test_where_an_event_tells_what_was_proposed(cast, called_carys):
    case, _party = called_carys
    [proposed] = [event for event in events() if "detail_proposed" in (event.code, *event.also)]
    signed_in_client(cast, "carys").get(reverse("case_event", args=[case.pk, proposed.id]))
    assert "own_name_shown" in (newest_event().code, *newest_event().also)


@pytest.mark.parametrize("which", [0, 1])
def test_where_an_event_tells_how_somebody_was_called(cast, which):
    case = case_at(cast, Stage.RESEARCH)
    party = one(cast, "carys", Party, case, role="perpetrator")
    about = {"case_id": case.pk, "party_id": party.pk, "ties": {}}
    corrected = []
    for given, family in (("Carys", "Example"), ("Paul", "Tarn")):
        do(cast, "ines", change_person, **about, given_name=given, family_name=family)
        corrected.append(newest_event().id)
    signed_in_client(cast, "carys").get(reverse("case_event", args=[case.pk, corrected[which]]))
    assert "own_name_shown" in (newest_event().code, *newest_event().also)
