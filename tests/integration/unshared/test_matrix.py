"""Every sharing decision, by every person, by every route: what is not shared with somebody reaches
them by none. It is all told in one case, each decision with a mark of its own."""

import re
from uuid import uuid4

import pytest
from django.core import mail

from meetings.models import MeetingState
from meetings.operations.hearing import agree_minutes, begin_hearing, end_hearing, end_meeting
from meetings.operations.research import chase_research, put_aside_proposed
from meetings.queries.proposals import proposed_actions
from sharing import clock
from sharing.unit import unit_of_work
from tests.doing import do, look
from tests.integration.unshared.decisions import (
    DECISIONS,
    IN_ORDER,
    MORE_BY_THE_WALL,
    ONCE_READ,
    OUTSIDE,
    OWNER,
    PROPOSED,
    SHARED_WITH_ALL,
    WHERE_CORRECTED,
)
from tests.integration.unshared.routes import KEEPERS, TAKES_COPIES, Reader, mails
from tests.integration.unshared.worlds import rows_of, told
from tests.jobs import run_jobs
from tests.story import in_the_room, somebody_came

MARK = re.compile("zq[a-z]+")
TOO_MUCH = "a route shows what is not for its reader"


@pytest.mark.parametrize("who", [*OUTSIDE, OWNER])
def test_it_reaches_those_with_whom_it_is_shared(cast, who, caplog):
    reader = Reader(told(cast), who)
    routes = [*reader.pages(), *reader.exports(), *reader.items(), *reader.searches()]
    if who in TAKES_COPIES:
        routes += reader.copy()
    if who in KEEPERS:
        routes += reader.changes()
    found = marks_in(routes)
    assert not_for(who, found) == set(), TOO_MUCH
    # The matrix is no proof where it sees nothing: what is shared is there.
    assert {mark for route, mark in found if route in ("case_research", "pack")} == {
        mark for mark, one in DECISIONS.items() if one.allows(who, "pack")
    }
    assert (("as_it_was", "zqshared") in found) == DECISIONS["zqshared"].allows(who, "as_it_was")
    assert {mark for route, mark in found if route in WHERE_CORRECTED} >= {
        mark for mark, one in DECISIONS.items() if who in one.read_before_by
    }
    assert not MARK.search(caplog.text)


def marks_in(routes):
    """Return each route with the marks that it showed."""
    return {(name, mark) for name, said in routes for mark in MARK.findall(str(said))}


def not_for(who, found):
    return {(route, mark) for route, mark in found if not DECISIONS[mark].allows(who, route)}


@pytest.mark.parametrize("who", OUTSIDE)
def test_the_database_gives_nobody_more(cast, who):
    """Past every filter of the portal, the wall says the same."""
    telling = told(cast)
    found = {
        ("wall", mark) for row in rows_of(cast, who, telling.case.pk) for mark in MARK.findall(row)
    }
    more = {("wall", mark) for mark in MORE_BY_THE_WALL.get(who, ())}
    assert not_for(who, found) <= more


@pytest.mark.parametrize("who", ["chidi", "rowan"])
def test_what_is_not_there_for_somebody_looks_as_if_it_had_never_been(cast, who):
    """By its identifier, it is told from nothing at all by no address of an item or a file."""
    telling = told(cast)
    reader, case_id = Reader(telling, who), telling.case.pk

    def tried(item_id):
        return [
            reader.get("change_item", case_id, item_id),
            reader.post("change_item", case_id, item_id, text="Mine.", who_may_read="shared"),
            reader.post("withdraw_item", case_id, item_id),
            reader.post("acknowledge_correction", case_id, item_id),
            reader.post("save_change_draft", case_id, item_id, text="Mine."),
        ]

    def tried_file(file_id):
        return [
            reader.get("open_file", case_id, file_id),
            reader.get("show_file", case_id, file_id, 1),
            reader.get("fetch_file", case_id, file_id),
            reader.post("withdraw_file", case_id, file_id),
        ]

    def hidden(found):
        """Return those of which the reader never read anything."""
        return [
            one
            for mark, one in found.items()
            if mark not in ONCE_READ and who not in DECISIONS[mark].read_by
        ]

    items, files = hidden(telling.items), hidden(telling.files)
    assert len(items) >= 8 and len(files) == 4
    # Pages say how long somebody stays signed in.
    with clock.set_to(clock.now()):
        nothing, no_file = tried(uuid4()), tried_file(uuid4())
        assert [one for one in items if tried(one) != nothing] == []
        assert [one for one in files if tried_file(one) != no_file] == []


def test_mail_says_nothing_of_it(cast):
    telling = told(cast)
    for kind in ("probation", "housing"):
        agency_id = cast.agency(kind).pk
        do(cast, "carys", chase_research, meeting_id=telling.case.meeting_id, agency_id=agency_id)
    run_jobs()
    assert len(mail.outbox) >= 2
    assert not MARK.search(str(mails()))


FOR_THE_PLAN = PROPOSED["action"].mark
ROOM = ["chidi", "carys", "ines", "ivy", "rowan", "sol", OWNER]


def test_the_room_and_its_paper_hold_what_is_shared_with_all_and_no_more(cast):
    """The room may see the screen, and paper goes further than its reader."""
    telling = told(cast)
    case_id, meeting_id = telling.case.pk, telling.case.meeting_id
    with unit_of_work(cast.actor("carys")):
        telling.case.meeting.state = MeetingState.RUNNING
        telling.case.meeting.save()
    in_the_room(cast, telling.case.meeting, *ROOM)
    do(cast, "chidi", begin_hearing, case_id=case_id)
    seen = []
    for reader in (Reader(telling, who) for who in ROOM):
        seen += [("hearing", reader.get("hearing", case_id))]
        seen += [("meeting", reader.get("meeting", meeting_id))]
    for one in look(cast, lambda: proposed_actions(case_id)):
        do(cast, "chidi", put_aside_proposed, case_id=case_id, proposal_id=one.pk)
    do(
        cast,
        "chidi",
        end_hearing,
        case_id=case_id,
        gap_reason="None needed.",
        untold_reason="No safe way.",
    )
    do(cast, "chidi", end_meeting, meeting_id=meeting_id)
    somebody_came(cast, telling.case.meeting)
    do(cast, "chidi", agree_minutes, meeting_id=meeting_id)
    seen += [("minutes", Reader(telling, who).get("minutes", case_id)) for who in ROOM]
    paper = Reader(telling, "chidi")
    seen += [("paper", paper.get("minutes_paper", case_id))]
    seen += [("papers", paper.get("meeting_minutes_paper", meeting_id))]
    # What is proposed for the plan stands beside it, for coordinator and chair to say or not.
    said_there = [(route, str(said).replace(FOR_THE_PLAN, "")) for route, said in seen]
    assert {mark for _, mark in marks_in(said_there)} <= SHARED_WITH_ALL
    assert {route for route, mark in marks_in(seen) if mark == FOR_THE_PLAN} == {"hearing"}
    # What was widened stands last, as what was written last would.
    shown = [(route, MARK.findall(said)) for route, said in said_there]
    shown_at = {route for route, marks in shown if marks}
    assert shown_at == {"hearing", "minutes", "paper", "papers"}
    assert all([*dict.fromkeys(marks)] == IN_ORDER for _, marks in shown if marks)
