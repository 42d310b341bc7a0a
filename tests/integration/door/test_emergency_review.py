"""What was opened in an emergency is told at once, and reviewed by somebody else."""

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError

from sharing.facts import facts_of
from sharing.models import AuditDetail, EmergencyAccess
from sharing.operations import circulation
from sharing.operations.emergency import review_emergency
from sharing.roles import Role
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import cannot_act, declare_wall, do, every
from tests.integration.door.helpers import WHY, ask, later, newest_opening, open_now, page_of
from tests.integration.watch.helpers import look
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import send, text, words_of

LIST = "/emergency/reviews/"


def review_page(opened):
    return f"{LIST}{opened.pk}/"


def review(cast, who, opened, *, outcome="right", words="Called her manager. It was right."):
    return send(signed_in_client(cast, who), review_page(opened), outcome=outcome, words=words)


@pytest.fixture
def opened(cast, case):
    return open_now(cast, "hal", case)


def test_coordinator_and_lead_are_told_at_once_and_nothing_personal(cast, case, opened):
    run_jobs()
    told = {one.to[0]: one for one in mail.outbox}
    assert set(told) == {"carys@example.org", "odile@example.org"}
    for one in told.values():
        whole = one.subject + one.body
        assert case.reference not in whole and "Hal" not in whole and "Tara" not in whole
        assert WHY not in whole and LIST in whole
    event = newest_event()
    assert (event.code, event.cases) == ("emergency_told", [case.pk])
    assert set(event.people) == {cast.user("carys").pk, cast.user("odile").pk}


def test_whoever_is_walled_off_is_not_told_and_finds_nothing(cast, case):
    declare_wall(cast, case, "carys", kind="silent")
    opened = open_now(cast, "hal", case)
    run_jobs()
    assert [one.to for one in mail.outbox] == [["odile@example.org"]]
    client = signed_in_client(cast, "carys")
    assert "Waiting for your review: 0" in text(client.get(LIST))
    assert client.get(review_page(opened)).status_code == 404
    assert "emergency" not in text(client.get("/"))
    with pytest.raises(Refused), unit_of_work(cast.actor("carys")) as work:
        review_emergency(actor=work.actor, access_id=opened.pk, outcome="right", words="x")


def test_who_cannot_act_for_want_of_a_signature_is_not_told(cast, case):
    cannot_act(cast, "zoe", Role.LEAD)
    open_now(cast, "hal", case)
    run_jobs()
    told = {to for one in mail.outbox for to in one.to}
    assert told == {"carys@example.org", "odile@example.org"}


def test_where_nobody_else_may_know_the_chair_is_told(cast, case):
    declare_wall(cast, case, "carys", kind="silent")
    declare_wall(cast, case, "odile", kind="silent")
    open_now(cast, "hal", case)
    run_jobs()
    assert [one.to for one in mail.outbox] == [["chidi@example.org"]]


def test_it_stands_on_the_home_of_those_who_review(cast, case):
    for who in ("carys", "chidi", "odile"):
        assert "pened in an emergency</h2>" not in text(signed_in_client(cast, who).get("/"))
        assert "waits for a review" not in text(signed_in_client(cast, who).get("/"))
    opened = open_now(cast, "hal", case)
    for who in ("carys", "chidi"):
        home = signed_in_client(cast, who).get("/")
        assert review_page(opened) in text(home)
        assert "Hal Example, Acute hospital. It waits for a review." in words_of(home)
    assert "A case was opened in an emergency" in text(signed_in_client(cast, "odile").get("/"))
    assert case.pk in newest_event().cases
    review(cast, "odile", opened)
    assert "was opened" not in text(signed_in_client(cast, "odile").get("/"))


@pytest.mark.parametrize("who", ["carys", "chidi", "odile"])
def test_the_review_says_what_was_found(cast, case, opened, who):
    client = signed_in_client(cast, who)
    listed = words_of(client.get(LIST))
    assert "Waiting for your review: 1" in listed and case.reference in listed
    assert newest_event().code == "emergencies_seen" and newest_event().cases == [case.pk]
    page = words_of(client.get(review_page(opened)))
    assert WHY in page and "It is open to them until" in page
    answer = review(cast, who, opened)
    assert answer.headers["Location"] == LIST
    event = newest_event()
    assert (event.code, event.people) == ("emergency_reviewed", [cast.user("hal").pk])
    listed = words_of(client.get(LIST))
    assert "Waiting for your review: 0" in listed and "It was right to open it" in listed
    page = words_of(client.get(review_page(opened)))
    assert "Called her manager" in page and "Record the review" not in page


def test_a_right_opening_stays_open_until_its_time(cast, case, opened):
    review(cast, "odile", opened)
    assert signed_in_client(cast, "hal").get(page_of(case)).status_code == 200


@pytest.mark.parametrize("who", ["carys", "odile"])
@pytest.mark.parametrize("outcome", ["mistake", "concern"])
def test_any_other_ends_at_once(cast, case, opened, who, outcome):
    review(cast, who, opened, outcome=outcome)
    assert facts_of(case.pk).admitted == {}
    assert signed_in_client(cast, "hal").get(page_of(case)).status_code == 404


def test_it_is_still_to_be_reviewed_when_it_ran_out(cast, case, opened):
    with later(hours=5):
        page = words_of(signed_in_client(cast, "odile").get(review_page(opened)))
        assert "It is open to them no longer" in page
        assert review(cast, "odile", opened).status_code == 302
        # And can be opened anew, to be reviewed anew.
        assert open_now(cast, "hal", case).pk != opened.pk


def test_a_reason_that_was_erased_leaves_the_rest(cast, case, opened):
    with as_owner():
        AuditDetail.objects.filter(pk=opened.opening_event).delete()
    page = words_of(signed_in_client(cast, "odile").get(review_page(opened)))
    assert "Erased when its time was over" in page and WHY not in page


def test_two_reviews_are_one(cast, opened):
    review(cast, "odile", opened)
    with pytest.raises(RuleBroken, match="meanwhile"), unit_of_work(cast.actor("carys")) as work:
        review_emergency(actor=work.actor, access_id=opened.pk, outcome="concern", words="x")


def test_nobody_reviews_what_they_opened_themselves(cast, case, opened):
    """Hal is made coordinator meanwhile."""
    with as_owner(), unit_of_work(cast.actor("carys")):
        held = cast.memberships["hal"]
        held.role = Role.COORDINATOR
        held.save()
    client = signed_in_client(cast, "hal")
    assert "Waiting for your review: 0" in text(client.get(LIST))
    page = text(client.get(review_page(opened)))
    assert "You opened it yourself" in page and "Record the review" not in page
    assert review(cast, "hal", opened).status_code == 422
    with pytest.raises(RuleBroken, match="Somebody else reviews"):
        do(cast, "hal", review_emergency, access_id=opened.pk, outcome="right", words="Right.")
    with pytest.raises(IntegrityError), unit_of_work(cast.actor("carys")):
        opened.outcome, opened.reviewed_by = "right", cast.user("hal")
        opened.reviewed_at = opened.opened_at
        opened.save()


@pytest.mark.parametrize("who", ["petra", "hal", "wren", "alex", "nia"])
def test_others_review_nothing(cast, case, opened, who):
    client = signed_in_client(cast, who)
    if who != "nia":
        assert client.get(LIST).status_code == 403
    assert client.get(review_page(opened)).status_code in (403, 404)
    with unit_of_work(cast.actor(who)):
        assert every(EmergencyAccess).exists() == (who == "hal")


def test_the_lead_ends_admissions_and_changes_nothing_else(cast, case, opened):
    for change in (
        {"walled": frozenset()},
        {"full_circulation": frozenset({cast.agency("acute").pk})},
        {"admitted": {cast.seat("petra"): opened.until}},
        {"frozen": True},
    ):
        if change == {"walled": frozenset()}:
            declare_wall(cast, case, "rowan")
        with (
            pytest.raises(DatabaseError, match="ends admissions only"),
            unit_of_work(cast.actor("odile")) as work,
        ):
            circulation.change(work, case.pk, **change)


def test_an_opening_is_reviewed_whole_or_not_at_all(cast, opened):
    assert ask(cast, "hal", "LM-ZZZZ", code="000000").status_code == 422
    assert newest_opening().pk == opened.pk
    answer = review(cast, "odile", opened, words="")
    assert answer.status_code == 422 and "Enter what you found" in text(answer)


def test_the_watch_raises_an_alert(cast, case, opened):
    (alert,) = look(watched="break_glass")
    assert (alert.about, alert.case_id) == (cast.user("hal"), case.pk)
