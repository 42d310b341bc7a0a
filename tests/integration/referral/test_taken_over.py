"""A draft whose author is gone: its agency is told, and one of its people takes it over."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection
from django.urls import reverse

from meetings import permissions as may
from meetings.models import Referral, Stage
from meetings.operations import referral
from meetings.operations.referral import take_over_draft
from sharing import clock
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, every, wall_off
from tests.integration.referral.helpers import join, leave, url
from tests.integration.referral.test_left import call, case_now, days_later, make_round, said
from tests.personas import make_member
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story_parts import referral as part
from tests.trail import events, newest_event
from tests.visits import hidden, send, text, words_of

PAGE = reverse("take_over_drafts")


@pytest.fixture
def behind(cast):
    """A draft of Petra's, who is gone from the police; Hal represents them now."""
    draft = part.begin(cast, by="petra")
    leave(cast, "petra")
    join(cast, "hal", "police")
    return draft


# Of whoever is at work


@pytest.mark.parametrize("role", sorted(may.REFER.roles))
def test_nobody_takes_what_is_of_somebody_at_work(cast, role):
    with as_owner(), unit_of_work(cast.actor("alex")):
        cast.memberships["zoe"] = make_member("zoe", role, cast.agency("police"))
    draft = part.begin(cast, by="zoe")
    petra = signed_in_client(cast, "petra")
    assert draft.reference not in words_of(petra.get(PAGE))
    assert send(petra, PAGE, case_id=str(draft.pk)).url == PAGE
    assert petra.get(url("referral", draft)).status_code == 404
    assert signed_in_client(cast, "zoe").get(url("referral", draft)).status_code == 200
    assert make_round() == []


# Told


def test_the_agency_is_told_as_soon_as_its_author_is_gone(cast, behind):
    (message,) = make_round()
    assert message.to == ["police@lm.example"]
    assert message.subject == "A draft was left behind"
    day = clock.today() + timedelta(days=90)
    body = " ".join(message.body.split())
    assert f"It will be thrown away on {said(day)}, unless" in body
    assert "representative or IDVA of Police takes it over" in body and PAGE in body
    for private in ("Tara", "Tarn", "Petra", behind.reference, str(behind.pk), "LM-"):
        assert private not in message.subject + message.body
    told = [event for event in events() if event.code == "left_draft_told"]
    assert [event.cases for event in told] == [[behind.pk]]
    assert case_now(behind).left_until == day
    with days_later(1):
        assert make_round() == []  # once
    with days_later(90):
        make_round()
    assert case_now(behind).stage == Stage.DISCARDED


def test_coordinators_are_told_where_nobody_can_take_it_over(cast):
    part.begin(cast, by="petra")
    leave(cast, "petra")
    to = sorted(one for message in make_round() for one in message.to)
    assert to == sorted(["police@lm.example", cast.user("carys").email])


def test_who_must_not_know_of_it_is_not_told(cast, behind):
    wall_off(cast, behind, "hal", "carys")
    assert make_round() == []
    page = words_of(signed_in_client(cast, "hal").get(PAGE))
    assert "Nobody who left your agency has left a referral behind" in page
    with pytest.raises(RuleBroken):
        do(cast, "hal", take_over_draft, case_id=behind.pk)


# Taken over


def test_it_works(cast, behind):
    make_round()
    hal = signed_in_client(cast, "hal")
    assert hal.get(url("referral", behind)).status_code == 404
    home = hal.get(reverse("home"))
    assert "1 referral was left behind" in words_of(home) and PAGE in text(home)
    page = words_of(hal.get(PAGE))
    day = said(clock.today() + timedelta(days=90))
    assert (
        f"{behind.reference}, begun on {said(clock.today())}: will be thrown away on {day}" in page
    )
    assert "Tara" not in page and "Petra" not in page
    done = send(hal, PAGE, case_id=str(behind.pk))
    assert done.url == url("referral", behind)
    page = words_of(hal.get(done.url))
    assert "The draft is yours. Only you see it until you send it." in page
    assert "It will be thrown away on" not in page
    event = next(one for one in reversed(events()) if one.code == "draft_taken_over")
    assert (event.cases, event.outcome) == ([behind.pk], "allowed")
    with unit_of_work(cast.actor("hal")):
        taken = every(Referral).get(scope_id=behind.pk)
        assert (taken.author_id, taken.worker_name) == (cast.user("hal").pk, "Petra Example")
    assert case_now(behind).left_until is None
    do(cast, "hal", referral.save_incident, case_id=behind.pk, what_happened="And again.")
    assert "left behind" not in words_of(hal.get(reverse("home")))


def test_the_home_of_an_idva_says_how_many_too(cast):
    with as_owner(), unit_of_work(cast.actor("alex")):
        cast.memberships["zoe"] = make_member("zoe", "idva", cast.agency("idva"))
    part.begin(cast, by="zoe")
    ines = signed_in_client(cast, "ines")
    assert "left behind By somebody" not in words_of(ines.get(reverse("home")))
    leave(cast, "zoe")
    home = words_of(ines.get(reverse("home")))
    assert "1 referral was left behind By somebody who is gone" in home
    assert home.count("left behind By somebody") == 1


def test_before_it_is_told_of_the_page_has_no_day(cast, behind):
    page = words_of(signed_in_client(cast, "hal").get(PAGE))
    assert f"{behind.reference}, begun on {said(clock.today())} Take it over" in page


def test_looking_records_event(cast, behind):
    signed_in_client(cast, "hal").get(PAGE)
    event = newest_event()
    assert (event.code, event.cases) == ("left_behind_seen", [behind.pk])


def test_one_is_chosen_of_those_that_are_there(cast, behind):
    hal = signed_in_client(cast, "hal")
    for given in ({}, {"case_id": str(uuid4())}):
        page = send(hal, PAGE, **given)
        assert page.status_code == 422
    assert "Choose a draft" in words_of(send(hal, PAGE))


def test_a_second_press_is_led_to_the_draft(cast, behind):
    hal = signed_in_client(cast, "hal")
    sent = hidden(hal.get(PAGE)) | {"case_id": str(behind.pk)}
    assert hal.post(PAGE, sent).url == url("referral", behind)
    assert hal.post(PAGE, sent).url == url("referral", behind)


def test_the_second_of_two_finds_it_taken(cast, behind):
    join(cast, "rowan", "police")
    do(cast, "hal", take_over_draft, case_id=behind.pk)
    with pytest.raises(RuleBroken, match="not there to be taken over"):
        do(cast, "rowan", take_over_draft, case_id=behind.pk)
    assert signed_in_client(cast, "rowan").get(url("referral", behind)).status_code == 404


def test_it_refuses_what_somebody_goes_on_with(cast):
    draft = part.begin(cast, by="petra")
    join(cast, "hal", "police")
    with pytest.raises(RuleBroken):
        do(cast, "hal", take_over_draft, case_id=draft.pk)
    hal = signed_in_client(cast, "hal")
    assert send(hal, PAGE, case_id=str(draft.pk)).url == PAGE  # which says that there is none


def test_it_refuses_another_agency_and_other_areas(cast, behind):
    for name in ("rowan", "ines"):
        assert behind.reference not in text(signed_in_client(cast, name).get(PAGE))
        with pytest.raises(RuleBroken):
            do(cast, name, take_over_draft, case_id=behind.pk)
    assert "left behind" not in words_of(signed_in_client(cast, "rowan").get(reverse("home")))


@pytest.mark.parametrize("name", ["carys", "chidi", "wren", "odile", "alex"])
def test_it_refuses_other_roles(cast, behind, name):
    with pytest.raises(Refused):
        do(cast, name, take_over_draft, case_id=behind.pk)
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == (
        "draft_taken_over",
        "refused",
        "not_in_role",
    )


def test_what_was_sent_or_thrown_away_is_not_taken_over(cast, behind):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meetings_case SET stage = 'discarded' WHERE scope_id = %s", [behind.pk]
        )
    with pytest.raises(RuleBroken):
        do(cast, "hal", take_over_draft, case_id=behind.pk)


def test_nobody_else_asks_the_database_for_them(cast, behind):
    with pytest.raises(ProgrammingError, match="permission denied for function"):
        call("portal_jobs", "SELECT drafts_to_take_over()")


def test_more_drafts_take_no_more_queries(cast, behind):
    hal = signed_in_client(cast, "hal")

    def queries():
        with made_queries() as found:
            hal.get(PAGE)
        return len(found)

    few = queries()
    for given in ("Vera", "Una", "Hedda"):
        with as_owner(), unit_of_work(cast.actor("carys")):
            cast.memberships["petra"].ends_on = None
            cast.memberships["petra"].save()
        part.begin(cast, by="petra", given_name=given)
        leave(cast, "petra")
    assert "Hedda" not in text(hal.get(PAGE))
    assert queries() == few
