"""Who does nothing but refer reads what they said themselves. Of a case that is heard together with
theirs they know what became of it, and no word of the account of somebody else."""

import pytest
from django.urls import reverse

from meetings.models import Action, Development, StaffWarning
from meetings.operations.follow_up import add_development
from meetings.operations.referral import add_address, take_off_address
from meetings.operations.research import warn_staff
from meetings.queries.case import day_of
from sharing import clock
from sharing.models import Address, Party
from sharing.operations.people import show_address
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import declare_wall, do, one
from tests.integration.triage.test_joined import OTHER, SAID, other_before, ours_before
from tests.integration.triage.test_joined_people import names_more
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
