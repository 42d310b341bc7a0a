"""What excuses a row of the past that nothing proves any more excuses no row that was put in
later."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection

from meetings.models import Stage
from sharing import clock, comparison
from sharing.events import EXAMPLE_LOADED
from sharing.operations import circulation
from sharing.queries.written import Wrong
from sharing.unit import unit_of_work
from tests.integration.seal.comparing import (
    afterwards_undone,
    all_by_name,
    ask,
    case,
    copy,
    found,
    nothing_left,
    past_of_victim,
    rename,
)
from tests.integration.seal.test_retention import as_retention, left_of
from tests.memory import told_once
from tests.story import case_at
from tests.trail import newest_event

__all__ = ["all_by_name", "case", "found", "nothing_left"]  # fixtures
LONG_AGO = UUID("00000000-0000-0000-0000-000000002001")
PAST = "sharing_historicalparty"


def erase(event):
    with as_retention():
        call_command("end_retention", "--event", str(event))


@pytest.fixture
def erased(cast):
    """An event whose values are erased, honestly, in another case."""
    return typed_in_the_wrong_place(cast)


@told_once
def typed_in_the_wrong_place(cast):
    other = case_at(cast, Stage.TRIAGE)
    wrong = rename(cast, other, "Typed in the wrong place")
    rename(cast, other, "Right")
    return wrong


def put_in(case, event, at="clock_timestamp()"):
    """Give the victim another name past the portal, and a row of the past that says so."""
    key, _event = past_of_victim(case)
    copy(PAST, key, family_name="'Forged'", event_id=f"uuid '{event}'", history_date=at)
    ask("UPDATE sharing_party SET family_name = 'Forged' WHERE scope_id = %s", case.pk)


def test_an_erased_event_excuses_no_row_that_was_put_in_under_it(case, erased, found):
    erase(erased)
    assert found() == set()
    for ago in ("0", "1 minute", "2 years"):
        with afterwards_undone():
            put_in(case, erased, f"clock_timestamp() - interval '{ago}'")
            named = {one.wrong for one in found() if one.table == PAST}
            assert Wrong.INSERTED in named, ago


def test_what_erased_them_names_what_is_left_of_the_list(case, erased):
    """So that no other row joins them, whoever has the database."""
    erase(erased)
    assert newest_event().items == left_of(erased)
    ask("UPDATE audit_written SET rows = rows || ' ' WHERE event_id = %s", erased)
    assert newest_event().items != left_of(erased)


def test_an_erased_row_is_empty_and_of_the_same_row_and_time(case, erased, found):
    erase(erased)
    assert found() == set()
    for change in (
        "family_name = 'Forged'",
        "born_on = '2000-01-01'",
        f"id = (SELECT id FROM sharing_party WHERE scope_id = '{case.pk}' LIMIT 1)",
        f"scope_id = '{case.pk}'",
        "history_date = now() + interval '2 hours'",  # it would be the newest
        "history_date = history_date + interval '20 minutes'",
        "history_type = '-'",
        "history_user_id = (SELECT id FROM sharing_user o WHERE o.id <> history_user_id LIMIT 1)",
    ):
        with afterwards_undone():
            ask(f"UPDATE {PAST} SET {change} WHERE event_id = %s", erased)
            assert {(one.wrong, one.event_id) for one in found() if one.table == PAST} == {
                (Wrong.CHANGED, erased)
            }, change


def test_an_erased_row_that_is_not_there_is_named(erased, found):
    erase(erased)
    ask(f"DELETE FROM {PAST} WHERE event_id = %s", erased)
    assert {(one.wrong, one.event_id) for one in found()} == {(Wrong.REMOVED, erased)}


def test_an_erased_row_becomes_no_past_of_another_case(case, erased, found):
    erase(erased)
    key, _ = past_of_victim(case)
    taken = [name for name in columns_of(PAST) if not name.startswith(("history_", "event_"))]
    ask(
        f"UPDATE {PAST} SET ({', '.join(taken)}) ="
        f" (SELECT {', '.join(taken)} FROM {PAST} o WHERE o.history_id = %s) WHERE event_id = %s",
        key,
        erased,
    )
    ask(f"UPDATE {PAST} SET family_name = 'Forged' WHERE event_id = %s", erased)
    ask("UPDATE sharing_party SET family_name = 'Forged' WHERE scope_id = %s", case.pk)
    assert (Wrong.CHANGED, case.pk) in {(one.wrong, one.case_id) for one in found()}


def columns_of(table):
    return [
        name
        for (name,) in ask(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped",
            table,
        )
    ]


def test_an_erasure_takes_no_list_away(case, erased, found):
    """Beside it nothing would prove what is left of the rows."""
    erase(erased)
    ask("DELETE FROM audit_written WHERE event_id = %s", erased)
    named = {one.wrong for one in found() if one.event_id == erased}
    assert named == {Wrong.LIST, Wrong.INSERTED}


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE audit_written SET rows = rows || ' ' WHERE event_id = %s",
        "DELETE FROM audit_written WHERE event_id = %s",
    ],
)
def test_with_a_list_that_was_altered_nothing_is_erased(cast, erased, spoil):
    """Else the erasure would excuse what was done to the list."""
    kept = ask("SELECT rows FROM audit_written WHERE event_id = %s", erased)
    ask(spoil, erased)
    before = newest_event()
    with pytest.raises(CommandError, match="see what check_history names"):
        erase(erased)
    assert newest_event().id == before.id
    assert ask(f"SELECT family_name FROM {PAST} WHERE event_id = %s", erased) != [("",)]
    ask("DELETE FROM audit_written WHERE event_id = %s", erased)
    ask("INSERT INTO audit_written (event_id, rows) VALUES (%s, %s)", erased, *kept[0])
    erase(erased)
    assert newest_event().items == left_of(erased)


def test_what_was_corrected_since_is_erased_with_what_was_left_of_the_list(cast, case, found):
    wrong = rename(cast, case, "Wrong")
    erase(wrong)
    rename(cast, case, "Right")
    erase(wrong)
    assert newest_event().items == left_of(wrong)
    assert found() == set()
    assert ask(f"SELECT family_name FROM {PAST} WHERE event_id = %s", wrong) == [("",)]


def test_a_list_that_is_there_again_as_it_was_is_named(erased, found):
    ((rows,),) = ask("SELECT rows FROM audit_written WHERE event_id = %s", erased)
    erase(erased)
    ask("UPDATE audit_written SET rows = %s WHERE event_id = %s", rows, erased)
    assert {one.wrong for one in found()} == {Wrong.CHANGED}


def test_what_was_not_erased_stays_proved(cast, case, found):
    """What was typed is erased with its event; who may see the case, which the same event says, is
    not."""
    ((event, version),) = ask(
        "SELECT event_id, version FROM sharing_scopeversion WHERE scope_id = %s"
        " ORDER BY version DESC LIMIT 1",
        case.pk,
    )
    erase(event)
    assert found() == set()
    everybody = "full_circulation = ARRAY(SELECT id FROM sharing_agency)"
    ask(
        f"UPDATE sharing_scopeversion SET {everybody} WHERE scope_id = %s AND version = %s",
        case.pk,
        version,
    )
    ask(f"UPDATE sharing_scope SET {everybody} WHERE id = %s", case.pk)
    assert {(one.wrong, one.table) for one in found()} == {(Wrong.CHANGED, "sharing_scopeversion")}


def test_no_list_is_put_beside_another_event(cast, erased, found):
    """By the web process: what was erased, or ended, would look as if it had been put in."""
    erase(erased)
    ask("DELETE FROM audit_written WHERE event_id = %s", erased)
    before = found()
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        unit_of_work(cast.actor("carys")),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO public.audit_written (event_id, rows) VALUES (%s, '{}')", [erased]
        )
    assert found() == before


def test_nor_does_it_excuse_who_may_see_a_case(case, erased, found):
    erase(erased)
    columns = columns_of("sharing_scopeversion")
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


def test_when_a_version_of_a_scope_was_written_cannot_be_changed(case, found):
    """That time is in no hash, as the database makes it: its event says it."""
    before = found()
    for by in ("-30 days", "30 days", "2 minutes"):
        with afterwards_undone():
            ask(
                "UPDATE sharing_scopeversion SET recorded_at = recorded_at + %s::interval"
                " WHERE scope_id = %s",
                by,
                case.pk,
            )
            assert {one.wrong for one in found() - before} == {Wrong.CHANGED}, by


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
