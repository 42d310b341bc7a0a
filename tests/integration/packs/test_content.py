"""What a pack holds of a case, and that nothing in it tells of more."""

from datetime import date

import pytest

from meetings.models import ResearchRequest, RiskAssessment, Stage
from meetings.operations.actions import record_earlier_action
from meetings.rules.checklist import SUBJECTS
from sharing import clock
from sharing.models import Item
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import change, do
from tests.integration.idva.test_records import wishes
from tests.integration.packs.helpers import ALL, CHAIR, HOUSING, read
from tests.integration.research.helpers import NAMES, answer, request_of
from tests.integration.research.test_joined_people import joined_to
from tests.matrix import World
from tests.story import case_at
from tests.visits import get, text, words_of


@pytest.fixture
def page(cast, meeting):
    """Return a function that reads the page of the pack."""
    return lambda who="petra": words_of(get(cast, who, "pack", meeting.pk))


def test_who_knows_nobody_is_named_until_somebody_is_added(cast, case, meeting, page):
    assert "Not known to:" not in page()
    answer(
        cast,
        case,
        who="rowan",
        kind="housing",
        answer="not_known",
        known_parties=[],
        searched=NAMES,
    )
    request = request_of(cast, case, "housing")
    assert "Not known to: Housing" in page()
    with as_owner(), unit_of_work(cast.actor("carys")):
        request = ResearchRequest.objects.get(scope_id=case.pk, pk=request.pk)
        request.added_parties = [cast.user("petra").pk]
        request.save()
    assert "Not known to:" not in page()


def test_what_the_victim_wants_is_in_it(cast, case, page):
    wishes(cast, case)
    assert "What they want Tara Tarn, Victim. To move, and no word to his mother." in page()


def test_who_keeps_something_back_is_not_named_in_its_research(cast, page):
    """Nor is there a heading, a number or a gap: housing has no line, as it shares nothing."""
    shown = page("ines").split("Research")[-1]
    assert ALL in shown and "Police" in shown
    assert "Housing" not in shown
    for text_of_another in (HOUSING, CHAIR, "Restricted", "1 item"):
        assert text_of_another not in shown
    assert "Restricted. Read by these alone, and in no minutes: Housing, Police" in page("rowan")


def test_two_worlds_that_differ_only_in_what_is_kept_back_look_the_same(cast, case, meeting, page):
    before = page("ines")
    with as_owner(), unit_of_work(cast.actor("carys")):
        for item in Item.objects.filter(scope_id=case.pk, text__in=[HOUSING, CHAIR]):
            item.who_may_read, item.text = "not_shared", ""
            item.restricted_to = []
            item.save()
    assert page("ines") == before


def test_what_was_done_before_stands_in_it(cast, case, page):
    do(
        cast,
        "petra",
        record_earlier_action,
        case_id=case.pk,
        agency_id=cast.agency("police").pk,
        what="A marker on the address.",
        for_whom="victim",
        done_on=clock.today(),
        result="Placed.",
    )
    assert "Done before the meeting Police: A marker on the address." in page()


def test_files_are_named_and_no_address_is(cast):
    world = World(cast, Stage.RESEARCH)
    shown = text(get(cast, "petra", "pack", world.case.meeting_id))
    assert "File, to be opened in the portal: show.png." in shown
    held = read(cast, "petra", world.case.meeting).cases[0].holds
    assert {file.pk for file in world.files.values()} | {world.item.pk} >= held
    assert {file.pk for file in world.files.values()} <= held
    assert "Far Row" not in shown and "Safe house" not in shown


def test_a_joined_referral_is_told_with_its_reference(cast, case, meeting, page):
    second, _ = joined_to(cast, case)
    shown = page("carys")
    assert f"{second.reference}, joined to this case: what" in shown
    assert "Abel Lune" in shown
    assert read(cast, "carys", meeting).cases[0].together == [case.pk, second.pk]


def test_a_long_checklist_fills_one_paragraph(cast, case, meeting):
    answers = dict.fromkeys(list(SUBJECTS)[:6], "yes")
    change(cast, case, RiskAssessment, answers=answers, assessed_on=date(2026, 1, 2))
    lines = [
        row.lines
        for _, rows in read(cast, "petra", meeting).cases[0].referrals[0].sections
        for row in rows
        if str(row.key).startswith("Yes:")
    ]
    assert len(lines[0]) == 1 and lines[0][0].count(";") == 5


def test_a_referrer_and_the_lead_have_no_pack(cast, case, meeting):
    for who in ("wren", "odile", "alex"):
        assert get(cast, who, "pack", meeting.pk).status_code == 403, who


def test_a_wait_is_no_research(cast):
    """Before the list is out nobody but its keepers has a pack of it."""
    case = case_at(cast, Stage.LISTED)
    assert get(cast, "carys", "pack", case.meeting_id).status_code == 200
    assert get(cast, "petra", "pack", case.meeting_id).status_code == 404
