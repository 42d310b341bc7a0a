"""What a line of the trail says beside who and what."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import Stage
from sharing.actor import Actor
from sharing.events import MEMBERSHIP_GIVEN
from sharing.models import AlertState, Watched
from sharing.operations.conflicts import declare_conflict
from sharing.operations.reading import give_reason
from sharing.permissions import SHOW_ADDRESS, TELL_OF_EMERGENCY
from sharing.queries.trail import Asked, case_summary
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, wall_off
from tests.integration.trail.helpers import days_ago, looked, trail_of
from tests.integration.watch.helpers import found, raised
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import page_of


def given_reason(cast, case, name="petra"):
    with unit_of_work(cast.actor(name)) as work:
        work.note(SHOW_ADDRESS.event, cases=[case.pk])
        work.why = "To arrange a survey."
    return newest_event()


@pytest.mark.parametrize("name", ["carys", "chidi", "odile"])
def test_the_reason_that_was_given_is_read_by_who_reads_the_trail(cast, case, name):
    given_reason(cast, case)
    assert "Reason given: To arrange a survey." in page_of(cast, name, trail_of(case))


def test_what_was_chosen_as_the_reason_is_read_too(cast):
    ended = case_at(cast, Stage.COMPLETE)
    for words in ("", "Called the duty desk."):
        do(cast, "petra", give_reason, case_ids=[ended.pk], choice="contact", words=words)
    page = page_of(cast, "odile", trail_of(ended))
    contact = "Reason given: Somebody in the case is in contact with us now"
    assert page.count(contact) == 2
    assert f"{contact}: Called the duty desk." in page


def test_and_by_whoever_gave_it(cast, case):
    given_reason(cast, case)
    assert "To arrange a survey." in page_of(cast, "petra", "/trail/mine/")
    assert "To arrange a survey." not in page_of(cast, "hal", "/trail/mine/")


def test_it_stands_in_files_too(cast, case):
    given_reason(cast, case)
    csv = signed_in_client(cast, "odile").get(reverse("case_trail_csv", args=[case.pk]))
    assert "To arrange a survey." in csv.content.decode()
    assert csv.content.decode().count(case.reference) == csv.content.decode().count("\n") - 1


def test_an_erased_reason_leaves_the_event(cast, case):
    event = given_reason(cast, case)
    with as_owner():
        from sharing.models import AuditDetail

        AuditDetail.objects.filter(pk=event.id).delete()
    page = page_of(cast, "carys", trail_of(case))
    assert "had an address shown" in page
    assert "To arrange a survey." not in page


def test_who_was_walled_off_is_named_to_those_who_keep_walls(cast, case):
    do(
        cast, "chidi", declare_conflict, case_id=case.pk, user_id=cast.user("rowan").pk,
        kind="declared", reason="A cousin.",
    )  # fmt: skip
    words = "put up a wall for a conflict of interest: Rowan Example"
    for name in ("carys", "odile"):
        assert words in page_of(cast, name, trail_of(case))
        assert "A cousin." not in page_of(cast, "odile", trail_of(case))


def test_whose_account_it_was_about_is_named(cast):
    with unit_of_work(cast.actor("alex")) as work:
        work.note(MEMBERSHIP_GIVEN, people=[cast.user("hal").pk, uuid4()])
    assert "gave a person a membership: Hal Example" in page_of(cast, "odile", "/trail/")


def test_people_of_a_case_are_never_named(cast, case):
    page = page_of(cast, "odile", "/trail/")
    assert "Tarn" not in page


# ------------------------------------------------------------------ alerts


def test_an_event_is_marked_with_its_alert_for_who_decides_on_it(cast, case):
    looked(cast, "petra", case)
    event = newest_event()
    alert = raised(
        found(cast, events=[(event.id, event.occurred_at)], watched=Watched.OUT_OF_HOURS)
    )
    for path in (trail_of(case), "/trail/"):
        page = page_of(cast, "odile", path)
        assert "Looked at cases out of hours" in page
        assert reverse("alert", args=[alert.pk]) in page
    for name in ("carys", "chidi"):
        assert "out of hours" not in page_of(cast, name, trail_of(case))
    assert "out of hours" not in page_of(cast, "petra", "/trail/mine/")


@pytest.mark.parametrize(
    ("state", "colour"), [(AlertState.EXPLAINED, "grey"), (AlertState.CONCERN, "red")]
)
def test_a_mark_shows_what_was_decided(cast, case, state, colour):
    from sharing.operations.alerts import decide_alert

    looked(cast, "petra", case)
    event = newest_event()
    alert = raised(found(cast, events=[(event.id, event.occurred_at)]))
    do(cast, "odile", decide_alert, alert_id=alert.pk, state=state, words="Asked.", version=1)
    assert f'govuk-tag--{colour}">Opened a case that is on' in page_of(cast, "odile", "/trail/")


def test_no_trail_tells_a_lead_of_an_alert_about_themselves(cast, case):
    from sharing.operations.alerts import decide_alert

    for about, who in (("odile", "chidi"), ("petra", "odile")):
        alert = raised(found(cast, about, role=cast.memberships[about].role))
        do(cast, who, decide_alert, alert_id=alert.pk, state="explained", words="Asked.", version=1)
    page = page_of(cast, "odile", "/trail/")
    assert "decided on an alert: Petra Example" in page
    assert "decided on an alert: Odile Example" not in page
    assert "raised an alert" not in page


# ------------------------------------------------------------------ the summary of a case


def summary(cast, case, name="odile", asked=None):
    with unit_of_work(cast.actor(name)):
        return case_summary(case.pk, asked or Asked())


def test_the_summary_counts_events_people_agencies_and_refusals(cast, case):
    before = summary(cast, case)
    looked(cast, "ines", case, times=3)
    signed_in_client(cast, "nia").get(reverse("case", args=[case.pk]))
    after = summary(cast, case)
    assert (after.events, after.refused) == (before.events + 4, before.refused + 1)
    assert (after.people, after.agencies) == (before.people + 2, before.agencies + 2)
    page = page_of(cast, "odile", trail_of(case))
    assert (
        f"{after.by_people} events by {after.people} people of {after.agencies} agencies." in page
    )
    assert f"{after.refused} attempts were refused." in page


def test_what_the_portal_did_itself_is_counted_apart(cast, case):
    looked(cast, "ines", case)
    before = summary(cast, case)
    with unit_of_work(Actor.system("notices")) as work:
        work.note(TELL_OF_EMERGENCY.event, cases=[case.pk])
    after = summary(cast, case)
    assert (after.by_people, after.by_portal) == (before.by_people, before.by_portal + 1)
    page = page_of(cast, "odile", trail_of(case))
    assert f"{after.by_people} events by {after.people} people of" in page
    assert f"{after.by_portal} by the portal itself." in page


def test_the_chart_of_a_case_has_each_agency_and_day(cast, case):
    looked(cast, "ines", case, at=days_ago(3), times=4)
    chart = summary(cast, case).chart
    ines = next(one for one in chart.series if one.name == "IDVA service")
    bar = next(one for one in ines.bars if one.start == days_ago(3).date())
    assert (bar.allowed, bar.refused) == (4, 0)
    hal = next(one for one in chart.series if one.name == "Acute hospital")
    assert (hal.allowed, hal.refused) == (0, 1)
    page = page_of(cast, "carys", trail_of(case))
    assert "Accesses by agency" in page
    assert "app-multiples__cross" in page


def test_many_days_are_drawn_together(cast, case):
    looked(cast, "ines", case, at=days_ago(100))
    chart = summary(cast, case).chart
    assert chart.step == 4
    assert chart.series[0].bars[0].start == days_ago(100).date()
    assert max(len(one.bars) for one in chart.series) <= 31
    assert "Each bar is 4 days." in page_of(cast, "carys", trail_of(case))


def test_days_that_were_asked_for_are_all_drawn(cast, case):
    today = days_ago(0).date()
    asked = Asked(today - timedelta(days=9), today)
    chart = summary(cast, case, asked=asked).chart
    assert {len(one.bars) for one in chart.series} == {10}


def test_agencies_that_did_as_much_stand_by_name(cast, case):
    for name in ("hal", "wren", "ines", "carys", "petra"):
        looked(cast, name, case, at=days_ago(5))
    day = days_ago(5).date()
    chart = summary(cast, case, asked=Asked(day, day)).chart
    names = [one.name for one in chart.series]
    assert len(names) > 3 and names == sorted(names)


def test_many_agencies_are_drawn_together(cast, case, monkeypatch):
    from sharing.queries.trail import chart

    monkeypatch.setattr(chart, "MOST_AGENCIES", 1)
    drawn = summary(cast, case).chart
    assert [one.name for one in drawn.series][1].endswith(" others")
    whole = summary(cast, case)
    assert sum(one.allowed + one.refused for one in drawn.series) <= whole.events


def test_days_without_an_event_have_no_chart(cast, case):
    day = days_ago(400).date()
    found_none = summary(cast, case, asked=Asked(day, day))
    assert (found_none.events, found_none.chart) == (0, None)


@pytest.mark.parametrize("name", ["petra", "nia", "wren"])
def test_the_database_counts_for_nobody_else(cast, case, name):
    assert summary(cast, case, name).events == 0


def test_nor_for_whom_the_wall_keeps_out(cast, case):
    wall_off(cast, case, "odile")
    assert summary(cast, case).events == 0
