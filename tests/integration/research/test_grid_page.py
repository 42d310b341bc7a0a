"""Who owes what, and who is reminded."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from meetings.models import ResearchRequest, Stage
from meetings.operations.research import answer_case, chase_research, chase_silent, save_draft
from sharing import clock
from sharing.queries.drafts import ANSWERS, agencies_drafting
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, wall_off
from tests.integration.listing.helpers import set_protocol
from tests.integration.research.helpers import (
    DAY,
    NAMES,
    TOKEN,
    answer,
    ask,
    people,
    request_of,
    submit,
    text_of,
    write,
)
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import get, post


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
    for words in ("Draft", "Not yet", "until", "Reminded", "Asked", "Nil"):
        assert words in text
    assert text.count(">Remind<") == 2 * 5  # in the table and in the list; probation was reminded
    assert "Remind all 5 agencies with cases not opened" in text
    event = newest_event()
    assert (event.code, set(event.cases)) == ("research_grid_seen", {case.pk, other.pk})
    with clock.set_to(case.meeting.research_due_at + timedelta(hours=1)):
        text = text_of(get(cast, "chidi", "research_grid", case.meeting_id))
    assert "Silent" in text and "Late" in text and "app-row-late" in text and "It was due" in text
    assert "Remind all 6 silent agencies" in text


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
    assert "Research is complete: all 6 answers are in" in text and "Remind" not in text
    assert "Complete" in text_of(get(cast, "carys", "meeting", case.meeting_id))


def cells(cast, who, meeting):
    """Return how each agency stands in each case, as one of the cast is shown it."""
    grid = get(cast, who, "research_grid", meeting.pk).context["grid"]
    return {
        (row.agency.kind, cell.reference): cell.state for row in grid.rows for cell in row.cells
    }


def test_what_is_being_written_shows_as_a_draft_and_none_of_it(cast, case):
    request = request_of(cast, case, "children")
    with as_owner(), unit_of_work(cast.actor("carys")):
        colleague = cast.memberships["hal"]
        colleague.agency = cast.agency("children")
        colleague.save()
    assert cells(cast, "carys", case.meeting)["children", case.reference] == "asked"
    get(cast, "hal", "research_return", case.pk)
    assert cells(cast, "carys", case.meeting)["children", case.reference] == "opened"
    said = {"searched": "Only the maiden name"}
    do(cast, "hal", save_draft, case_id=case.pk, part=ANSWERS, said=said, version=0)
    assert cells(cast, "chidi", case.meeting)["children", case.reference] == "drafted"
    assert "maiden" not in text_of(get(cast, "carys", "research_grid", case.meeting_id))
    # Asked anew, as for another meeting: what was written for the last one is no answer.
    with as_owner(), unit_of_work(cast.actor("carys")):
        request.asked_at = clock.now() + DAY
        request.opened_at = None
        request.save()
    assert cells(cast, "carys", case.meeting)["children", case.reference] == "asked"


@pytest.mark.parametrize("who", ["petra", "ines", "nia", "odile", "wren"])
def test_that_something_is_written_is_told_to_who_keeps_the_cases_alone(cast, case, who):
    answer(cast, case)
    write(cast, case)
    with unit_of_work(cast.actor("carys")):
        assert agencies_drafting([case.pk])
    with unit_of_work(cast.actor(who)):
        assert agencies_drafting([case.pk]) == {}
    wall_off(cast, case, "carys")
    with unit_of_work(cast.actor("carys")):
        assert agencies_drafting([case.pk]) == {}


def test_a_case_behind_a_wall_is_in_no_cell_and_in_no_count(cast, case):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    wall_off(cast, other, "carys")
    text = text_of(get(cast, "carys", "research_grid", case.meeting_id))
    assert "6 of 6 answers owed" in text and other.reference not in text
    assert "12 of 12 answers owed" in text_of(get(cast, "chidi", "research_grid", case.meeting_id))
    do(cast, "carys", chase_silent, meeting_id=case.meeting_id)
    with as_owner():
        asked = ResearchRequest.objects.filter(scope_id=other.pk)
        assert not asked.exclude(reminded_at=None).exists()


def test_research_is_not_complete_while_a_core_agency_was_not_asked(cast, case):
    with as_owner(), unit_of_work(cast.actor("carys")):
        for request in ResearchRequest.objects.filter(scope_id=case.pk):
            request.answer, request.submitted_at = "not_known", clock.now()
            request.submitted_by = cast.user("petra")
            request.save()
        acute = cast.agency("acute")
        acute.core = True
        acute.save()
    text = text_of(get(cast, "carys", "research_grid", case.meeting_id))
    assert "1 of 7 answers owed" in text and "Unasked" in text and ">Remind<" not in text
    assert "Ask core agencies that were not asked" in text
    assert "1 answer is missing" in text_of(get(cast, "carys", "meeting", case.meeting_id))
    assert "Not every core agency was asked" in text_of(get(cast, "carys", "home"))
    response = post(cast, "carys", "publish_list", case.meeting_id, form_token=TOKEN)
    assert response.status_code == 302
    assert cells(cast, "carys", case.meeting)["acute", case.reference] == "asked"
    assert "Ask core agencies" not in text_of(get(cast, "carys", "research_grid", case.meeting_id))


def test_research_is_not_complete_while_an_agency_has_not_looked_somebody_up(cast, case):
    """It submitted what it knows of the victim, and said by when it can check the others."""
    victim, *others = people(case)
    answer(cast, case, known_parties=[victim], unchecked_parties=others, check_by=clock.today())
    write(cast, case)
    submit(cast, case)
    own = request_of(cast, case, "police")
    with as_owner(), unit_of_work(cast.actor("carys")):
        for one in ResearchRequest.objects.filter(scope_id=case.pk).exclude(pk=own.pk):
            one.answer, one.searched, one.searched_by = "not_known", NAMES, ["names"]
            one.submitted_at, one.submitted_by = clock.now(), cast.user("rowan")
            one.save()
    for days, word in ((0, "cannot check yet"), (1, "overdue")):
        with clock.set_to(clock.now() + days * DAY):
            grid = text_of(get(cast, "carys", "research_grid", case.meeting_id))
            assert "Research: 1 of 6 answers owed" in grid and word in grid
            assert "1 case to answer" in text_of(get(cast, "petra", "research"))
    answer(cast, case, known_parties=[victim])
    grid = text_of(get(cast, "carys", "research_grid", case.meeting_id))
    assert "Research is complete" in grid


def test_an_agency_that_is_no_core_agency_was_not_asked_about_each_case(cast, case):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    ask(cast, case, "acute")
    assert cells(cast, "carys", case.meeting)["acute", other.reference] is None
    assert "13 of 13 answers owed" in text_of(get(cast, "carys", "research_grid", case.meeting_id))


def test_the_grid_says_when_the_portal_reminds_by_itself(cast, case):
    where = ("research_grid", case.meeting_id)
    assert "reminds by itself 2 working days before" in text_of(get(cast, "carys", *where))
    set_protocol(cast, remind_research_before=0, remind_research_every=3)
    text = text_of(get(cast, "carys", *where))
    assert "every 3 working days" in text and "by itself" not in text
    set_protocol(cast, remind_research_before=0, remind_research_every=0)
    assert "reminds nobody by itself" in text_of(get(cast, "carys", *where))


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


def test_one_click_reminds_all_that_have_not_opened_it(cast, case):
    get(cast, "rowan", "research_return", case.pk)
    answer(cast, case)
    do(
        cast, "chidi", chase_research,
        meeting_id=case.meeting_id, agency_id=cast.agency("idva").pk,
    )  # fmt: skip
    run_jobs()
    mail.outbox.clear()
    response = post(cast, "carys", "chase_silent", case.meeting_id, form_token=TOKEN)
    assert response.headers["Location"] == reverse("research_grid", args=[case.meeting_id])
    event = newest_event()
    told = {cast.agency(kind).pk for kind in ("children", "health_visiting", "probation")}
    assert (event.code, event.cases, set(event.items)) == (
        "research_chased_together",
        [case.pk],
        told,
    )
    post(cast, "carys", "chase_silent", case.meeting_id, form_token=TOKEN)
    run_jobs()
    assert sorted(one.to[0] for one in mail.outbox) == [
        "children@lm.example",
        "health_visiting@lm.example",
        "probation@lm.example",
    ]
    for private in ("Tara", "Tarn", case.reference, str(case.pk)):
        assert all(private not in one.subject + one.body for one in mail.outbox)
    again = TOKEN.replace("8", "7")
    response = post(cast, "carys", "chase_silent", case.meeting_id, form_token=again)
    assert response.status_code == 422 and "was reminded less than a day ago" in text_of(response)
    refused = post(cast, "petra", "chase_silent", case.meeting_id, form_token=again)
    assert refused.status_code == 403


def test_one_click_reminds_all_that_owe_answers(cast, case):
    """Also those that opened it and wrote nothing, or began."""
    get(cast, "rowan", "research_return", case.pk)
    answer(cast, case)
    do(
        cast, "ines", answer_case, request_id=request_of(cast, case, "idva").pk,
        answer="not_known", searched=NAMES,
    )  # fmt: skip
    probation = {"meeting_id": case.meeting_id, "agency_id": cast.agency("probation").pk}
    do(cast, "chidi", chase_research, **probation)
    run_jobs()
    mail.outbox.clear()
    grid = get(cast, "carys", "research_grid", case.meeting_id)
    assert "Remind all 2 agencies with cases not opened" in text_of(grid)
    assert "Remind 4 agencies that owe answers" in text_of(grid)
    assert f'action="{reverse("chase_owing", args=[case.meeting_id])}"' in grid.content.decode()
    where = ("chase_owing", case.meeting_id)
    client = signed_in_client(cast, "carys")
    response = post(cast, "carys", *where, client=client, form_token=TOKEN)
    assert response.headers["Location"] == reverse("research_grid", args=[case.meeting_id])
    event = newest_event()
    told = {cast.agency(one).pk for one in ("children", "health_visiting", "housing", "police")}
    assert (event.code, event.cases, set(event.items)) == (
        "research_chased_together",
        [case.pk],
        told,
    )
    post(cast, "carys", *where, form_token=TOKEN)
    run_jobs()
    assert len(mail.outbox) == 4
    assert all(case.reference not in one.subject + one.body for one in mail.outbox)
    grid = text_of(client.get(reverse("research_grid", args=[case.meeting_id])))
    assert "that owe answers" not in grid and "4 agencies are reminded" in grid
    again = TOKEN.replace("8", "7")
    response = post(cast, "carys", *where, form_token=again)
    assert response.status_code == 422 and "was reminded less than a day ago" in text_of(response)
    assert post(cast, "petra", *where, form_token=again).status_code == 403


def test_the_button_for_all_that_owe_is_there_where_it_reaches_further(cast, case):
    assert "that owe answers" not in text_of(get(cast, "carys", "research_grid", case.meeting_id))
    get(cast, "rowan", "research_return", case.pk)
    words = "Remind 6 agencies that owe answers"
    assert words in text_of(get(cast, "carys", "research_grid", case.meeting_id))


def test_nobody_is_reminded_who_owes_nothing(cast, case):
    with as_owner(), unit_of_work(cast.actor("carys")):
        for request in ResearchRequest.objects.filter(scope_id=case.pk):
            request.answer, request.submitted_at = "not_known", clock.now()
            request.submitted_by = cast.user("petra")
            request.save()
    response = post(cast, "carys", "chase_owing", case.meeting_id, form_token=TOKEN)
    assert response.status_code == 422 and "No agency owes an answer" in text_of(response)


def test_nobody_is_reminded_together_where_each_agency_has_begun(cast, case):
    with as_owner(), unit_of_work(cast.actor("carys")):
        for request in ResearchRequest.objects.filter(scope_id=case.pk):
            request.opened_at = clock.now()
            request.save()
    text = text_of(get(cast, "carys", "research_grid", case.meeting_id))
    assert "Remind all" not in text and ">Remind<" in text
    response = post(cast, "carys", "chase_silent", case.meeting_id, form_token=TOKEN)
    assert response.status_code == 422 and "owes something has begun" in text_of(response)
