"""What somebody referred, or was let into, is there for them as one of that agency, and not as one
of another: rights of several memberships never add up."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.referral import name_advocate
from meetings.operations.research import change_item
from sharing import clock
from sharing.acting import actor_for
from sharing.models import Item, Membership
from sharing.operations import circulation
from sharing.operations.emergency import open_in_emergency
from sharing.queries.corrections import corrections_waiting
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, one
from tests.integration.packs.helpers import ALL, CHAIR, HOUSING, tell
from tests.integration.research.helpers import submit
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import send, words_of


@pytest.fixture
def case(cast):
    case = case_at(cast, Stage.RESEARCH)
    tell(cast, case)
    return case


def as_one_of(cast, name, kind, role=Role.REPRESENTATIVE):
    """Return a further membership of somebody."""
    with as_owner(), unit_of_work(cast.actor("alex")):
        return Membership.objects.create(
            user=cast.user(name),
            agency=cast.agency(kind),
            role=role,
            starts_on=clock.today(),
            proposed_by=cast.user("alex"),
            confirmed_by=cast.user("carys"),
            confirmed_at=clock.now(),
        )


@pytest.mark.parametrize("page", ["case", "case_research", "referral"])
def test_whoever_referred_reads_nothing_as_one_of_another_agency(cast, case, page):
    assert (
        signed_in_client(cast, "wren").get(reverse("referral", args=[case.pk])).status_code == 200
    )
    client = signed_in_client(cast, "wren", membership=as_one_of(cast, "wren", "acute"))
    assert client.get(reverse(page, args=[case.pk]), follow=True).status_code == 404
    event = newest_event()
    assert (event.outcome, event.reason) == ("refused", "off_circulation")


def test_nor_is_it_in_their_pack(cast, case):
    member = as_one_of(cast, "wren", "acute")
    client = signed_in_client(cast, "wren", membership=member)
    page = client.get(reverse("pack", args=[case.meeting_id]), follow=True)
    assert ALL not in page.content.decode()


def test_nor_is_it_behind_the_wall_of_the_database(cast, case):
    member = as_one_of(cast, "wren", "acute")
    actor = actor_for(cast.user("wren"), member, second_factor_at=clock.now())
    with unit_of_work(actor), connection.cursor() as cursor:
        for table in ("sharing_scope", "sharing_party", "sharing_item", "sharing_conflict"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


def test_whoever_was_let_in_by_break_glass_is_so_in_that_seat(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.admit(work, case.pk, cast.seat("hal"), clock.now() + timedelta(hours=2))
    address = reverse("case", args=[case.pk])
    assert signed_in_client(cast, "hal").get(address, follow=True).status_code == 200
    other = signed_in_client(cast, "hal", membership=as_one_of(cast, "hal", "probation"))
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(
            work, case.pk, search_circulation=frozenset(), full_circulation=frozenset()
        )
    assert other.get(address, follow=True).status_code == 404


def test_whoever_was_let_in_and_only_refers_now_is_so_no_more(cast, case):
    do(cast, "hal", open_in_emergency, reference=case.reference, why="He waits outside.")
    address = reverse("case", args=[case.pk])
    assert signed_in_client(cast, "hal").get(address, follow=True).status_code == 200
    member = as_one_of(cast, "hal", "acute", Role.REFERRER)
    assert cast.memberships["hal"].agency_id == member.agency_id
    client = signed_in_client(cast, "hal", membership=member)
    assert client.get(address, follow=True).status_code == 404
    actor = actor_for(cast.user("hal"), member, second_factor_at=clock.now())
    with unit_of_work(actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sharing_scope")
        assert cursor.fetchone() == (0,)


def research_of(cast, name, case, member=None):
    client = signed_in_client(cast, name, membership=member or cast.memberships[name])
    return words_of(client.get(reverse("case_research", args=[case.pk]), follow=True))


def test_the_advocate_of_a_victim_is_so_as_one_of_their_service(cast, case):
    do(cast, "ines", name_advocate, case_id=case.pk, user_id=cast.user("ines").pk)
    assert CHAIR in research_of(cast, "ines", case)
    member = as_one_of(cast, "ines", "housing", Role.ADVOCATE)
    words = research_of(cast, "ines", case, member)
    assert ALL in words and CHAIR not in words
    actor = actor_for(cast.user("ines"), member, second_factor_at=clock.now())
    with unit_of_work(actor), connection.cursor() as cursor:
        for table in ("sharing_item", "sharing_historicalitem"):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE text = %s", [CHAIR])
            assert cursor.fetchone() == (0,), table


def told_of_correction(cast, case, member):
    with unit_of_work(actor_for(member.user, member, second_factor_at=clock.now())):
        told = corrections_waiting([case.pk])
        return [(one.now_id is not None, one.before.text if one.before else "") for one in told]


def test_what_was_read_for_one_agency_is_no_news_to_one_of_another(cast, case):
    """Rowan read as housing what was for housing alone; now it says nothing, and is for all."""
    assert HOUSING in research_of(cast, "rowan", case)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, case.pk, full={cast.agency("probation").pk})
    item = one(cast, "petra", Item, case, text=HOUSING)
    values = {"text": "Nothing of that.", "who_may_read": "shared"}
    do(cast, "petra", change_item, case_id=case.pk, item_id=item.pk, **values)
    submit(cast, case)
    member = as_one_of(cast, "rowan", "probation")
    assert HOUSING not in research_of(cast, "rowan", case, member)
    assert told_of_correction(cast, case, member) == []
    assert told_of_correction(cast, case, cast.memberships["rowan"]) == [(True, HOUSING)]


def test_old_words_are_told_in_the_role_that_they_were_for(cast, case):
    do(cast, "ines", name_advocate, case_id=case.pk, user_id=cast.user("ines").pk)
    assert CHAIR in research_of(cast, "ines", case)
    item = one(cast, "petra", Item, case, text=CHAIR)
    values = {"text": "Nothing of that.", "who_may_read": "shared"}
    do(cast, "petra", change_item, case_id=case.pk, item_id=item.pk, **values)
    submit(cast, case)
    assert told_of_correction(cast, case, cast.memberships["ines"]) == [(True, CHAIR)]
    member = as_one_of(cast, "ines", "idva")
    assert told_of_correction(cast, case, member) == [(False, "")]


def test_a_reason_holds_for_the_agency_for_which_it_was_given(cast):
    case = case_at(cast, Stage.COMPLETE)
    address = reverse("case", args=[case.pk])
    own = signed_in_client(cast, "petra", membership=cast.memberships["petra"])
    given = send(own, reverse("give_reason", args=[case.pk]), choice="news", words="An incident.")
    assert given.status_code == 302 and own.get(address).status_code == 200
    member = as_one_of(cast, "petra", "housing")
    assert signed_in_client(cast, "petra", membership=member).get(address).status_code == 302
