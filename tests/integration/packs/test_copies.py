"""Copies of the pack: numbered, marked on every page, each on record with what it holds."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import PackFile, PackPart, PackSheet, Stage
from meetings.operations.packs import take_copy
from meetings.operations.research import withdraw_item
from meetings.queries.packs import copies
from sharing import clock
from sharing.actor import Actor
from sharing.models import Item, Watched
from sharing.operations import circulation
from sharing.queries.details import said_beside
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import declare_wall, do, every
from tests.integration.packs.helpers import ALL, CHAIR, HOUSING, fetch, now, read, taken
from tests.integration.watch.helpers import look
from tests.jobs import run_jobs
from tests.paper import pages_of
from tests.signing_in import a_while_after_the_code, signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import events, newest_event
from tests.visits import get, post, words_of

READ = {
    "carys": {ALL},
    "chidi": {ALL, CHAIR},
    "petra": {ALL},
    "rowan": {ALL, HOUSING},
    "ines": {ALL},
}


def item_ids(cast, texts):
    with as_owner(), unit_of_work(cast.actor("carys")):
        return set(every(Item).filter(text__in=texts).values_list("pk", flat=True))


def event_of(code, copy):
    (found,) = [one for one in events() if one.code == code and copy.pk in one.items]
    return found


@pytest.mark.parametrize("who", READ)
def test_page_and_copy_hold_what_the_reader_may_read(cast, meeting, case, who):
    page = get(cast, who, "pack", meeting.pk).content.decode()
    copy = taken(cast, who, meeting)
    response = fetch(cast, who, copy)
    assert response.status_code == 200
    pages = pages_of(response.content)
    paper = " ".join(" ".join(pages).split())
    for text in (ALL, HOUSING, CHAIR):
        assert (text in page) is (text in READ[who]), text
        assert (text in paper) is (text in READ[who]), text
    assert case.reference in paper
    number = now(copy).number
    for one in pages:
        assert f"Copy {number[:3]} {number[3:6]} {number[6:]}" in one
        assert cast.user(who).name in one
        assert "may not hold everything that agencies know" in " ".join(one.split())


@pytest.mark.parametrize("who", READ)
def test_taking_and_fetching_a_copy_are_disclosures_of_what_it_holds(cast, meeting, case, who):
    copy = taken(cast, who, meeting)
    assert fetch(cast, who, copy).status_code == 200
    for code in ("copy_taken", "copy_fetched"):
        event = event_of(code, copy)
        assert case.pk in event.cases
        assert item_ids(cast, READ[who]) | {copy.pk} <= set(event.items)
        assert not set(event.items) & item_ids(cast, {ALL, HOUSING, CHAIR} - READ[who])
        assert event.recipient_id == cast.actor(who).agency_id
    made = event_of("copy_made", copy)
    assert (set(made.cases), set(made.items)) == ({case.pk}, {copy.pk})


def test_a_reader_without_cases_has_no_pack(cast, meeting):
    assert get(cast, "hal", "pack", meeting.pk).status_code == 404
    with pytest.raises(Refused):
        do(cast, "hal", take_copy, meeting_id=meeting.pk)


def test_what_is_walled_off_or_only_looked_up_is_read_by_nobody_in_it(cast, case, meeting):
    """A second case: Petra steps out of it, and the hospital may look its people up."""
    other = case_at(cast, Stage.RESEARCH, meeting=meeting, name="Hedda", position=2)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, other.pk, search={cast.agency("acute").pk})
    declare_wall(cast, other, "petra", kind="declared")
    assert [one.case.pk for one in read(cast, "petra", meeting).cases] == [case.pk]
    hal = read(cast, "hal", meeting)
    assert (hal.cases, [one.case.pk for one in hal.listed]) == ([], [other.pk])
    page = words_of(get(cast, "hal", "pack", meeting.pk))
    assert "Hedda" in page
    assert "Safe contact" not in page
    assert "Research" not in page.split("Pack of")[-1]
    copy = taken(cast, "hal", meeting)
    assert len(pages_of(fetch(cast, "hal", copy).content)) == 1
    with unit_of_work(cast.actor("carys")):
        assert not PackPart.objects.filter(scope_id=other.pk, copy=copy).exists(), "Hal’s alone"


def test_who_keeps_the_list_has_its_order_and_numbers(cast, case, meeting):
    case_at(cast, Stage.RESEARCH, meeting=meeting, name="Hedda", position=2)
    assert [one.case.position for one in read(cast, "carys", meeting).cases] == [1, 2]
    assert (
        '<th scope="col" class="app-w-narrow">No</th>'
        in get(cast, "carys", "pack", meeting.pk).content.decode()
    )
    assert "app-w-narrow" not in get(cast, "petra", "pack", meeting.pk).content.decode()


def wall_petra(cast, case):
    declare_wall(cast, case, "petra", kind="silent")


def take_agency_off(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        rest = frozenset({cast.agency("housing").pk})
        circulation.change(work, case.pk, full_circulation=rest)


def take_item_back(cast, case):
    (item_id,) = item_ids(cast, [ALL])
    do(cast, "petra", withdraw_item, case_id=case.pk, item_id=item_id)


def end_its_time(cast, case):
    with as_owner():
        PackFile.objects.all().delete()


@pytest.mark.parametrize("change", [wall_petra, take_agency_off, take_item_back, end_its_time])
def test_its_page_says_before_the_click_that_it_is_closed_and_not_why(cast, case, meeting, change):
    copy = taken(cast, "petra", meeting)

    def shown():
        return words_of(get(cast, "petra", "copy", meeting.pk, copy.pk)).split("Copy ", 1)[1]

    ready = shown()
    assert "It is ready" in ready and "Fetch the PDF" in ready
    change(cast, case)
    closed = shown()
    assert "It is ready" not in closed and "Fetch the PDF" not in closed
    assert "It can no longer be fetched. Make another from the pack." in closed
    assert fetch(cast, "petra", copy).status_code == 403


@pytest.mark.parametrize("change", [wall_petra, take_agency_off])
def test_whose_access_changed_fetches_the_copy_no_more(cast, case, meeting, change):
    copy = taken(cast, "petra", meeting)
    assert fetch(cast, "petra", copy).status_code == 200
    change(cast, case)
    response = fetch(cast, "petra", copy)
    assert response.status_code == 403
    assert "can no longer be fetched" in words_of(response)
    assert newest_event().code == "copy_fetched"
    assert newest_event().outcome == "refused"


def test_a_copy_with_what_was_taken_back_is_fetched_no_more(cast, case, meeting):
    copy = taken(cast, "ines", meeting)
    take_item_back(cast, case)
    assert fetch(cast, "ines", copy).status_code == 403


def test_a_copy_that_is_cleared_away_meanwhile_is_closed(cast, meeting, monkeypatch):
    copy = taken(cast, "petra", meeting)

    def cleared(*_read):
        with as_owner():
            PackFile.objects.filter(copy=copy).delete()
        return True

    monkeypatch.setattr(copies, "_all_read", cleared)
    assert fetch(cast, "petra", copy).status_code == 403


def test_a_copy_is_its_holders_alone(cast, meeting):
    copy = taken(cast, "petra", meeting)
    for who in ("carys", "chidi", "rowan", "odile"):
        assert fetch(cast, who, copy).status_code in (403, 404), who
        assert get(cast, who, "copy", meeting.pk, copy.pk).status_code == 404, who


def test_taking_and_fetching_ask_for_a_fresh_code(cast, meeting):
    copy = taken(cast, "petra", meeting)
    client = a_while_after_the_code(cast, "petra")
    sent = client.post(reverse("take_copy", args=[meeting.pk]))
    assert (sent.status_code, newest_event().code) == (302, "copy_made")
    asked = client.get(reverse("fetch_copy", args=[meeting.pk, copy.pk]))
    assert asked.status_code == 302
    assert "pack" not in asked["Location"].split("?")[0]


def test_copies_fetched_again_and_again_are_told_to_the_lead(cast, meeting):
    copy = taken(cast, "petra", meeting)
    for _time in range(5):
        assert fetch(cast, "petra", copy).status_code == 200
    (alert,) = look(watched=Watched.EXPORTS)
    assert (alert.about, alert.role) == (cast.user("petra"), "representative")


def test_a_number_that_is_looked_up_is_on_record_hashed(cast, meeting):
    sought = []
    for number in ("123456789", taken(cast, "petra", meeting).number):
        post(cast, "odile", "find_copy", number=number)
        event = newest_event()
        assert event.code == "copy_sought"
        with as_owner(), unit_of_work(Actor.system("export")):
            sought.append(said_beside([event.id])[event.id]["sought"])
    assert sought[0] != sought[1] and "123456789" not in str(sought)


def test_the_page_of_a_copy_says_how_far_it_is_and_then_offers_it(cast, meeting):
    sent = post(cast, "petra", "take_copy", meeting.pk)
    assert sent.status_code == 302
    page = words_of(get_path(cast, "petra", sent["Location"]))
    assert "It is being made: 0 of 1 cases" in page
    run_jobs()
    page = words_of(get_path(cast, "petra", sent["Location"]))
    assert "It is ready:" in page and "Fetch the PDF" in page
    assert "Your copies" in words_of(get(cast, "petra", "pack", meeting.pk))


def get_path(cast, who, path, **headers):
    return signed_in_client(cast, who).get(path, headers=headers or None)


def test_a_page_that_asks_by_itself_is_an_event_where_it_tells_something(cast, meeting):
    copy = do(cast, "petra", take_copy, meeting_id=meeting.pk)
    client, by_itself = signed_in_client(cast, "petra"), {"X-Background": "1"}
    page = client.get(reverse("copy", args=[meeting.pk, copy.pk])).content.decode()
    (asks,) = re.findall('hx-get="([^"]+)"', page)
    before = len(events())
    assert (client.get(asks, headers=by_itself).status_code, len(events())) == (204, before)
    run_jobs()
    before = len(events())
    # Whether it asks by itself is for its sender to say: what it is shown is on record.
    answer = client.get(asks, headers=by_itself)
    assert "It is ready:" in words_of(answer)
    assert (newest_event().code, len(events())) == ("own_copy_seen", before + 1)


def test_what_a_later_copy_shares_is_printed_once(cast, meeting):
    """Each holder shares with nobody: who reads the same would show by how soon it is printed."""
    for who, sheets in (("petra", 1), ("petra", 1), ("carys", 2), ("petra", 2)):
        taken(cast, who, meeting)
        with as_owner(), unit_of_work(cast.actor("carys")):
            assert every(PackSheet).count() == sheets, who


def test_earlier_actions_of_other_meetings_stand_first(cast, case, meeting):
    past = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5, state="agreed"))
    page = words_of(get(cast, "petra", "pack", meeting.pk))
    assert "Actions of earlier meetings" in page and past.reference in page
    copy = taken(cast, "petra", meeting)
    assert past.reference in " ".join(pages_of(fetch(cast, "petra", copy).content)[0].split())
    assert past.pk in newest_event().cases
    declare_wall(cast, past, "petra")
    assert fetch(cast, "petra", copy).status_code == 403


def test_a_copy_can_be_fetched_for_some_days(cast, meeting):
    copy = taken(cast, "petra", meeting)
    with clock.set_to(clock.now() + timedelta(days=6)):
        assert fetch(cast, "petra", copy).status_code == 200
