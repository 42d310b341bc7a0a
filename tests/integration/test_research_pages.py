"""The pages of research, through the front."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import ResearchRequest, Stage
from meetings.operations.research import (
    add_item,
    answer_case,
    change_item,
    chase_research,
    submit_research,
)
from sharing import clock
from sharing.models import Address, Item, Party
from sharing.operations import circulation
from sharing.work import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.research_helpers import ask, items_of, people, request_of
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import get, post

DAY = timedelta(days=1)
NAMES = "Names and dates of birth"


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.RESEARCH)


@pytest.fixture
def asked(cast, case):
    """The hospital may look the people of the case up."""
    return ask(cast, case, "acute")


@pytest.fixture
def known(cast, case):
    """Police know these people."""
    return do(
        cast,
        "petra",
        answer_case,
        request_id=request_of(cast, case, "police").pk,
        answer="known",
        known_parties=people(case)[:2],
        searched=NAMES,
    )


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def hidden_value(response, name, after=""):
    """The value of a hidden input, the first after that text."""
    text = response.content.decode()
    found = re.search(rf'name="{name}" value="([^"]*)"', text[text.index(after) :])
    return found.group(1)


TOKEN = "8f1f1b52-58a4-4a3c-9b4d-6f3a1d1f1a10"


# What one's own agency owes.


def test_my_research_shows_what_is_owed_first(cast, case, known):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    answered = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Hetty", position=3)
    do(
        cast,
        "petra",
        answer_case,
        request_id=request_of(cast, answered, "police").pk,
        answer="not_known",
        searched=NAMES,
    )
    text = text_of(get(cast, "petra", "research"))
    assert "2 cases to answer" in text and "Answered: 1 case" in text
    order = [text.index(one.reference) for one in (other, case, answered)]
    assert order == sorted(order)
    assert "Tarn" not in text
    event = newest_event()
    assert event.code == "research_seen"
    assert set(event.cases) == {case.pk, other.pk, answered.pk}


def test_my_research_before_and_after(cast):
    text = text_of(get(cast, "petra", "research"))
    assert "Nothing is asked of your agency now" in text
    case = case_at(cast, Stage.RESEARCH)
    do(
        cast,
        "petra",
        answer_case,
        request_id=request_of(cast, case, "police").pk,
        answer="not_known",
        searched=NAMES,
    )
    assert "has answered about every case" in text_of(get(cast, "petra", "research"))


def test_my_research_says_what_is_late_and_what_waits(cast, case):
    do(
        cast,
        "petra",
        answer_case,
        request_id=request_of(cast, case, "police").pk,
        answer="not_yet",
        unchecked_parties=people(case),
        check_by=clock.today() + 8 * DAY,
    )
    with clock.set_to(case.meeting.research_due_at + timedelta(hours=1)):
        text = text_of(get(cast, "petra", "research"))
        assert "Was due" in text and "Cannot check until" in text and "app-row-late" not in text
        assert "app-row-late" in text_of(get(cast, "ines", "research"))


@pytest.mark.parametrize("who", ["carys", "wren", "alex", "odile"])
def test_my_research_is_for_agencies(cast, who):
    assert get(cast, who, "research").status_code == 403


# The whole list.


def test_it_works(cast, case, asked):
    """Names, birth dates and search addresses; nothing else of the case but its reference."""
    with unit_of_work(cast.actor("carys")):
        victim = Party.objects.get(pk=people(case)[0])
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
    for word in ("Tara Tarn", "3 March 2004", "12 Mere Walk, LM1 2AB", "about 70", case.reference):
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
    assert set(people(case)[:3]) <= set(event.people) and len(event.items) == 2
    assert request_of(cast, case, "acute").opened_at


def test_an_address_that_was_taken_off_goes_to_no_agency(cast, case, asked):
    with unit_of_work(cast.actor("carys")):
        victim = Party.objects.get(pk=people(case)[0])
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
    assert len(newest_event().items) == 1


@pytest.mark.parametrize("name", ["research_list", "research_return", "answer_research"])
def test_asking_for_the_head_of_a_page_opens_no_request(cast, case, asked, name):
    key = case.meeting_id if name == "research_list" else case.pk
    response = signed_in_client(cast, "hal").head(reverse(name, args=[key]))
    assert response.status_code == 405
    assert request_of(cast, case, "acute").opened_at is None


def test_people_are_in_no_order_that_tells_a_role(cast, case, asked):
    text = text_of(get(cast, "hal", "research_list", case.meeting_id))
    assert text.index("Kyle Lune") < text.index("Alder Tarn") < text.index("Tara Tarn")


def shown(case, *, without=()):
    return [f"{case.pk}:", *(f"{case.pk}:{one}" for one in people(case) if one not in without)]


def test_the_whole_list_is_answered_at_one_submit(cast, case, asked):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    third = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Hetty", position=3)
    for one in (other, third):
        ask(cast, one, "acute")
    until = clock.today() + DAY
    response = post(
        cast, "hal", "research_list", case.meeting_id,
        form_token=TOKEN, searched=NAMES,
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


def test_one_known_and_the_rest_cannot_be_checked(cast, case, asked):
    until = clock.today() + DAY
    post(
        cast, "hal", "research_list", case.meeting_id,
        form_token=TOKEN, searched=NAMES, shown=shown(case),
        known=[f"{case.pk}:{people(case)[0]}"], check_by=[f"{case.pk}:{until.isoformat()}"],
    )  # fmt: skip
    request = request_of(cast, case, "acute")
    assert (request.answer, request.check_by) == ("known", until)
    assert request.unchecked_parties == sorted(people(case)[1:])


def test_it_keeps_what_was_typed(cast, case, asked):
    until = f"{case.pk}:{(clock.today() + 3 * DAY).isoformat()}"
    response = post(
        cast, "hal", "research_list", case.meeting_id,
        form_token=TOKEN, searched="", shown=shown(case),
        known=[f"{case.pk}:{people(case)[0]}"], check_by=[until],
    )  # fmt: skip
    assert response.status_code == 422
    text = text_of(response)
    assert "Say what you searched" in text and "1 thing needs to be put right" in text
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
        cast, "hal", "research_list", case.meeting_id, form_token=TOKEN, searched=NAMES, **bad
    )
    assert response.status_code == 422
    assert "Load the page again" in text_of(response)


def test_a_second_editor_sees_both_texts(cast, case, asked):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    ask(cast, other, "acute")
    do(
        cast, "hal", answer_case, request_id=request_of(cast, case, "acute").pk,
        answer="known", known_parties=people(case)[:1],
    )  # fmt: skip
    ticked = f"{other.pk}:{people(other)[0]}"
    response = post(
        cast, "hal", "research_list", case.meeting_id,
        form_token=TOKEN, searched=NAMES, shown=[*shown(case), *shown(other)], known=[ticked],
    )  # fmt: skip
    assert response.status_code == 422
    text = text_of(response)
    assert "A colleague changed this" in text
    assert f"{case.reference}: Known to us" in text and f'value="{ticked}" checked' in text
    assert request_of(cast, other, "acute").answer == ""


def test_the_list_of_a_meeting_that_asks_nothing(cast, case):
    text = text_of(get(cast, "hal", "research_list", case.meeting_id))
    assert "Nobody is left to look up" in text and "0 people to look up" in text


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


# Lists take no more queries for more rows.


def count(cast, who, name, *args):
    get(cast, who, name, *args)  # opened once: the first look is written down
    client = signed_in_client(cast, who)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(reverse(name, args=args)).status_code == 200
    return len(queries)


def test_ten_times_the_rows_take_no_more_queries(cast, case, asked):
    places = (("petra", "research"), ("hal", "research_list"), ("carys", "research_grid"))

    def counts():
        return [
            count(cast, who, name, *([case.meeting_id] if name != "research" else []))
            for who, name in places
        ]

    before = counts()
    for place in range(2, 12):
        more = case_at(
            cast, Stage.RESEARCH, meeting=case.meeting, name=f"Vera{place}", position=place
        )
        ask(cast, more, "acute")
    assert counts() == before
    assert max(before) <= 25


# The return.


def test_who_only_looks_people_up_sees_no_more_of_the_case(cast, case, asked):
    response = get(cast, "hal", "research_return", case.pk)
    text = text_of(response)
    assert "Tara Tarn" in text and "12 Mere Walk" in text and "see no more of the case" in text
    for word in ("Hidden Row", "Safe contact", "clinic", "Perpetrator", "drunk", "New item"):
        assert word not in text
    assert "<title>LM-" in text
    event = newest_event()
    assert (event.code, event.cases) == ("search_details_seen", [case.pk])


def test_nobody_here_is_known_in_two_clicks(cast, case, asked):
    response = get(cast, "hal", "research_return", case.pk)
    place = f'action="{reverse("nil_return", args=[case.pk])}"'
    response = post(
        cast, "hal", "nil_return", case.pk,
        **{name: hidden_value(response, name, place) for name in ("form_token", "version", "searched")},
    )  # fmt: skip
    assert response.headers["Location"] == reverse("research")
    request = request_of(cast, case, "acute")
    assert (request.answer, request.searched) == (
        "not_known",
        "Names, other names and dates of birth",
    )
    assert "Nobody here is known to us" not in text_of(get(cast, "hal", "research_return", case.pk))
    again = post(cast, "hal", "nil_return", case.pk, form_token=TOKEN, version=1, searched=NAMES)
    assert again.status_code == 422 and "A colleague has answered" in text_of(again)


def said(case, **who):
    names = dict(zip(("victim", "perpetrator", "child"), people(case), strict=True))
    return {f"person_{names[name]}": word for name, word in who.items()}


def test_answering_for_each_person(cast, case):
    offered = text_of(get(cast, "petra", "research_return", case.pk))
    day = re.search(r'<option value="(\d{4}-\d\d-\d\d)"', offered).group(1)
    response = post(
        cast, "petra", "answer_research", case.pk,
        form_token=TOKEN, version=1, searched=NAMES, check_by=day,
        **said(case, victim="yes", perpetrator="no", child="later"),
    )  # fmt: skip
    assert response.headers["Location"].endswith("/research/return/#items")
    request = request_of(cast, case, "police")
    victim, _perpetrator, child = people(case)
    assert (request.known_parties, request.unchecked_parties) == ([victim], [child])
    text = text_of(get(cast, "petra", "research_return", case.pk))
    assert text.count('value="yes" checked') == 1 and text.count('value="later" checked') == 1
    assert "Safe contact" in text and "Never enter source intelligence here" in text


def test_an_answer_in_part_keeps_what_was_said(cast, case):
    response = post(
        cast, "petra", "answer_research", case.pk,
        form_token=TOKEN, version=1, searched=NAMES, **said(case, victim="yes"),
    )  # fmt: skip
    assert response.status_code == 422
    text = text_of(response)
    assert "Say whether Kyle Lune is known to you" in text and 'value="yes" checked' in text
    assert "<title>Error:" in text


def test_a_second_editor_of_a_return_sees_both_texts(cast, case, known):
    response = post(
        cast, "petra", "answer_research", case.pk,
        form_token=TOKEN, version=1, searched="Crime records",
        **said(case, victim="no", perpetrator="no", child="no"),
    )  # fmt: skip
    assert response.status_code == 422
    text = text_of(response)
    assert NAMES in text and "Crime records" in text and "A colleague changed this" in text
    assert f'name="version" value="{known.version}"' in text
    assert request_of(cast, case, "police").searched == NAMES


def item(**values):
    return {"form_token": TOKEN, "text": "Arrested.", "who_may_read": "shared"} | values


def test_an_item_is_added_and_submitted(cast, case, known):
    response = post(
        cast, "petra", "add_item", case.pk,
        **item(
            about=people(case)[1], nature="fact", source="Custody", period="May", subject="weapons"
        ),
    )  # fmt: skip
    assert response.headers["Location"].endswith("?item=new")
    response = signed_in_client(cast, "petra").get(response.headers["Location"].split("#")[0])
    text = text_of(response)
    assert "autofocus" in text and "2. Items: 1" in text and "Not submitted yet" in text
    assert "Fact. About: Kyle Lune. Custody. May. Bears on: Weapons" in text
    assert "1 new item" in text
    post(cast, "petra", "submit_research", case.pk, form_token=TOKEN.replace("8", "9"))
    text = text_of(get(cast, "petra", "research_return", case.pk))
    assert "Not submitted yet" not in text and "becomes version 2" in text
    assert newest_event().code == "search_details_seen"
    text = text_of(get(cast, "carys", "case_research", case.pk))
    assert "Police: 1 item" in text and "Arrested." in text


def test_a_double_post_does_it_once(cast, case, known):
    client = signed_in_client(cast, "petra")
    for _time in range(2):
        response = client.post(reverse("add_item", args=[case.pk]), item())
        assert response.status_code == 302
    assert len(items_of(case)) == 1


def test_several_paragraphs_are_several_items(cast, case, known):
    post(cast, "petra", "add_item", case.pk, **item(text="One.\n\nTwo.", each_paragraph="on"))
    assert [one.text for one in items_of(case)] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": ""}, "Write what you know"),
        ({"who_may_read": "spoken"}, "Choose the heading"),
        ({"who_may_read": "not_shared"}, "keeps no text"),
        ({"who_may_read": ""}, "Say who may read it"),
    ],
)
def test_an_item_that_cannot_be(cast, case, known, values, words):
    response = post(cast, "petra", "add_item", case.pk, **item(**values))
    assert response.status_code == 422
    assert words in text_of(response)
    assert ("> Arrested." in text_of(response)) is (values.get("text") != "")


def test_the_four_ways_say_their_consequence(cast, case, known):
    for who_may_read, more in (
        ("restricted", {"restricted_to": [cast.agency("idva").pk]}),
        ("restricted", {}),
        ("spoken", {"heading": "health"}),
        ("not_shared", {"text": ""}),
        ("shared", {}),
    ):
        do(
            cast, "petra", add_item, request_id=known.pk,
            **({"text": "A note.", "who_may_read": who_may_read} | more),
        )  # fmt: skip
    text = text_of(get(cast, "petra", "research_return", case.pk))
    for words in (
        "All 4 agencies at full circulation read it once you submit",
        "tell them yourself",
        "IDVA service</p>",
        "The chair and this victim’s IDVA</p>",
        "Others see no more than “Health”",
        "Your agency alone",
        "seen by Police alone",
        "No text is kept",
        "app-tag--not-shared",
    ):
        assert words in text


def test_an_item_is_changed(cast, case, known):
    made = do(
        cast, "petra", add_item,
        request_id=known.pk, text="Arrested.", who_may_read="shared", about_id=people(case)[1],
    )  # fmt: skip
    do(cast, "petra", submit_research, request_id=known.pk)
    response = get(cast, "petra", "change_item", case.pk, made.pk)
    text = text_of(response)
    assert "Arrested." in text and "Others read it as it was submitted" in text
    response = post(
        cast, "petra", "change_item", case.pk, made.pk,
        **item(text="Charged.", version=1, about=people(case)[1]),
    )  # fmt: skip
    assert response.status_code == 302
    text = text_of(get(cast, "petra", "research_return", case.pk))
    assert "Charged." in text and "Arrested." not in text and "others read the earlier text" in text
    draft = items_of(case)[-1]
    assert "Others read it" not in text_of(get(cast, "petra", "change_item", case.pk, draft.pk))
    do(cast, "petra", change_item, item_id=draft.pk, text="Bailed.", who_may_read="shared")
    response = post(
        cast, "petra", "change_item", case.pk, draft.pk,
        **item(text="Charged twice.", version=draft.version, form_token=TOKEN.replace("1", "2")),
    )  # fmt: skip
    assert response.status_code == 422
    text = text_of(response)
    assert "Charged twice." in text and "Bailed." in text and "A colleague changed this" in text


def test_an_item_is_withdrawn(cast, case, known):
    made = do(cast, "petra", add_item, request_id=known.pk, text="Arrested.", who_may_read="shared")
    response = post(cast, "petra", "withdraw_item", case.pk, made.pk, form_token=TOKEN)
    assert response.headers["Location"].endswith("#items")
    assert "2. Items: 0" in text_of(get(cast, "petra", "research_return", case.pk))
    assert get(cast, "petra", "change_item", case.pk, made.pk).status_code == 404


def test_nothing_new_to_submit(cast, case, known):
    post(cast, "petra", "submit_research", case.pk, form_token=TOKEN)
    response = post(cast, "petra", "submit_research", case.pk, form_token=TOKEN.replace("8", "7"))
    assert response.status_code == 422 and "Nothing has changed" in text_of(response)


@pytest.mark.parametrize(
    "name", ["nil_return", "submit_research", "chase_research", "withdraw_item"]
)
def test_it_rejects_get(cast, case, known, name):
    args = {
        "chase_research": [case.meeting_id, cast.agency("police").pk],
        "withdraw_item": [case.pk, case.pk],
    }.get(name, [case.pk])
    assert get(cast, "petra", name, *args).status_code == 405


@pytest.mark.parametrize("who", ["carys", "wren", "odile"])
def test_a_return_is_for_agencies(cast, case, who):
    assert get(cast, who, "research_return", case.pk).status_code == 403
    assert post(cast, who, "add_item", case.pk, **item()).status_code == 403


def test_it_records_refusal(cast, case):
    post(cast, "hal", "add_item", case.pk, **item())
    event = newest_event()
    assert (event.outcome, event.reason, event.cases) == ("refused", "off_circulation", [case.pk])


def test_a_heard_case_is_read_only(cast):
    heard = case_at(cast, Stage.HEARD)
    with as_owner(), unit_of_work(cast.actor("petra")):
        request = ResearchRequest.objects.get(scope_id=heard.pk, agency=cast.agency("police"))
        request.searched, request.answer = NAMES, "known"
        request.known_parties = people(heard)[:1]
        request.save()
        Item.objects.create(
            scope_id=heard.pk, agency=request.agency, request_id=request.pk, text="Arrested.",
            who_may_read="shared", author=cast.user("petra"), position=1,
        )  # fmt: skip
    text = text_of(get(cast, "petra", "research_return", heard.pk))
    assert "this return is closed" in text and NAMES in text and "Arrested." in text
    assert "<textarea" not in text and "Withdraw" not in text and ">Yes<" in text
    text = text_of(get(cast, "ines", "research_return", heard.pk))
    assert "this return is closed" in text and "Searched:" not in text


def test_earlier_actions_are_recorded_from_here(cast, case, known):
    text = text_of(get(cast, "petra", "research_return", case.pk))
    assert reverse("record_earlier_action", args=[case.pk]) in text


# Who owes what.


def test_the_grid(cast, case, known):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    ask(cast, other, "acute")
    for one in (case, other):
        do(
            cast, "ines", answer_case, request_id=request_of(cast, one, "idva").pk,
            answer="not_known", searched=NAMES,
        )  # fmt: skip
    do(
        cast, "rowan", answer_case, request_id=request_of(cast, case, "housing").pk,
        answer="not_yet", unchecked_parties=people(case), check_by=clock.today() + DAY,
    )  # fmt: skip
    do(
        cast, "carys", chase_research,
        meeting_id=case.meeting_id, agency_id=cast.agency("probation").pk,
    )  # fmt: skip
    text = text_of(get(cast, "carys", "research_grid", case.meeting_id))
    assert "11 of 13 answers owed" in text
    assert "1 agency has answered about every case it was asked about: IDVA service." in text
    for words in ("Draft", "Cannot check yet", "until", "Reminded", "Not opened"):
        assert words in text
    assert text.count(">Remind <") == 5
    event = newest_event()
    assert (event.code, set(event.cases)) == ("research_grid_seen", {case.pk, other.pk})
    with clock.set_to(case.meeting.research_due_at + timedelta(hours=1)):
        text = text_of(get(cast, "chidi", "research_grid", case.meeting_id))
    assert "Silent" in text and "Late" in text and "app-row-late" in text


def test_a_grid_with_nobody_asked_and_with_everything_answered(cast):
    empty = meeting_in(cast, days=30)
    assert "No agency is asked yet" in text_of(get(cast, "carys", "research_grid", empty.pk))
    case = case_at(cast, Stage.RESEARCH)
    with as_owner(), unit_of_work(cast.actor("carys")):
        for request in ResearchRequest.objects.filter(scope_id=case.pk):
            request.answer, request.submitted_at = "not_known", clock.now()
            request.submitted_by = cast.user("petra")
            request.save()
    text = text_of(get(cast, "carys", "research_grid", case.meeting_id))
    assert "0 of 6 answers owed" in text and "Remind" not in text


def test_a_reminder_from_the_grid(cast, case):
    where = [case.meeting_id, cast.agency("probation").pk]
    response = post(cast, "carys", "chase_research", *where, form_token=TOKEN)
    assert response.headers["Location"] == reverse("research_grid", args=[case.meeting_id])
    response = post(cast, "carys", "chase_research", *where, form_token=TOKEN.replace("8", "7"))
    assert response.status_code == 422 and "less than a day ago" in text_of(response)
    assert (
        post(
            cast, "petra", "chase_research", *where, form_token=TOKEN.replace("1", "3")
        ).status_code
        == 403
    )


# What is shared.


def test_the_research_of_a_case(cast, case, known):
    do(
        cast, "ines", answer_case, request_id=request_of(cast, case, "idva").pk,
        answer="not_known", searched=NAMES,
    )  # fmt: skip
    text = text_of(get(cast, "rowan", "case_research", case.pk))
    assert "Shared items: 0" in text and "Not known to:</strong> IDVA service<" in text
    assert "Research by Housing" in text and "<strong>Known to:" not in text
    do(cast, "petra", add_item, request_id=known.pk, text="Arrested.", who_may_read="shared")
    do(
        cast,
        "petra",
        add_item,
        request_id=known.pk,
        text="Charged.",
        who_may_read="shared",
        source="Log",
    )
    do(cast, "petra", submit_research, request_id=known.pk)
    text = text_of(get(cast, "carys", "case_research", case.pk))
    assert "Police: 2 items" in text and "Log" in text
    assert "Known to:</strong> Police<" in text and "Research by" not in text
    assert newest_event().code == "research_read"


def test_who_only_looks_people_up_reads_no_research(cast, case, asked):
    assert get(cast, "hal", "case_research", case.pk).status_code == 404
    assert newest_event().reason == "off_circulation"
