"""Where the owner of the database says that an erasure left what is no list, it is named, and the
rest is compared."""

import json

from sharing import audit, written
from sharing.queries.written import Wrong
from tests.integration.seal.comparing import (
    all_by_name,
    ask,
    case,
    found,
    nothing_left,
    rename,
)
from tests.integration.seal.test_forged_erasures import say_erased
from tests.integration.seal.test_retention import left_of

__all__ = ["all_by_name", "case", "found", "nothing_left"]  # fixtures


def without(told, name):
    return {table: {key: one[key] for key in one if key != name} for table, one in told.items()}


def without_last(told):
    """As each was once, that said nothing of what an erasure leaves."""
    return {
        table: one | {"rows": {key: row[:2] for key, row in one["rows"].items()}}
        for table, one in told.items()
    }


ODD = [5, None, "text", {"a": 1}, [["a"]], [None]]


def with_each(told, name, value):
    return {table: one | {name: value} for table, one in told.items()}


def with_in_rows(told, at, value):
    return {
        table: one
        | {"rows": {key: [*row[:at], value, *row[at + 1 :]] for key, row in one["rows"].items()}}
        for table, one in told.items()
    }


def with_keys(told, key):
    return {
        table: one | {"rows": dict.fromkeys([key], next(iter(one["rows"].values())))}
        for table, one in told.items()
    }


def test_what_an_event_says_itself_is_a_list_as_lists_once_were(cast, case, found, monkeypatch):
    def as_once(wrote):
        return json.dumps(without(without_last(json.loads(written.list_of(wrote))), "left"))

    with monkeypatch.context() as patch:
        patch.setattr(audit, "list_of", as_once)
        event = rename(cast, case, "Before")
    assert not found()
    ask("UPDATE sharing_historicalparty SET family_name = 'Forged' WHERE event_id = %s", event)
    assert Wrong.CHANGED in {one.wrong for one in found()}


FORGERIES = (
    lambda told: without(told, "left"),
    lambda told: without(told, "rows"),
    without_last,
    lambda told: list(told),
    lambda told: dict.fromkeys(told, "none"),
    lambda told: dict.fromkeys(told),
    *(lambda told, value=value: with_each(told, "fields", value) for value in ODD),
    *(lambda told, value=value: with_each(told, "left", value) for value in ODD),
    *(lambda told, at=at: with_in_rows(told, at, None) for at in range(3)),
    *(lambda told, at=at: with_in_rows(told, at, ["x"]) for at in range(3)),
    lambda told: with_in_rows(told, 0, "x"),
    lambda told: with_keys(told, "x"),
    lambda told: with_keys(told, "\ud800"),
    lambda told: json.loads("[" * 900 + "]" * 900),
)


def test_each_is_named(cast, case, found):
    """However an erasure left the list of an event, and as often as it did."""
    forged = []
    for number, forge in enumerate(FORGERIES):
        event = rename(cast, case, f"Before {number}")
        ((rows,),) = ask("SELECT rows FROM audit_written WHERE event_id = %s", event)
        forged.append((event, json.dumps(forge(json.loads(rows)))))
    rename(cast, case, "Right")
    for event, told in forged:
        ask("UPDATE audit_written SET rows = %s WHERE event_id = %s", told, event)
        say_erased(*left_of(event), case=case)
    ask("UPDATE sharing_party SET family_name = 'Forged' WHERE scope_id = %s", case.pk)
    said = found()
    for event, told in forged:
        wrong = {one.wrong for one in said if one.event_id == event}
        assert wrong == {Wrong.LIST, Wrong.INSERTED}, told
    assert Wrong.DIFFERS in {one.wrong for one in said}


def test_so_is_what_is_not_even_json(cast, case, found):
    event = rename(cast, case, "Before")
    ask("UPDATE audit_written SET rows = rows || '}' WHERE event_id = %s", event)
    say_erased(*left_of(event), case=case)
    assert Wrong.LIST in {one.wrong for one in found() if one.event_id == event}
