"""Who had a case on their lists is told that it left them, by its reference alone; who is walled
off is not."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.closure import record_death, withdraw_case
from sharing import clock
from sharing.models import Party
from sharing.operations.circulation import circulate
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, explained, one, only_looks_people_up, wall_off
from tests.integration.test_closure import record_that_she_died
from tests.jobs import run_jobs
from tests.personas import make_member
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import words_of

LEFT = "Left the list: 1"


def seen(cast, name):
    return signed_in_client(cast, name).get("/")


def withdraw(cast, case):
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She asked for it.")


def told(reference):
    run_jobs()
    letters = [one for one in mail.outbox if one.subject == f"A case left the list: {reference}"]
    return {address for letter in letters for address in letter.to}


@pytest.mark.parametrize("leaves", [withdraw, record_that_she_died])
def test_idva_referrer_and_the_agencies_that_were_asked_have_a_mail(cast, leaves):
    case = case_at(cast, Stage.RESEARCH)
    leaves(cast, case)
    addresses = told(case.reference)
    asked = ("idva", "health_visiting", "police", "housing")
    assert addresses >= {cast.agency(one).mailbox for one in asked}
    assert cast.agency("acute").mailbox not in addresses
    for letter in mail.outbox:
        assert "Tarn" not in letter.body and "ithdrawn" not in letter.body
        if "left" in letter.subject:
            assert case.reference in letter.body and str(case.pk) not in letter.body
            assert "died" not in letter.body


def test_nobody_who_is_walled_off_has_one(cast):
    case = case_at(cast, Stage.RESEARCH)
    wall_off(cast, case, "petra")
    withdraw(cast, case)
    assert cast.user("petra").email not in told(case.reference)
    assert LEFT not in words_of(seen(cast, "petra"))


def test_of_referrers_only_who_referred_has_one(cast):
    case = case_at(cast, Stage.RESEARCH)
    agency = cast.agency("health_visiting")
    with as_owner(), unit_of_work(cast.actor("alex")):
        cast.memberships["zoe"] = make_member("zoe", Role.REFERRER, agency)
        agency.mailbox = ""
        agency.save()
    withdraw(cast, case)
    addresses = told(case.reference)
    assert cast.user("wren").email in addresses
    assert cast.user("zoe").email not in addresses


@pytest.mark.parametrize("who", ["ines", "wren", "petra"])
def test_their_home_shows_it_for_a_week(cast, who):
    case = case_at(cast, Stage.RESEARCH)
    assert LEFT not in words_of(seen(cast, who))
    withdraw(cast, case)
    page = words_of(seen(cast, who))
    assert LEFT in page and case.reference in page and "Withdrawn" in page
    with clock.set_to(clock.now() + timedelta(days=8)):
        assert LEFT not in words_of(seen(cast, who))


def test_the_home_of_other_keepers_shows_it_too(cast):
    case, waiting = case_at(cast, Stage.RESEARCH), case_at(cast, Stage.ACCEPTED)
    for one_of_them in (case, waiting):
        withdraw(cast, one_of_them)
    page = words_of(seen(cast, "chidi"))
    assert f"{LEFT} A colleague took them off a list that was out." in page
    assert f"{case.reference} Withdrawn" in page and waiting.reference not in page
    assert case.pk in newest_event().cases
    assert LEFT not in words_of(seen(cast, "carys"))
    wall_off(cast, case, "chidi")
    assert LEFT not in words_of(seen(cast, "chidi"))


def test_who_only_looks_people_up_is_told_no_more_than_the_reference(cast):
    case = case_at(cast, Stage.RESEARCH)
    only_looks_people_up(cast, case, "rowan")
    record_that_she_died(cast, case)
    page = seen(cast, "rowan")
    words = words_of(page)
    assert LEFT in words and case.reference in words
    assert "someone died" not in words
    assert reverse("case", args=[case.pk]) not in page.content.decode()


def test_it_is_noted_as_shown(cast):
    case = case_at(cast, Stage.RESEARCH)
    withdraw(cast, case)
    seen(cast, "petra")
    assert case.pk in newest_event().cases


def test_who_was_never_asked_has_nothing_on_their_home(cast):
    case = case_at(cast, Stage.RESEARCH)
    with unit_of_work(cast.actor("carys")) as work:
        circulate(work, case.pk, full={cast.agency("acute").pk})
    withdraw(cast, case)
    assert LEFT not in words_of(seen(cast, "hal"))


def test_the_bar_of_a_case_whose_victim_died_gives_no_way_of_contact(cast):
    case = case_at(cast, Stage.RESEARCH)
    client = signed_in_client(cast, "carys")
    before = words_of(client.get(reverse("case", args=[case.pk])))
    assert "Safe contact:" in before
    record_that_she_died(cast, case)
    explained(cast, "carys", case)
    answer = client.get(reverse("case", args=[case.pk]))
    page = words_of(answer)
    assert "The victim died. Use none of their ways of contact" in page
    assert "Safe contact:" not in page and "Confirmed by" not in page
    (moment,) = [one for one in answer.context["overview"].clock if "died" in one.words]
    assert (moment.on, moment.words) == (clock.today(), "Tara Tarn died")


def test_no_page_of_it_gives_the_day_of_a_meeting_that_will_not_hear_it(cast):
    case = case_at(cast, Stage.RESEARCH)
    client = signed_in_client(cast, "carys")
    address = reverse("case", args=[case.pk])
    facts = client.get(address).context["bar"].facts
    record_that_she_died(cast, case)
    explained(cast, "carys", case)
    assert len(client.get(address).context["bar"].facts) == len(facts) - 1


def test_a_way_of_contact_stands_where_somebody_else_died(cast):
    case = case_at(cast, Stage.RESEARCH)
    perpetrator = one(cast, "carys", Party, case, role="perpetrator").pk
    values = {"reason": "Told by the police.", "happened_on": clock.today()}
    do(cast, "carys", record_death, case_id=case.pk, parties=[perpetrator], **values)
    explained(cast, "carys", case)
    page = words_of(signed_in_client(cast, "carys").get(reverse("case", args=[case.pk])))
    assert "Safe contact:" in page and "The victim died" not in page


def test_nor_do_the_actions_of_the_case_give_one(cast):
    case = case_at(cast, Stage.ACTIONS)
    assert "Safe contact:" in words_of(signed_in_client(cast, "carys").get(reverse("actions")))
    record_that_she_died(cast, case)
    page = words_of(signed_in_client(cast, "carys").get(reverse("actions")))
    assert "Safe contact:" not in page
