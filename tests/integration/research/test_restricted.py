"""What is restricted reaches those whom it names, and nobody else can tell that it is there."""

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import MeetingState, Stage
from meetings.operations.hearing import agree_minutes, begin_hearing, end_hearing, end_meeting
from meetings.operations.referral import name_advocate
from meetings.operations.research import change_item, withdraw_item
from meetings.queries.overview.research import research_of as research_on_overview
from sharing.actor import Actor
from sharing.models import Item
from sharing.queries.readers import items_read_by
from sharing.roles import Role
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do
from tests.editors import Editor, both
from tests.integration.research.helpers import (
    answer,
    items_of,
    shared_with,
    submit,
    text_of,
    write,
)
from tests.personas import make_member
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in, somebody_came
from tests.trail import newest_event
from tests.visits import get, post, send

ALL, HOUSING, CHAIR, NURSES = (
    "Arrested.",
    "A word to housing.",
    "A word to the chair.",
    "To nurses.",
)
READ = {
    "petra": [ALL],  # her own agency's others stand in its return
    "rowan": [ALL, HOUSING],
    "chidi": [ALL, CHAIR],
    "carys": [ALL],
    "ines": [ALL],
}


@pytest.fixture
def submitted(cast, case):
    """Police share one item, and restrict one each to housing, to the chair and to health
    visiting."""
    tell(cast, case)
    return newest_event()


def tell(cast, case):
    answer(cast, case)
    write(cast, case, text=ALL)
    for text, kinds in ((HOUSING, ["housing"]), (CHAIR, []), (NURSES, ["health_visiting"])):
        named = [cast.agency(kind).pk for kind in kinds]
        write(cast, case, text=text, who_may_read="restricted", restricted_to=named)
    submit(cast, case)


@pytest.mark.parametrize("who", READ)
def test_the_page_of_research_shows_what_is_for_its_reader(cast, case, submitted, who):
    page = text_of(get(cast, who, "case_research", case.pk))
    for text in (ALL, HOUSING, CHAIR, NURSES):
        assert (text in page) is (text in READ[who]), text
    number = len(READ[who])
    assert f"Police: {number} item" in page, "no other number"
    assert ("Restricted" in page) is (number > 1)
    read = {one.pk for one in items_of(case)} & set(newest_event().items)
    assert len(read) == number, "what was read is on record"
    with unit_of_work(cast.actor(who)) as work:
        found = research_on_overview(work.actor, case)
    counted = next(one.words for one in found.agencies if one.agency == "Police")
    assert counted.startswith("4" if who == "petra" else str(number))


def test_a_reader_is_told_who_else_reads_it(cast, case, submitted):
    page = text_of(get(cast, "rowan", "case_research", case.pk))
    assert "Read by these alone, and in no minutes: Housing, Police" in page
    page = text_of(get(cast, "chidi", "case_research", case.pk))
    assert "in no minutes: Police, the chair and this victim’s IDVA" in page


@pytest.mark.parametrize("who", [*READ, "wren", "hal", "odile", "alex", "nia"])
def test_the_wall_says_the_same_as_the_rule(cast, case, submitted, who):
    actor = cast.actor(who)
    with unit_of_work(actor), connection.cursor() as cursor:
        for table in ("sharing_item", "sharing_historicalitem"):
            cursor.execute(f"SELECT text FROM {table} WHERE scope_id = %s", [case.pk])
            walled = {row[0] for row in cursor.fetchall()}
            expected = set(READ.get(who, []))
            if who == "petra":
                expected = {ALL, HOUSING, CHAIR, NURSES}
            elif who == "wren":
                expected = {ALL}  # her referral; the door keeps research from who refers
            assert walled == expected, table
        ruled = Item.objects.filter(items_read_by(actor), scope_id=case.pk)
        assert {item.text for item in ruled} == walled


def test_in_the_past_it_is_for_the_same_readers(cast, case, submitted):
    pages = {
        who: text_of(get(cast, who, "case_event", case.pk, submitted.id))
        for who in ("carys", "chidi")
    }
    assert CHAIR in pages["chidi"] and CHAIR not in pages["carys"]
    assert all(ALL in page and HOUSING not in page for page in pages.values())


@pytest.mark.parametrize("how", ["withdrawn", "for others now", "not shared"])
def test_what_was_taken_from_a_reader_is_gone(cast, case, how):
    answer(cast, case)
    named = [cast.agency("housing").pk]
    item = write(cast, case, text=HOUSING, who_may_read="restricted", restricted_to=named)
    submit(cast, case)
    assert shared_with(cast, case, "rowan") == [HOUSING]
    this = {"case_id": case.pk, "item_id": item.pk}
    if how == "withdrawn":
        do(cast, "petra", withdraw_item, **this)
    else:
        said = {"text": HOUSING, "who_may_read": "restricted"}
        if how == "not shared":
            said = {"text": "", "who_may_read": "not_shared"}
        do(cast, "petra", change_item, **this, **said)
        page = text_of(get(cast, "petra", "research_return", case.pk))
        assert "others read the earlier text until you submit" in page
        assert shared_with(cast, case, "rowan") == [HOUSING]
        submit(cast, case)
    assert shared_with(cast, case, "rowan") == []
    with unit_of_work(cast.actor("rowan")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sharing_historicalitem WHERE text = %s", [HOUSING])
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("who", ["chidi", "rowan"])
def test_no_page_of_the_meeting_and_no_paper_holds_it(cast, who):
    """The room may see the screen, and paper goes further than its reader."""
    meeting = meeting_in(cast, state=MeetingState.RUNNING)
    case = case_at(cast, Stage.RESEARCH, meeting=meeting)
    tell(cast, case)
    in_the_room(cast, meeting, "chidi", "rowan")
    do(cast, "chidi", begin_hearing, case_id=case.pk)
    page = text_of(get(cast, who, "hearing", meeting.pk, case.pk))
    assert ALL in page and "A word to" not in page
    do(
        cast,
        "chidi",
        end_hearing,
        case_id=case.pk,
        gap_reason="None needed.",
        untold_reason="No safe way.",
    )
    do(cast, "chidi", end_meeting, meeting_id=meeting.pk)
    somebody_came(cast, meeting)
    do(cast, "chidi", agree_minutes, meeting_id=meeting.pk)
    page = text_of(get(cast, who, "minutes", case.pk))
    assert ALL in page and "A word to" not in page


def test_nobody_else_writes_it(cast, case, submitted):
    with unit_of_work(cast.actor("rowan")), connection.cursor() as cursor:
        cursor.execute("UPDATE sharing_item SET text = 'x' WHERE text = %s", [HOUSING])
        assert cursor.rowcount == 0


def test_a_draft_reaches_nobody_whom_it_names(cast, case):
    answer(cast, case)
    named = [cast.agency("housing").pk]
    write(cast, case, text=HOUSING, who_may_read="restricted", restricted_to=named)
    assert shared_with(cast, case, "rowan") == []
    with as_owner():
        assert not Item.objects.filter(scope_id=case.pk).exists()


def test_of_what_is_for_the_chair_a_return_says_so(cast, case, submitted):
    page = text_of(get(cast, "petra", "research_return", case.pk))
    assert "<p>The chair and this victim’s IDVA</p>" in page and "<p>Housing</p>" in page
    response = get(cast, "petra", "case_research", case.pk)
    assert reverse("research_return", args=[case.pk]) in response.content.decode()


class TestTheAdvocate:
    """The IDVA of this victim reads what is restricted to the chair and them; no other IDVA
    does."""

    @pytest.fixture(autouse=True)
    def ivy(self, cast):
        """Ines's colleague at the IDVA service."""
        with as_owner(), unit_of_work(Actor.system("seed")):
            cast.memberships["ivy"] = make_member("ivy", Role.ADVOCATE, cast.agency("idva"))

    def name(self, cast, case, who, **more):
        user_id = cast.user(who).pk if who else None
        return do(cast, "ines", name_advocate, case_id=case.pk, user_id=user_id, **more)

    def reads(self, cast, case, who):
        """Whether they read it, by the page and by the wall alone."""
        shown = CHAIR in shared_with(cast, case, who)
        with unit_of_work(cast.actor(who)), connection.cursor() as cursor:
            found = []
            for table in ("sharing_item", "sharing_historicalitem"):
                cursor.execute(f"SELECT count(*) FROM {table} WHERE text = %s", [CHAIR])
                found.append(cursor.fetchone()[0] > 0)
        assert found == [shown, shown]
        return shown

    def test_it_follows_who_is_named(self, cast, case, submitted):
        assert not self.reads(cast, case, "ines") and not self.reads(cast, case, "ivy")
        self.name(cast, case, "ivy")
        event = newest_event()
        assert (event.code, event.people) == ("advocate_named", [cast.user("ivy").pk])
        assert self.reads(cast, case, "ivy") and not self.reads(cast, case, "ines")
        assert not self.reads(cast, case, "carys") and self.reads(cast, case, "chidi")
        self.name(cast, case, "ines")
        assert self.reads(cast, case, "ines") and not self.reads(cast, case, "ivy")
        self.name(cast, case, None)
        assert not self.reads(cast, case, "ines")

    def test_of_this_case_alone(self, cast, case, submitted):
        other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
        self.name(cast, other, "ines")
        assert not self.reads(cast, case, "ines")

    def test_named_in_one_role_nobody_reads_it_in_another(self, cast, case, submitted):
        self.name(cast, case, "ivy")
        with as_owner(), unit_of_work(Actor.system("seed")):
            held = cast.memberships["ivy"]
            held.role = Role.REPRESENTATIVE
            held.save()
        assert not self.reads(cast, case, "ivy")

    def test_the_page_says_who_it_is(self, cast, case, submitted):
        page = text_of(get(cast, "rowan", "advocate", case.pk))
        assert "has named nobody yet" in page and "Name the IDVA" not in page
        hint = text_of(get(cast, "petra", "research_return", case.pk))
        assert "once the IDVA service has named one" in hint
        address = reverse("name_advocate", args=[case.pk])
        client = signed_in_client(cast, "ines")
        assert send(client, address, user_id=cast.user("ivy").pk).status_code == 302
        page = text_of(get(cast, "ines", "advocate", case.pk))
        assert "Ivy Example</p>" in page and "Name somebody else" in page
        hint = text_of(get(cast, "petra", "research_return", case.pk))
        assert "this victim’s IDVA, Ivy Example." in hint
        send(client, address, user_id="")
        assert "has named nobody yet" in text_of(get(cast, "ines", "advocate", case.pk))

    def test_it_is_somebody_of_the_service(self, cast, case):
        with pytest.raises(RuleBroken, match="of your service"):
            self.name(cast, case, "petra")
        answered = post(
            cast, "ines", "name_advocate", case.pk, user_id=cast.user("rowan").pk, version=0
        )
        assert answered.status_code == 422

    def test_two_who_name_somebody_see_both(self, cast, case):
        second = Editor(cast, "ines", "name_advocate", case.pk)
        self.name(cast, case, "ivy")
        page = second.sends(user_id=str(cast.user("ines").pk))
        assert both(page, "Ivy Example", "Ines Example")
        assert second.sends_again().status_code == 302

    def test_others_name_nobody(self, cast, case):
        for who in ("carys", "chidi", "petra"):
            with pytest.raises(Refused):
                do(cast, who, name_advocate, case_id=case.pk, user_id=cast.user("ines").pk)
