"""What the IDVA service records for a referral that is joined to another case: it is read with that
case wherever it is read, and goes on there."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import Hearing, OutcomePlan, Stage, Voice
from meetings.operations import referral
from meetings.operations.hearing import agree_minutes
from sharing import clock
from sharing.models import Party, SafeContact
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.copies import copies_of
from tests.doing import change, change_party, declare_wall, do, one
from tests.integration.idva.test_pages import FORMS
from tests.integration.idva.test_pages import attempt as typed
from tests.integration.idva.test_records import attempt, plan, wishes
from tests.integration.triage.test_joined import join, second_of
from tests.paper import in_one_line
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room
from tests.trail import newest_event
from tests.visits import day, get, hidden, send, words_of

WISH = "To move, and no word to his mother."


def days_ago(number=1):
    return clock.today() - timedelta(days=number)


def speak(cast, case):
    """Record what an IDVA records before a meeting."""
    attempt(cast, case, result="no_answer")
    attempt(cast, case)
    wishes(cast, case, heard_on=days_ago())
    wishes(cast, case, "child", wishes="Sleeps badly since.", heard_by="The nursery")
    plan(cast, case)


def both_at(cast, stage):
    """Return a case, and a referral joined to it for which the IDVA service had recorded all."""
    first, second = case_at(cast, stage), second_of(cast)
    speak(cast, second)
    join(cast, first, second)
    return first, second


@pytest.fixture
def both(cast):
    return both_at(cast, Stage.RESEARCH)


@pytest.mark.parametrize("who", ["ines", "carys", "rowan"])
def test_the_page_of_the_victim_reads_it_with_the_case(cast, both, who):
    first, second = both
    page = words_of(get(cast, who, "advocate", first.pk))
    assert "Contact: reached, 2 attempts" in page
    assert "Not heard yet." not in page and "Nobody yet." not in page
    for words in (WISH, "Sleeps badly since.", "In person, at the clinic"):
        assert words in page
    assert page.count(f"Recorded for {second.reference}.") == 5  # with the decision to share
    event = newest_event()
    assert set(event.cases) == {first.pk, second.pk} and event.people


def test_a_referrer_reads_nothing_of_it_that_is_of_the_other_referral(cast, both):
    first, second = both
    page = words_of(get(cast, "wren", "advocate", first.pk))
    assert "not reached yet, 0 attempts" in page and "Not heard yet." in page
    assert WISH not in page and second.reference not in page


def test_nobody_is_asked_again_for_what_was_done(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    client = signed_in_client(cast, "ines")

    def owed():
        pages = (reverse("home"), reverse("case", args=[first.pk]))
        return [words_of(client.get(page)) for page in pages]

    attempt(cast, second)
    join(cast, first, second)
    home, page = owed()
    assert f"Reach the victim of {first.reference}" not in home
    assert "Wishes not recorded: 1" in home and "Record the wishes" in page
    wishes(cast, first, heard_on=days_ago())
    home, page = owed()
    assert "Wishes not recorded: 0" in home or "Wishes not recorded" not in home
    assert "Record the wishes" not in page and "Reach the victim" not in page


def test_the_meeting_is_as_ready_as_it_is(cast, both):
    home = words_of(get(cast, "carys", "home"))
    assert "Victims’ wishes 1 of 1 recorded" in home
    assert "No victim’s wishes yet" not in home


@pytest.mark.parametrize("who", ["chidi", "ines"])
def test_the_room_reads_it(cast, both, who):
    first, second = both
    in_the_room(cast, first.meeting, who)
    page = words_of(get(cast, who, "hearing", first.meeting_id, first.pk))
    assert "Not known. Ask who has spoken" not in page
    assert WISH in page and "Sleeps badly since." in page
    assert page.count(f"Recorded for {second.reference}.") == 2
    assert "Tells the victim Ines Example" in page
    assert second.pk in newest_event().cases


def test_the_pack_holds_it(cast, both):
    first, second = both
    page = words_of(get(cast, "petra", "pack", first.meeting_id))
    assert WISH in page and f"Recorded for {second.reference}." in page


def test_the_minutes_hold_it_for_whoever_may_read_that_referral(cast):
    first, second = case_at(cast, Stage.HEARD), second_of(cast)
    speak(cast, second)
    change(cast, second, type(second), stage=Stage.JOINED, joined_to_id=first.pk)
    do(cast, "chidi", agree_minutes, meeting_id=first.meeting_id)
    page = words_of(get(cast, "carys", "minutes", first.pk))
    paper = in_one_line(get(cast, "chidi", "minutes_paper", first.pk).content)
    for shown in (page, paper):
        assert WISH in shown and "Sleeps badly since." in shown
        assert shown.count(f"Recorded for {second.reference}.") == 2
    referrers = words_of(get(cast, "wren", "minutes", first.pk))
    assert WISH not in referrers and second.reference not in referrers


def in_the_pack(cast, case):
    return words_of(get(cast, "carys", "pack", case.meeting_id))


def test_what_is_newer_takes_the_place_of_it(cast, both):
    first, _second = both
    wishes(cast, first, wishes="To wait.", heard_on=days_ago())
    wishes(cast, first, wishes="To stay.")
    page = in_the_pack(cast, first)
    assert "To stay." in page and "To wait." not in page and WISH not in page
    assert "Sleeps badly since." in page
    page = words_of(get(cast, "ines", "advocate", first.pk))
    assert page.index("To stay.") < page.index(WISH)


def test_the_cases_own_stays_beside_what_is_newer(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    third = second_of(cast, seconds=9)
    wishes(cast, first, wishes="To stay.", heard_on=days_ago(3))
    wishes(cast, third, wishes="To wait.", heard_on=days_ago(2))
    speak(cast, second)
    for joined in (second, third):
        join(cast, first, joined)
    page = in_the_pack(cast, first)
    assert page.index(WISH) < page.index("To stay.") and "To wait." not in page
    assert "To wait." in words_of(get(cast, "ines", "advocate", first.pk))


def test_the_joined_one_leads_there(cast, both):
    first, second = both
    page = get(cast, "ines", "advocate", second.pk)
    words = words_of(page)
    assert f"This referral was joined to {first.reference}. What was recorded" in words
    assert f'href="{reverse("advocate", args=[first.pk])}"' in page.content.decode()
    assert "Contact: reached, 2 attempts" in words and WISH in words
    assert "Record an attempt" not in words and "Change it" not in words
    assert "Confirm or change it" in words  # the safe ways of both are compared


def test_one_without_records_says_nothing_of_the_case(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    join(cast, first, second)
    speak(cast, first)
    page = words_of(get(cast, "ines", "advocate", second.pk))
    assert "Contact: 0 attempts recorded here" in page
    assert page.count("Nothing is recorded here.") == 4
    follower = get(cast, "petra", "advocate", second.pk)
    assert "anything new is recorded there" in words_of(follower)


@pytest.mark.parametrize("name", FORMS)
def test_nothing_new_is_typed_there(cast, both, name):
    first, second = both
    client = signed_in_client(cast, "ines")
    page = client.get(reverse(name, args=[second.pk]))
    assert f"Open {first.reference}" in words_of(page)
    assert "app-form--step" not in page.content.decode()


def test_what_was_typed_before_is_refused_and_kept(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    client = signed_in_client(cast, "ines")
    address = reverse("record_attempt", args=[second.pk])
    opened = hidden(client.get(address))
    join(cast, first, second)
    page = client.post(address, opened | typed(note="At the clinic again."))
    assert page.status_code == 422
    assert f"This referral was joined to {first.reference}. Record it there." in words_of(page)
    assert "At the clinic again." in page.content.decode()
    assert client.get(reverse("confirm_contact", args=[second.pk])).status_code == 200


def test_each_operation_refuses_it(cast, both):
    _first, second = both
    for record in (attempt, wishes, plan):
        with pytest.raises(RuleBroken, match="Record it there"):
            record(cast, second)
    for operation, values in (
        (referral.record_agreement, {"agreement": "yes"}),
        (referral.name_advocate, {"user_id": None}),
        (referral.record_told, {"told_on": clock.today()}),
    ):
        with pytest.raises(RuleBroken, match="Record it there"):
            do(cast, "ines", operation, case_id=second.pk, **values)


def test_a_child_whom_only_that_referral_names_is_heard_with_the_case(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    with unit_of_work(cast.actor("carys")):
        Party.objects.create(
            scope_id=second.pk, role="child", given_name="Abel", family_name="Tarn", position=9
        )
    join(cast, first, second)
    abel = one(cast, "ines", Party, second, given_name="Abel")
    client = signed_in_client(cast, "ines")
    told = {"party_id": abel.pk, "wishes": "Wants his bed.", "heard_by": "The school"}
    send(client, reverse("record_wishes", args=[first.pk]), **told, **day("heard_on", days_ago()))
    assert set(newest_event().cases) == {first.pk, second.pk}
    assert one(cast, "ines", Voice, second).wishes == "Wants his bed."
    page = words_of(client.get(reverse("advocate", args=[first.pk])))
    assert "The voice of Abel Tarn Wants his bed." in page
    assert "Wants his bed." in in_the_pack(cast, first)
    assert "Abel" not in words_of(get(cast, "wren", "advocate", first.pk))


def test_a_child_who_is_no_longer_named_is_no_longer_heard(cast, both):
    first, second = both
    change_party(cast, second, "child", ended_on=clock.today())
    page = words_of(get(cast, "ines", "advocate", first.pk))
    assert "Not heard yet." in page and "Sleeps badly since." not in page


def test_a_phone_that_either_calls_watched_is_not_called(cast, both):
    first, second = both
    change(cast, second, SafeContact, phone_watched=True)
    page = words_of(get(cast, "ines", "record_attempt", first.pk))
    assert "Not safe: the phone may be watched" in page
    with pytest.raises(RuleBroken):
        attempt(cast, first, way="call")


def test_a_plan_of_its_own_stays(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    plan(cast, first, who="Wren Example")
    plan(cast, second)
    join(cast, first, second)
    assert one(cast, "ines", OutcomePlan, first).who == "Wren Example"
    assert "was to tell the victim" not in words_of(get(cast, "ines", "advocate", first.pk))


def test_a_plan_that_was_carried_out_is_read_and_another_is_made(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    plan(cast, second)
    do(cast, "ines", referral.record_told, case_id=second.pk, told_on=clock.today())
    join(cast, first, second)
    page = words_of(get(cast, "ines", "advocate", first.pk))
    assert "Nobody yet." in page
    assert "Ines Example was to tell the victim: In person, at the clinic, by" in page
    assert "Told on" in page and f"Recorded for {second.reference}." in page


def test_a_plan_does_not_stand_against_a_meeting_that_found_no_safe_way(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    with unit_of_work(cast.actor("carys")):
        Hearing.objects.create(
            scope_id=first.pk,
            meeting=first.meeting,
            started_at=clock.now(),
            ended_at=clock.now(),
            untold_reason="He reads all that she gets.",
        )
    plan(cast, second)
    join(cast, first, second)
    page = words_of(get(cast, "ines", "advocate", first.pk))
    assert "Nobody can safely tell the victim yet" in page
    assert "Ines Example was to tell the victim" in page and "Told on" not in page


def test_a_wall_hides_it(cast, both):
    first, second = both
    declare_wall(cast, second, "rowan")
    for case in both:
        assert get(cast, "rowan", "advocate", case.pk).status_code in (403, 404)


def test_many_joined_referrals_take_no_more_queries(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    speak(cast, second)
    others = copies_of(cast, second, 4)
    in_the_room(cast, first.meeting, "chidi")
    client = signed_in_client(cast, "chidi")
    pages = (
        reverse("advocate", args=[first.pk]),
        reverse("hearing", args=[first.meeting_id, first.pk]),
    )
    for page in pages:
        client.get(page)
    counts = []
    for joined in ([second], others):
        for each in joined:
            join(cast, first, each)
        with made_queries() as queries:
            assert [client.get(page).status_code for page in pages] == [200, 200]
        counts.append(len(queries))
    assert counts[1] <= counts[0]
