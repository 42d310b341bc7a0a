"""Copies are recalled, and each holder answers; a number leads to its holder."""

import pytest
from django.core import mail

from meetings.models import Fate, Stage, WhyKept
from meetings.operations.packs import answer_recall, recall_copies
from sharing.roles import Role
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import declare_wall, do, stop_signature
from tests.integration.packs.helpers import fetch, now, taken, tell
from tests.jobs import run_jobs, run_later_tries
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import events, newest_event
from tests.visits import get, post, words_of

pytestmark = pytest.mark.usefixtures("any_paper")


@pytest.fixture
def copy(cast, meeting):
    return taken(cast, "petra", meeting)


@pytest.fixture
def recalled(cast, copy):
    do(cast, "carys", recall_copies, meeting_id=copy.meeting_id)
    return copy


def said(cast, copy, fate, who="petra", **values):
    given = {"meeting_id": copy.meeting_id, "copy_id": copy.pk, "fate": fate} | values
    return do(cast, who, answer_recall, **given)


@pytest.mark.parametrize("who", ["carys", "chidi", "odile"])
def test_who_keeps_account_sees_the_copies_and_who_holds_them(cast, copy, case, who):
    page = words_of(get(cast, who, "copies", copy.meeting_id))
    number = now(copy).number
    assert f"{number[:3]} {number[3:6]} {number[6:]}" in page
    assert "Petra Example" in page and "Police, Representative" in page and "Lent" in page
    assert case.reference not in page, "what it holds is not said"
    assert copy.pk in newest_event().items


def test_a_keeper_walled_off_from_one_of_its_cases_sees_the_same_of_a_copy(cast, case, meeting):
    other = case_at(cast, Stage.RESEARCH, meeting=meeting, name="Hedda", position=2)
    tell(cast, other)
    copy = taken(cast, "petra", meeting)
    before = words_of(get(cast, "carys", "copies", copy.meeting_id))
    assert {case.pk, other.pk} <= set(newest_event().cases)
    declare_wall(cast, case, "carys")
    assert words_of(get(cast, "carys", "copies", copy.meeting_id)) == before
    assert newest_event().cases == [other.pk]


@pytest.mark.parametrize(
    ("who", "name"),
    [("chidi", "copies"), ("odile", "copies"), ("odile", "find_copy"), ("odile", "trail")],
)
def test_a_copy_of_nothing_but_what_is_walled_off_leaves_no_trace(cast, case, meeting, who, name):
    """Taken, looked at, fetched, found, recalled and answered."""
    declare_wall(cast, case, who, by="carys")
    args = [meeting.pk] if name == "copies" else []
    before = words_of(get(cast, who, name, *args))
    copy = taken(cast, "petra", meeting)
    get(cast, "petra", "copy", meeting.pk, copy.pk)
    assert fetch(cast, "petra", copy).status_code == 200
    assert "Petra Example" in words_of(get(cast, "carys", "copies", meeting.pk))
    do(cast, "carys", recall_copies, meeting_id=meeting.pk)
    run_jobs()
    assert fetch(cast, "petra", copy).status_code == 403
    said(cast, copy, "destroyed")
    after = words_of(get(cast, who, name, *args))
    if name == "trail":
        # What the reader did is new there.
        assert "copy" not in after and "copies" not in after
    else:
        assert after == before


def test_nor_is_it_offered_as_a_moment_of_the_past(cast, case, meeting):
    offered = "was made, for Police"
    taken(cast, "petra", meeting)
    assert offered in words_of(get(cast, "chidi", "meeting_as_it_was", meeting.pk))
    assert case.pk in newest_event().cases
    declare_wall(cast, case, "chidi", by="carys")
    assert offered not in words_of(get(cast, "chidi", "meeting_as_it_was", meeting.pk))


def test_the_number_of_such_a_copy_is_found_by_others_alone(cast, copy, case):
    declare_wall(cast, case, "odile", by="carys")
    assert "No copy found" in words_of(post(cast, "odile", "find_copy", number=now(copy).number))
    event = newest_event()
    assert (event.items, event.cases, event.people) == ([], [], [])
    assert do(cast, "odile", recall_copies, meeting_id=copy.meeting_id) == []


def test_its_holder_is_told_of_it_still(cast, meeting, case):
    """Whoever holds a copy holds it, whatever they are walled off from since."""
    copy = taken(cast, "chidi", meeting)
    declare_wall(cast, case, "chidi", by="carys")
    page = words_of(get(cast, "chidi", "copies", copy.meeting_id))
    assert "Chidi Example" in page
    assert get(cast, "chidi", "copy", copy.meeting_id, copy.pk).status_code == 200


def test_what_a_wall_hides_from_whoever_recalls_is_recalled_too(cast, case, meeting):
    """They read that all are recalled, and so it is; of that one they learn nothing."""
    other = case_at(cast, Stage.RESEARCH, meeting=meeting, name="Hedda", position=2)
    tell(cast, other)
    declare_wall(cast, other, "rowan", by="carys")
    seen, hidden = taken(cast, "petra", meeting), taken(cast, "rowan", meeting)
    declare_wall(cast, case, "chidi", by="carys")
    client = signed_in_client(cast, "chidi")
    before = words_of(get(cast, "chidi", "copies", meeting.pk))
    assert "Petra Example" in before and "Rowan Example" not in before
    mail.outbox.clear()
    sent = post(cast, "chidi", "recall_copies", meeting.pk, client=client)
    assert "The copies are recalled." in words_of(client.get(sent["Location"]))
    taken_since = taken(cast, "petra", meeting)
    run_jobs()
    assert now(seen).recalled_at and now(taken_since).recalled_at is None
    assert now(hidden).recalled_by_id == cast.user("chidi").pk
    assert fetch(cast, "rowan", hidden).status_code == 403
    assert "A copy that you hold is recalled" in words_of(get(cast, "rowan", "home"))
    told = {to for one in mail.outbox for to in one.to}
    assert told == {"petra@example.org", "rowan@example.org"}
    (event,) = [one for one in events() if one.code == "copy_recalled_too"]
    assert (event.cases, event.items) == ([case.pk], [hidden.pk])
    assert "Rowan Example" not in words_of(get(cast, "chidi", "copies", meeting.pk))


def test_nobody_holds_a_copy_yet(cast, meeting):
    assert "Nobody holds a copy." in words_of(get(cast, "carys", "copies", meeting.pk))
    page = words_of(get(cast, "carys", "recall_copies", meeting.pk))
    assert "There is no copy to recall." in page


def test_a_recalled_copy_is_fetched_no_more_and_its_holder_is_asked(cast, copy):
    mail.outbox.clear()
    sent = post(cast, "odile", "recall_copies", copy.meeting_id)
    assert sent.status_code == 302
    assert newest_event().code == "copies_recalled"
    assert cast.user("petra").pk in newest_event().people
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["petra@example.org"]
    assert str(copy.pk) in message.body and "Petra" not in message.body
    assert newest_event().code == "notice_sent"
    assert fetch(cast, "petra", copy).status_code == 403
    assert "It was recalled on" in words_of(get(cast, "petra", "copy", copy.meeting_id, copy.pk))
    assert "Recalled" in words_of(get(cast, "petra", "pack", copy.meeting_id))
    assert "Recalled, no answer yet" in words_of(get(cast, "carys", "copies", copy.meeting_id))
    assert "A copy that you hold is recalled" in words_of(get(cast, "petra", "home"))
    assert do(cast, "carys", recall_copies, meeting_id=copy.meeting_id) == [], "once is enough"


def test_a_holder_whom_no_mail_reached_has_it_later_once(cast, copy, settings):
    mail.outbox.clear()
    do(cast, "carys", recall_copies, meeting_id=copy.meeting_id)
    usual, settings.EMAIL_BACKEND = (
        settings.EMAIL_BACKEND,
        "tests.integration.seal.test_mail.Unreachable",
    )
    run_jobs()
    assert newest_event().code != "notice_sent"
    settings.EMAIL_BACKEND = usual
    for _ in range(2):
        run_later_tries()
    assert [one.to for one in mail.outbox] == [["petra@example.org"]]
    assert newest_event().code == "notice_sent"


def test_a_holder_whose_agency_is_let_in_no_more_is_told_too_and_whom_to_answer(cast, copy):
    stop_signature(cast, "police")
    mail.outbox.clear()
    do(cast, "carys", recall_copies, meeting_id=copy.meeting_id)
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["petra@example.org"]
    assert "Destroy it, on paper" in message.body
    assert "lets you in no more, tell the coordinator of your area" in message.body
    assert get(cast, "petra", "copy", copy.meeting_id, copy.pk).status_code == 403
    assert "Recalled, no answer yet" in words_of(get(cast, "carys", "copies", copy.meeting_id))


def test_whoever_keeps_the_meeting_hears_of_their_own_at_home_too(cast, meeting):
    taken(cast, "carys", meeting)
    assert "is recalled" not in words_of(get(cast, "carys", "home"))
    do(cast, "chidi", recall_copies, meeting_id=meeting.pk)
    assert "A copy that you hold is recalled" in words_of(get(cast, "carys", "home"))


def test_a_holder_says_that_it_is_destroyed(cast, recalled):
    sent = post(cast, "petra", "answer_recall", recalled.meeting_id, recalled.pk, fate="destroyed")
    assert sent.status_code == 302
    assert newest_event().code == "recall_answered"
    assert now(recalled).fate == Fate.DESTROYED
    page = words_of(get(cast, "petra", "copy", recalled.meeting_id, recalled.pk))
    assert "You said on" in page and "that it is destroyed" in page
    assert "Destroyed" in words_of(get(cast, "carys", "copies", recalled.meeting_id))
    assert "Destroyed" in words_of(get(cast, "petra", "pack", recalled.meeting_id))
    assert "is recalled" not in words_of(get(cast, "petra", "home"))
    with pytest.raises(RuleBroken, match="said before"):
        said(cast, recalled, "kept", why_kept="court")


@pytest.mark.parametrize("why", WhyKept.values)
def test_a_holder_says_why_it_is_kept_and_later_that_it_is_destroyed(cast, recalled, why):
    said(cast, recalled, "kept", why_kept=why)
    assert str(WhyKept(why).label) in words_of(get(cast, "carys", "copies", recalled.meeting_id))
    page = words_of(get(cast, "petra", "copy", recalled.meeting_id, recalled.pk))
    assert "You said on" in page and str(WhyKept(why).label) in page
    said(cast, recalled, "destroyed", why_kept=why)
    assert (now(recalled).fate, now(recalled).why_kept) == (Fate.DESTROYED, "")


def test_to_keep_it_takes_a_reason(cast, recalled):
    sent = post(cast, "petra", "answer_recall", recalled.meeting_id, recalled.pk, fate="kept")
    assert sent.status_code == 422
    assert "Say why the copy must be kept." in words_of(sent)


def test_what_was_not_recalled_is_not_answered(cast, copy):
    with pytest.raises(RuleBroken, match="not recalled"):
        said(cast, copy, "destroyed")


def test_nobody_answers_for_another(cast, recalled):
    with pytest.raises(Refused):
        said(cast, recalled, "destroyed", who="rowan")


def test_whose_membership_ended_still_answers(cast, recalled):
    """As whatever they are now: who holds a copy holds it still."""
    with as_owner(), unit_of_work(cast.actor("carys")):
        petra = cast.memberships["petra"]
        petra.role = Role.REFERRER
        petra.save()
    said(cast, recalled, "destroyed")
    assert now(recalled).fate == Fate.DESTROYED


def test_the_lead_finds_whose_a_number_is(cast, copy):
    assert "Copies by meeting" in words_of(get(cast, "odile", "find_copy"))
    number = now(copy).number
    page = words_of(
        post(cast, "odile", "find_copy", number=f"{number[:3]} {number[3:6]}-{number[6:]}")
    )
    assert "Petra Example" in page
    event = newest_event()
    assert (event.code, event.items, event.people) == (
        "copy_sought",
        [copy.pk],
        [cast.user("petra").pk],
    )
    assert "Copies by meeting" in page


def test_a_number_of_no_copy_of_the_area_is_found_by_nobody(cast, copy):
    other = "1" * 9 if now(copy).number != "1" * 9 else "2" * 9
    assert "No copy found" in words_of(post(cast, "odile", "find_copy", number=other))
    assert newest_event().code == "copy_sought"
    with as_owner(), unit_of_work(cast.actor("carys")):
        copy.area = cast.elsewhere
        copy.save()
    assert "No copy found" in words_of(post(cast, "odile", "find_copy", number=now(copy).number))


@pytest.mark.parametrize("typed", ["", "48291366", "48291366x", "4829136671", "٤٨٢٩١٣٦٦٧"])
def test_a_number_has_nine_digits(cast, typed):
    before = len(events())
    sent = post(cast, "odile", "find_copy", number=typed)
    assert sent.status_code == 422
    assert "Enter" in words_of(sent)
    assert len(events()) == before
