"""What ends when its time is over, and what the role that ends it can do besides: nothing."""

import signal
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.utils import timezone

from meetings.models import Stage
from sharing import clock
from sharing.daily import next_hour
from sharing.models import AuditDetail, AuditEvent, Party
from sharing.operations import circulation, retention
from sharing.permissions import READ_OWN_TRAIL
from sharing.queries.written.erased import name_of_list
from sharing.unit import unit_of_work
from sharing.work import NotRecorded
from tests.conftest import as_owner
from tests.doing import change_party
from tests.integration.test_roles import functions_of
from tests.story import case_at
from tests.trail import codes, newest_event


@contextmanager
def as_retention():
    """Act as the role that ends what is over."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE portal_retention")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE portal_web")


def end(*arguments):
    with as_retention():
        call_command("end_retention", *arguments)


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.LISTED)


def details():
    with as_owner():
        return set(AuditDetail.objects.values_list("event_id", flat=True))


def grow_old(*event_ids, days=401):
    """Let what lies beside these events be older than it is, and they with it, with their lists."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER only_added")
        for table, column, key in (
            ("audit_event", "recorded_at", "id"),
            ("sharing_auditdetail", "written_at", "event_id"),
            ("audit_written", "written_at", "event_id"),
        ):
            cursor.execute(
                f"UPDATE {table} SET {column} = {column} - %s WHERE {key} = ANY (%s::uuid[])",
                [timedelta(days=days), list(map(str, event_ids))],
            )
        cursor.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER only_added")


@pytest.fixture
def a_year(db, settings):
    """Personal parts are kept for a year and some days, and the year is there that old ones are
    of."""
    settings.DETAIL_DAYS = 400
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT make_audit_partition(%s)", [clock.today().year - 2])


def events_of(case):
    with as_owner():
        return list(AuditEvent.objects.filter(cases=[case.pk]).values_list("id", flat=True))


def hold(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, frozen=True)


# Personal parts of events


def test_personal_parts_are_erased_when_their_time_is_over_and_an_event_says_so(
    case, a_year, capsys
):
    old, young = events_of(case)[0], events_of(case)[-1]
    grow_old(old)
    end()
    assert old not in details()
    assert young in details()
    event = newest_event()
    assert (event.code, event.role, event.items) == ("details_erased", "retention", [old])
    assert "1 personal parts of events were erased." in capsys.readouterr().out
    end()
    assert newest_event().id == event.id, "nothing more to erase, nothing to say"


def test_what_concerns_a_case_on_hold_stays(cast, case, a_year):
    old = events_of(case)[0]
    grow_old(old)
    hold(cast, case)
    end()
    assert old in details()


def test_nothing_younger_than_a_year_is_erased_whoever_asks(cast, case, a_year):
    old, on_hold, young = events_of(case)[:3]
    grow_old(old)
    grow_old(young, days=364)
    before = details()
    assert erased_by("erase_details(now() + interval '1 day', 1000)") == 1
    assert before - details() == {old}
    event = newest_event()
    assert (event.code, event.role, event.items) == ("details_erased", "retention", [old])
    grow_old(on_hold)
    hold(cast, case)
    assert erased_by("erase_details(now() + interval '1 day', 1000)") == 0
    assert codes().count("details_erased") == 1, "nothing more ended, nothing is said"


def test_how_old_it_is_its_event_says_and_not_what_stands_beside_it(cast, case, a_year):
    """That is sealed: whoever dates a reason back does not let the retention erase it."""
    old, dated_back = events_of(case)[:2]
    grow_old(old)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sharing_auditdetail SET written_at = written_at - interval '500 days'"
            " WHERE event_id = %s",
            [dated_back],
        )
    before = details()
    end()
    assert before - details() == {old}


def erased_by(call):
    """Return what the function answers to whoever signed in as that role."""
    with as_retention(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}")
        return cursor.fetchone()[0]


def test_one_event_names_no_more_than_it_can(case, a_year, monkeypatch):
    monkeypatch.setattr(retention, "MOST", 2)
    monkeypatch.setattr("sharing.management.commands.end_retention.MOST", 2)
    old = events_of(case)[:3]
    grow_old(*old)
    end()
    with as_owner():
        said = AuditEvent.objects.filter(code="details_erased").order_by("recorded_at")
        assert [len(event.items) for event in said] == [2, 1]
    assert not set(old) & details()


# Old values


def past_of(case):
    with as_owner():
        rows = Party.history.filter(scope_id=case.pk, role="victim").order_by("history_date")
        return [(row.event_id, row.family_name) for row in rows]


def test_what_an_event_wrote_into_the_past_is_erased_and_what_holds_now_stays(cast, case, capsys):
    name = past_of(case)[-1][1]
    change_party(cast, case, "victim", family_name="Somebody of another case")
    wrong = newest_history_event(case)
    change_party(cast, case, "victim", family_name=name)
    end("--event", str(wrong))
    past = past_of(case)
    assert "Somebody of another case" not in [value for _, value in past]
    assert past[-1][1] == name
    assert past[0][1] == name, "of other events nothing is erased"
    assert wrong not in details()
    event = newest_event()
    assert (event.code, event.items, event.cases) == ("details_erased", left_of(wrong), [case.pk])
    assert capsys.readouterr().out == "What the event wrote into the past is erased.\n"


def left_of(event):
    """Return how an erasure names the event, with the list as it is left."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT rows FROM audit_written WHERE event_id = %s", [event])
        rows = "".join(told for (told,) in cursor.fetchall())
    return [event, name_of_list(event, rows)]


def newest_history_event(case):
    with as_owner():
        return Party.history.filter(scope_id=case.pk).latest("history_date").event_id


def wrong_and_corrected(cast, case):
    """Return the event that wrote a wrong name, which was corrected since."""
    change_party(cast, case, "victim", family_name="Wrong")
    wrong = newest_history_event(case)
    change_party(cast, case, "victim", family_name="Right")
    return wrong


def test_what_a_row_still_holds_stays_until_it_is_corrected(cast, case, capsys):
    """So that nothing has to excuse what a row holds."""
    change_party(cast, case, "victim", family_name="Wrong")
    wrong = newest_history_event(case)
    end("--event", str(wrong))
    assert past_of(case)[-1] == (wrong, "Wrong")
    assert "But of 1 rows, which hold it still: correct them first." in capsys.readouterr().out
    change_party(cast, case, "victim", family_name="Right")
    end("--event", str(wrong))
    assert "Wrong" not in [value for _, value in past_of(case)]
    assert "But of" not in capsys.readouterr().out


def test_what_identifies_and_dates_a_row_stays(cast, case):
    wrong = wrong_and_corrected(cast, case)
    with as_owner():
        before = Party.history.get(scope_id=case.pk, event_id=wrong)
    end("--event", str(wrong))
    with as_owner():
        after = Party.history.get(scope_id=case.pk, event_id=wrong)
    for field in (
        "history_id",
        "history_date",
        "history_type",
        "history_user_id",
        "id",
        "scope_id",
    ):
        assert getattr(after, field) == getattr(before, field), field
    assert (after.family_name, after.role, after.born_on) == ("", "", None)


def test_the_past_of_a_case_on_hold_stays(cast, case):
    change_party(cast, case, "victim", family_name="Wrong")
    wrong = newest_history_event(case)
    hold(cast, case)
    with pytest.raises(CommandError, match="a case of that event is on hold"):
        end("--event", str(wrong))
    assert "Wrong" in [value for _, value in past_of(case)]


def test_no_value_is_erased_without_an_event(cast, case):
    wrong = wrong_and_corrected(cast, case)
    assert erased_by(f"erase_values('{wrong}')") == 0
    event = newest_event()
    assert (event.code, event.also, event.role) == (
        "details_erased",
        ["values_erased"],
        "retention",
    )
    assert (event.items, event.cases) == (left_of(wrong), [case.pk])


def test_what_lies_beside_an_event_that_shows_a_case_on_hold_stays(cast, case):
    with unit_of_work(cast.actor("petra")) as work:
        work.note(READ_OWN_TRAIL.event, cases=[case.pk])
    hold(cast, case)
    with pytest.raises(CommandError, match="a case of that event is on hold"):
        end("--event", str(work.event_id))
    assert work.event_id in details()


# The role


def test_the_role_of_retention_reads_nothing_and_changes_no_table(db):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, array(SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE',"
            " 'DELETE', 'TRUNCATE']) p WHERE has_table_privilege('portal_retention', c.oid, p)"
            " OR p <> 'DELETE' AND p <> 'TRUNCATE'"
            " AND has_any_column_privilege('portal_retention', c.oid, p))"
            " FROM pg_class c WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p', 'v')"
        )
        rights = {name: held for name, held in cursor.fetchall() if held}
    assert rights == {}
    assert functions_of("portal_retention") == {
        "years_due",
        "leaves_of_year",
        "end_audit_year",
        "erase_details",
        "erase_values",
        "erase_drafts",
        "erase_return_drafts",
    }


@pytest.mark.parametrize(
    "call",
    [
        "years_due(10)",
        "leaves_of_year(2020)",
        "end_audit_year(2020, 0, sha256(''))",
        "details_due(now(), 1)",
        "erase_details(now(), 1)",
        "erase_values(gen_random_uuid())",
    ],
)
def test_nobody_else_ends_anything(db, call):
    for role in ("portal_web", "portal_sealer", "portal_jobs"):
        with (
            pytest.raises(ProgrammingError, match="permission denied for function"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute(f"SELECT {call}")


def test_nobody_of_the_portal_may(cast):
    for name in ("carys", "chidi", "odile", "alex"):
        # Not even a refusal of it can be put on the trail by whoever is not that role.
        with pytest.raises(NotRecorded), unit_of_work(cast.actor(name)) as work:
            retention.erase_old_details(actor=work.actor, before=clock.now())


# Each day by itself


class Days:
    """Waits as `Event` does, without the time: so many days, then it is told to stop."""

    def __init__(self, days):
        self.left, self.waits = days, []

    def is_set(self):
        return self.left == 0

    def set(self):
        self.left = 0

    def wait(self, seconds):
        self.waits.append(seconds)
        self.left -= 1


@pytest.fixture
def days(monkeypatch):
    """Two days pass, and no signal of the tests' own process is answered by the command."""
    passing, answers = Days(2), {}
    monkeypatch.setattr("sharing.management.commands.end_retention.Event", lambda: passing)
    monkeypatch.setattr("signal.signal", answers.__setitem__)
    monkeypatch.setattr(connection, "close", lambda: None)
    passing.answers = answers
    return passing


def test_it_goes_on_each_day_at_the_hour_of_the_round(case, a_year, days, settings, capsys):
    old = events_of(case)[0]
    grow_old(old)
    end("--each-day", "--verbosity=0")
    assert old not in details()
    assert capsys.readouterr().out == ""
    assert len(days.waits) == 2
    assert all(1 <= seconds <= 25 * 3600 for seconds in days.waits)
    now = clock.now()
    hour = timezone.localtime(now + timedelta(seconds=days.waits[-1] + 2)).hour
    assert hour == settings.DAILY_HOUR


def test_it_stops_when_told(case, days):
    days.left = 5
    old_wait = days.wait
    days.wait = lambda seconds: (old_wait(seconds), days.answers[signal.SIGTERM]())
    end("--each-day")
    assert len(days.waits) == 1


def test_a_round_that_fails_is_told_and_tried_again_soon(case, days, monkeypatch, capsys):
    def broken(**_given):
        raise OperationalError("the connection is gone\nand more")

    monkeypatch.setattr("sharing.management.commands.end_retention.erase_old_details", broken)
    end("--each-day")
    assert capsys.readouterr().err == "the connection is gone\n" * 2
    assert max(days.waits) <= 15 * 60


def test_a_year_that_stays_is_told_each_day(case, days, monkeypatch, capsys):
    def stays(_command):
        raise CommandError("2015 stays: a case of that year is on hold.")

    monkeypatch.setattr("sharing.management.commands.end_retention.Command._end_years", stays)
    end("--each-day")
    assert capsys.readouterr().err.count("2015 stays") == 2
    assert max(days.waits) > 0


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (datetime(2026, 11, 21, 6, 59, tzinfo=UTC), datetime(2026, 11, 21, 7, tzinfo=UTC)),
        (datetime(2026, 11, 21, 7, tzinfo=UTC), datetime(2026, 11, 22, 7, tzinfo=UTC)),
        (datetime(2026, 6, 21, 5, 59, tzinfo=UTC), datetime(2026, 6, 21, 6, tzinfo=UTC)),
    ],
)
def test_the_hour_is_that_of_london(now, then):
    with clock.set_to(now):
        assert next_hour() == then
