"""Whoever may read a referral that was declined reads why, and where it goes instead; the home of
whoever referred it says so for a week."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.triage import confirm_decline, propose_decline, reverse_decline
from sharing import clock
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import declare_wall, do, explained
from tests.integration.triage.helpers import DECLINE
from tests.integration.triage.test_joined import join, second_of
from tests.jobs import run_jobs
from tests.memory import told_once
from tests.personas import make_member
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, text, words_of

WHY = "Declined by two people"
INSTEAD = f"Where the referral goes instead: {DECLINE['instead']}"
HOME = "Declined at triage: 1"


def decline(cast, case):
    do(cast, "carys", propose_decline, case_id=case.pk, **DECLINE)
    do(cast, "chidi", confirm_decline, case_id=case.pk)


@told_once
def declined_case(cast):
    case = case_at(cast, Stage.TRIAGE)
    decline(cast, case)
    return case


@pytest.fixture
def case(cast):
    return declined_case(cast)


@pytest.fixture
def zoe(cast):
    """The representative of the agency that referred."""
    with as_owner(), unit_of_work(cast.actor("alex")):
        cast.memberships["zoe"] = make_member(
            "zoe", Role.REPRESENTATIVE, cast.agency("health_visiting")
        )


def page_of(cast, who, case):
    explained(cast, who, case)
    return words_of(get(cast, who, "case", case.pk))


@pytest.mark.parametrize("who", ["wren", "zoe", "ines", "carys", "chidi"])
def test_the_page_of_the_case_says_first_why_and_where_it_goes_instead(cast, case, zoe, who):
    page = page_of(cast, who, case)
    assert WHY in page and DECLINE["reason"] in page and INSTEAD in page
    assert page.index(WHY) < page.index(INSTEAD) < page.index("Next steps")


@pytest.mark.parametrize("who", ["wren", "zoe", "ines"])
def test_their_home_says_so_for_a_week(cast, case, zoe, who):
    page = get(cast, who, "home")
    assert HOME in words_of(page) and case.reference in words_of(page)
    assert reverse("case", args=[case.pk]) in text(page)
    assert case.pk in newest_event().cases
    assert "Left the list" not in words_of(page)
    with clock.set_to(clock.now() + timedelta(days=8)):
        assert HOME not in words_of(get(cast, who, "home"))


def test_the_mail_to_the_referrer_leads_to_it(cast):
    case = case_at(cast, Stage.TRIAGE)
    mail.outbox.clear()
    decline(cast, case)
    run_jobs()
    (letter,) = [one for one in mail.outbox if "Sign in to read what follows" in one.body]
    assert DECLINE["reason"] not in letter.body and DECLINE["instead"] not in letter.body
    page = signed_in_client(cast, "wren").get("/", follow=True)
    assert HOME in words_of(page)


def test_a_proposal_or_one_that_found_no_agreement_is_told_to_no_referrer(cast):
    case = case_at(cast, Stage.TRIAGE)
    do(cast, "carys", propose_decline, case_id=case.pk, **DECLINE)
    assert DECLINE["reason"] not in page_of(cast, "wren", case)
    do(cast, "chidi", reverse_decline, case_id=case.pk, reason="Strangled.")
    do(cast, "chidi", propose_decline, case_id=case.pk, reason="Known.", instead="The IDVA.")
    do(cast, "carys", confirm_decline, case_id=case.pk)
    page = page_of(cast, "wren", case)
    assert "Known. Where the referral goes instead: The IDVA." in page
    assert DECLINE["reason"] not in page and DECLINE["instead"] not in page


def test_triage_shows_both_as_decided_before(cast, case):
    explained(cast, "carys", case)
    page = words_of(get(cast, "carys", "triage", case.pk))
    before = page[page.index("Decided before") :]
    assert DECLINE["reason"] in before and f"Instead: {DECLINE['instead']}" in before


def test_nothing_shows_past_a_wall(cast, case):
    declare_wall(cast, case, "wren")
    assert get(cast, "wren", "case", case.pk).status_code == 404
    assert HOME not in words_of(get(cast, "wren", "home"))


def test_whose_referral_was_joined_to_it_is_told_that_it_was_declined_and_not_why(cast):
    """The reason is about the account of somebody else."""
    first = second_of(cast, seconds=0, author="petra")
    second = second_of(cast, author="wren")
    join(cast, first, second)
    decline(cast, first)
    home = words_of(get(cast, "wren", "home"))
    assert HOME in home and f"Joined to {first.reference}: Declined" in home
    page = page_of(cast, "wren", second)
    assert f"was joined to {first.reference}, which was declined by two people on" in page
    assert DECLINE["reason"] not in page and DECLINE["instead"] not in page
    # Who reads both is led to it.
    page = page_of(cast, "ines", second)
    assert "was declined by two" not in page and f"Open {first.reference}" in page
    assert INSTEAD in page_of(cast, "ines", first)
