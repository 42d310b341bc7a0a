"""Opening many cases quickly is slowed and told; a list that one prepares for is not."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from meetings.models import Case, MeetingState, Stage
from sharing import clock
from sharing.models import CaseOpening, Watched
from sharing.rules.reading import FEWEST
from sharing.unit import unit_of_work
from tests import story
from tests.conftest import as_owner
from tests.copies import cases_at
from tests.doing import declare_wall, every, explained
from tests.integration.addresses.helpers import SAFE
from tests.integration.door.helpers import later, page_of
from tests.integration.watch.helpers import look, rule
from tests.signing_in import device_of, good_code, session_of, signed_in_client
from tests.story import case_at
from tests.trail import count_events, events, newest_codes, newest_event
from tests.visits import hidden, post, text

CONFIRM = "/confirm/"
MANY = 5
NAMES = [f"Tara{one}" for one in range(MANY + 2)]


@pytest.fixture
def limit(cast):
    """In this area nobody opens more than five cases within ten minutes unasked."""
    rule(cast, Watched.MANY_CASES, number=MANY, minutes=10)


@pytest.fixture
def cases(cast):
    """Cases that wait for triage: on the coordinator’s lists, and on that of no meeting."""
    return cases_at(cast, Stage.TRIAGE, NAMES)


def opened(client, cases):
    return [client.get(page_of(one)).status_code for one in cases]


def confirm(cast, client, who, answer, code=None):
    page = client.get(answer.headers["Location"])
    code = code or good_code(device_of(cast.user(who)))
    return client.post(answer.headers["Location"], hidden(page) | {"code": code})


def test_the_case_after_the_last_asks_for_a_fresh_code(cast, limit, cases):
    client = signed_in_client(cast, "carys")
    assert opened(client, cases[:MANY]) == [200] * MANY
    answer = client.get(page_of(cases[MANY]))
    assert answer.status_code == 302 and answer.headers["Location"].startswith(CONFIRM)
    page = text(client.get(answer.headers["Location"]))
    assert "You opened many cases in a few minutes" in page and cases[MANY].reference not in page
    answer = confirm(cast, client, "carys", answer)
    assert answer.headers["Location"] == page_of(cases[MANY])
    assert newest_event().code == "reading_confirmed"
    assert newest_event().also == ["second_factor_again"]
    # And so many more may be opened then.
    assert opened(client, cases[MANY:]) == [200, 200]


def test_a_form_that_is_shown_again_opens_its_case_like_any_page(cast, limit, cases):
    """The operation that refused took back what it wrote, and what stands around the form is
    read."""
    said = {
        "agreement": "unsafe",
        "necessity": SAFE,
        "proportionality": "No more.",
        "risk_if_not_shared": "He may kill.",
    }
    client = signed_in_client(cast, "ines")
    explained(cast, "ines", *cases)
    for case in cases[:MANY]:
        wrong = post(cast, "ines", "record_agreement", case.pk, client=client, **said)
        assert wrong.status_code == 422 and "Tara" in text(wrong)
        assert case.pk in newest_event().cases
    assert client.get(page_of(cases[MANY])).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_those_that_are_opened_at_once_are_counted_too(cast, limit, cases):
    together, now = Barrier(len(cases)), clock.now()
    clients = [signed_in_client(cast, "carys") for _case in cases]

    def open_one(client, case):
        with clock.set_to(now):
            together.wait()
            try:
                return client.get(page_of(case)).status_code
            finally:
                connection.close()

    with ThreadPoolExecutor(len(cases)) as pool:
        answers = list(pool.map(open_one, clients, cases))
    assert sorted(answers) == [200] * MANY + [302] * (len(cases) - MANY)
    assert look(watched=Watched.MANY_CASES, about=cast.user("carys"))


def test_a_wrong_code_opens_nothing(cast, limit, cases):
    client = signed_in_client(cast, "carys")
    opened(client, cases[:MANY])
    answer = client.get(page_of(cases[MANY]))
    wrong = confirm(cast, client, "carys", answer, code="000000")
    assert wrong.status_code == 422 and newest_event().code == "second_factor_failed"
    assert client.get(page_of(cases[MANY])).status_code == 302


def test_the_attempt_is_on_record_and_an_alert_for_the_lead(cast, limit, cases):
    client = signed_in_client(cast, "carys")
    opened(client, cases[:MANY])
    before = count_events()
    client.get(page_of(cases[MANY]))
    (event,) = events()[before:]
    assert (event.code, event.outcome, event.reason) == ("case_viewed", "refused", "too_fast")
    assert event.cases == [cases[MANY].pk]
    (alert,) = look(watched=Watched.MANY_CASES)
    assert alert.about == cast.user("carys")


def test_fewer_raise_no_alert(cast, limit, cases):
    opened(signed_in_client(cast, "carys"), cases[:MANY])
    assert look(watched=Watched.MANY_CASES) == []


def test_the_same_case_again_counts_once(cast, limit, cases):
    client = signed_in_client(cast, "carys")
    for _ in range(3):
        assert opened(client, cases[:MANY]) == [200] * MANY
    assert client.get(page_of(cases[MANY])).status_code == 302
    assert opened(client, cases[:MANY]) == [200] * MANY


def test_a_new_session_does_not_begin_anew(cast, limit, cases):
    opened(signed_in_client(cast, "carys"), cases[:MANY])
    assert signed_in_client(cast, "carys").get(page_of(cases[MANY])).status_code == 302


def test_after_the_minutes_it_counts_no_more(cast, limit, cases):
    opened(signed_in_client(cast, "carys"), cases[:MANY])
    with later(minutes=9):
        assert signed_in_client(cast, "carys").get(page_of(cases[MANY])).status_code == 302
    with later(minutes=11):
        assert signed_in_client(cast, "carys").get(page_of(cases[MANY])).status_code == 200


def test_each_is_counted_alone(cast, limit, cases):
    opened(signed_in_client(cast, "carys"), cases[:MANY])
    assert opened(signed_in_client(cast, "chidi"), cases[:MANY]) == [200] * MANY


def test_no_area_slows_anybody_before_the_fifth(cast, cases):
    rule(cast, Watched.MANY_CASES, number=1, minutes=10)
    client = signed_in_client(cast, "carys")
    assert opened(client, cases[:FEWEST]) == [200] * FEWEST
    assert client.get(page_of(cases[FEWEST])).status_code == 302


def test_an_area_that_says_nothing_has_the_proposed_number(cast):
    cases = cases_at(cast, Stage.TRIAGE, [f"Tara{one}" for one in range(13)])
    client = signed_in_client(cast, "carys")
    assert opened(client, cases) == [200] * 12 + [302]


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (MeetingState.PLANNED, ["carys", "chidi"]),
        (MeetingState.PUBLISHED, ["carys", "chidi", "petra", "ines"]),
        (MeetingState.HELD, ["carys", "chidi", "petra", "ines"]),
    ],
)
def test_a_list_that_one_prepares_for_or_attends_is_not_counted(cast, limit, state, who):
    meeting = story.meeting_in(cast, state=state)
    stage = Stage.LISTED if state == MeetingState.PLANNED else Stage.RESEARCH
    listed = cases_at(cast, stage, NAMES[: MANY + 1], meeting=meeting)
    for name in who:
        assert opened(signed_in_client(cast, name), listed) == [200] * (MANY + 1), name
    with as_owner():
        assert not CaseOpening.objects.exists()


def test_nobody_is_slowed_in_a_meeting(cast, limit, cases):
    meeting = story.meeting_in(cast, days=0, state=MeetingState.RUNNING)
    story.in_the_room(cast, meeting, "chidi")
    assert opened(signed_in_client(cast, "chidi"), cases) == [200] * len(cases)
    # Carys is not in the room.
    assert opened(signed_in_client(cast, "carys"), cases)[-1] == 302
    with unit_of_work(cast.actor("chidi")):
        meeting.state = MeetingState.HELD
        meeting.save()
    fresh = case_at(cast, Stage.TRIAGE, name="Vera")
    assert signed_in_client(cast, "chidi").get(page_of(fresh)).status_code == 302


@pytest.fixture
def closed(cast, limit):
    """Cases of the police that are on none of their lists, and that they said why they open."""
    cases = cases_at(cast, Stage.COMPLETE, NAMES)
    explained(cast, "petra", *cases)
    return cases


def test_a_meeting_of_another_day_that_nobody_ended_keeps_nobody_busy(cast, closed):
    meeting = story.meeting_in(cast, days=-21, state=MeetingState.RUNNING)
    case_at(cast, Stage.RESEARCH, meeting=meeting, name="Una")
    with clock.set_to(meeting.starts_at):
        story.in_the_room(cast, meeting, "petra")
    assert opened(signed_in_client(cast, "petra"), closed) == [200] * MANY + [302] * 2


@pytest.mark.parametrize("walled_off", [False, True])
def test_nor_does_one_on_whose_list_nothing_of_theirs_stands(cast, closed, walled_off):
    """To agree to its declaration is one press; that a wall hides what stands there makes no
    difference."""
    meeting = story.meeting_in(cast, days=0, state=MeetingState.RUNNING)
    if walled_off:
        hidden_one = case_at(cast, Stage.RESEARCH, meeting=meeting, name="Una")
        declare_wall(cast, hidden_one, "petra")
    assert post(cast, "petra", "declare", meeting.pk).status_code == 302
    assert opened(signed_in_client(cast, "petra"), closed) == [200] * MANY + [302] * 2


def test_who_hears_a_case_of_theirs_is_slowed_by_nothing(cast, closed):
    meeting = story.meeting_in(cast, days=0, state=MeetingState.RUNNING)
    case_at(cast, Stage.RESEARCH, meeting=meeting, name="Una")
    assert post(cast, "petra", "declare", meeting.pk).status_code == 302
    assert opened(signed_in_client(cast, "petra"), closed) == [200] * len(closed)


def test_what_one_may_not_see_is_not_counted(cast, limit, cases):
    client = signed_in_client(cast, "hal")
    assert opened(client, cases) == [404] * len(cases)
    with as_owner():
        assert not CaseOpening.objects.exists()


def test_the_page_leads_home_by_itself(cast):
    client = signed_in_client(cast, "carys")
    code = good_code(device_of(cast.user("carys")))
    answer = client.post(CONFIRM, hidden(client.get(CONFIRM)) | {"code": code})
    assert answer.headers["Location"] == "/"
    assert newest_codes(1) == ["reading_confirmed"]


def test_the_page_is_for_who_is_signed_in(cast):
    assert signed_in_client(cast, "nobody").get(CONFIRM).status_code == 302
    session_of(cast.user("carys"), factors=1)
    one_factor = signed_in_client(cast, "carys", factors=1)
    assert one_factor.get(CONFIRM).headers["Location"].startswith("/sign-in/code/")


def test_the_code_stands_on_the_page_in_the_example_alone(cast, settings):
    code = good_code(device_of(cast.user("carys")))
    assert code not in text(signed_in_client(cast, "carys").get(CONFIRM))
    settings.EXAMPLE = True
    assert code in text(signed_in_client(cast, "carys").get(CONFIRM))


def test_drafts_of_ones_own_are_not_counted(cast, limit):
    drafts = cases_at(cast, Stage.DRAFT, NAMES)
    client = signed_in_client(cast, "wren")
    assert opened(client, drafts) == [200] * len(drafts)
    with unit_of_work(cast.actor("wren")):
        assert every(Case).count() == len(drafts)
