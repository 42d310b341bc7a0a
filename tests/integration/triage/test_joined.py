"""Two referrals of one incident that are heard together: each names the other, both referrers are
credited, and what both said is read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Case, Development, Referral, Stage
from meetings.operations.hearing import agree_minutes
from meetings.operations.triage import join_cases
from meetings.queries.contact import contact_strips
from sharing import clock
from sharing.models import SafeContact, UnsafeToTell
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.copies import copies_of
from tests.doing import change, declare_wall, do
from tests.paper import in_one_line
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import newest_event
from tests.visits import get, text, words_of

SAID = "The second account of it."
OTHER = "What the police know of it."


def second_of(cast, seconds=5, author="petra"):
    """Return another referral of the same incident, from another agency."""
    second = case_at(cast, Stage.TRIAGE)
    change(cast, second, Case, submitted_at=clock.now() + timedelta(seconds=seconds))
    membership = cast.memberships[author]
    values = {"agency_id": membership.agency_id, "author_id": membership.user_id}
    change(cast, second, Referral, what_happened=SAID, done_today="Locks changed.", **values)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, second.pk, referred_by=frozenset({cast.seat(author)}))
    return second


def join(cast, first, second, *, knows=()):
    """Join the second to the first; Carys knows that these people no longer see one of them."""
    known = [str(cast.memberships[name].pk) for name in knows]
    do(cast, "carys", join_cases, case_id=second.pk, into_id=first.pk, knows=known)


def ours_before(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    join(cast, first, second)
    return first, second


def other_before(cast):
    """Return a case that the police referred, and the referral of Wren that was joined to it."""
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast, author="wren")
    police = cast.memberships["petra"]
    values = {"agency_id": police.agency_id, "author_id": police.user_id}
    change(cast, first, Referral, what_happened=OTHER, **values)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, first.pk, referred_by=frozenset({cast.seat("petra")}))
    join(cast, first, second)
    return first, second


@pytest.fixture
def both(cast):
    return ours_before(cast)


def agencies(cast):
    return f"{cast.agency('health_visiting').name} and {cast.agency('police').name}"


@pytest.mark.parametrize("who", ["carys", "chidi", "ines", "rowan"])
def test_the_case_credits_both_and_links_the_other(cast, both, who):
    first, second = both
    page = get(cast, who, "case", first.pk)
    assert f"Referred by {agencies(cast)}" in words_of(page)
    assert f'href="{reverse("referral", args=[second.pk])}"' in text(page)
    assert second.reference in words_of(page)
    assert set(newest_event().cases) == {first.pk, second.pk}


def test_one_agency_that_referred_twice_is_named_once(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast, author="wren")
    join(cast, first, second)
    page = words_of(get(cast, "carys", "case", first.pk))
    assert f"Referred by {cast.agency('health_visiting').name} " in page
    order = words_of(get(cast, "carys", "meeting", first.meeting_id))
    assert f"{cast.agency('health_visiting').name} Research" in order


@pytest.mark.parametrize("who", ["carys", "petra"])
@pytest.mark.parametrize("name", ["case", "referral"])
def test_the_joined_one_names_and_links_the_case(cast, both, who, name):
    first, second = both
    page = get(cast, who, name, second.pk)
    assert f"This referral was joined to {first.reference}." in words_of(page)
    assert f"Joined to {first.reference}: Research" in words_of(page)
    assert f'href="{reverse("case", args=[first.pk])}"' in text(page)
    assert set(newest_event().cases) == {first.pk, second.pk}


def test_a_case_by_itself_says_nothing_of_it(cast):
    page = words_of(get(cast, "carys", "case", case_at(cast, Stage.RESEARCH).pk))
    assert "joined" not in page.lower()


@pytest.mark.parametrize(("who", "group"), [("wren", "referred"), ("carys", "under_way")])
def test_it_is_on_its_way_as_long_as_the_case_is(cast, who, group):
    first, second = other_before(cast) if who == "wren" else ours_before(cast)
    client = signed_in_client(cast, who)

    def listed(group):
        return words_of(client.get(reverse("cases"), {"show": group}))

    assert second.reference in listed(group) and second.reference not in listed("ended")
    assert f"Joined to {first.reference}: Research" in listed(group)
    assert {first.pk, second.pk} <= set(newest_event().cases)
    change(cast, first, Case, stage=Stage.COMPLETE)
    assert second.reference in listed("ended") and second.reference not in listed(group)


@pytest.mark.parametrize("which", [0, 1])
def test_a_wall_on_one_keeps_from_the_other(cast, both, which):
    declare_wall(cast, both[which], "rowan")
    for case in both:
        page = get(cast, "rowan", "case", case.pk)
        assert page.status_code in (403, 404)
        for one in both:
            assert one.reference not in words_of(page)


@pytest.mark.parametrize("who", ["carys", "chidi", "ines", "rowan", "petra"])
def test_the_referral_tab_shows_each_account(cast, both, who):
    first, second = both
    page = words_of(get(cast, who, "referral", first.pk))
    assert f"{second.reference}, joined to this case: what {cast.agency('police').name}" in page
    assert f"Submitted by {cast.user('petra').name}, {cast.agency('police').name}, on" in page
    assert SAID in page
    assert set(newest_event().cases) == {first.pk, second.pk}
    assert newest_event().people  # of both accounts


def test_a_referrer_reads_their_own_account_there(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast, author="wren")
    join(cast, first, second)
    assert SAID in words_of(get(cast, "wren", "referral", first.pk))


@pytest.mark.parametrize("who", ["chidi", "ines", "petra"])
def test_the_meeting_has_both_accounts_before_it(cast, both, who):
    first, second = both
    in_the_room(cast, first.meeting, "chidi", "ines", "petra")
    page = words_of(get(cast, who, "hearing", first.meeting_id, first.pk))
    assert SAID in page and "Locks changed." in page and second.reference in page
    assert agencies(cast) in page


@pytest.mark.parametrize(("name", "most"), [("case", 25), ("referral", 25)])
def test_many_joined_referrals_take_no_more_queries(cast, name, most):
    first = case_at(cast, Stage.RESEARCH)
    second = second_of(cast)
    others = copies_of(cast, second, 4)
    client = signed_in_client(cast, "carys")
    client.get("/")
    counts = []
    for joined in ([second], others):
        for one in joined:
            join(cast, first, one)
        with made_queries() as queries:
            assert client.get(reverse(name, args=[first.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= most


def contact(cast, case, **values):
    change(cast, case, SafeContact, **values)


DIFFERS = "The referrals of this case do not say the same. Ask each who confirmed."


def test_a_safe_contact_that_differs_is_shown_as_said_by_each(cast, both):
    first, second = both
    contact(cast, second, details="At her sister’s, after school", confirmed_by="Petra Example")
    for who, name, case in (
        ("carys", "case", first),
        ("ines", "advocate", first),
        ("petra", "research_return", first),
        ("petra", "case", second),
    ):
        page = words_of(get(cast, who, name, case.pk))
        assert DIFFERS in page
        assert "At her sister’s, after school" in page
        assert "Her health visitor, at the clinic" in page
    police = f"{cast.agency('police').name}, {second.reference}: Safe contact:"
    assert police in words_of(get(cast, "carys", "case", first.pk))


def test_what_both_say_alike_stands_once(cast, both):
    first, second = both
    for case in both:
        assert DIFFERS not in words_of(get(cast, "carys", "case", case.pk))


def test_nobody_takes_silence_for_agreement(cast, both):
    """Where the case's own referral names no safe way, that of the other stands as theirs."""
    first, second = both
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM sharing_safecontact WHERE scope_id = %s", [first.pk])
    page = words_of(get(cast, "carys", "case", first.pk))
    assert "No safe way is recorded yet." in page and DIFFERS in page
    assert "Her health visitor, at the clinic" in page


def test_a_danger_and_who_must_not_learn_of_it_hold_from_both(cast, both):
    first, second = both
    change(cast, first, Referral, danger_to_staff="A dog.")
    change(cast, second, Referral, danger_to_staff="An axe.")
    with unit_of_work(cast.actor("carys")):
        for case, who in ((first, "Her mother"), (second, "His brother")):
            UnsafeToTell.objects.create(scope_id=case.pk, who=who)
    page = words_of(get(cast, "carys", "case", first.pk))
    assert "A dog. An axe." in page and "Her mother, His brother" in page


def test_an_incident_on_either_asks_to_check_the_contact_and_so_do_lists(cast, both):
    first, second = both
    contact(cast, second, details="At her sister’s, after school")
    with unit_of_work(cast.actor("carys")) as work:
        for case in both:
            Development.objects.create(
                scope_id=case.pk,
                kind="incident",
                happened_on=clock.today(),
                text="He came back.",
                agency_id=cast.agency("police").pk,
                author_id=cast.user("petra").pk,
                added_at=clock.now(),
            )
        strip = contact_strips([first.pk])[first.pk]
        assert {first.pk, second.pk} & work.cases == {second.pk}
    assert strip.check == "Ask Wren Example, health visiting first."
    [other] = strip.others
    assert other.whose == f"{cast.agency('police').name}, {second.reference}"
    assert "At her sister’s, after school" in other.way


def test_lists_and_paper_say_that_they_differ(cast):
    first, second = case_at(cast, Stage.ACTIONS), second_of(cast)
    change(cast, second, Case, stage=Stage.JOINED, joined_to_id=first.pk)
    contact(cast, second, details="At her sister’s, after school")
    actions = words_of(get(cast, "carys", "actions"))
    paper = get(cast, "carys", "minutes_paper", first.pk).content
    for said in (actions, in_one_line(paper)):
        assert DIFFERS in said and f"{second.reference}: Safe contact:" in said
        assert "At her sister’s, after school" in said


def test_the_running_order_and_those_who_wait_credit_both(cast, both):
    first, second = both
    page = get(cast, "carys", "meeting", first.meeting_id)
    assert agencies(cast) in words_of(page)
    assert {first.pk, second.pk} <= set(newest_event().cases)
    change(cast, first, Case, stage=Stage.ACCEPTED, meeting=None, position=None)
    later = meeting_in(cast, days=23)
    assert agencies(cast) in words_of(get(cast, "chidi", "meeting", later.pk))


def test_the_minutes_and_their_paper_credit_both(cast):
    first, second = case_at(cast, Stage.HEARD), second_of(cast)
    change(cast, second, Case, stage=Stage.JOINED, joined_to_id=first.pk)
    ours, theirs = (cast.agency(kind).name for kind in ("health_visiting", "police"))
    credited = f"{ours}; {theirs} ({second.reference})"
    assert f"Referred by: {credited}" in words_of(get(cast, "carys", "minutes", first.pk))
    paper = get(cast, "carys", "minutes_paper", first.pk).content
    assert f"Referred by {credited}" in in_one_line(paper)
    # A referrer reads nothing of whom somebody else referred.
    do(cast, "chidi", agree_minutes, meeting_id=first.meeting_id)
    own = words_of(get(cast, "wren", "minutes", first.pk))
    assert f"Referred by: {ours} " in own
    assert second.reference not in own and f"; {theirs}" not in own
    assert f"Referred by: {credited}" in words_of(get(cast, "rowan", "minutes", first.pk))


def test_minutes_name_one_agency_that_referred_twice_once(cast):
    first, second = case_at(cast, Stage.HEARD), second_of(cast, author="wren")
    change(cast, second, Case, stage=Stage.JOINED, joined_to_id=first.pk)
    page = words_of(get(cast, "carys", "minutes", first.pk))
    assert f"Referred by: {cast.agency('health_visiting').name} Grounds" in page
