"""Coordinator and chair see at the meeting which agencies have something that they will only say:
nothing of it, and nobody else sees that."""

import pytest
from django.db import connection

from meetings.models import MeetingState, Stage
from sharing import clock
from sharing.actor import Actor
from sharing.operations import circulation
from sharing.queries.to_speak import agencies_to_speak
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import wall_off
from tests.integration.hearing import helpers
from tests.integration.hearing.helpers import page_of
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import newest_event
from tests.visits import words_of

WORDS = "Has something to say aloud:"


def item(cast, case, kind, who="spoken", **more):
    text = "" if who == "not_shared" else "A quiet word."
    heading = "health" if who == "spoken" else ""
    return helpers.item(cast, case, kind, text, who=who, heading=heading, **more)


def told(cast, who, case):
    """What the database itself tells the person, asked past every query."""
    actor = who if isinstance(who, Actor) else cast.actor(who)
    with unit_of_work(actor), connection.cursor() as cursor:
        cursor.execute("SELECT agencies_to_speak(%s)", [case.pk])
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("name", ["carys", "chidi"])
def test_it_works(cast, heard_now, name):
    for kind in ("police", "police", "housing"):
        item(cast, heard_now, kind)
    page = signed_in_client(cast, name).get(page_of(heard_now))
    assert f"{WORDS} Housing, Police. It stands in no paper" in words_of(page)
    assert "A quiet word." not in words_of(page)
    assert "Health" not in words_of(page).split(WORDS)[1].split("Risk, by")[0]


def test_it_records_event(cast, heard_now):
    said = item(cast, heard_now, "police")
    signed_in_client(cast, "chidi").get(page_of(heard_now))
    event = newest_event()
    assert "spoken_announced" in (event.code, *event.also)
    assert cast.agency("police").pk in event.items
    assert said.pk not in event.items


def test_the_event_says_the_same_where_nothing_is_to_be_said(cast, heard_now):
    page = signed_in_client(cast, "chidi").get(page_of(heard_now))
    assert WORDS not in words_of(page)
    event = newest_event()
    assert "spoken_announced" in (event.code, *event.also)
    assert {one.pk for one in cast.agencies.values()}.isdisjoint(event.items)


@pytest.mark.parametrize("name", ["petra", "ines"])
def test_the_rest_of_the_room_does_not_learn_of_it(cast, heard_now, name):
    item(cast, heard_now, "police")
    in_the_room(cast, heard_now.meeting, name)
    page = signed_in_client(cast, name).get(page_of(heard_now))
    assert page.status_code == 200
    assert WORDS not in words_of(page)
    with pytest.raises(Refused), unit_of_work(cast.actor(name)) as work:
        agencies_to_speak(work.actor, heard_now.pk)


def test_only_what_is_to_be_said_counts(cast, heard_now):
    for who in ("shared", "restricted", "not_shared"):
        item(cast, heard_now, "police", who)
    item(cast, heard_now, "police", submitted=False)
    item(cast, heard_now, "police", withdrawn_at=clock.now())
    before = item(cast, heard_now, "police")
    item(cast, heard_now, "police", "shared", replaces=before)
    assert told(cast, "chidi", heard_now) == set()
    standing = item(cast, heard_now, "housing")
    item(cast, heard_now, "housing", "shared", replaces=standing, submitted=False)
    assert told(cast, "chidi", heard_now) == {cast.agency("housing").pk}


def test_before_and_after_the_meeting_it_shows_nowhere(cast):
    meeting = meeting_in(cast, state=MeetingState.PUBLISHED)
    case = case_at(cast, Stage.RESEARCH, meeting=meeting)
    in_the_room(cast, meeting, "chidi")
    item(cast, case, "police")
    client = signed_in_client(cast, "chidi")
    for state, says in (
        (MeetingState.PUBLISHED, False),
        (MeetingState.RUNNING, True),
        (MeetingState.HELD, False),
    ):
        with unit_of_work(cast.actor("carys")):
            meeting.state = state
            meeting.save()
        assert (WORDS in words_of(client.get(page_of(case)))) is says, state


@pytest.mark.parametrize("name", ["petra", "ines", "wren", "rowan", "hal", "nia", "odile", "alex"])
def test_the_database_tells_nobody_else(cast, heard_now, name):
    item(cast, heard_now, "police")
    assert told(cast, name, heard_now) == set()


def test_the_database_tells_no_job(cast, heard_now):
    item(cast, heard_now, "police")
    assert told(cast, Actor.system("reminders"), heard_now) == set()


def test_nor_whom_a_wall_keeps_out(cast, heard_now):
    item(cast, heard_now, "police")
    assert told(cast, "chidi", heard_now)
    wall_off(cast, heard_now, "chidi")
    assert told(cast, "chidi", heard_now) == set()
    assert told(cast, "carys", heard_now)


def test_nor_anybody_of_a_draft(cast, heard_now):
    item(cast, heard_now, "police")
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, heard_now.pk, sensitivity="draft")
    assert told(cast, "chidi", heard_now) == set()


def test_nobody_may_call_it_but_the_web_role(db):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT r FROM unnest(ARRAY['public', 'portal_web', 'portal_jobs', 'portal_sealer',"
            " 'portal_reports', 'portal_retention']) r"
            " WHERE has_function_privilege(r, 'agencies_to_speak(uuid)', 'EXECUTE')"
        )
        assert cursor.fetchall() == [("portal_web",)]
