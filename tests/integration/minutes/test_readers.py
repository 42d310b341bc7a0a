"""Who reads what of agreed minutes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.hearing import agree_minutes
from sharing import clock
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.copies import copies_of
from tests.doing import do
from tests.integration.minutes.helpers import minutes_of
from tests.paper import in_one_line
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import events


@pytest.mark.parametrize(("name", "status"), [("hal", 404), ("nia", 404), ("rowan", 404)])
def test_it_refuses_strangers_and_conflict(cast, case, name, status):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    client = signed_in_client(cast, name)
    assert client.get(minutes_of(case)).status_code == status
    assert events()[-1].outcome == "refused"


def in_circulation(cast, case, *, agency, on):
    pk = cast.agency(agency).pk
    with unit_of_work(cast.actor("carys")) as work:
        now = work.facts(case.pk).full_circulation
        full = now | {pk} if on else now - {pk}
        circulation.change(work, case.pk, full_circulation=full)


def test_a_referrer_off_circulation_reads_the_plan_and_no_agencys_items(cast, case):
    in_circulation(cast, case, agency="health_visiting", on=False)
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    client = signed_in_client(cast, "wren")
    page = client.get(minutes_of(case)).content.decode()
    paper = in_one_line(client.get(reverse("minutes_paper", args=[case.pk])).content)
    for text in (page, paper):
        assert "Two calls" not in text and "Said in the room" not in text
        assert "Not known to us" not in text and "No agency shared" not in text
        assert "is read by those who represent an agency on full circulation" in text
        assert "Nothing from" not in text
        assert "See the victim about a move" in text and "Disclosure first" in text
    assert "Two calls" not in str(events()[-1].__dict__)


def test_nor_where_the_agency_is_on_circulation_as_the_referrer_reads_no_research(cast, case):
    in_circulation(cast, case, agency="health_visiting", on=True)
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    client = signed_in_client(cast, "wren")
    assert client.get(reverse("case_research", args=[case.pk])).status_code == 403
    page = client.get(minutes_of(case)).content.decode()
    assert "Two calls" not in page and "Said in the room" not in page
    assert "See the victim about a move" in page


def test_whoever_sees_the_case_for_another_reason_too_reads_them(cast, case):
    """Carys takes part as the coordinator, Petra as a guest of the case."""
    in_circulation(cast, case, agency="police", on=False)
    with unit_of_work(cast.actor("carys")) as work:
        both = frozenset({cast.seat("carys"), cast.seat("petra")})
        circulation.change(
            work,
            case.pk,
            referred_by=both,
            admitted={cast.seat("petra"): clock.now() + timedelta(days=1)},
        )
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    for name in ("carys", "petra"):
        page = signed_in_client(cast, name).get(minutes_of(case)).content.decode()
        assert "Two calls" in page
    with clock.set_to(clock.now() + timedelta(days=2)):
        page = signed_in_client(cast, "petra").get(minutes_of(case)).content.decode()
    assert "Two calls" not in page and "See the victim about a move" in page


def test_a_meeting_shows_each_reader_their_cases(cast, case):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    way = reverse("meeting_minutes", args=[case.meeting_id])
    assert case.reference in signed_in_client(cast, "petra").get(way).content.decode()
    assert case.reference not in signed_in_client(cast, "hal").get(way).content.decode()
    assert signed_in_client(cast, "nia").get(way).status_code == 404
    assert signed_in_client(cast, "wren").get(way).status_code == 403


def test_minutes_need_no_more_queries_for_more_cases(cast, case, django_assert_max_num_queries):
    client = signed_in_client(cast, "chidi")
    pages = [
        reverse(name, args=[case.meeting_id])
        for name in ("meeting_minutes", "meeting_minutes_paper")
    ]

    def count():
        counts = []
        for page in pages:
            with django_assert_max_num_queries(60) as counted:
                assert client.get(page).status_code == 200
            counts.append(len(counted))
        return counts

    before = count()
    copies_of(cast, case_at(cast, Stage.HEARD, meeting=case.meeting, position=2), 5)
    assert count() == before
