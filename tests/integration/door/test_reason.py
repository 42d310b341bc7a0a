"""A reason is asked of whoever opens a case that is on none of their lists."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Case, MeetingState, Stage
from meetings.operations.transfer import transfer_out
from meetings.operations.triage import join_cases
from sharing import clock
from sharing.actor import Actor
from sharing.models import CaseOpening
from sharing.operations import circulation
from sharing.operations.purge import PURGER, remove_expired
from sharing.operations.reading import give_reason
from sharing.queries.details import said_beside
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import change, declare_wall, do
from tests.integration.door.helpers import later, open_now, page_of
from tests.integration.test_closure import end_actions
from tests.integration.watch.helpers import look
from tests.jobs import as_jobs
from tests.personas import seed_cast
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import count_events, events, newest_event
from tests.visits import send, text, words_of


def reason_page(case, then=None):
    page = reverse("give_reason", args=[case.pk])
    return f"{page}?then={quote(then or page_of(case), safe='')}"


def give(client, case, **values):
    values = {"choice": "news", "words": "He was seen near the school."} | values
    return send(client, reason_page(case), **values)


@pytest.fixture
def ended(cast):
    """A case whose actions are complete: on nobody's list any more."""
    return case_at(cast, Stage.COMPLETE)


@pytest.mark.parametrize("who", ["carys", "chidi", "ines", "petra"])
def test_a_case_on_no_list_asks_why_and_opens_then(cast, ended, who):
    client = signed_in_client(cast, who)
    answer = client.get(page_of(ended))
    assert answer.status_code == 302 and answer.headers["Location"] == reason_page(ended)
    page = words_of(client.get(answer.headers["Location"]))
    assert f"{ended.reference} is on none of your lists" in page and "Tara" not in page
    answer = give(client, ended)
    assert answer.headers["Location"] == page_of(ended)
    assert client.get(page_of(ended)).status_code == 200


def test_why_is_on_record_beside_the_event(cast, ended):
    before = count_events()
    client = signed_in_client(cast, "petra")
    client.get(page_of(ended))
    give(client, ended)
    client.get(page_of(ended))
    seen = [(one.code, one.outcome, one.reason) for one in events()[before:]]
    assert seen == [
        ("case_viewed", "refused", "without_reason"),
        ("reason_asked", "allowed", ""),
        ("reason_given", "allowed", ""),
        ("case_viewed", "allowed", ""),
    ]
    given = events()[before + 2]
    assert given.cases == [ended.pk] and "school" not in str(given.__dict__)
    with as_owner():
        beside = said_beside([given.id])[given.id]
    assert (beside["why"], beside["choice"]) == ("He was seen near the school.", "news")


def test_it_is_asked_once_a_day_for_each_case(cast, ended):
    client = signed_in_client(cast, "petra")
    give(client, ended)
    for name in ("case", "case_research", "minutes", "minutes_paper"):
        assert client.get(reverse(name, args=[ended.pk])).status_code == 200, name
    assert signed_in_client(cast, "petra").get(page_of(ended)).status_code == 200
    assert signed_in_client(cast, "carys").get(page_of(ended)).status_code == 302
    with later(days=1):
        assert signed_in_client(cast, "petra").get(page_of(ended)).status_code == 302
        give(signed_in_client(cast, "petra"), ended)
        assert signed_in_client(cast, "petra").get(page_of(ended)).status_code == 200


@pytest.mark.parametrize("name", ["case_research", "minutes", "minutes_paper", "referral"])
def test_every_page_of_the_case_asks_and_leads_back(cast, ended, name):
    page = reverse(name, args=[ended.pk])
    client = signed_in_client(cast, "petra")
    answer = client.get(page)
    assert answer.headers["Location"] == reason_page(ended, page)
    sent = send(client, answer.headers["Location"], choice="review")
    assert sent.headers["Location"] == page


def test_it_leads_nowhere_else(cast, ended):
    client = signed_in_client(cast, "petra")
    sent = send(client, reason_page(ended, "https://elsewhere.example/"), choice="review")
    assert sent.headers["Location"] == page_of(ended)


def test_a_part_of_a_page_leads_the_whole_page_there(cast, ended):
    client = signed_in_client(cast, "petra")
    answer = client.get(page_of(ended), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reason_page(ended)


def test_a_page_that_asks_by_itself_is_not_led_anywhere(cast, ended):
    client = signed_in_client(cast, "petra")
    assert client.get(page_of(ended), headers={"X-Background": "1"}).status_code == 403


def test_what_is_sent_to_a_page_leads_to_the_case(cast, ended):
    client = signed_in_client(cast, "petra")
    answer = client.post(reverse("add_development", args=[ended.pk]), {})
    assert answer.headers["Location"] == reason_page(ended)


def test_something_else_is_said_in_words(cast, ended):
    client = signed_in_client(cast, "petra")
    assert "Enter why you open it" in text(give(client, ended, choice="other", words=""))
    assert "Select why you open it" in text(give(client, ended, choice=""))
    assert give(client, ended, choice="other", words="For the court.").status_code == 302


def test_whoever_may_not_read_it_is_not_asked(cast, ended):
    for who in ("hal", "odile", "alex", "nia"):
        assert signed_in_client(cast, who).get(page_of(ended)).status_code in (403, 404)
        assert signed_in_client(cast, who).get(reason_page(ended)).status_code in (403, 404)
        with pytest.raises(Refused), unit_of_work(cast.actor(who)) as work:
            give_reason(actor=work.actor, case_ids=[ended.pk], choice="news", words="")
    declare_wall(cast, ended, "petra", kind="silent")
    assert signed_in_client(cast, "petra").get(page_of(ended)).status_code == 404
    assert signed_in_client(cast, "petra").get(reason_page(ended)).status_code == 404


def test_to_be_asked_is_no_refusal_and_the_answer_is_a_sign_for_the_watch(cast, ended):
    client = signed_in_client(cast, "petra")
    for _ in range(6):
        client.get(page_of(ended))
    assert "without" not in text(signed_in_client(cast, "odile").get("/"))
    assert "Refused attempts in 7 days: 0" in text(signed_in_client(cast, "odile").get("/"))
    assert look(watched="refusals") == look(watched="off_list") == []
    give(client, ended)
    (alert,) = look(watched="off_list")
    assert (alert.about, alert.case_id) == (cast.user("petra"), ended.pk)


# What stands on a list asks nothing.


@pytest.mark.parametrize(
    ("stage", "who"),
    [
        (Stage.TRIAGE, ["carys", "chidi", "wren"]),
        (Stage.ACCEPTED, ["carys", "chidi", "ines", "wren"]),
        (Stage.LISTED, ["carys", "chidi", "ines", "wren"]),
        (Stage.RESEARCH, ["carys", "chidi", "ines", "wren", "petra", "rowan"]),
        (Stage.HEARING, ["carys", "chidi", "ines", "wren", "petra", "rowan"]),
        (Stage.HEARD, ["carys", "chidi", "ines", "wren", "petra", "rowan"]),
        (Stage.ACTIONS, ["carys", "chidi", "ines", "wren", "petra", "rowan"]),
        (Stage.COMPLETE, ["wren"]),
    ],
)
def test_what_is_on_a_list_opens_at_once(cast, stage, who):
    case = case_at(cast, stage)
    for name in who:
        assert signed_in_client(cast, name).get(page_of(case)).status_code == 200, name


def test_who_has_no_action_left_is_asked(cast):
    """Police and housing have actions; children’s social care is on circulation and has none."""
    case = case_at(cast, Stage.ACTIONS)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, case.pk, full={cast.agency("acute").pk})
    assert signed_in_client(cast, "hal").get(page_of(case)).status_code == 302


def test_who_has_an_open_action_in_a_case_that_went_to_another_area_is_not_asked(cast):
    """It stands on their list of actions; of those without one they are asked."""
    case = case_at(cast, Stage.ACTIONS)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, case.pk, full={cast.agency("acute").pk})
    do(cast, "carys", transfer_out, case_id=case.pk, area_name="Eastfell", reason="Moved.")
    for who, status in (("rowan", 200), ("petra", 200), ("carys", 200), ("hal", 302)):
        client = signed_in_client(cast, who)
        assert (case.reference in text(client.get(reverse("actions")))) == (status == 200), who
        assert client.get(page_of(case)).status_code == status, who
    end_actions(cast, case)
    with as_owner():
        CaseOpening.objects.all().delete()  # nobody has read it today
    for who in ("rowan", "carys"):
        assert signed_in_client(cast, who).get(page_of(case)).status_code == 302, who


def test_an_open_action_in_a_case_on_hold_is_on_no_list(cast):
    case = case_at(cast, Stage.ACTIONS)
    change(cast, case, Case, stage=Stage.DIED)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, frozen=True)
    assert signed_in_client(cast, "rowan").get(page_of(case)).status_code == 302


def test_a_meeting_that_is_not_over_asks_nobody(cast):
    """Hal's hospital was asked nothing, and comes to the meeting for the case all the same."""
    case = case_at(cast, Stage.HEARD)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, case.pk, full={cast.agency("acute").pk})
    assert signed_in_client(cast, "hal").get(page_of(case)).status_code == 200
    with unit_of_work(cast.actor("carys")):
        case.meeting.state = MeetingState.AGREED
        case.meeting.agreed_at, case.meeting.agreed_by = clock.now(), cast.user("chidi")
        case.meeting.save()
    assert signed_in_client(cast, "hal").get(page_of(case)).status_code == 302


def test_a_joined_case_stands_as_the_one_that_it_was_joined_to(cast):
    first, second = case_at(cast, Stage.ACCEPTED), case_at(cast, Stage.TRIAGE)
    change(cast, second, Case, submitted_at=clock.now() + timedelta(seconds=5))
    do(cast, "carys", join_cases, case_id=second.pk, into_id=first.pk)
    assert signed_in_client(cast, "carys").get(page_of(second)).status_code == 200
    change(cast, first, Case, stage=Stage.COMPLETE)
    with as_owner():
        CaseOpening.objects.all().delete()  # nobody has read it today
    assert signed_in_client(cast, "carys").get(page_of(second)).status_code == 302


def test_whoever_gave_a_reason_in_an_emergency_is_not_asked_again(cast, ended):
    open_now(cast, "hal", ended)
    assert signed_in_client(cast, "hal").get(page_of(ended)).status_code == 200


# Who opened what is nobody else's.


def test_the_database_shows_openings_to_their_person_alone(cast, ended):
    give(signed_in_client(cast, "petra"), ended)
    for who, number in (("petra", 1), ("carys", 0), ("odile", 0)):
        with unit_of_work(cast.actor(who)):
            assert CaseOpening.objects.count() == number


@pytest.mark.django_db(transaction=True)
def test_what_was_opened_is_gone_after_a_day(transactional_db):
    cast = seed_cast()
    ended, before = case_at(cast, Stage.COMPLETE), clock.now() - timedelta(hours=25)
    with clock.set_to(before):
        give(signed_in_client(cast, "petra"), ended)
    give(signed_in_client(cast, "carys"), ended)
    with as_jobs(), unit_of_work(Actor.system(PURGER)) as work:
        remove_expired(actor=work.actor)
        assert work.beside["removed"]["openings of cases"] == 1
    with as_owner():
        assert [one.user_id for one in CaseOpening.objects.all()] == [cast.user("carys").pk]
    assert newest_event().code == "expired_removed"
    connection.close()


def test_who_closes_a_case_that_they_read_today_goes_on_reading_it(cast):
    case = case_at(cast, Stage.ACTIONS)
    client = signed_in_client(cast, "carys")
    assert client.get(page_of(case)).status_code == 200
    change(cast, case, Case, stage=Stage.COMPLETE)
    assert client.get(page_of(case)).status_code == 200
    with clock.set_to(clock.now() + timedelta(days=1)):
        client = signed_in_client(cast, "carys")
        assert client.get(page_of(case)).headers["Location"] == reason_page(case)
