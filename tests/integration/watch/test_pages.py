"""The safeguarding lead reads alerts, asks, and says what each was."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import Stage
from sharing import clock
from sharing.models import Alert, AlertState, Watched
from sharing.operations.alerts import decide_alert
from sharing.roles import Role
from sharing.rules import Overtaken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, form_token, wall_off
from tests.integration.watch.helpers import (
    alerts,
    found,
    late_looks,
    look,
    opens,
    raised,
    wall_moves,
    wednesday_at,
)
from tests.personas import make_member
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import page_of, send, words_of


def at(alert):
    return reverse("alert", args=[alert.pk])


def decide(cast, alert, state="explained", words="On call that night.", *, name="odile", **more):
    values = {"alert_id": alert.pk, "state": state, "words": words, "version": alert.version}
    return do(cast, name, decide_alert, **(values | more))


def again(alert):
    return alerts(pk=alert.pk)[0]


def test_it_works(cast):
    case = case_at(cast, Stage.ACTIONS)
    opens(cast, "ines", case, at=wednesday_at(23))
    (alert,) = look(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"))
    page = page_of(cast, "odile", "/watch/")
    for words in ("Looked at cases out of hours", "Ines Example, IDVA service", "New: "):
        assert words in page
    client = signed_in_client(cast, "odile")
    shown = client.get(at(alert)).content.decode()
    for words in (
        "opened the case",
        "23:00",
        "Agency on full circulation",
        case.reference,
        "Decide",
    ):
        assert words in shown
    answer = send(client, at(alert), state="explained", words="On call that night.")
    assert answer["Location"] == "/watch/"
    assert (again(alert).state, again(alert).words) == ("explained", "On call that night.")
    assert again(alert).decided_by == cast.user("odile")
    page = page_of(cast, "odile", "/watch/?state=explained")
    assert "Explained, Odile Example" in page
    assert "On call that night." in page_of(cast, "odile", at(alert))


def test_past_its_events_a_link_leads_to_the_decision(cast):
    alert = raised(found(cast))
    assert '<a class="app-link" href="#decide">Decide</a>' in page_of(cast, "odile", at(alert))
    decide(cast, alert)
    page = page_of(cast, "odile", at(alert))
    assert '<a class="app-link" href="#decide">What was decided</a>' in page
    assert 'id="decide">Explained: Odile Example' in page


@pytest.fixture
def of_two_cases(cast):
    cases = late_looks(cast)
    (alert,) = look(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"))
    assert alert.number == 2
    return alert, *cases


def test_an_alert_of_several_cases_shows_nothing_of_one_that_the_lead_is_walled_off_from(
    cast, of_two_cases
):
    alert, before, behind = of_two_cases
    wall_moves(cast, behind, "odile")
    (hers,) = alerts(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"), part=1)
    client = signed_in_client(cast, "odile")
    assert client.get(at(alert)).status_code == 404
    listed, shown = words_of(client.get("/watch/")), words_of(client.get(at(hers)))
    assert "23:00" in listed and "23:01" not in listed
    assert "1 event" in shown and before.reference in shown
    for words in (behind.reference, "23:01", "2 events"):
        assert words not in listed and words not in shown


def test_an_alert_of_cases_that_the_lead_is_walled_off_from_is_not_there(cast, of_two_cases):
    alert, *cases = of_two_cases
    home = page_of(cast, "odile", "/")
    for case in cases:
        wall_off(cast, case, "odile")
    client = signed_in_client(cast, "odile")
    assert client.get(at(alert)).status_code == 404
    assert "Ines Example, IDVA service" not in page_of(cast, "odile", "/watch/")
    assert "Looked at cases out of hours" in home
    assert "Looked at cases out of hours" not in page_of(cast, "odile", "/")


def test_it_records_event(cast):
    alert = raised(found(cast))
    decide(cast, alert)
    event = newest_event()
    assert (event.code, event.items) == ("alert_decided", [alert.pk])
    assert event.people == [cast.user("petra").pk]
    with as_owner():
        assert alert.history.latest("history_date").event_id == event.id


def test_reading_alerts_is_on_record_with_the_cases_that_it_named(cast):
    case = case_at(cast, Stage.TRIAGE)
    alert = raised(found(cast, case_id=case.pk))
    for path in ("/watch/", at(alert)):
        assert case.reference in page_of(cast, "odile", path)
        event = newest_event()
        assert (event.code, event.cases, event.items) == ("alerts_read", [case.pk], [alert.pk])


def test_no_content_of_a_case_is_there(cast):
    case = case_at(cast, Stage.ACTIONS)
    opens(cast, "ines", case, at=wednesday_at(23))
    (alert,) = look(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"))
    assert "Tarn" not in page_of(cast, "odile", at(alert)) + page_of(cast, "odile", "/watch/")


def test_alerts_are_narrowed_by_state_and_by_what_was_found(cast):
    raised(found(cast, watched=Watched.OFF_LIST))
    raised(found(cast, "hal", watched=Watched.REFUSALS))
    decide(cast, raised(found(cast, "ines", watched=Watched.EXPORTS)), "concern", "She left.")
    page = page_of(cast, "odile", "/watch/?watched=refusals")
    assert ("Hal Example" in page, "Petra Example" in page) == (True, False)
    page = page_of(cast, "odile", "/watch/?state=concern")
    assert ("Ines Example" in page, "Petra Example" in page) == (True, False)
    for state, number in (("New", 2), ("Explained", 0), ("Concern", 1)):
        assert f"{state}: {number}" in page
    # What makes no sense shows what waits.
    assert "Petra Example" in page_of(cast, "odile", "/watch/?state=nonsense&page=x")
    assert "There is none." in page_of(cast, "odile", "/watch/?state=explained")


def test_who_did_what_around_it_is_one_click_away(cast):
    alert = raised(found(cast, day=clock.today()))
    page = signed_in_client(cast, "odile").get(at(alert)).context["found"].around
    trail = page_of(cast, "odile", f"/trail/?{page}")
    assert "<title>Error" not in trail
    assert f'value="{cast.user("petra").pk}" selected' in trail


@pytest.mark.parametrize(
    ("state", "words", "says"),
    [
        ("", "Asked.", "Select whether it is explained or a concern"),
        ("explained", "  ", "Say in your words what it was"),
        ("new", "Asked.", "is not one of the choices"),
    ],
)
def test_a_decision_needs_both(cast, state, words, says):
    alert = raised(found(cast))
    answer = send(signed_in_client(cast, "odile"), at(alert), state=state, words=words)
    assert answer.status_code == 422
    assert again(alert).state == AlertState.NEW


def test_what_was_decided_can_be_changed_and_what_was_decided_before_is_kept(cast):
    alert = decide(cast, raised(found(cast)))
    decide(cast, alert, "concern", "The rota says otherwise.")
    page = page_of(cast, "odile", at(alert))
    assert "Decided before" in page
    assert "Explained: On call that night." in page
    assert again(alert).state == AlertState.CONCERN


def test_of_two_who_decide_at_once_the_second_sees_what_the_first_wrote(cast):
    alert = raised(found(cast))
    decide(cast, alert)
    with pytest.raises(Overtaken):
        decide(cast, alert, "concern", "Something else.", version=1)
    answer = signed_in_client(cast, "odile").post(
        at(alert), form_token() | {"state": "concern", "words": "Something else.", "version": 1}
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "On call that night." in text
    assert "Something else." in text


# ------------------------------------------------------------------ who decides about whom


@pytest.mark.parametrize("name", ["carys", "petra", "ines", "wren", "alex", "nia"])
def test_it_refuses_everybody_else(cast, name):
    alert = raised(found(cast, "hal"))
    page_of(cast, name, "/watch/", 403)
    page_of(cast, name, at(alert), 403)
    with pytest.raises(Refused):
        decide(cast, alert, name=name)


def test_a_lead_neither_reads_nor_decides_on_an_alert_about_themselves(cast):
    alert = raised(found(cast, "odile"))
    page_of(cast, "odile", at(alert), 404)
    page = page_of(cast, "odile", "/watch/")
    assert "Opened a case that is on none of their lists</a>" not in page
    assert "New: 0" in page
    with pytest.raises(Refused):
        decide(cast, alert)


def test_a_chair_decides_on_alerts_about_a_lead_and_on_no_other(cast):
    about_lead = raised(found(cast, "odile"))
    other = raised(found(cast, "petra"))
    page = page_of(cast, "chidi", "/watch/")
    assert ("Odile Example" in page, "Petra Example" in page) == (True, False)
    assert "Accesses to cases" not in page
    assert "What is watched for" not in page
    assert "All that this person did" not in page_of(cast, "chidi", at(about_lead))
    page_of(cast, "chidi", at(other), 404)
    assert decide(cast, about_lead, name="chidi").state == AlertState.EXPLAINED
    with pytest.raises(Refused):
        decide(cast, other, name="chidi")


def test_an_alert_about_a_case_that_one_is_walled_off_from_is_not_there(cast):
    case = case_at(cast, Stage.TRIAGE)
    alert = raised(found(cast, case_id=case.pk))
    wall_off(cast, case, "odile")
    page_of(cast, "odile", at(alert), 404)
    page = page_of(cast, "odile", "/watch/")
    assert "New: 0" in page
    assert case.reference not in page
    assert "New alerts" not in page_of(cast, "odile", "/")


def test_an_alert_that_is_not_there_is_not_found(cast):
    page_of(cast, "odile", reverse("alert", args=[uuid4()]), 404)


def test_alerts_are_of_ones_own_area(cast):
    alert = raised(found(cast, area_id=cast.elsewhere.pk))
    page_of(cast, "odile", at(alert), 404)


# ------------------------------------------------------------------ around the list


def test_home_of_the_lead_counts_new_alerts(cast):
    assert "New alerts" not in page_of(cast, "odile", "/")
    raised(found(cast))
    raised(found(cast, "hal"))
    decide(cast, raised(found(cast, "ines", watched=Watched.EXPORTS)))
    page = page_of(cast, "odile", "/")
    assert "New alerts" in page
    assert "Opened a case that is on none of their lists" in page
    assert "Took out many papers" not in page


def test_the_watch_says_up_to_when_it_has_read(cast):
    assert "The watch has not read the trail yet" in page_of(cast, "odile", "/watch/")
    look()
    assert "The watch has read the trail up to" in page_of(cast, "odile", "/watch/")


def test_the_chart_shows_accesses_of_each_agency(cast):
    case = case_at(cast, Stage.ACTIONS)
    opens(cast, "ines", case)
    opens(cast, "hal", case, status=404)
    chart = signed_in_client(cast, "odile").get("/watch/").context["watch"].chart
    assert (chart.end - chart.start) == timedelta(days=27)
    ines = next(one for one in chart.series if one.name == "IDVA service")
    assert ines.bars[-1].allowed >= 1
    assert next(one for one in chart.series if one.name == "Acute hospital").refused == 1
    page = page_of(cast, "odile", "/watch/")
    assert "The same as a table" in page


def test_no_number_of_the_chart_tells_of_a_case_behind_a_wall(cast):
    case = case_at(cast, Stage.ACTIONS)

    def number():
        chart = signed_in_client(cast, "odile").get("/watch/").context["watch"].chart
        return sum(one.allowed for one in chart.series) if chart else 0

    before = number()
    wall_off(cast, case, "odile")
    assert number() == 0 < before
    opens(cast, "ines", case)
    assert number() == 0


def test_an_area_without_events_has_no_chart(cast):
    assert signed_in_client(cast, "odile").get("/watch/").context["watch"].chart is None


def test_many_alerts_take_no_more_queries(cast, django_assert_max_num_queries):
    for name in ("petra", "hal", "ines", "rowan", "wren", "carys"):
        for watched in Watched:
            raised(found(cast, name, watched=watched))
    client = signed_in_client(cast, "odile")
    with django_assert_max_num_queries(25):
        page = client.get("/watch/")
    assert len(page.context["watch"].alerts.lines) == 50
    assert "Next page" in page.content.decode()


def test_the_role_under_which_somebody_acted_counts(cast):
    with as_owner():
        assert not Alert.objects.exists()
        with unit_of_work(cast.actor("alex")):
            make_member("second", Role.LEAD, cast.agency("marac"))
    alert = raised(found(cast, "odile", role=Role.REFERRER))
    page_of(cast, "chidi", at(alert), 404)
