"""Who does nothing but refer reads what they said themselves. Of a case that is heard together with
theirs they know what became of it, and no word of the account of somebody else."""

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import Action, Case, Development, StaffWarning, Stage
from meetings.operations.follow_up import add_development
from meetings.operations.referral import add_address, take_off_address
from meetings.operations.research import warn_staff
from meetings.queries.case import day_of
from sharing import clock
from sharing.models import Address, Party
from sharing.operations.people import show_address
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import change, declare_wall, do, explained, now, one
from tests.integration.triage.test_joined import (
    OTHER,
    SAID,
    other_before,
    ours_before,
    second_of,
)
from tests.integration.triage.test_joined_people import names_more
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, text, words_of

SAFE = "9 New Lane"


def protect(cast, case):
    victim = one(cast, "carys", Party, case, role="victim")
    values = {"case_id": case.pk, "party_id": victim.pk, "kind": "safe", "postcode": ""}
    do(cast, "carys", add_address, **values, lines=SAFE)
    return one(cast, "carys", Address, case, lines=SAFE)


def open_pages(cast, case):
    return [get(cast, "wren", name, case.pk) for name in ("case", "referral", "minutes")]


def test_the_first_to_refer_reads_nothing_of_whom_somebody_else_referred_later(cast):
    first, second = ours_before(cast)
    names_more(cast, second)
    assert all(page.status_code == 404 for page in open_pages(cast, second))
    for page in open_pages(cast, first)[:2]:
        words = words_of(page)
        assert first.reference in words and cast.agency("police").name not in words
        for theirs in (second.reference, SAID, "Abel", "She dares not sleep."):
            assert theirs not in words


@pytest.mark.parametrize(("made", "which"), [(other_before, 0), (ours_before, 1)])
def test_no_address_of_another_is_shown_or_taken_off(cast, made, which):
    theirs = made(cast)[which]
    address = protect(cast, theirs)
    for operation, more in ((show_address, {"reason": "I need it."}), (take_off_address, {})):
        with pytest.raises(Refused) as refused:
            do(cast, "wren", operation, case_id=theirs.pk, address_id=address.pk, **more)
        assert refused.value.reason == "off_circulation"


def test_whoever_refers_later_reads_nothing_of_the_case_that_was_there(cast):
    first, second = other_before(cast)
    assert all(page.status_code == 404 for page in open_pages(cast, first))
    own = get(cast, "wren", "referral", second.pk)
    assert SAID in words_of(own) and OTHER not in words_of(own)


def test_they_know_what_became_of_it_and_what_their_agency_is_to_do(cast):
    first, second = other_before(cast)
    with unit_of_work(cast.actor("chidi")):
        for kind, what in (("health_visiting", "See her at the clinic."), ("police", "Visit him.")):
            Action.objects.create(
                scope_id=first.pk,
                meeting_id=first.meeting_id,
                agency=cast.agency(kind),
                what=what,
                for_whom="victim",
                due_on=clock.today(),
                recorded_by=cast.user("chidi"),
                recorded_at=clock.now(),
            )
    do(cast, "petra", warn_staff, case_id=first.pk, text="Go in pairs.")
    page = get(cast, "wren", "case", second.pk)
    words = words_of(page)
    assert f"Joined to {first.reference}: Research" in words
    assert f"For your agency in {first.reference}: 1 of 1 open" in words
    assert "See her at the clinic." in words and "Visit him." not in words
    assert "Go in pairs." in words  # whoever meets them is in the same danger
    assert day_of(first.meeting.starts_at) in words
    assert reverse("case", args=[first.pk]) not in text(page)


def test_a_wall_hides_that_too(cast):
    first, second = other_before(cast)
    declare_wall(cast, first, "wren")
    assert get(cast, "wren", "case", second.pk).status_code == 404


def test_what_they_add_and_warn_of_is_read_on_the_case(cast):
    first, second = other_before(cast)
    happened = {"kind": "incident", "happened_on": clock.today(), "text": "He came back."}
    do(cast, "wren", add_development, case_id=second.pk, **happened)
    do(cast, "wren", warn_staff, case_id=second.pk, text="He has an axe.")
    assert one(cast, "wren", Development, second) and one(cast, "wren", StaffWarning, second)
    page = words_of(get(cast, "carys", "case", first.pk))
    assert "He came back." in page and "He has an axe." in page


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.WITHDRAWN, "Withdrawn"),
        (Stage.WRONG_AREA, "Sent to the right area"),
        (Stage.TRANSFERRED, "Transferred out"),
        (Stage.DIED, "On hold: someone died"),
        (Stage.COMPLETE, "Actions complete"),
    ],
)
@pytest.mark.parametrize("name", ["case", "referral"])
def test_that_the_case_has_ended_is_said_on_the_referral_and_not_why(cast, stage, words, name):
    first, second = other_before(cast)
    change(cast, first, Case, stage=stage, stage_since=clock.now())
    said = f"With that case it is at “{words}” since {date_format(clock.today())}."
    page = words_of(get(cast, "wren", name, second.pk))
    assert f"{said} The MARAC coordinator can say more." in page
    assert "what is new, stands there" not in page
    # Who reads both is led to it.
    explained(cast, "carys", second)
    page = words_of(get(cast, "carys", name, second.pk))
    assert f"{said} Open {first.reference}" in page


# What can no longer be withdrawn once it was heard.
AT = {"withdraw_case": Stage.ACCEPTED, "send_to_right_area": Stage.ACCEPTED}
ENDS = ("withdraw_case", "send_to_right_area", "transfer_out", "record_death", "complete_case")


@pytest.mark.parametrize("name", ENDS)
def test_the_page_of_an_end_names_the_referrals_for_which_it_holds(cast, name):
    first, second = case_at(cast, Stage.ACTIONS), second_of(cast)
    change(cast, second, Case, stage=Stage.JOINED, joined_to_id=first.pk)
    change(cast, first, Case, stage=AT.get(name, Stage.ACTIONS))
    words = words_of(get(cast, "carys", name, first.pk))
    day = date_format(clock.day(now(cast, second).submitted_at))
    named = f"{second.reference} {cast.agency('police').name}, {day}"
    assert f"What is said here holds for it too. {named}" in words
    assert newest_event().cases and second.pk in newest_event().cases


def test_of_a_case_by_itself_it_names_none(cast):
    case = case_at(cast, Stage.ACCEPTED)
    assert "was joined to" not in words_of(get(cast, "carys", "withdraw_case", case.pk))
