"""Alerts have a time of their own, which the area sets."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from meetings.models import Stage
from sharing import clock
from sharing.actor import Actor
from sharing.models import Alert, Area
from sharing.operations import circulation
from sharing.operations.alerts import decide_alert
from sharing.operations.purge import remove_expired
from sharing.operations.watch import set_alert_days
from sharing.rules import Overtaken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, look
from tests.integration.watch.helpers import alerts, found, raised
from tests.jobs import as_jobs
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import page_of, text

PATH = "/watch/settings/kept/"


def decided(cast, *, days_ago, state="explained", **more):
    alert = raised(found(cast, "petra", **more))
    with clock.set_to(clock.now() - timedelta(days=days_ago)):
        do(
            cast, "odile", decide_alert, alert_id=alert.pk, state=state, words="Asked her.",
            version=alert.version,
        )  # fmt: skip
    return alert


def clear_up():
    with as_jobs(), unit_of_work(Actor.system("purge")) as work:
        remove_expired(actor=work.actor)
        return work.beside["removed"]["alerts"]


def left():
    with as_owner():
        return set(Alert.history.values_list("id", flat=True)) | {one.pk for one in alerts()}


@pytest.mark.parametrize("state", ["explained", "concern"])
def test_what_was_decided_on_ends_with_all_that_was_kept_of_it(cast, state):
    alert = decided(cast, days_ago=731, state=state)
    assert clear_up() == 1
    assert left() == set()
    event = newest_event()
    assert (event.code, event.items) == ("expired_removed", [alert.pk])


def test_what_is_younger_stays_and_so_does_what_nobody_decided_on(cast):
    young = decided(cast, days_ago=729)
    with clock.set_to(clock.now() - timedelta(days=2000)):
        new = raised(found(cast, "hal"))
    assert clear_up() == 0
    assert left() == {young.pk, new.pk}


@pytest.mark.parametrize("how", ["alone", "with another"])
def test_what_is_about_a_case_on_hold_stays(cast, how):
    case = case_at(cast, Stage.LISTED)
    alert = decided(cast, days_ago=731, case_id=case.pk if how == "alone" else None)
    if how == "with another":
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("UPDATE sharing_alert SET cases = %s::uuid[]", [[uuid4(), case.pk]])
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, frozen=True)
    assert clear_up() == 0
    assert left() == {alert.pk}


def test_the_area_says_for_how_long(cast):
    decided(cast, days_ago=61)
    client = signed_in_client(cast, "odile")
    form = client.get(PATH).context["form"]
    sent = {"form_token": form["form_token"].value(), "version": 730, "days": 60}
    assert client.post(PATH, sent).status_code == 302
    assert newest_event().code == "watch_set"
    assert "60 days after somebody decided on them" in page_of(cast, "odile", "/watch/settings/")
    assert clear_up() == 1


@pytest.mark.parametrize("days", ["29", "3651", "", "x"])
def test_days_are_within_reason(cast, days):
    client = signed_in_client(cast, "odile")
    token = client.get(PATH).context["form"]["form_token"].value()
    answer = client.post(PATH, {"form_token": token, "version": 730, "days": days})
    assert answer.status_code == 422
    assert look(cast, Area.objects.get, pk=cast.area.pk).alert_days == 730


def test_of_two_who_set_it_the_second_sees_what_the_first_wrote(cast):
    do(cast, "odile", set_alert_days, days=90, version=730)
    with pytest.raises(Overtaken) as told:
        do(cast, "odile", set_alert_days, days=60, version=730)
    assert (told.value.theirs, told.value.version) == ({"days": 90}, 90)
    client = signed_in_client(cast, "odile")
    token = client.get(PATH).context["form"]["form_token"].value()
    answer = client.post(PATH, {"form_token": token, "version": 730, "days": 60})
    assert answer.status_code == 422 and "90" in text(answer)


@pytest.mark.parametrize("name", ["carys", "chidi", "petra", "alex"])
def test_nobody_else_sets_it(cast, name):
    with pytest.raises(Refused):
        do(cast, name, set_alert_days, days=60, version=730)


def test_jobs_alone_end_alerts(cast):
    with (
        pytest.raises(ProgrammingError, match="permission denied for function"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT end_alerts()")
    odile = cast.actor("odile")
    with (
        pytest.raises(ProgrammingError, match="jobs alone end alerts"),
        as_jobs(),
        unit_of_work(odile),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT end_alerts()")
