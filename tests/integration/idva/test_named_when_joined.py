"""Who the IDVA of a victim is, where a referral is joined to another case: what agencies restrict
to that IDVA reaches whom the IDVA service named for either, and nobody by a guess."""

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Case, Stage
from meetings.operations.referral import name_advocate
from sharing import clock
from sharing.actor import Actor
from sharing.models import VictimAdvocate
from sharing.roles import Role
from sharing.rules import Overtaken
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.copies import copies_of
from tests.doing import change, declare_wall, do, one
from tests.integration.research.helpers import shared_with
from tests.integration.research.test_restricted import CHAIR, tell
from tests.integration.triage.test_joined import join, second_of
from tests.personas import make_member
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, send, words_of

STEP = "Say who the IDVA of the victim is"


@pytest.fixture
def two(cast):
    """A case for whose chair and IDVA the police restricted something, and another referral of its
    incident; and Ines's colleague at the IDVA service."""
    with as_owner(), unit_of_work(Actor.system("seed")):
        cast.memberships["ivy"] = make_member("ivy", Role.ADVOCATE, cast.agency("idva"))
    first = case_at(cast, Stage.RESEARCH)
    tell(cast, first)
    return first, second_of(cast)


def name(cast, case, who, **more):
    user_id = cast.user(who).pk if who else None
    return do(cast, "ines", name_advocate, case_id=case.pk, user_id=user_id, **more)


def reading(cast, case):
    """Return who of the two reads what is for chair and IDVA, by the page as by the wall."""
    found = {who for who in ("ines", "ivy") if CHAIR in shared_with(cast, case, who)}
    for who in ("ines", "ivy"):
        with unit_of_work(cast.actor(who)), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sharing_item WHERE text = %s", [CHAIR])
            assert (cursor.fetchone()[0] > 0) is (who in found)
    assert CHAIR in shared_with(cast, case, "chidi")
    assert all(CHAIR not in shared_with(cast, case, who) for who in ("carys", "rowan"))
    return found


def test_who_was_named_for_the_joined_referral_is_the_idva_of_the_case(cast, two):
    first, second = two
    name(cast, second, "ivy")
    assert reading(cast, first) == set()
    join(cast, first, second)
    event = newest_event()
    assert event.code == "cases_joined" and "advocate_named" in event.also
    assert cast.user("ivy").pk in event.people
    assert reading(cast, first) == {"ivy"}
    page = words_of(get(cast, "carys", "advocate", first.pk))
    assert "Ivy Example" in page and "named nobody yet" not in page and "Named as" not in page
    assert "victim’s IDVA, Ivy Example." in words_of(
        get(cast, "petra", "research_return", first.pk)
    )
    assert STEP not in words_of(get(cast, "ines", "case", first.pk))


def test_whoever_joins_reads_so_before(cast, two):
    _first, second = two
    page = words_of(get(cast, "carys", "join", second.pk))
    assert "The IDVA named for this referral becomes that of the other case" in page


def test_a_form_that_was_opened_before_the_join_overwrites_nobody(cast, two):
    first, second = two
    name(cast, second, "ivy")
    join(cast, first, second)
    with pytest.raises(Overtaken):
        name(cast, first, "ines", version=0)
    assert reading(cast, first) == {"ivy"}


def test_a_conflict_of_interest_holds_all_the_same(cast, two):
    first, second = two
    declare_wall(cast, first, "ivy")
    name(cast, second, "ivy")
    join(cast, first, second, knows=["ivy"])
    for case in two:
        assert get(cast, "ivy", "case_research", case.pk).status_code in (403, 404)


def named_differently(cast, two):
    first, second = two
    name(cast, first, "ines")
    name(cast, second, "ivy")
    join(cast, first, second)
    return first, second


def taken_back_before(cast, two):
    """The IDVA service had named Ivy for the case, and then nobody."""
    first, second = two
    name(cast, first, "ivy")
    name(cast, first, None)
    name(cast, second, "ivy")
    join(cast, first, second)
    return first, second


@pytest.mark.parametrize(
    ("told", "who_reads"), [(named_differently, {"ines"}), (taken_back_before, set())]
)
def test_where_they_differ_nobody_else_reads_and_the_pages_say_both(cast, two, told, who_reads):
    first, second = told(cast, two)
    assert reading(cast, first) == who_reads
    names = f"Ivy Example for {second.reference}"
    if who_reads:
        names = f"Ines Example for {first.reference} and {names}"
    for who in ("ines", "carys", "chidi"):
        page = words_of(get(cast, who, "case", first.pk))
        assert STEP in page and f"Named as IDVA: {names}." in page
        assert ("Not possible now: Named as IDVA" in page) is (who != "ines")
    for who in ("ines", "carys", "rowan"):
        page = words_of(get(cast, who, "advocate", first.pk))
        assert f"Named as IDVA: {names}." in page
    assert STEP not in words_of(get(cast, "rowan", "case", first.pk))


def test_who_may_not_read_the_joined_referral_is_told_nothing_of_it(cast, two):
    first, second = named_differently(cast, two)
    for page in ("advocate", "case"):
        shown = words_of(get(cast, "wren", page, first.pk))
        assert "Ivy" not in shown and second.reference not in shown and STEP not in shown


@pytest.mark.parametrize("who", ["ines", "ivy", None])
def test_the_idva_service_decides(cast, two, who):
    first, second = named_differently(cast, two)
    page = get(cast, "ines", "advocate", first.pk).content.decode()
    assert "open" in page.split("Say who it is")[0].rsplit("<details", 1)[1]
    chosen = str(cast.user(who).pk) if who else ""
    address = reverse("name_advocate", args=[first.pk])
    assert send(signed_in_client(cast, "ines"), address, user_id=chosen).status_code == 302
    assert set(newest_event().cases) == {first.pk, second.pk}
    assert reading(cast, first) == ({who} if who else set())
    for page in ("advocate", "case"):
        assert "Named as IDVA" not in words_of(get(cast, "ines", page, first.pk))
    assert one(cast, "ines", VictimAdvocate, second).user_id is None


def test_after_the_case_has_ended_nobody_is_asked(cast, two):
    first, _second = named_differently(cast, two)
    change(cast, first, Case, stage=Stage.COMPLETE, stage_since=clock.now())
    assert STEP not in words_of(get(cast, "ines", "case", first.pk))


def test_those_of_an_earlier_join_are_said_too(cast, two):
    first, second = two
    third = second_of(cast, seconds=9)
    name(cast, second, "ivy")
    name(cast, third, "ines")
    join(cast, second, third)
    join(cast, first, second)
    assert reading(cast, first) == {"ivy"}
    page = words_of(get(cast, "ines", "case", first.pk))
    names = f"Ivy Example for {first.reference} and Ines Example for {third.reference}"
    assert f"Named as IDVA: {names}." in page


def test_many_joined_referrals_take_no_more_queries(cast, two):
    first, second = two
    name(cast, first, "ines")
    name(cast, second, "ivy")
    others = copies_of(cast, second, 4)
    client = signed_in_client(cast, "ines")
    counts = []
    for joined in ([second], others):
        for each in joined:
            join(cast, first, each)
        for page in ("case", "advocate"):
            client.get(reverse(page, args=[first.pk]))
            with made_queries() as queries:
                assert client.get(reverse(page, args=[first.pk])).status_code == 200
            counts.append(len(queries))
    assert counts[2] <= counts[0] and counts[3] <= counts[1]
