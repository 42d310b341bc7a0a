"""What was written into the past of rows, and what they hold now, cannot be altered unseen, even
by the database's owner."""

import json
import random
from unittest.mock import patch

import pytest

from meetings.models import Stage
from meetings.permissions.every_page import VIEW_CASE
from sharing import comparison
from sharing.access import require
from sharing.actor import Actor
from sharing.events import EXAMPLE_LOADED
from sharing.history import save_all
from sharing.models import Party
from sharing.operations.members.accounts import switch_off, switch_on
from sharing.operations.people import change_party
from sharing.queries.written import Wrong, pasts, presents, tables
from sharing.roles import Role
from sharing.unit import attempt, unit_of_work
from tests.conftest import as_owner
from tests.doing import do
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
from tests.personas import make_member
from tests.story import case_at
from tests.trail import newest_event

__all__ = ["all_by_name", "case", "found", "nothing_left"]  # fixtures


@pytest.fixture
def in_batches():
    """Each table is looked through in many batches, as one that holds much is."""
    with patch.object(tables, "BATCH", 8):
        yield


def proved():
    """Return the rows that events of this test prove: table, key, whose past, event."""
    return [
        (table, key, of, event)
        for event, rows in ask(
            "SELECT event_id, rows FROM audit_written WHERE written_at >= now()"
            " ORDER BY written_at, event_id"
        )
        for table, told in sorted(json.loads(rows).items())
        for key, (of, *_digests) in sorted(told["rows"].items())
    ]


def of_history():
    return [one for one in proved() if one[0] != "sharing_scopeversion"]


# What is found


def test_what_nobody_altered_fits(case, in_batches, found):
    assert found() == set()
    looked = comparison.compare()
    assert looked.looked_at > len(proved())
    assert {"sharing_historicalparty", "sharing_scopeversion"} <= {one[0] for one in proved()}


def test_an_old_value_that_was_changed_is_named(case, found):
    key, event = past_of_victim(case)
    ask("UPDATE sharing_historicalparty SET family_name = 'Another' WHERE history_id = %s", key)
    changed = [one for one in found() if one.wrong is Wrong.CHANGED]
    assert [(one.table, one.row, one.event_id, one.case_id) for one in changed] == [
        ("sharing_historicalparty", str(key), event, case.pk)
    ]


def test_who_changed_it_and_when_cannot_be_changed_either(case, found):
    key, _ = past_of_victim(case)
    for change in (
        "history_user_id = (SELECT id FROM sharing_user WHERE name LIKE 'Petra%%')",
        "history_date = history_date + interval '1 microsecond'",
        "history_type = '-'",
        "event_id = (SELECT id FROM audit_event WHERE wrote IS NOT NULL AND id <> event_id LIMIT 1)",
    ):
        with afterwards_undone():
            ask(f"UPDATE sharing_historicalparty SET {change} WHERE history_id = %s", key)
            assert str(key) in {one.row for one in found()}, change


def test_a_row_of_the_past_that_was_removed_is_named(case, found):
    key, event = past_of_victim(case)
    with afterwards_undone():
        ask("DELETE FROM sharing_historicalparty WHERE history_id = %s", key)
        assert (Wrong.REMOVED, str(key), event) in {
            (one.wrong, one.row, one.event_id) for one in found()
        }


def test_a_table_that_ends_with_a_batch_is_looked_at_to_its_end(found):
    ((parties,),) = ask("SELECT count(*) FROM sharing_party")
    with patch.object(tables, "BATCH", parties):
        assert found() == set()


@pytest.mark.parametrize(
    "event",
    [
        "r.event_id",
        "gen_random_uuid()",
        "(SELECT id FROM audit_event WHERE wrote IS NULL AND line_version = 2 LIMIT 1)",
    ],
)
def test_a_row_of_the_past_that_was_put_in_is_named(cast, case, found, event):
    only_read(cast, case)
    key, _ = past_of_victim(case)
    copy("sharing_historicalparty", key, family_name="'Another'", event_id=event)
    assert {one.wrong for one in found()} == {Wrong.INSERTED}


def only_read(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        require(work.actor, VIEW_CASE, case.pk)


def test_two_rows_that_changed_places_are_named(cast, case, found):
    rename(cast, case, "Second")
    keys = ask(
        "SELECT history_id FROM sharing_historicalparty WHERE scope_id = %s AND role = 'victim'"
        " ORDER BY history_date",
        case.pk,
    )
    first, second = keys[-2][0], keys[-1][0]
    ask(
        "UPDATE sharing_historicalparty a SET family_name = b.family_name"
        " FROM sharing_historicalparty b WHERE a.history_id IN (%s, %s)"
        " AND b.history_id IN (%s, %s) AND a.history_id <> b.history_id",
        first, second, first, second,
    )  # fmt: skip
    changed = {one.row for one in found() if one.wrong is Wrong.CHANGED}
    assert changed == {str(first), str(second)}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("frozen = true", {Wrong.CHANGED, Wrong.DIFFERS}),
        ("full_circulation = '{}'", {Wrong.CHANGED, Wrong.DIFFERS}),
        ("event_id = gen_random_uuid()", {Wrong.INSERTED}),
        ("version = 99", {Wrong.REMOVED, Wrong.INSERTED, Wrong.DIFFERS}),
    ],
)
def test_a_version_of_a_scope_that_was_changed_is_named(case, found, change, wrong):
    newest = "SELECT max(version) FROM sharing_scopeversion WHERE scope_id = %s"
    ask(
        f"UPDATE sharing_scopeversion SET {change} WHERE scope_id = %s AND version = ({newest})",
        case.pk, case.pk,
    )  # fmt: skip
    assert {(one.wrong, one.of) for one in found()} == {(one, str(case.pk)) for one in wrong}


def test_a_version_of_a_scope_that_was_removed_is_named(case, found):
    ask("DELETE FROM sharing_scopeversion WHERE scope_id = %s AND version = 1", case.pk)
    assert {(one.wrong, one.row) for one in found()} == {(Wrong.REMOVED, f"{case.pk}/1")}


def test_what_a_row_holds_now_cannot_be_changed_either(case, found):
    ask("UPDATE sharing_party SET family_name = 'Another' WHERE scope_id = %s", case.pk)
    assert {(one.wrong, one.table, one.case_id) for one in found()} == {
        (Wrong.DIFFERS, "sharing_party", case.pk)
    }


def test_nor_who_may_see_a_case(case, found):
    ask("UPDATE sharing_scope SET walled = '{}', frozen = true WHERE id = %s", case.pk)
    assert {(one.wrong, one.row) for one in found()} == {(Wrong.DIFFERS, str(case.pk))}


def test_nor_whose_name_an_account_has(cast, case, found):
    """The cast has no past of its own event; whoever is switched off and on has."""
    chidi = cast.user("chidi").pk
    do(cast, "alex", switch_off, user_id=chidi)
    do(cast, "alex", switch_on, user_id=chidi)
    assert found() == set()
    ask("UPDATE sharing_user SET name = 'Petra Example' WHERE id = %s", chidi)
    assert {(one.wrong, one.table, one.row) for one in found()} == {
        (Wrong.DIFFERS, "sharing_user", str(chidi))
    }
    ask("UPDATE sharing_historicaluser SET name = 'Petra Example' WHERE id = %s", chidi)
    past = {one for one in found() if one.table == "sharing_historicaluser"}
    assert {(one.wrong, one.of) for one in past} == {(Wrong.CHANGED, str(chidi))}


def test_an_account_of_before_it_had_a_past_is_not_proved_and_not_wrong(cast, case):
    with as_owner(), unit_of_work(Actor.system("seed")):
        made = make_member("una", Role.REPRESENTATIVE, cast.agency("police"))
    before = comparison.compare()
    ask("DELETE FROM sharing_historicaluser WHERE id = %s", made.user_id)
    after = comparison.compare()
    assert (after.wrong, after.unproved) == (before.wrong - 1, before.unproved + 1)


def test_a_membership_that_was_put_in_is_named(cast, case, found):
    ask(
        "INSERT INTO sharing_membership SELECT (jsonb_populate_record(m, to_jsonb(m)"
        " || jsonb_build_object('id', gen_random_uuid(), 'role', 'chair'))).*"
        " FROM sharing_membership m WHERE id = %s",
        cast.memberships["petra"].pk,
    )
    (one,) = found()
    assert (one.wrong, one.table) == (Wrong.INSERTED, "sharing_membership")
    assert one.row in {str(key) for (key,) in ask("SELECT id FROM sharing_membership")}


def test_a_row_whose_past_stays_and_that_was_removed_is_named(case, found):
    ask("DELETE FROM sharing_safecontact WHERE scope_id = %s", case.pk)
    assert {(one.wrong, one.table) for one in found()} == {
        (Wrong.REMOVED, "sharing_historicalsafecontact")
    }


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_altered_at_random_is_found(case, in_batches, found, seed):
    """Twelve rows each time, in one go; what each of them is called is found."""
    chance = random.Random(seed)
    altered = set()
    for number, (table, key, _of, _event) in enumerate(chance.sample(of_history(), 12)):
        if (table, key) not in altered:
            alter = ALTERATIONS[number % len(ALTERATIONS)]
            altered |= {(table, one) for one in alter(chance, table, key)}
    assert altered <= {(one.table, one.row) for one in found()}


def columns(table):
    return ask(
        "SELECT attname, format_type(atttypid, NULL), attnotnull FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attname NOT IN ('history_id', 'history_user_id') ORDER BY attname",
        table,
    )


# A value of each type that differs from the one before.
OTHER = {
    "boolean": "NOT coalesce({0}, false)",
    "character varying": "chr(97 + (coalesce(length({0}), 0) %% 20))",
    "text": "coalesce({0}, '') || '.'",
    "date": "coalesce({0}, current_date) + 1",
    "time without time zone": "coalesce({0}, '10:00') + interval '1 minute'",
    "timestamp with time zone": "coalesce({0}, now()) + interval '1 microsecond'",
    "smallint": "coalesce({0}, 0) + 1",
    "integer": "coalesce({0}, 0) + 1",
    "uuid": "gen_random_uuid()",
    "uuid[]": "coalesce({0}, '{{}}') || gen_random_uuid()",
    "jsonb": "'{{\"another\": 1}}'",
}


def edit(chance, table, key):
    name, kind, _ = chance.choice(columns(table))
    other = OTHER.get(kind, "'{{a}}'").format(name)
    assert ask(f"UPDATE {table} SET {name} = {other} WHERE history_id = %s", key) == 1
    return {key}


def remove(chance, table, key):
    assert ask(f"DELETE FROM {table} WHERE history_id = %s", key) == 1
    return {key}


def insert(chance, table, key):
    (before,) = zip(*ask(f"SELECT history_id FROM {table}"), strict=True)
    copy(table, key)
    (after,) = zip(*ask(f"SELECT history_id FROM {table}"), strict=True)
    return {str(one) for one in set(after) - set(before)}


def swap(chance, table, key):
    """Two rows change their keys, and so all that they say, or one does with a new one."""
    others = [one[1] for one in of_history() if one[0] == table and one[1] != key]
    other = chance.choice(others) if others else None
    free = "00000000-0000-0000-0000-00000000000f"
    move = f"UPDATE {table} SET history_id = %s WHERE history_id = %s"
    ask(move, free, key)
    if other:
        ask(move, key, other)
        ask(move, other, free)
    return {key, other} if other else {key}


ALTERATIONS = (edit, edit, remove, insert, swap)


# The list of an event


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM audit_written WHERE event_id = %s",
        "UPDATE audit_written SET rows = replace(rows, '\"', ' \"') WHERE event_id = %s",
    ],
)
def test_a_list_that_was_altered_or_removed_is_named(case, found, change):
    _, event = past_of_victim(case)
    ask(change, event)
    lists = {one.row for one in found() if one.wrong is Wrong.LIST}
    assert lists == {str(event)}


def test_an_altered_list_proves_nothing(case, found):
    key, event = past_of_victim(case)
    ask(
        "UPDATE audit_written SET written_at = written_at - interval '1 day' WHERE event_id = %s",
        event,
    )
    assert (Wrong.INSERTED, str(key)) in {(one.wrong, one.row) for one in found()}


def test_the_list_tells_no_value_and_only_who_has_the_key_can_guess(case, settings, found):
    lists = "".join(rows for (rows,) in ask("SELECT rows FROM audit_written"))
    for (value,) in ask("SELECT family_name FROM sharing_historicalparty WHERE family_name <> ''"):
        assert value not in lists
    settings.DETAIL_KEY = "x" * 40
    assert {one.wrong for one in found()} == {Wrong.CHANGED}


def test_the_walls_hide_nothing_from_who_compares(cast):
    case_at(cast, Stage.COMPLETE)
    with unit_of_work(comparison.COMPARISON):
        seen = {model: model._base_manager.count() for model in [*pasts(), *presents()]}
    assert sum(seen.values()) > 100
    with as_owner():
        assert seen == {model: model._base_manager.count() for model in seen}


# What is not written


def test_what_was_undone_is_proved_by_nobody(cast, case, found):
    with unit_of_work(cast.actor("carys")) as work:
        work.note(EXAMPLE_LOADED, cases=[case.pk], changing=True)
        victim = Party.objects.get(scope_id=case.pk, role="victim")
        with pytest.raises(RuntimeError), attempt():
            change_party(work, victim, {"family_name": "Undone"})
            raise RuntimeError
        wrote = list(work.wrote)
    assert wrote == []
    assert newest_event().wrote is None
    assert found() == set()


def test_who_only_reads_writes_no_list(cast, case):
    before = ask("SELECT count(*) FROM audit_written")
    only_read(cast, case)
    assert newest_event().wrote is None
    assert ask("SELECT count(*) FROM audit_written") == before


def test_many_rows_at_once_are_proved_each(cast, case, found):
    with unit_of_work(cast.actor("carys")) as work:
        work.note(EXAMPLE_LOADED, cases=[case.pk], changing=True)
        parties = list(Party.objects.filter(scope_id=case.pk))
        for party in parties:
            party.occupation = "Baker"
        save_all(parties, ["occupation"])
    ((rows,),) = ask("SELECT rows FROM audit_written WHERE event_id = %s", work.event_id)
    assert len(json.loads(rows)["sharing_historicalparty"]["rows"]) == len(parties) > 1
    assert found() == set()
