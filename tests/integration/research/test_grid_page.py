"""Who owes what, and who is reminded."""

from datetime import timedelta

from django.urls import reverse

from meetings.models import ResearchRequest, Stage
from meetings.operations.research import answer_case, chase_research
from sharing import clock
from sharing.work import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.research.helpers import DAY, NAMES, TOKEN, ask, people, request_of, text_of
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
