"""What excuses a row of the past that nothing proves any more excuses no row that was put in later."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection

from meetings.models import Stage
from sharing import clock, comparison
from sharing.events import EXAMPLE_LOADED
from sharing.operations import circulation
from sharing.queries.written import Wrong
from sharing.queries.written.findings import name_of_row
from sharing.work import unit_of_work
from tests.integration.seal.test_comparison import (
    all_by_name,
    ask,
    case,
    copy,
    found,
    past_of_victim,
    rename,
)
from tests.integration.seal.test_retention import as_retention
from tests.story import case_at
from tests.trail import newest_event

__all__ = ["all_by_name", "case", "found"]  # fixtures
LONG_AGO = UUID("00000000-0000-0000-0000-000000002001")
PAST = "sharing_historicalparty"


def erase(event):
    with as_retention():
        call_command("end_retention", "--event", str(event))


@pytest.fixture
def erased(cast):
    """An event whose values were erased, honestly, in another case."""
    other = case_at(cast, Stage.TRIAGE)
    wrong = rename(cast, other, "Typed in the wrong place")
    rename(cast, other, "Right")
    return wrong


def put_in(case, event, at="clock_timestamp()"):
    """Give the victim another name past the portal, and a row of the past that says so."""
    key, _event = past_of_victim(case)
    copy(PAST, key, family_name="'Forged'", event_id=f"uuid '{event}'", history_date=at)
    ask("UPDATE sharing_party SET family_name = 'Forged' WHERE scope_id = %s", case.pk)


@pytest.mark.parametrize("ago", ["0", "1 minute", "2 years"])
def test_an_erased_event_excuses_no_row_that_was_put_in_under_it(case, erased, found, ago):
    erase(erased)
    assert found() == set()
    put_in(case, erased, f"clock_timestamp() - interval '{ago}'")
    assert Wrong.INSERTED in {one.wrong for one in found() if one.table == PAST}


def test_what_erased_them_names_its_rows(case, erased):
    """So that no other joins them, whoever has the database."""
    rows = ask("SELECT history_id FROM sharing_historicalparty WHERE event_id = %s", erased)
    erase(erased)
    names = [name_of_row(PAST, str(key)) for (key,) in rows]
    assert newest_event().items == [erased, *names]


def test_what_was_erased_comes_before_what_was_written_since(erased, found):
    """Dated anew it would be the newest, and excuse whatever the row holds now."""
    erase(erased)
    ask(
        "UPDATE sharing_historicalparty SET history_date = now() + interval '2 hours'"
        " WHERE event_id = %s",
        erased,
    )
    assert Wrong.INSERTED in {one.wrong for one in found() if one.table == PAST}


def test_what_was_erased_by_a_release_before_excuses_what_was_written_near_it(case, erased, found):
    """It named no row."""
    erase(erased)
    ask("ALTER TABLE audit_event DISABLE TRIGGER only_added")
    ask(
        "UPDATE audit_event SET items = ARRAY[%s]::uuid[] WHERE code = 'details_erased'",
        erased,
    )
    assert found() == set()
    put_in(case, erased, "clock_timestamp() + interval '2 hours'")
    assert Wrong.INSERTED in {one.wrong for one in found() if one.table == PAST}


def test_a_list_that_was_altered_names_no_row(erased):
    ask(
        "UPDATE audit_written SET rows = replace(rows, %s, %s) WHERE event_id = %s",
        '"rows":{',
        f'"rows":{{"{LONG_AGO}":["{LONG_AGO}",""],',
        erased,
    )
    erase(erased)
    assert newest_event().items == [erased]


def test_nor_does_it_excuse_who_may_see_a_case(case, erased, found):
    erase(erased)
    columns = [
        name
        for (name,) in ask(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'sharing_scopeversion'::regclass"
            " AND attnum > 0 AND NOT attisdropped"
        )
    ]
    everybody = "ARRAY(SELECT id FROM sharing_agency)"
    changes = {
        "id": "gen_random_uuid()",
        "version": "version + 1",
        "event_id": f"uuid '{erased}'",
        "full_circulation": everybody,
    }
    ask(
        f"INSERT INTO sharing_scopeversion ({', '.join(columns)})"
        f" SELECT {', '.join(changes.get(name, name) for name in columns)}"
        " FROM sharing_scopeversion WHERE scope_id = %s ORDER BY version DESC LIMIT 1",
        case.pk,
    )
    ask(
        f"UPDATE sharing_scope SET version = version + 1, full_circulation = {everybody}"
        " WHERE id = %s",
        case.pk,
    )
    assert [one.wrong for one in found() if one.case_id == case.pk] == [Wrong.INSERTED]


def ended(year, *, sealed=True):
    ask(
        "INSERT INTO seal_ended (of_year, entries, root, event_id)"
        " VALUES (%s, 1, sha256(''), gen_random_uuid())",
        year,
    )
    if sealed:
        ask("INSERT INTO seal_leaf VALUES (0, '2001-02-03', %s, sha256('x'))", LONG_AGO)


@pytest.mark.parametrize(
    ("sealed", "at", "is_excused"),
    [
        (True, "2001-02-03", True),
        (True, "2001-12-24", True),  # the clock was wrong when it was written
        (True, "2002-02-03", False),
        (False, "2001-02-03", False),
    ],
)
def test_only_what_was_sealed_in_a_year_that_ended_is_not_wrong(
    case, found, sealed, at, is_excused
):
    ended(2001, sealed=sealed)
    key, _ = past_of_victim(case)
    copy(PAST, key, event_id=f"uuid '{LONG_AGO}'", history_date=f"timestamptz '{at}'")
    assert {one.wrong for one in found()} == (set() if is_excused else {Wrong.INSERTED})


def test_an_event_of_a_year_that_ended_excuses_nothing_of_today(case, found):
    ended(2001)
    put_in(case, LONG_AGO)
    assert Wrong.INSERTED in {one.wrong for one in found() if one.table == PAST}


def test_a_clock_that_was_wrong_by_a_year_that_ended_too_altered_nothing(case, found):
    ended(2002, sealed=False)
    ended(2001)
    key, _ = past_of_victim(case)
    copy(PAST, key, event_id=f"uuid '{LONG_AGO}'", history_date="timestamptz '2002-02-03'")
    unproved = comparison.compare().unproved
    assert found() == set()
    assert unproved


@pytest.mark.parametrize("by", ["-30 days", "30 days", "2 minutes"])
def test_when_a_version_of_a_scope_was_written_cannot_be_changed(case, found, by):
    """That time is in no hash, as the database makes it: its event says it."""
    before = found()
    ask(
        "UPDATE sharing_scopeversion SET recorded_at = recorded_at + %s::interval"
        " WHERE scope_id = %s",
        by,
        case.pk,
    )
    assert {one.wrong for one in found() - before} == {Wrong.CHANGED}


def test_nor_does_it_say_how_a_case_was(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        work.note(EXAMPLE_LOADED, cases=[case.pk], changing=True)
        circulation.change(work, case.pk, frozen=True)
    moment = clock.now() + timedelta(seconds=1)
    ask(
        "UPDATE sharing_scopeversion SET recorded_at = recorded_at + interval '30 days'"
        " WHERE event_id = %s",
        work.event_id,
    )
    with unit_of_work(cast.actor("carys")), connection.cursor() as cursor:
        cursor.execute("SELECT later FROM past_of(%s::uuid[], %s)", [[case.pk], moment])
        assert work.event_id not in cursor.fetchone()[0]
