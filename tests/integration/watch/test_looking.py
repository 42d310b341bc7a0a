"""What the watch finds on the trail of what people really did."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.models import Stage
from sharing import clock
from sharing.actor import Actor
from sharing.models import Membership, User, Watched, WatchMark, WorkingHours
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import change_party
from tests.integration.watch.helpers import alerts, look, opens, rule, wednesday_at
from tests.jobs import as_jobs
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_codes


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.ACTIONS)


def renamed(cast, name, full_name):
    with as_owner():
        User.objects.filter(pk=cast.user(name).pk).update(name=full_name)


def seek(cast, name, typed):
    assert signed_in_client(cast, name).post("/find/", {"find": typed}).status_code == 200


# ------------------------------------------------------------------ out of hours


def test_a_look_out_of_hours_is_found(cast, case):
    at = wednesday_at(22, 40)
    opens(cast, "ines", case, at=at)
    (alert,) = look(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"))
    assert (alert.number, alert.day, alert.case_id) == (1, clock.day(at), None)
    assert (alert.first_at, alert.agency, alert.role) == (at, cast.agency("idva"), "idva")
    assert newest_codes(1) == ["alert_raised"]


@pytest.mark.parametrize(
    ("name", "hour", "days", "over"),
    [
        ("ines", 6, 0, True),
        ("ines", 7, 0, False),
        ("ines", 19, 0, False),
        ("ines", 20, 0, True),
        ("ines", 11, 3, True),  # a Saturday
        ("petra", 3, 0, False),  # the police work shifts
    ],
)
def test_each_agency_has_hours_of_its_own(cast, case, name, hour, days, over):
    opens(cast, name, case, at=wednesday_at(hour) + timedelta(days=days - 7 * (days > 0)))
    assert bool(look(watched=Watched.OUT_OF_HOURS, about=cast.user(name))) is over


@pytest.mark.parametrize(
    ("hours", "hour", "days", "over"),
    [
        ({"around_the_clock": True}, 3, 0, False),
        ({"weekends": True}, 11, -4, False),
        ({"weekends": True}, 21, -4, True),
        ({}, 8, 0, True),
    ],
)
def test_hours_are_what_the_area_says(cast, case, hours, hour, days, over):
    with unit_of_work(cast.actor("odile")):
        WorkingHours.objects.create(
            agency=cast.agency("idva"), starts_at="09:00", ends_at="17:00", **hours
        )
    opens(cast, "ines", case, at=wednesday_at(hour) + timedelta(days=days))
    assert bool(look(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"))) is over


def test_a_bank_holiday_is_out_of_hours(cast, case):
    opens(cast, "ines", case, at=wednesday_at(11).replace(year=2024, month=12, day=25))
    assert look(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"))


def test_what_shows_no_case_and_what_was_refused_is_no_look(cast, case):
    with clock.set_to(wednesday_at(22)):
        signed_in_client(cast, "ines").get("/trail/mine/")
    opens(cast, "rowan", case_at(cast, Stage.TRIAGE), at=wednesday_at(22), status=404)
    assert not look(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"))
    assert not look(watched=Watched.OUT_OF_HOURS, about=cast.user("rowan"))


# ------------------------------------------------------------------ names


@pytest.mark.parametrize(
    ("called", "typed", "watched"),
    [
        ("Petra Tarn", "tarn", Watched.FAMILY_NAME),
        ("Petra Tarn", "Tara Tarn", Watched.FAMILY_NAME),
        ("Petra Tarn", "TÁRN, petra", Watched.OWN_NAME),
        ("Petra Hill-Tarn", "Tarn", Watched.FAMILY_NAME),
        ("Petra Tarn", "Tara Hill-Tarn", Watched.FAMILY_NAME),
        ("Tarn", "Tarn", Watched.FAMILY_NAME),
        ("Petra Tarn", "Petra", None),
        ("Petra Tarn", "3 March 2004", None),
        ("Petra Tarn", "", None),
    ],
)
def test_a_search_for_ones_own_name_is_found(cast, called, typed, watched):
    renamed(cast, "petra", called)
    signed_in_client(cast, "petra").post("/find/", {"find": typed})
    found = look(watched__in=[Watched.OWN_NAME, Watched.FAMILY_NAME])
    assert [alert.watched for alert in found] == [watched] * bool(watched)


def test_a_case_of_ones_own_family_name_is_found_once_for_ever(cast, case):
    renamed(cast, "petra", "Petra Tarn")
    for at in (wednesday_at(10) - timedelta(days=7), wednesday_at(10)):
        opens(cast, "petra", case, at=at)
    (alert,) = look(watched=Watched.FAMILY_NAME)
    assert (alert.case_id, alert.day, alert.number) == (case.pk, None, 2)


def test_a_case_with_oneself_in_it_is_found(cast, case):
    change_party(cast, case, "victim", given_name="Petra", family_name="Example")
    opens(cast, "petra", case)
    (alert,) = look(watched=Watched.OWN_NAME)
    assert (alert.case_id, alert.about) == (case.pk, cast.user("petra"))
    assert not look(watched=Watched.FAMILY_NAME, about=cast.user("petra"))


def test_the_trail_keeps_no_name(cast):
    renamed(cast, "petra", "Petra Tarn")
    seek(cast, "petra", "Tarn")
    assert newest_codes(1) == ["case_sought"]
    with as_owner():
        from sharing.models import AuditEvent

        assert AuditEvent.objects.latest("recorded_at").also == ["family_name_sought"]


# ------------------------------------------------------------------ refusals, former members


def tries(cast, name, case, *minutes):
    for minute in minutes:
        opens(cast, name, case, at=wednesday_at(10) + timedelta(minutes=minute), status=404)


def test_refusals_again_and_again_are_found(cast, case):
    tries(cast, "hal", case, 0, 1, 2, 3)
    assert not look(watched=Watched.REFUSALS)
    tries(cast, "hal", case, 4)
    (alert,) = look(watched=Watched.REFUSALS)
    assert (alert.about, alert.number, alert.case_id) == (cast.user("hal"), 5, None)


def test_refusals_far_apart_are_not_found(cast, case):
    tries(cast, "hal", case, 0, 20, 40, 60, 80, 100)
    assert not look(watched=Watched.REFUSALS)


def test_an_attempt_from_another_area_concerns_the_area_of_the_case(cast, case):
    tries(cast, "nia", case, *range(5))
    found = look(watched=Watched.REFUSALS)
    assert {alert.area for alert in found} == {cast.area, cast.elsewhere}
    assert {alert.about for alert in found} == {cast.user("nia")}


def test_passwords_guessed_are_refusals(cast):
    for _time in range(5):
        Client().post("/sign-in/", {"email": "hal@example.org", "password": "guessed", "next": ""})
    (alert,) = look(watched=Watched.REFUSALS)
    assert (alert.about, alert.number, alert.agency) == (cast.user("hal"), 5, None)


@pytest.mark.parametrize("number", [4, 5])
def test_what_is_harmless_is_no_refusal(cast, case, number):
    for _time in range(number):
        signed_in_client(cast, "petra", factors=1).get(reverse("case", args=[case.pk]))
    assert not look(watched=Watched.REFUSALS)


def ended(cast, name):
    held = cast.memberships[name]
    with as_owner(), unit_of_work(Actor.system("seed")):
        held.ends_on = clock.today() - timedelta(days=1)
        held.save()


def test_a_former_member_who_tries_is_found(cast, case):
    client = signed_in_client(cast, "rowan")
    ended(cast, "rowan")
    assert client.get(reverse("case", args=[case.pk])).status_code == 403
    (alert,) = look(watched=Watched.FORMER_MEMBER)
    assert (alert.about, alert.number, alert.role) == (cast.user("rowan"), 1, "")


def test_somebody_whose_account_is_off_is_a_former_member(cast):
    with as_owner():
        User.objects.filter(pk=cast.user("rowan").pk).update(is_active=False)
    Client().post("/sign-in/", {"email": "rowan@example.org", "password": "old one", "next": ""})
    assert look(watched=Watched.FORMER_MEMBER, about=cast.user("rowan"))


def test_who_is_still_a_member_elsewhere_in_the_area_is_none(cast, case):
    with as_owner(), unit_of_work(Actor.system("seed")):
        Membership.objects.create(
            user=cast.user("rowan"), agency=cast.agency("police"), role="representative",
            starts_on="2020-01-01", ends_on="2021-01-01",
        )  # fmt: skip
    opens(cast, "rowan", case)
    assert not look(watched=Watched.FORMER_MEMBER)


# ------------------------------------------------------------------ papers


def test_many_papers_are_found(cast, case):
    client = signed_in_client(cast, "carys")
    paper = reverse("minutes_paper", args=[case.pk])
    for _time in range(4):
        assert client.get(paper).status_code == 200
    assert not look(watched=Watched.EXPORTS)
    client.get(paper)
    (alert,) = look(watched=Watched.EXPORTS)
    assert (alert.about, alert.number) == (cast.user("carys"), 5)


# ------------------------------------------------------------------ rules and rounds


def test_the_area_says_how_many_are_too_many(cast, case):
    rule(cast, Watched.REFUSALS, number=2, minutes=5)
    tries(cast, "hal", case, 0, 6)
    assert not look(watched=Watched.REFUSALS)
    tries(cast, "hal", case, 8)
    assert look(watched=Watched.REFUSALS)[0].number == 2


def test_what_the_area_does_not_watch_for_raises_nothing(cast, case):
    rule(cast, Watched.REFUSALS, on=False)
    tries(cast, "hal", case, *range(6))
    assert not look(watched=Watched.REFUSALS)


def test_looking_again_finds_nothing_twice(cast, case):
    opens(cast, "ines", case, at=wednesday_at(22))
    first = look(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"))
    again = look(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"))
    assert [one.version for one in first] == [one.version for one in again] == [1]


def test_the_next_look_begins_where_the_last_ended(cast, case):
    from sharing.watch.reading import AGAIN, look_at_trail

    opens(cast, "petra", case)
    with as_jobs():
        assert look_at_trail() > 0
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER only_added")
        cursor.execute("UPDATE audit_event SET recorded_at = recorded_at - %s", [AGAIN])
    with as_jobs():
        assert look_at_trail() == 0


def test_an_event_of_years_to_come_does_not_blind_the_watch(cast, case):
    """As the owner of the database could put it in: the other roles leave the time to it."""
    tries(cast, "hal", case, 0)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (recorded_at, id, occurred_at, line_version, request_id,"
            " user_id, role, code, also, outcome, reason, cases, people, items) SELECT"
            " recorded_at + interval '2 years', gen_random_uuid(), occurred_at, 1, request_id,"
            " user_id, role, code, '{}', 'allowed', '', '{}', '{}', '{}' FROM audit_event LIMIT 1"
        )
    assert not look(watched=Watched.REFUSALS)
    assert WatchMark.objects.get().read_up_to <= timezone.now()
    with as_owner():
        WatchMark.objects.update(read_up_to=timezone.now() + timedelta(days=700))
    tries(cast, "hal", case, *range(1, 6))
    assert look(watched=Watched.REFUSALS)[0].number >= 5, "nor does a mark that was set ahead"


def test_only_the_jobs_say_how_far_the_watch_has_read(cast):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        unit_of_work(cast.actor("carys")),
    ):
        WatchMark.objects.create(read_up_to=timezone.now())


def test_many_events_are_read_in_several_steps(cast, case, monkeypatch):
    from sharing.watch import reading

    monkeypatch.setattr(reading, "AT_ONCE", 3)
    tries(cast, "hal", case, *range(5))
    assert look(watched=Watched.REFUSALS)[0].number == 5


def test_nothing_is_evaluated_in_the_request(cast, case):
    tries(cast, "hal", case, *range(6))
    assert alerts() == []


def test_a_look_that_finds_nothing_has_read_up_to_now(cast):
    """Else the page would say that the watch stands still whenever nobody does anything."""
    with as_owner():
        WatchMark.objects.create(read_up_to=timezone.now() - timedelta(hours=3))
    begun = timezone.now()
    look()
    assert WatchMark.objects.get().read_up_to >= begun
