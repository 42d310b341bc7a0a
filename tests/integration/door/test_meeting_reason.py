"""The pages of a meeting that is over ask once why, for all its cases, and count as reading
them."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from meetings.models import Case, MeetingState, Stage
from sharing.models import CaseOpening, Watched
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests import story
from tests.conftest import as_owner
from tests.copies import cases_at
from tests.doing import change
from tests.integration.door.helpers import later, page_of
from tests.integration.watch.helpers import rule
from tests.memory import told_once
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.trail import count_events, events, newest_event
from tests.visits import send, words_of

pytestmark = pytest.mark.usefixtures("unprinted_paper")
PAGES = ("meeting", "meeting_minutes", "meeting_minutes_paper", "case_list", "action_sheet")
MANY = 5


@told_once
def meeting_with(cast, *, days=-60, state=MeetingState.AGREED, number=2, there=()):
    """Lay down a meeting so many days ago of which every case is complete, and who was there."""
    meeting = story.meeting_in(cast, days=days, state=MeetingState.HELD)
    story.in_the_room(cast, meeting, *there)
    names = [f"Tara{one}" for one in range(number)]
    cases = cases_at(cast, Stage.COMPLETE, names, meeting=meeting)
    with unit_of_work(cast.actor("carys")):
        meeting.refresh_from_db()
        meeting.state = state
        if state != MeetingState.AGREED:
            meeting.agreed_at = meeting.agreed_by = None
        meeting.save()
    return meeting, cases


def page(name, meeting):
    return reverse(name, args=[meeting.pk])


def reasons_page(meeting, then):
    return f"{page('give_reasons', meeting)}?then={quote(then, safe='')}"


@pytest.mark.parametrize(
    ("who", "name"),
    [*(("petra", name) for name in PAGES), ("carys", "meeting"), ("chidi", "meeting_minutes")],
)
def test_an_old_meeting_asks_once_for_all_its_cases(cast, who, name):
    meeting, cases = meeting_with(cast)
    client, ids = signed_in_client(cast, who), sorted(case.pk for case in cases)
    answer = client.get(page(name, meeting))
    assert answer.status_code == 302
    assert answer.headers["Location"] == reasons_page(meeting, page(name, meeting))
    refused = newest_event()
    assert (refused.outcome, refused.reason) == ("refused", "without_reason")
    assert sorted(refused.cases) == ids
    asked = words_of(client.get(answer.headers["Location"]))
    assert all(case.reference in asked for case in cases) and "Tara" not in asked
    before = count_events()
    given = send(client, answer.headers["Location"], choice="review")
    assert given.headers["Location"] == page(name, meeting)
    (event,) = [one for one in events()[before:] if one.code == "reason_given"]
    assert sorted(event.cases) == ids
    for each in PAGES:
        assert client.get(page(each, meeting)).status_code == 200, each
    assert client.get(page_of(cases[0])).status_code == 200
    with later(days=1):
        assert signed_in_client(cast, who).get(page(name, meeting)).status_code == 302


def test_without_an_answer_nothing_opens(cast):
    meeting, _cases = meeting_with(cast)
    client = signed_in_client(cast, "petra")
    way = reasons_page(meeting, page("meeting_minutes", meeting))
    assert send(client, way, choice="").status_code == 422
    assert client.get(page("meeting_minutes", meeting)).status_code == 302


def test_a_part_of_a_page_leads_the_whole_page_there(cast):
    meeting, _cases = meeting_with(cast)
    client = signed_in_client(cast, "petra")
    answer = client.get(page("meeting_minutes", meeting), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reasons_page(meeting, page("meeting", meeting))


def test_whoever_was_there_reads_the_minutes_for_four_weeks(cast):
    meeting, cases = meeting_with(cast, days=-20, there=["petra"])
    assert signed_in_client(cast, "petra").get(page("meeting_minutes", meeting)).status_code == 200
    with as_owner():
        assert CaseOpening.objects.count() == len(cases)
    # Carys was not there; and after four weeks nobody comes from it any more.
    assert signed_in_client(cast, "carys").get(page("meeting_minutes", meeting)).status_code == 302
    with later(days=9):
        client = signed_in_client(cast, "petra")
        assert client.get(page("meeting_minutes", meeting)).status_code == 302


@pytest.mark.parametrize("who", ["carys", "chidi", "petra"])
def test_while_actions_are_open_the_minutes_are(cast, who):
    meeting, cases = meeting_with(cast)
    change(cast, cases[0], Case, stage=Stage.ACTIONS)
    client = signed_in_client(cast, who)
    for name in PAGES:
        assert client.get(page(name, meeting)).status_code == 200, name


@pytest.mark.parametrize("state", [MeetingState.RUNNING, MeetingState.HELD])
@pytest.mark.parametrize("who", ["carys", "chidi", "petra"])
def test_a_meeting_that_is_not_over_asks_and_counts_nothing(cast, who, state):
    """Not even of a case that has gone on from it."""
    rule(cast, Watched.MANY_CASES, number=MANY, minutes=10)
    meeting, cases = meeting_with(cast, days=0, state=state, number=MANY + 1)
    change(cast, cases[0], Case, stage=Stage.TRANSFERRED)
    client = signed_in_client(cast, who)
    for name in PAGES:
        assert client.get(page(name, meeting)).status_code == 200, name
    with as_owner():
        assert not CaseOpening.objects.exists()


def test_reading_minutes_counts_as_reading_each_case(cast):
    rule(cast, Watched.MANY_CASES, number=MANY, minutes=10)
    first, _cases = meeting_with(cast, days=-20, number=MANY + 1, there=["chidi"])
    second, _others = meeting_with(cast, days=-19, number=1, there=["chidi"])
    client = signed_in_client(cast, "chidi")
    # What stands on one page is not many in itself, as often as it is read.
    for _time in range(2):
        assert client.get(page("meeting_minutes", first)).status_code == 200
    answer = client.get(page("meeting_minutes", second))
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/confirm/")
    assert (newest_event().reason, newest_event().outcome) == ("too_fast", "refused")
    with later(minutes=11):
        assert (
            signed_in_client(cast, "chidi").get(page("meeting_minutes", second)).status_code == 200
        )


def test_whoever_only_looks_people_up_can_say_why_too(cast):
    """Their return about a case that has ended opens with a reason, as all else does."""
    _meeting, (case, _other) = meeting_with(cast)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(
            work,
            case.pk,
            full_circulation=frozenset(),
            search_circulation=frozenset({cast.agency("police").pk}),
        )
    client, its_return = signed_in_client(cast, "petra"), reverse("research_return", args=[case.pk])
    answer = client.get(its_return)
    assert answer.status_code == 302
    assert (
        send(client, answer.headers["Location"], choice="asked").headers["Location"] == its_return
    )
    assert client.get(its_return).status_code == 200


def test_a_reason_for_many_cases_takes_no_more_queries_than_for_two(cast):
    counts = []
    for number in (2, 6):
        meeting, _cases = meeting_with(cast, days=-60 - number, number=number)
        client = signed_in_client(cast, "petra")
        way = reasons_page(meeting, page("meeting_minutes", meeting))
        form = client.get(way).context["form"]
        with made_queries() as asked:
            sent = {"form_token": form["form_token"].value(), "choice": "review"}
            assert client.post(way, sent).status_code == 302
        counts.append(len(asked))
    assert counts[0] == counts[1]
