"""Of what an agency will only say, others who read the case see the heading, and nothing more."""

import pytest
from django.db import connection

from meetings.operations.research import add_item, answer_case, submit_research, withdraw_item
from sharing.models import Item
from sharing.operations.emergency import open_in_emergency
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, wall_off
from tests.integration.research.helpers import (
    answer,
    ask,
    people,
    request_of,
    submit,
    text_of,
    write,
)
from tests.trail import newest_event
from tests.visits import get

SECRET = "A quiet word."
SAID = "To be said in the meeting, and in no paper:"


@pytest.fixture
def said(cast, case):
    """Police will say three things, two of them about health."""
    answer(cast, case)
    for heading in ("health", "children", "health"):
        write(cast, case, text=SECRET, who_may_read="spoken", heading=heading)
    submit(cast, case)


def told(cast, who, case):
    """What the database itself tells the person, asked past every query."""
    with unit_of_work(cast.actor(who)), connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, heading FROM spoken_headings(%s)", [case.pk])
        return sorted(heading for _, heading in cursor.fetchall())


@pytest.mark.parametrize("who", ["carys", "chidi", "ines", "rowan", "petra"])
def test_who_reads_the_case_sees_each_heading_once(cast, case, said, who):
    page = text_of(get(cast, who, "case_research", case.pk))
    assert f"{SAID} Health, Children" in page and SECRET not in page
    assert "Police</h2>" in page, "with no number of items"
    assert told(cast, who, case) == ["children", "health"]


def test_whose_headings_were_shown_is_on_record(cast, case, said):
    get(cast, "rowan", "case_research", case.pk)
    with unit_of_work(cast.actor("petra")):
        spoken = set(Item.objects.filter(scope_id=case.pk).values_list("pk", flat=True))
    event = newest_event()
    assert event.code == "research_read" and cast.agency("police").pk in event.items
    assert spoken and not spoken & set(event.items), "not how many there are"


@pytest.mark.parametrize("who", ["wren", "hal", "odile", "alex", "nia"])
def test_nobody_else_is_told(cast, case, said, who):
    ask(cast, case, "acute")
    assert told(cast, who, case) == []


def test_beside_what_is_shared(cast, case, said):
    write(cast, case, text="Arrested.")
    submit(cast, case)
    page = text_of(get(cast, "rowan", "case_research", case.pk))
    assert "Police: 1 item" in page and page.index("Arrested.") < page.index(SAID)


def test_not_before_it_is_submitted_and_not_after_it_is_taken_back(cast, case):
    answer(cast, case)
    assert SAID not in text_of(get(cast, "rowan", "case_research", case.pk))
    item = write(cast, case, text=SECRET, who_may_read="spoken", heading="health")
    assert told(cast, "rowan", case) == []
    submit(cast, case)
    assert told(cast, "rowan", case) == ["health"]
    do(cast, "petra", withdraw_item, case_id=case.pk, item_id=item.pk)
    assert told(cast, "rowan", case) == []
    assert SAID not in text_of(get(cast, "rowan", "case_research", case.pk))


def test_whoever_is_walled_off_is_told_nothing(cast, case, said):
    wall_off(cast, case, "rowan")
    assert told(cast, "rowan", case) == []


def test_the_rest_of_it_stays_in_its_agency(cast, case, said):
    with unit_of_work(cast.actor("rowan")):
        assert not Item.objects.filter(scope_id=case.pk).exists()


def test_each_agency_by_itself(cast, case, said):
    asked = request_of(cast, case, "housing").pk
    known = {"answer": "known", "known_parties": people(case)[:1]}
    do(cast, "rowan", answer_case, request_id=asked, **known)
    words = {"text": SECRET, "who_may_read": "spoken", "heading": "other"}
    do(cast, "rowan", add_item, request_id=asked, **words)
    do(cast, "rowan", submit_research, request_id=asked)
    page = text_of(get(cast, "chidi", "case_research", case.pk))
    housing, police = page.index("Housing</h2>"), page.index("Police</h2>")
    assert housing < page.index("Something to say in the meeting") < police


def test_who_was_let_in_in_an_emergency_is_told_too(cast, case, said):
    do(cast, "hal", open_in_emergency, reference=case.reference, why="She came in hurt.")
    assert told(cast, "hal", case) == ["children", "health"]


def test_nobody_may_call_it_but_the_web_role(db):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT r FROM unnest(ARRAY['public', 'portal_web', 'portal_jobs', 'portal_sealer',"
            " 'portal_reports', 'portal_retention']) r"
            " WHERE has_function_privilege(r, 'spoken_headings(uuid)', 'EXECUTE')"
        )
        assert cursor.fetchall() == [("portal_web",)]
