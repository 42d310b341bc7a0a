"""The people of a whole list are looked up at once."""

import re
from html import unescape

import pytest
from django.urls import reverse

from meetings.models import Stage
from sharing import clock
from sharing.models import Address, Item, Party
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import every
from tests.integration.research.helpers import (
    DAY,
    NAMES,
    SEARCHED,
    TOKEN,
    ask,
    people,
    request_of,
    shown,
    text_of,
)
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import get, post


def addresses_shown(case):
    """Return the addresses that the newest page showed, as its event says."""
    with as_owner():
        rows = Address.objects.filter(scope_id=case.pk).values_list("pk", flat=True)
        return set(rows) & set(newest_event().items)


def test_it_works(cast, case, asked):
    """Names, birth dates and search addresses; nothing else of the case but its reference."""
    known = people(case)
    with unit_of_work(cast.actor("carys")):
        victim = every(Party).get(pk=known[0])
        victim.other_names = "Tarny\tBeck"
        victim.save()
        Party.objects.create(scope_id=case.pk, role="at_risk", given_name="Old", age_about=70)
        Party.objects.create(scope_id=case.pk, role="at_risk", given_name="Faint")
        unborn = Party.objects.create(scope_id=case.pk, role="child", due_on=clock.today())
        Address.objects.create(scope_id=case.pk, party=unborn, kind="current", lines="1 New Row")
        Address.objects.create(
            scope_id=case.pk, party=victim, kind="former", lines="9 Old Row\n\nLarkmere"
        )
    response = get(cast, "hal", "research_list", case.meeting_id)
    text = text_of(response)
    for word in ("Tara Tarn", "3 Mar 2004", "12 Mere Walk, LM1 2AB", "about 70", case.reference):
        assert word in text
    assert "9 Old Row, Larkmere" in text
    assert "5 people to look up" in text
    assert "Unborn" not in text and "New Row" not in text
    for word in ("Hidden Row", "Victim", "Perpetrator", "Safe contact", "drunk", "clinic"):
        assert word not in text
    line = next(
        one for one in response.content.decode().splitlines() if "Tarny Beck" in one and "\t" in one
    )
    assert line.split("\t")[1:5] == ["Tarn", "Tara", "Tarny Beck", "03/03/2004"]
    event = newest_event()
    assert (event.code, event.cases) == ("search_details_seen", [case.pk])
    assert set(known) <= set(event.people) and len(addresses_shown(case)) == 2
    assert request_of(cast, case, "acute").opened_at


def test_an_address_that_was_taken_off_goes_to_no_agency(cast, case, asked):
    with unit_of_work(cast.actor("carys")):
        victim = every(Party).get(pk=people(case)[0])
        Address.objects.create(
            scope_id=case.pk,
            party=victim,
            kind="current",
            lines="9 Refuge Lane",
            ended_on=clock.today(),
        )
    for who in ("hal", "petra"):
        for name, key in (("research_list", case.meeting_id), ("research_return", case.pk)):
            text = text_of(get(cast, who, name, key))
            assert "12 Mere Walk" in text and "Refuge" not in text
    assert len(addresses_shown(case)) == 1


@pytest.mark.parametrize("name", ["research_list", "research_return", "answer_research"])
def test_asking_for_the_head_of_a_page_opens_no_request(cast, case, asked, name):
    key = case.meeting_id if name == "research_list" else case.pk
    response = signed_in_client(cast, "hal").head(reverse(name, args=[key]))
    assert response.status_code == 405
    assert request_of(cast, case, "acute").opened_at is None


def test_people_are_in_no_order_that_tells_a_role(cast, case, asked):
    text = text_of(get(cast, "hal", "research_list", case.meeting_id))
    assert text.index("Kyle Lune") < text.index("Alder Tarn") < text.index("Tara Tarn")


def test_the_whole_list_is_answered_at_one_submit(cast, case, asked):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    third = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Hetty", position=3)
    for one in (other, third):
        ask(cast, one, "acute")
    until = clock.today() + DAY
    response = post(
        cast, "hal", "research_list", case.meeting_id,
        form_token=TOKEN, **SEARCHED,
        shown=[*shown(case), *shown(other), *shown(third)],
        known=[f"{case.pk}:{people(case)[0]}"],
        check_by=["", f"{other.pk}:{until.isoformat()}", ""],
    )  # fmt: skip
    assert response.headers["Location"] == reverse("research")
    answers = [request_of(cast, one, "acute") for one in (case, other, third)]
    assert [one.answer for one in answers] == ["known", "not_yet", "not_known"]
    assert answers[1].unchecked_parties == sorted(people(other))
    text = text_of(get(cast, "hal", "research_list", case.meeting_id))
    assert "selected" in text and other.reference in text and third.reference not in text
    response = get(cast, "hal", "research_list", case.meeting_id)
    assert "Tara" not in text_of(response)


def test_it_says_what_was_answered(cast, case, asked):
    client = signed_in_client(cast, "hal")
    response = client.post(
        reverse("research_list", args=[case.meeting_id]),
        {
            "form_token": TOKEN, **SEARCHED, "shown": shown(case),
            "known": [f"{case.pk}:{people(case)[0]}"],
        },
        follow=True,
    )  # fmt: skip
    assert "1 case is answered. Known to us: 1. Not known to us: 0." in text_of(response)
    assert "Cannot check yet:" not in text_of(response)


def test_an_untouched_list_is_confirmed_first(cast, case, asked):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    ask(cast, other, "acute")
    client = signed_in_client(cast, "hal")
    page = reverse("research_list", args=[case.meeting_id])
    sent = {
        "form_token": TOKEN, "searched": "Records <alone>", "searched_by": ["names", "born"],
        "shown": [*shown(case), *shown(other)],
    }  # fmt: skip
    response = client.post(page, sent)
    assert response.status_code == 422
    text = text_of(response)
    assert "You have ticked nobody: all 6 people will be answered “not known to us”" in text
    assert "You searched: Names, dates of birth. Records &lt;alone&gt;" in text
    assert request_of(cast, case, "acute").answer == ""
    again = {
        name: [unescape(value) for value in re.findall(f'name="{name}" value="([^"]*)"', text)]
        for name in (*sent, "confirmed")
    }
    assert set(again["shown"]) == set(sent["shown"])
    response = client.post(page, again, follow=True)
    assert "2 cases are answered. Known to us: 0. Not known to us: 2." in text_of(response)
    answered = request_of(cast, other, "acute")
    assert (answered.answer, answered.searched) == ("not_known", sent["searched"])


@pytest.mark.parametrize("ticked", ["known", "check_by"])
def test_nobody_is_not_said_of_a_list_with_somebody(cast, case, asked, ticked):
    said = {"known": people(case)[0], "check_by": clock.today() + DAY}
    sent = SEARCHED | {"confirmed": "on", "shown": shown(case), ticked: f"{case.pk}:{said[ticked]}"}
    response = post(cast, "hal", "research_list", case.meeting_id, **sent)
    assert response.status_code == 422
    assert "You have ticked somebody, or said that you cannot check" in text_of(response)
    assert request_of(cast, case, "acute").answer == ""
    assert "Nobody on this list is known to us" in text_of(response)


def test_nobody_is_said_at_one_submit(cast, case, asked):
    sent = SEARCHED | {"confirmed": "on", "shown": shown(case)}
    post(cast, "hal", "research_list", case.meeting_id, **sent)
    assert request_of(cast, case, "acute").answer == "not_known"


def test_an_untouched_list_with_something_amiss_says_that_first(cast, case, asked):
    sent = {"searched": "", "searched_by": ["names"], "shown": shown(case)}
    response = post(cast, "hal", "research_list", case.meeting_id, **sent)
    assert "Say in which systems you searched" in text_of(response)
    assert "You have ticked nobody" not in text_of(response)


def test_one_known_and_the_rest_cannot_be_checked(cast, case, asked):
    until = clock.today() + DAY
    post(
        cast, "hal", "research_list", case.meeting_id,
        form_token=TOKEN, **SEARCHED, shown=shown(case),
        known=[f"{case.pk}:{people(case)[0]}"], check_by=[f"{case.pk}:{until.isoformat()}"],
    )  # fmt: skip
    request = request_of(cast, case, "acute")
    assert (request.answer, request.check_by) == ("known", until)
    assert request.unchecked_parties == sorted(people(case)[1:])


def test_it_keeps_what_was_typed(cast, case, asked):
    until = f"{case.pk}:{(clock.today() + 3 * DAY).isoformat()}"
    response = post(
        cast, "hal", "research_list", case.meeting_id,
        form_token=TOKEN, searched="", searched_by=["names"], shown=shown(case),
        known=[f"{case.pk}:{people(case)[0]}"], check_by=[until],
    )  # fmt: skip
    assert response.status_code == 422
    text = text_of(response)
    assert "Say in which systems you searched" in text and "1 thing needs to be put right" in text
    assert f'value="{case.pk}:{people(case)[0]}" checked' in text


@pytest.mark.parametrize(
    "bad",
    [
        {"shown": ["nothing"]},
        {"known": ["b0a6a5a0-0000-4000-8000-000000000000:somebody"]},
        {"check_by": ["b0a6a5a0-0000-4000-8000-000000000000:soon"]},
    ],
)
def test_a_list_sent_in_part(cast, case, asked, bad):
    response = post(
        cast, "hal", "research_list", case.meeting_id, form_token=TOKEN, **SEARCHED, **bad
    )
    assert response.status_code == 422
    assert "Load the page again" in text_of(response)


def test_the_list_of_a_meeting_that_asks_nothing(cast, case):
    text = text_of(get(cast, "hal", "research_list", case.meeting_id))
    assert "Nobody is left to look up" in text and "0 people to look up" in text


def test_what_is_wrong_with_a_list_that_is_done_by_now_leads_nowhere(cast, case):
    response = post(cast, "hal", "research_list", case.meeting_id, form_token=TOKEN)
    said = response.content.decode()
    assert response.status_code == 422 and "error-summary" in said
    assert 'href="#id_' not in said, "there is no such field on the page"


def test_the_list_after_the_deadline(cast, case, asked):
    with clock.set_to(case.meeting.starts_at + DAY):
        text = text_of(get(cast, "hal", "research_list", case.meeting_id))
    assert "Was due" in text


def test_the_list_on_a_day_off(cast, case):
    sunday = meeting_in(cast, days=40, state="published")
    with as_owner(), unit_of_work(cast.actor("carys")):
        day = sunday.starts_at
        sunday.starts_at = day + DAY * (6 - day.weekday())
        sunday.save()
    other = case_at(cast, Stage.RESEARCH, meeting=sunday, name="Vera", position=2)
    with clock.set_to(sunday.starts_at):
        text = text_of(get(cast, "petra", "research_list", sunday.pk))
    assert other.reference in text and "Sunday" in text


@pytest.mark.parametrize(("who", "status"), [("carys", 403), ("wren", 403), ("nia", 403)])
def test_the_list_is_for_agencies(cast, case, who, status):
    assert get(cast, who, "research_list", case.meeting_id).status_code == status


def test_the_list_of_another_area(cast, case):
    assert get(cast, "petra", "research_list", case.pk).status_code == 404


def test_it_refuses_conflict(cast, case, asked):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, walled=frozenset({cast.user("hal").pk}))
    assert get(cast, "hal", "research_return", case.pk).status_code == 404
    with_wall = get(cast, "hal", "research_list", case.meeting_id)
    assert "0 people to look up" in text_of(with_wall)


def test_it_refuses_off_circulation(cast, case):
    assert get(cast, "hal", "research_return", case.pk).status_code == 404
    assert newest_event().reason == "off_circulation"
    assert get(cast, "hal", "case_research", case.pk).status_code == 404


def test_it_refuses_other_area(cast, case):
    for name in ("case_research", "research_return"):
        assert get(cast, "nia", name, case.pk).status_code in (403, 404)
    assert get(cast, "nia", "case_research", case.pk).status_code == 404
    assert get(cast, "nia", "research_grid", case.meeting_id).status_code == 404


def test_what_stops_one_case_of_the_list_is_said_there(cast, case, asked):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    ask(cast, other, "acute")
    wrote = request_of(cast, case, "acute")
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, case.pk, full={wrote.agency_id})
    with unit_of_work(cast.actor("hal")):
        Item.objects.create(
            scope_id=case.pk, agency_id=wrote.agency_id, request_id=wrote.pk, text="Seen.",
            who_may_read="shared", author=cast.user("hal"),
        )  # fmt: skip
    known = f"{other.pk}:{people(other)[0]}"
    response = post(
        cast, "hal", "research_list", case.meeting_id,
        form_token=TOKEN, **SEARCHED, shown=[*shown(case), *shown(other)], known=[known],
    )  # fmt: skip
    assert response.status_code == 422
    text = text_of(response)
    says = f"{case.reference}: withdraw your items and files first"
    assert f'href="#later-{case.pk}"' in text and text.count(says) == 2
    assert f'id="later-{case.pk}-error"' in text and f'id="later-{other.pk}-error"' not in text
    assert NAMES in text and "withdraw your items and files first, or tick whom you know" in text
    # The rest of what was said holds, and stands there no more.
    assert "1 case is answered. Known to us: 1." in text and f'value="{known}"' not in text
    assert request_of(cast, other, "acute").answer == "known" and not wrote_again(cast, case)
    # What is left is sent by itself, with a token of its own.
    token = re.search(r'name="form_token" value="([^"]+)"', text)[1]
    assert token != TOKEN
    response = post(
        cast, "hal", "research_list", case.meeting_id,
        form_token=token, **SEARCHED, shown=shown(case), known=[f"{case.pk}:{people(case)[0]}"],
    )  # fmt: skip
    assert response.status_code == 302
    assert wrote_again(cast, case) == "known"


def wrote_again(cast, case):
    return request_of(cast, case, "acute").answer


def test_each_case_that_is_left_says_why(cast, case, asked):
    """Where nothing of the list can be answered, nothing is: each case says so."""
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    ask(cast, other, "acute")
    for one in (case, other):
        wrote = request_of(cast, one, "acute")
        with unit_of_work(cast.actor("carys")) as work:
            circulation.circulate(work, one.pk, full={wrote.agency_id})
        with unit_of_work(cast.actor("hal")):
            Item.objects.create(
                scope_id=one.pk, agency_id=wrote.agency_id, request_id=wrote.pk, text="Seen.",
                who_may_read="shared", author=cast.user("hal"),
            )  # fmt: skip
    response = post(
        cast, "hal", "research_list", case.meeting_id,
        form_token=TOKEN, **SEARCHED, confirmed="on", shown=[*shown(case), *shown(other)],
    )  # fmt: skip
    text = text_of(response)
    assert response.status_code == 422 and "answered. Known to us" not in text
    for one in (case, other):
        assert f'id="later-{one.pk}-error"' in text
        assert not request_of(cast, one, "acute").answer
