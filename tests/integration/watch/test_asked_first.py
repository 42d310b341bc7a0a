"""Who is asked why they open a case was not refused: neither the chart of an area nor the short
list of a case counts it, nor what stands above the trail of one. The trail says it as it was."""

from meetings.models import Stage
from sharing.queries.trail import area_chart, case_summary, latest_events
from sharing.queries.trail.asked import Asked
from sharing.unit import unit_of_work
from tests.integration.door.helpers import page_of
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event


def asked_twice(cast):
    case = case_at(cast, Stage.COMPLETE)
    client = signed_in_client(cast, "petra")
    for _time in range(2):
        assert client.get(page_of(case)).status_code == 302
    assert (newest_event().outcome, newest_event().reason) == ("refused", "without_reason")
    return case


def refused(chart):
    return {one.name: one.refused for one in chart.series}


def test_the_chart_does_not_count_it(cast):
    asked_twice(cast)
    with unit_of_work(cast.actor("odile")) as work:
        found = refused(area_chart(work.actor, Asked.last_days()))
    assert "Police" not in found


def test_an_attempt_is_still_counted(cast):
    case = asked_twice(cast)
    assert signed_in_client(cast, "hal").get(page_of(case)).status_code == 404
    with unit_of_work(cast.actor("odile")) as work:
        found = refused(area_chart(work.actor, Asked.last_days()))
    assert found["Acute hospital"] == 1


def test_the_short_list_of_a_case_leaves_it_out(cast):
    case = asked_twice(cast)
    with unit_of_work(cast.actor("carys")):
        assert not [one for one in latest_events(case.pk) if one.refused]
    signed_in_client(cast, "hal").get(page_of(case))
    with unit_of_work(cast.actor("carys")):
        assert len([one for one in latest_events(case.pk) if one.refused]) == 1


def test_what_stands_above_the_trail_of_a_case_counts_it_as_an_event_alone(cast):
    case = case_at(cast, Stage.COMPLETE)

    def summary():
        with unit_of_work(cast.actor("odile")):
            found = case_summary(case.pk, Asked())
            return found.events, found.refused

    events, refused = summary()
    client = signed_in_client(cast, "petra")
    for _time in range(2):
        client.get(page_of(case))
    assert summary() == (events + 2, refused)
    signed_in_client(cast, "hal").get(page_of(case))
    assert summary() == (events + 3, refused + 1)
