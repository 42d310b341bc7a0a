"""Who becomes part of a case after an agency answered stands in no answer of it: the agency is
asked again, about them alone."""

import pytest
from django.core import mail
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.closure import withdraw_case
from meetings.operations.hearing import end_hearing
from meetings.operations.listing import defer_case
from meetings.operations.referral import add_child, change_person, take_off_person
from meetings.operations.research import chase_research
from sharing import clock
from sharing.models import Party
from tests.doing import declare_wall, do, explained, form_token, one
from tests.integration.research.helpers import (
    DAY,
    NAMES,
    SEARCHED,
    answer,
    ask,
    people,
    request_of,
    submit,
    write,
)
from tests.integration.research.test_joined_people import joined_to
from tests.jobs import run_jobs
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in, somebody_came
from tests.trail import newest_event
from tests.visits import get, post, text, words_of

AGAIN = "Added after you answered"
TOLD = "Research is due"


@pytest.fixture
def nil(cast, case, asked):
    """The hospital knows nobody of the case."""
    return answer(cast, case, "hal", "acute", answer="not_known", known_parties=(), searched=NAMES)


@pytest.fixture
def wrote(cast, case):
    """Police know the victim and have submitted what they know."""
    answer(cast, case)
    write(cast, case)
    return submit(cast, case)


def child(cast, case, who="carys", **details):
    """A child is added to the case."""
    victim = one(cast, who, Party, case, role="victim")
    names = details or {"given_name": "Rowena", "family_name": "Tarn"}
    return do(cast, who, add_child, case_id=case.pk, ties={victim.pk: "child"}, **names)


def said(case, *shown, known=(), **more):
    """What is sent of the whole list."""
    return {
        **SEARCHED,
        "shown": [f"{case.pk}:", *(f"{case.pk}:{one}" for one in shown)],
        "known": [f"{case.pk}:{one}" for one in known],
    } | more


def answer_list(cast, who, case, *shown, **more):
    page = post(cast, who, "research_list", case.meeting_id, **said(case, *shown, **more))
    assert page.status_code == 302


def test_a_nil_return_is_not_about_them(cast, case, nil):
    second, brother = joined_to(cast, case)
    request = request_of(cast, case, "acute")
    assert (request.answer, request.submitted_at) == ("not_known", nil.submitted_at)
    assert request.added_parties == [brother.pk]  # nobody looks up who is not born
    event = newest_event()
    assert event.code == "cases_joined" and request.pk in event.items
    page = get(cast, "hal", "research_return", case.pk)
    assert words_of(page).count(AGAIN) == 1
    assert "Asked again, about people who were added or corrected" in words_of(page)
    assert f'name="person_{brother.pk}" value="no" checked' not in " ".join(text(page).split())
    # Nothing tells whoever only looks them up of another referral.
    assert second.reference not in words_of(page)


def test_the_agency_is_asked_of_them_alone(cast, case, nil):
    _second, brother = joined_to(cast, case)
    assert "Asked again, about people who were added or corrected" in words_of(
        get(cast, "hal", "research")
    )
    home = words_of(get(cast, "hal", "home"))
    assert "Answer the whole list" in home
    page = words_of(get(cast, "hal", "research_list", case.meeting_id))
    assert "1 person to look up" in page and "Abel Lune" in page and AGAIN in page
    assert "Kyle Lune" not in page and "Unborn" not in page
    assert newest_event().people == [brother.pk]


def test_whoever_keeps_the_meeting_sees_it_open(cast, case, nil):
    joined_to(cast, case)
    assert "Acute hospital Asked again" in words_of(get(cast, "carys", "case", case.pk))
    assert "asked again, about people who were added or corrected" in words_of(
        get(cast, "carys", "research_grid", case.meeting_id)
    )
    read = words_of(get(cast, "carys", "case_research", case.pk))
    assert "Asked again, about people who were added or corrected: Acute hospital" in read
    assert "Not known to:" not in read
    do(cast, "carys", chase_research, meeting_id=case.meeting_id, agency_id=cast.agency("acute").pk)


def test_the_meeting_does_not_hear_that_they_are_not_known(cast):
    case = case_at(cast, Stage.HEARING)
    in_the_room(cast, case.meeting, "carys")
    ask(cast, case, "acute")
    answer(cast, case, "hal", "acute", answer="not_known", known_parties=(), searched=NAMES)
    page = reverse("hearing", args=[case.meeting_id, case.pk])
    client = signed_in_client(cast, "carys")
    assert "Not known to us: Acute hospital" in words_of(client.get(page))
    child(cast, case)
    told = words_of(client.get(page))
    assert "Not known to us: Acute" not in told
    asked = "Not known to us before people were added or corrected, and asked again about those: Acute hospital"
    assert asked in told


def test_they_are_not_known_either(cast, case, nil):
    _second, brother = joined_to(cast, case)
    answer_list(cast, "hal", case, brother.pk, confirmed="on")
    request = request_of(cast, case, "acute")
    assert (request.answer, request.added_parties, request.returned) == ("not_known", [], 2)
    assert "Abel" not in words_of(get(cast, "hal", "research_list", case.meeting_id))
    assert "Not known to: Acute hospital" in words_of(get(cast, "carys", "case_research", case.pk))


def test_they_are_known(cast, case, nil):
    _second, brother = joined_to(cast, case)
    answer_list(cast, "hal", case, brother.pk, known=[brother.pk])
    request = request_of(cast, case, "acute")
    assert (request.answer, request.submitted_at) == ("known", None)
    assert request.known_parties == [brother.pk]


def test_they_cannot_be_checked_yet(cast, case, nil):
    _second, brother = joined_to(cast, case)
    day = clock.today() + DAY
    answer_list(cast, "hal", case, brother.pk, check_by=[f"{case.pk}:{day.isoformat()}"])
    request = request_of(cast, case, "acute")
    assert (request.answer, request.unchecked_parties) == ("not_yet", [brother.pk])
    assert request.added_parties == [] and request.submitted_at is None
    # Added while nobody could check, they stand in no list of the answer.
    child(cast, case)
    page = words_of(get(cast, "hal", "research_list", case.meeting_id))
    assert "5 people to look up" in page and AGAIN not in page
    assert AGAIN in words_of(get(cast, "hal", "research_return", case.pk))


def test_what_was_submitted_stands(cast, case, wrote):
    added = child(cast, case)
    request = request_of(cast, case, "police")
    assert request.submitted_at == wrote.submitted_at and request.added_parties == [added.pk]
    page = words_of(get(cast, "petra", "research_list", case.meeting_id))
    assert "1 person to look up" in page and "Rowena Tarn" in page
    answer_list(cast, "petra", case, added.pk, confirmed="on")
    request = request_of(cast, case, "police")
    assert request.known_parties == people(case)[:1] and request.submitted_at
    assert request.added_parties == []


@pytest.mark.parametrize("known", [True, False])
def test_what_was_submitted_says_nothing_of_who_is_known_or_not_looked_up(cast, case, wrote, known):
    added = child(cast, case)
    day = clock.today() + DAY
    values = {"known": [added.pk]} if known else {"check_by": [f"{case.pk}:{day.isoformat()}"]}
    answer_list(cast, "petra", case, added.pk, **values)
    request = request_of(cast, case, "police")
    assert request.submitted_at is None and request.answer == "known"
    assert (added.pk in request.known_parties) is known
    assert request.unchecked_parties == ([] if known else [added.pk])
    assert people(case)[0] in request.known_parties
    # Whoever could not be looked up is asked for with whoever is added next.
    child(cast, case, given_name="Linnet")
    page = words_of(get(cast, "petra", "research_list", case.meeting_id))
    assert ("Rowena" in page) is not known and "Linnet" in page


def test_the_return_asks_of_them(cast, case, wrote):
    added = child(cast, case)
    rest = {f"person_{one}": "no" for one in people(case) if one != added.pk}
    values = rest | {f"person_{people(case)[0]}": "yes"} | SEARCHED
    values["version"] = request_of(cast, case, "police").version
    page = post(cast, "petra", "answer_research", case.pk, **values)
    assert "Say whether Rowena Tarn is known to you" in words_of(page)
    values[f"person_{added.pk}"] = "no"
    assert post(cast, "petra", "answer_research", case.pk, **values).status_code == 302
    assert AGAIN not in words_of(get(cast, "petra", "research_return", case.pk))
    assert request_of(cast, case, "police").added_parties == []


def test_an_answer_from_before_they_were_added_is_sent_again(cast, case, wrote):
    version = request_of(cast, case, "police").version
    added = child(cast, case)
    values = {f"person_{one}": "no" for one in people(case)} | SEARCHED
    page = post(cast, "petra", "answer_research", case.pk, version=version, **values)
    assert page.status_code == 422 and "Somebody else changed this" in words_of(page)
    assert request_of(cast, case, "police").added_parties == [added.pk]


def test_who_is_not_born_is_asked_of_those_alone_who_read_the_case(cast, case, nil, wrote):
    unborn = child(cast, case, due_on=clock.today() + 90 * DAY)
    assert request_of(cast, case, "acute").added_parties == []
    assert request_of(cast, case, "police").added_parties == [unborn.pk]
    assert "1 person to look up" in words_of(get(cast, "petra", "research_list", case.meeting_id))
    answer_list(cast, "petra", case, unborn.pk, known=[unborn.pk])
    assert unborn.pk in request_of(cast, case, "police").known_parties


def test_who_is_taken_off_again_is_asked_of_no_more(cast, case, nil):
    added = child(cast, case)
    do(cast, "carys", take_off_person, case_id=case.pk, party_id=added.pk)
    request = request_of(cast, case, "acute")
    assert request.added_parties == [] and not request.is_owed


def test_who_answers_before_the_mail_goes_hears_nothing(cast, case, nil):
    child(cast, case)
    answer(cast, case, "hal", "acute", answer="not_known", known_parties=(), searched=NAMES)
    run_jobs()
    assert TOLD not in [one.subject for one in mail.outbox]


def test_nobody_is_asked_again_where_nobody_is_added(cast, case, nil):
    version = request_of(cast, case, "acute").version
    victim = one(cast, "carys", Party, case, role="victim")
    values = {"ties": {}, "given_name": "TARA ", "occupation": "Nurse"}
    do(cast, "carys", change_person, case_id=case.pk, party_id=victim.pk, **values)
    assert request_of(cast, case, "acute").version == version


def test_who_no_longer_has_the_name_of_another_is_added(cast, case, nil):
    """Whom a referrer reads; whom another referral names was looked up under the name that
    stands."""
    second, _brother = joined_to(cast, case)
    kyle = one(cast, "wren", Party, case, role="perpetrator")
    values = {"ties": {}, "given_name": "Carl", "family_name": "Lune", "born_on": None}
    do(cast, "wren", change_person, case_id=case.pk, party_id=kyle.pk, **values)
    hidden = one(cast, "carys", Party, second, role="perpetrator", given_name="Kyle")
    assert kyle.pk in request_of(cast, case, "acute").added_parties
    assert hidden.pk not in request_of(cast, case, "acute").added_parties


def test_an_answer_for_an_earlier_meeting_says_nothing_of_them_either(cast, case, nil):
    later = meeting_in(cast, days=23)
    values = {"to_meeting_id": later.pk, "reason": "Not enough time."}
    do(cast, "carys", defer_case, case_id=case.pk, **values)
    added = child(cast, case)
    assert request_of(cast, case, "acute").added_parties == [added.pk]
    run_jobs()
    assert not [one for one in mail.outbox if one.subject == TOLD]


def test_they_are_told_by_mail(cast, case, nil):
    declare_wall(cast, case, "rowan")
    child(cast, case)
    mail.outbox.clear()
    run_jobs()
    (letter,) = mail.outbox
    assert letter.to == [cast.agency("acute").mailbox]
    assert letter.subject == TOLD
    assert reverse("research_list", args=[case.meeting_id]) in letter.body
    assert "Rowena" not in letter.body and case.reference not in letter.body


def test_a_closed_return_says_that_they_were_not_answered_for(cast, case, nil):
    child(cast, case)
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She asked for it.")
    explained(cast, "hal", case)
    page = words_of(get(cast, "hal", "research_return", case.pk))
    assert AGAIN in page and "Not answered" in page


def test_a_heard_case_says_who_did_not_answer_for_everybody(cast):
    case = case_at(cast, Stage.HEARING)
    ask(cast, case, "acute")
    answer(cast, case, "hal", "acute", answer="not_known", known_parties=(), searched=NAMES)
    answer(cast, case, known_parties=people(case)[:1])
    write(cast, case)
    submit(cast, case)
    child(cast, case)
    somebody_came(cast, case.meeting)
    do(
        cast,
        "chidi",
        end_hearing,
        case_id=case.pk,
        gap_reason="They have workers.",
        untold_reason="No safe way.",
    )
    page = words_of(get(cast, "carys", "case", case.pk))
    assert "Acute hospital Not known to us, and not asked about everybody" in page
    assert "Police 1 item" in page


def test_what_was_written_is_looked_for_once_however_long_the_list(cast, case, asked):
    made = []
    for position in (2, 3):
        other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, position=position)
        ask(cast, other, "acute")
        cases = [case, other] if made else [other]
        values = [said(one, *people(one)) for one in cases]
        sent = {name: [it for one in values for it in one[name]] for name in ("shown", "known")}
        address = reverse("research_list", args=[case.meeting_id])
        client = signed_in_client(cast, "hal")
        with made_queries() as queries:
            form = form_token() | sent | SEARCHED | {"confirmed": "on"}
            assert client.post(address, form).status_code == 302
        made.append([one for one in queries if "sharing_returndraft" in one or "UNION" in one])
    assert len(made[0]) == len(made[1]) == 2
