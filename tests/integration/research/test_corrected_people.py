"""Who read how somebody is called, when they were born or what else is held of them is told when
that is corrected as an agency proposed, and says that they know. Nobody else hears of it."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from meetings.models import DetailProposal
from meetings.operations.referral import change_person
from meetings.operations.research import acknowledge_correction
from sharing.models import Party
from sharing.operations import circulation
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, one, wall_off
from tests.integration.research.correcting import (
    WAITS,
    acknowledge,
    correct,
    read_by,
    waiting,
    words,
)
from tests.integration.research.helpers import text_of
from tests.integration.research.proposing import (
    decide,
    only,
    propose,
)
from tests.integration.research.test_joined_people import joined_to
from tests.trail import newest_event
from tests.visits import day, get, post, words_of


@pytest.fixture
def read(cast, case, known):
    """Rowan of housing and Chidi have read the case."""
    read_by(cast, case, "rowan", "chidi")


@pytest.fixture
def corrected(cast, case, read):
    """As police proposed, her family name was corrected since."""
    return correct(cast, case, family_name="Tarne")


@pytest.mark.parametrize("who", ["rowan", "chidi"])
def test_who_read_it_is_told_and_says_that_they_know(cast, case, corrected, who):
    home = words(cast, who, "home")
    assert f"1 correction of what you read about {case.reference}" in home and "Tarn" not in home
    page = words(cast, who, "case", case.pk)
    assert WAITS in page and "Corrected since you read it: family name" in page
    assert WAITS in words(cast, who, "case_research", case.pk)
    shown = get(cast, who, "corrections", case.pk)
    page = words_of(shown)
    assert "Tara Tarne, family name: corrected on" in page
    assert "What stands now Tarne" in page and "Police" not in page.split("Why you are asked")[0]
    (this,) = waiting(cast, case, who)
    assert f'name="now" value="{this.now_id}"' in text_of(shown)
    answered = acknowledge(cast, case, corrected, who, now=this.now_id)
    assert answered.url == reverse("corrections", args=[case.pk])
    event = newest_event()
    assert (event.code, event.items) == ("correction_acknowledged", [corrected.pk])
    for page in ("case", "case_research", "corrections"):
        page = words(cast, who, page, case.pk)
        assert WAITS not in page and "Corrected since" not in page
    assert "correction of what you read" not in words(cast, who, "home")


@pytest.mark.parametrize("who", ["ines", "carys", "petra", "wren"])
def test_nobody_else_is_asked_anything(cast, case, known, who):
    """Who never read it; who accepted it; the agency that said so; who reads no research."""
    if who != "ines":
        get(cast, who, "case", case.pk)
    correct(cast, case, family_name="Tarne")
    assert waiting(cast, case, who) == []
    for page, keys in (("home", []), ("case", [case.pk])):
        found = words(cast, who, page, *keys)
        assert WAITS not in found and "Corrected since" not in found
        assert "correction of what you read" not in found
    if who != "wren":
        assert "0 corrections for you" in words(cast, who, "corrections", case.pk)


@pytest.mark.parametrize("page", ["pack", "referral", "case", "research_return"])
def test_each_page_that_says_it_counts(cast, case, known, page):
    get(cast, "rowan", page, case.meeting_id if page == "pack" else case.pk)
    correct(cast, case, family_name="Tarne")
    (this,) = waiting(cast, case)
    assert (this.detail, this.before) == ("family_name", "Tarn")


@pytest.mark.parametrize(
    ("page", "told"), [("pack", True), ("case", True), ("research_list", False)]
)
def test_who_only_looked_them_up_read_no_more_of_them(cast, case, known, page, told):
    get(cast, "rowan", page, case.pk if page == "case" else case.meeting_id)
    correct(cast, case, "perpetrator", occupation="Locksmith")
    assert [one.detail for one in waiting(cast, case)] == (["occupation"] if told else [])


def test_who_read_the_research_alone_read_nothing_of_it(cast, case, known):
    get(cast, "rowan", "case_research", case.pk)
    correct(cast, case, interpreter="yes", language="Polish")
    assert waiting(cast, case) == []


def test_several_details_of_one_person_each_stand(cast, case, read):
    propose(cast, case, family_name="Tarne", interpreter="yes")
    with as_owner():
        rows = list(DetailProposal.objects.unscoped("a test looks"))
    for proposal in rows:
        decide(cast, case, proposal, accept=True)
    page = words(cast, "rowan", "corrections", case.pk)
    assert "2 corrections for you" in page
    assert "interpreter needed: corrected on" in page and "Not asked" in page
    assert "Corrected since you read it:" in words(cast, "rowan", "case", case.pk)
    assert "2 corrections of what you read" in words(cast, "rowan", "home")


def test_a_second_correction_shows_what_was_read_last(cast, case, corrected):
    (first,) = waiting(cast, case)
    second = correct(cast, case, family_name="Tarnow")
    (this,) = waiting(cast, case)
    assert (this.before, this.versions) == ("Tarn", [corrected.pk])
    about = {"case_id": case.pk, "item_id": corrected.pk}
    with pytest.raises(RuleBroken, match="corrected again"):
        do(cast, "rowan", acknowledge_correction, now=first.now_id, **about)
    get(cast, "rowan", "case", case.pk)  # what stands now, and that is no news
    assert [it.versions for it in waiting(cast, case)] == [[corrected.pk]]
    do(cast, "rowan", acknowledge_correction, now=this.now_id, **about)
    with pytest.raises(RuleBroken, match="any more"):
        do(cast, "rowan", acknowledge_correction, now=this.now_id, **about)
    third = correct(cast, case, family_name="Tarnowska")
    (this,) = waiting(cast, case)
    assert (this.before, this.versions) == ("Tarnow", [third.pk]) and second.pk != third.pk


def test_two_versions_that_were_read_are_one_correction(cast, case, corrected):
    get(cast, "rowan", "corrections", case.pk)
    second = correct(cast, case, family_name="Tarnow")
    (this,) = waiting(cast, case)
    assert (this.before, this.versions) == ("Tarne", [second.pk, corrected.pk])
    assert acknowledge(cast, case, corrected, now=this.now_id).status_code == 302
    assert waiting(cast, case) == []


def test_what_is_again_as_they_read_it_is_no_correction(cast, case, corrected):
    correct(cast, case, family_name="Tarn")
    assert waiting(cast, case) == []
    get(cast, "ines", "case", case.pk)
    with unit_of_work(cast.actor("carys")), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_acknowledgements(%s)", [case.pk])
        assert cursor.fetchall() == []


def test_whom_a_joined_referral_names(cast, case, known):
    _second, brother = joined_to(cast, case)
    get(cast, "rowan", "case", case.pk)
    values = {"given_name": "Abe", "family_name": "Lune", "other_names": ""} | day("born_on", None)
    post(cast, "petra", "propose_details", case.pk, brother.pk, **values)
    decide(cast, case, only(), accept=True)
    assert "Corrected since you read it: given name" in words(cast, "rowan", "case", case.pk)
    assert "Abe Lune, given name: corrected on" in words(cast, "rowan", "corrections", case.pk)
    assert "Abe Lune, given name," in words(cast, "petra", "research_return", case.pk)


def test_what_was_corrected_meanwhile_is_not_what_they_read(cast, case, read):
    """Rowan read Tarn. What the proposal took the place of is what Chidi wrote since."""
    party = one(cast, "carys", Party, case, role="victim")
    values = {"party_id": party.pk, "ties": {}, "family_name": "Tarnik"}
    do(cast, "chidi", change_person, case_id=case.pk, **values)
    (chidis,) = waiting(cast, case)
    proposal = correct(cast, case, family_name="Tarne")
    (this,) = waiting(cast, case)
    assert this.versions == chidis.versions and proposal.pk not in this.versions
    assert this.before == "Tarn"


def test_who_is_walled_off_is_told_nothing_and_counted_nowhere(cast, case, corrected):
    assert "Housing: not acknowledged yet" in words(cast, "petra", "research_return", case.pk)
    wall_off(cast, case, "rowan")
    assert waiting(cast, case) == []
    assert case.reference not in words(cast, "rowan", "home")
    assert get(cast, "rowan", "corrections", case.pk).status_code == 404
    page = words(cast, "petra", "research_return", case.pk)
    assert "Housing" not in page.split("Corrected after")[1].split("4. Submit")[0]


def test_who_reads_the_case_no_more_is_waited_for_by_nobody(cast, case, corrected):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, full_circulation=frozenset({cast.agency("police").pk}))
    assert waiting(cast, case) == []
    page = words(cast, "petra", "research_return", case.pk)
    assert "Housing" not in page.split("Corrected after")[1].split("4. Submit")[0]


def test_the_agency_that_said_so_sees_which_others_know(cast, case, corrected):
    page = words(cast, "petra", "research_return", case.pk)
    assert "Tara Tarne, family name," in page and "MARAC team: not acknowledged yet" in page
    (this,) = waiting(cast, case)
    acknowledge(cast, case, corrected, now=this.now_id)
    page = words(cast, "petra", "research_return", case.pk)
    assert "Housing: acknowledged" in page and "MARAC team: not acknowledged yet" in page
    assert "Corrected after" not in words(cast, "rowan", "research_return", case.pk)


@pytest.mark.parametrize("who", ["carys", "odile"])
def test_who_looks_after_it_sees_so_too_and_no_name(cast, case, corrected, who):
    page = words(cast, who, "who_read", case.pk)
    part = page.split("Corrected after somebody had read it")[1]
    assert "A detail of a person," in part and "Housing: not acknowledged yet" in part
    assert "Tarn" not in part and "Police" not in part.split("That you opened")[0]


def test_no_function_tells_more_to_who_asks_by_hand(cast, case, corrected):
    asked = {
        "people_corrections_waiting(%s::uuid[])": ([case.pk], {"rowan", "chidi"}),
        "people_corrections_in(%s) AS number WHERE number > 0": (case.pk, {"rowan", "chidi"}),
        "people_acknowledgements(%s)": (case.pk, {"petra", "carys", "chidi", "odile"}),
    }
    for who in ("rowan", "carys", "chidi", "petra", "ines", "wren", "hal", "odile", "alex", "nia"):
        with unit_of_work(cast.actor(who)), connection.cursor() as cursor:
            for function, (argument, there) in asked.items():
                cursor.execute(f"SELECT * FROM {function}", [argument])
                assert bool(cursor.fetchall()) == (who in there), (function, who)


@pytest.mark.parametrize(
    "function",
    [
        "corrected_people(%s::uuid[])",
        "looks_at_people(%s::uuid[], NULL)",
        "shown_of(%s::uuid[], NULL)",
        "still_reads((%s::uuid[])[1], NULL, NULL)",
    ],
)
def test_the_ground_of_it_is_open_to_nobody(cast, case, function):
    denied = pytest.raises(ProgrammingError, match="permission denied")
    work = unit_of_work(cast.actor("carys"))
    with work, connection.cursor() as cursor, denied, transaction.atomic():
        cursor.execute(f"SELECT * FROM {function}", [[case.pk]])
