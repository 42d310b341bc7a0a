"""An answer says what was searched: whom, as they were called and born then, by what and where.
Whom an agency did not know, and looked up under another name or birth date, it is asked about
again."""

from datetime import date
from html import unescape
from re import findall

import pytest
from django.core import mail
from django.urls import reverse

from meetings.operations.closure import withdraw_case
from meetings.operations.referral import change_person
from meetings.operations.research import SentList, answer_list
from sharing import clock
from sharing.models import Party
from sharing.rules import RuleBroken
from tests.doing import do, explained, one
from tests.integration.research.helpers import (
    DAY,
    NAMES,
    SEARCHED,
    TOKEN,
    answer,
    ask,
    people,
    request_of,
    shown,
)
from tests.integration.research.test_joined_people import joined_to
from tests.jobs import run_jobs
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, post, text, words_of

AGAIN = "Corrected after you answered"
CHANGED = "The people of a case have changed. Check them and send it again."


def nil(cast, case, **values):
    said = {"known_parties": (), "searched": NAMES} | values
    return answer(cast, case, "hal", "acute", answer="not_known", **said)


def correct(cast, case, role="perpetrator", **details):
    party = one(cast, "carys", Party, case, role=role)
    do(cast, "carys", change_person, case_id=case.pk, party_id=party.pk, ties={}, **details)
    return party


def mark_of(page, name):
    return unescape(findall(f'name="{name}" value="([^"]*)"', text(page))[0])


def test_a_reader_sees_what_was_searched(cast, case, asked):
    correct(cast, case, "victim", born_on=date(1990, 3, 14), other_names="Tara Lune")
    nil(cast, case)
    page = words_of(get(cast, "carys", "case_research", case.pk))
    assert "Acute hospital: Alder Tarn" in page
    assert "Tara Tarn, also Tara Lune, 14 March 1990" in page
    assert f"Names, other names and spellings, dates of birth. {NAMES}" in page
    nil(cast, case, searched_by=["names"])
    page = words_of(get(cast, "carys", "case_research", case.pk))
    assert "Tara Tarn. Names. " in page and "Tara Lune" not in page and "1990" not in page


def test_what_was_searched_stays_what_it_was(cast, case, asked):
    nil(cast, case)
    correct(cast, case, given_name="Carl", born_on=date(1986, 5, 6))
    request = request_of(cast, case, "acute")
    kyle = one(cast, "carys", Party, case, role="perpetrator")
    assert request.added_parties == [kyle.pk] and request.is_owed
    page = words_of(get(cast, "hal", "research_return", case.pk))
    assert page.count(AGAIN) == 1 and "Carl Lune" in page and "Kyle" not in page
    assert "Kyle Lune" not in words_of(get(cast, "carys", "case_research", case.pk))
    page = get(cast, "hal", "research_list", case.meeting_id)
    assert "1 person to look up" in words_of(page) and AGAIN in words_of(page)
    sent = SEARCHED | {"shown": [f"{case.pk}:", f"{case.pk}:{kyle.pk}"], "confirmed": "on"}
    sent |= {"shown_as": mark_of(page, "shown_as")}
    assert post(cast, "hal", "research_list", case.meeting_id, **sent).status_code == 302
    assert not request_of(cast, case, "acute").is_owed
    page = words_of(get(cast, "carys", "case_research", case.pk))
    assert "Carl Lune, 6 May 1986" in page and "Tara Tarn" in page, "the others stand"


@pytest.mark.parametrize(
    "details", [{"family_name": "Lunn"}, {"other_names": "Kit"}, {"born_on": date(1980, 1, 2)}]
)
def test_each_part_of_what_was_searched_counts(cast, case, asked, details):
    nil(cast, case)
    party = correct(cast, case, **details)
    assert request_of(cast, case, "acute").added_parties == [party.pk]
    run_jobs()
    (letter,) = [one for one in mail.outbox if one.subject == "Research is due"]
    # The words of any reminder: not that somebody was corrected, let alone what of them.
    assert "Research of your agency is due on" in letter.body
    assert "name" not in letter.body and "MARAC of" not in letter.body
    assert not any(str(value) in letter.body for value in details.values())


def test_who_knows_them_is_not_asked_again(cast, case):
    victim, perpetrator, child = people(case)
    values = {"known_parties": [perpetrator], "unchecked_parties": [child]}
    answer(cast, case, check_by=clock.today() + DAY, **values)
    correct(cast, case, family_name="Lunn")
    correct(cast, case, "child", given_name="Aldous")
    assert request_of(cast, case, "police").added_parties == []
    assert {*request_of(cast, case, "police").looked_up} == {victim, perpetrator}
    correct(cast, case, "victim", given_name="Tamar")
    assert request_of(cast, case, "police").added_parties == [victim]


def test_who_is_born_since_is_looked_up(cast, case, asked):
    second, _brother = joined_to(cast, case)
    nil(cast, case)
    unborn = one(cast, "carys", Party, second, due_on__isnull=False)
    values = {"due_on": None, "born_on": clock.today(), "ties": {}}
    do(cast, "carys", change_person, case_id=second.pk, party_id=unborn.pk, **values)
    assert request_of(cast, case, "acute").added_parties == [unborn.pk]
    page = words_of(get(cast, "hal", "research_return", case.pk))
    assert "Added after you answered" in page and AGAIN not in page


def test_who_was_corrected_meanwhile_is_looked_up_first(cast, case, asked):
    page = get(cast, "hal", "research_return", case.pk)
    sent = SEARCHED | {"form_token": TOKEN, "version": 1, "shown": mark_of(page, "shown")}
    whole = get(cast, "hal", "research_list", case.meeting_id)
    listed = SEARCHED | {"shown": shown(case), "shown_as": mark_of(whole, "shown_as")}
    correct(cast, case, given_name="Carl")
    for name in ("nil_return", "answer_research"):
        said = {f"person_{one}": "no" for one in people(case)}
        page = post(cast, "hal", name, case.pk, **(sent | said))
        assert page.status_code == 422 and CHANGED in words_of(page)
        assert "Carl Lune" in words_of(page) and mark_of(page, "shown") != sent["shown"]
    values = listed | {"known": [f"{case.pk}:{people(case)[0]}"]}
    page = post(cast, "hal", "research_list", case.meeting_id, **values)
    assert page.status_code == 422 and CHANGED in words_of(page)
    assert request_of(cast, case, "acute").answer == ""
    values |= {"shown_as": mark_of(page, "shown_as")}
    assert post(cast, "hal", "research_list", case.meeting_id, **values).status_code == 302


def test_the_same_people_by_another_spelling_of_case_are_the_same(cast, case, asked):
    page = get(cast, "hal", "research_return", case.pk)
    correct(cast, case, given_name="KYLE")
    sent = SEARCHED | {"version": 1, "shown": mark_of(page, "shown")}
    assert post(cast, "hal", "nil_return", case.pk, **sent).status_code == 302


def test_a_nil_return_says_by_what_and_where(cast, case, asked):
    for said, field in (({"searched_by": []}, "searched_by"), ({"searched": " "}, "searched")):
        with pytest.raises(RuleBroken) as broken:
            nil(cast, case, **said)
        assert broken.value.field == field
    with pytest.raises(RuleBroken):
        nil(cast, case, searched_by=["guesses"])


def test_where_was_searched_is_remembered(cast, case, asked):
    page = text(get(cast, "hal", "research_list", case.meeting_id))
    assert 'value="Our own records"' in page
    nil(cast, case, searched="Patient index, Maternity")
    other = case_at(cast, case.stage, meeting=case.meeting, name="Vera", position=2)
    ask(cast, other, "acute")
    page = words_of(get(cast, "hal", "research_return", other.pk))
    assert "dates of birth. Patient index, Maternity" in page, "as the one button says"
    assert 'value="Patient index, Maternity"' in text(
        get(cast, "hal", "research_list", case.meeting_id)
    )
    # Of one agency, not of another.
    assert "Patient index" not in text(get(cast, "rowan", "research_list", case.meeting_id))


def test_a_closed_return_says_whom_it_looked_up(cast, case, asked):
    nil(cast, case)
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She asked for it.")
    explained(cast, "hal", case)
    page = words_of(get(cast, "hal", "research_return", case.pk))
    assert "Searched: Alder Tarn" in page and f"dates of birth. {NAMES}" in page


def test_the_trail_says_by_what(cast, case, asked):
    nil(cast, case)
    event = newest_event()
    page = words_of(get(cast, "carys", "case_event", case.pk, event.id))
    assert "what was searched by" in page.lower() and "Dates of birth" in page


def test_the_list_says_the_same_of_all(cast, case, asked):
    do(
        cast,
        "hal",
        answer_list,
        meeting_id=case.meeting_id,
        sent=SentList(known={}, not_yet={}, searched=NAMES),
    )
    request = request_of(cast, case, "acute")
    assert request.looked_up == sorted(people(case), key=request.looked_up.index)
    assert request.searched_by == ["names", "other_names", "born"]
    assert reverse("research_return", args=[case.pk]) in text(get(cast, "hal", "research"))
