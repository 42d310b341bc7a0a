"""What only the retention says, put in by the owner of the database: that values were erased. It
destroys the past of a row, with the event that says so before the lead of its case, and makes
nothing of what was written, nor of what a row holds."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from sharing import clock
from sharing.events import EXAMPLE_LOADED
from sharing.history import save_all
from sharing.models import Party, SafeContact, ScopeVersion
from sharing.queries.seal import health
from sharing.queries.written import Wrong, pasts
from sharing.queries.written.erased import empty_value, erasable
from sharing.seal.alarms import Alarm
from sharing.seal.checkpoint import checkpoint
from sharing.seal.merkle import EMPTY
from sharing.seal.rounds import look_at_seal
from sharing.unit import unit_of_work
from tests.integration.seal.comparing import (
    all_by_name,
    ask,
    case,
    found,
    nothing_left,
    rename,
)
from tests.integration.seal.test_erased_drafts import discard, draft, end
from tests.integration.seal.test_excused import PAST, erase
from tests.integration.seal.test_retention import left_of
from tests.sealing import EVENT, NAME, PLACES, an_event, signer

__all__ = ["all_by_name", "case", "draft", "found", "nothing_left"]  # fixtures
VALUES = {None: "NULL", "": "''"}


def emptied(model):
    """Return what an erasure does to the columns of a past."""
    values = {one.column: empty_value(one) for one in erasable(model)}
    return {
        f"{column} = " + ("'{}'" if value in ([], {}) else VALUES[value])
        for column, value in values.items()
    }


EMPTIED = ", ".join(emptied(Party.history.model))


def say_erased(*items, case=None, recorded=None):
    said = an_event(
        role="retention",
        code="details_erased",
        also="{values_erased}",
        user_id=None,
        cases=[case.pk] if case else [],
        items=list(items),
    )
    ask(
        f"INSERT INTO audit_event (recorded_at, {EVENT}) VALUES (%s, {PLACES})",
        recorded or clock.now(),
        *said,
    )
    return said[0]


def take_away_list(event, _key, case):
    """And with it all that proves what is left."""
    ask("DELETE FROM audit_written WHERE event_id = %s", event)
    say_erased(event, case=case)


def leave_out_of_list(event, key, case):
    ((rows,),) = ask("SELECT rows FROM audit_written WHERE event_id = %s", event)
    told = json.loads(rows)
    told[PAST]["rows"][str(key)][1] = ""
    ask("UPDATE audit_written SET rows = %s WHERE event_id = %s", json.dumps(told), event)
    say_erased(*left_of(event), case=case)


FORGED = pytest.mark.parametrize("say", [take_away_list, leave_out_of_list])


@pytest.fixture
def newest(cast, case, found):
    """The event that wrote the newest past of the victim, and that past."""
    rename(cast, case, "Before")
    event = rename(cast, case, "Genuine")
    ((key,),) = ask(f"SELECT history_id FROM {PAST} WHERE event_id = %s", event)
    return event, key, case


def now_hold(case, name):
    ask(
        "UPDATE sharing_party SET family_name = %s WHERE scope_id = %s AND role = 'victim'",
        name,
        case.pk,
    )


@FORGED
def test_no_value_is_changed_under_it(newest, found, say):
    _event, key, case = newest
    say(*newest)
    ask(f"UPDATE {PAST} SET family_name = 'Forged' WHERE history_id = %s", key)
    now_hold(case, "Forged")
    assert str(key) in {one.row for one in found()}


@FORGED
def test_what_a_row_holds_is_not_excused_where_its_past_was_emptied(newest, found, say):
    _event, key, case = newest
    say(*newest)
    ask(f"UPDATE {PAST} SET {EMPTIED} WHERE history_id = %s", key)
    for name in ("Forged", "Genuine"):
        now_hold(case, name)
        assert (Wrong.DIFFERS, case.pk) in {(one.wrong, one.case_id) for one in found()}


@FORGED
def test_nor_is_what_it_held_before(newest, found, say):
    """What was written before is proved still, and was not written last."""
    _event, key, case = newest
    say(*newest)
    ask(f"UPDATE {PAST} SET {EMPTIED} WHERE history_id = %s", key)
    now_hold(case, "Before")
    assert (Wrong.DIFFERS, case.pk) in {(one.wrong, one.case_id) for one in found()}


@FORGED
def test_nor_where_the_row_was_emptied_with_it(newest, found, say):
    """It fits what is left, and nothing proves that."""
    _event, key, case = newest
    say(*newest)
    ask(f"UPDATE {PAST} SET {EMPTIED} WHERE history_id = %s", key)
    ask(f"UPDATE sharing_party SET {EMPTIED} WHERE scope_id = %s AND role = 'victim'", case.pk)
    assert (Wrong.DIFFERS, case.pk) in {(one.wrong, one.case_id) for one in found()}


@FORGED
def test_one_that_no_lead_sees_excuses_nothing(cast, newest, found, say):
    """It is of no case, and so of no area."""
    event, key, case = newest
    rename(cast, case, "Right")
    say(event, key, None)
    ask(f"UPDATE {PAST} SET {EMPTIED} WHERE history_id = %s", key)
    assert str(key) in {one.row for one in found()}


@FORGED
def test_nor_does_one_that_says_its_case_and_not_its_area(cast, newest, found, say):
    _event, key, case = newest
    rename(cast, case, "Right")
    say(*newest)
    ask(f"UPDATE {PAST} SET {EMPTIED} WHERE history_id = %s", key)
    ask("ALTER TABLE audit_event DISABLE TRIGGER only_added")
    ask("UPDATE audit_event SET areas = '{}' WHERE code = 'details_erased'")
    assert str(key) in {one.row for one in found()}


def test_a_past_that_is_empty_is_all_that_it_makes(cast, newest, found):
    _event, key, case = newest
    rename(cast, case, "Right")
    leave_out_of_list(*newest)
    ask(f"UPDATE {PAST} SET {EMPTIED} WHERE history_id = %s", key)
    assert found() == set()
    ask(f"UPDATE {PAST} SET history_type = '+' WHERE history_id = %s", key)
    assert {(one.wrong, one.row) for one in found()} == {(Wrong.CHANGED, str(key))}


@pytest.mark.parametrize(
    "forge",
    [
        lambda told: told["fields"].append("of_no_release"),
        lambda told: told["left"].append("of_no_release"),
        lambda told: told.update(left=[]),
        lambda told: told.update(
            fields=told["left"],
            rows={key: [of, left, left] for key, (of, _, left) in told["rows"].items()},
        ),
    ],
)
def test_no_other_value_is_made_by_a_list_that_names_other_columns(cast, newest, found, forge):
    """Whoever says that values were erased says what is left of the list."""
    event, key, case = newest
    rename(cast, case, "Right")
    ((rows,),) = ask("SELECT rows FROM audit_written WHERE event_id = %s", event)
    told = json.loads(rows)
    forge(told[PAST])
    ask("UPDATE audit_written SET rows = %s WHERE event_id = %s", json.dumps(told), event)
    say_erased(*left_of(event), case=case)
    ask(f"UPDATE {PAST} SET family_name = 'Forged' WHERE history_id = %s", key)
    assert (Wrong.CHANGED, str(key)) in {(one.wrong, one.row) for one in found()}


# It is told


def told():
    """Return whether the worker’s next look has the leads told of it."""
    mail.outbox.clear()
    look_at_seal.call()
    return any(str(Alarm.VALUES_ERASED.label) in one.body for one in mail.outbox)


@FORGED
def test_each_lead_is_told_of_it_once(newest, settings, say):
    settings.OPERATORS = ["operations@example.org"]
    assert not told()
    say(*newest)
    assert told()
    assert [one.to for one in mail.outbox] == [["odile@example.org"], settings.OPERATORS]
    assert not told()
    with pytest.raises(CommandError, match="Ask the operator whether they erased"):
        call_command("check_trail")


def test_also_of_one_of_no_case(newest):
    event, _key, _case = newest
    say_erased(event)
    assert told()


def test_and_of_what_the_operator_erased(newest, capsys):
    erase(newest[0])
    assert told()
    with pytest.raises(CommandError):
        call_command("check_trail")
    assert "Erased of late: old values, under 1 events." in capsys.readouterr().out


def sealed_at(place, event):
    ask(
        "INSERT INTO seal_leaf SELECT %s, recorded_at, id, sha256('') FROM audit_event WHERE id = %s",
        place,
        event,
    )


def test_for_a_day_by_the_place_of_its_seal(newest):
    """Its owner can date it as they like."""
    event, _key, case = newest
    erase(event)
    ((said,),) = ask("SELECT id FROM audit_event WHERE code = 'details_erased'")
    for size, hours in ((5, 27), (9, 25)):
        ask(
            "INSERT INTO seal_checkpoint (size, note, sealed_at) VALUES (%s, %s, %s)",
            size,
            checkpoint(NAME, size, EMPTY, [signer()]),
            clock.now() - timedelta(hours=hours),
        )
    assert Alarm.VALUES_ERASED in health().alarms, "not sealed yet"
    sealed_at(4, said)
    assert Alarm.VALUES_ERASED not in health().alarms
    later = say_erased(event, case=case, recorded="2026-01-03 10:00+00")
    assert Alarm.VALUES_ERASED in health().alarms
    sealed_at(5, later)
    assert Alarm.VALUES_ERASED in health().alarms


def test_a_draft_that_ended_is_told_to_nobody(cast, draft):
    discard(cast, draft)
    end()
    assert ask("SELECT count(*) FROM audit_event WHERE code = 'details_erased'") != [(0,)]
    assert not told()


@pytest.mark.parametrize("hide", ["list", "alone", "beside"])
def test_nothing_else_is_hidden_behind_a_draft(newest, draft, hide):
    event, key, case = newest
    left = left_of(event)
    if hide == "list":
        leave_out_of_list(event, key, draft)
    elif hide == "alone":
        take_away_list(event, key, draft)
    else:
        ask("UPDATE audit_written SET written_at = written_at - interval '1 day'")
        say_erased(*left, case=draft)
    assert told()


def test_what_a_row_still_holds_without_any_text_stays_proved(cast, case, found):
    """Nothing of it is to be erased, and it looks as if all had been."""
    with unit_of_work(cast.actor("carys")) as work:
        work.note(EXAMPLE_LOADED, cases=[case.pk], changing=True)
        contact = SafeContact.objects.get(scope_id=case.pk)
        blank = {one.attname: empty_value(one) for one in erasable(SafeContact.history.model)}
        for name, value in blank.items():
            setattr(contact, name, value)
        save_all([contact], list(blank))
    assert found() == set()
    erase(work.event_id)
    assert found() == set()


HISTORIES = [one for one in pasts() if one is not ScopeVersion]


@pytest.mark.parametrize("model", HISTORIES, ids=lambda one: one._meta.db_table)
def test_what_is_erased_of_a_past_is_what_is_looked_at(db, model):
    """The one is said in SQL, by the columns, and the other of the model."""
    ((made,),) = ask(
        "SELECT emptied FROM emptied_pasts() WHERE past = %s::regclass", model._meta.db_table
    )
    assert set((made or "").replace('"', "").split(", ")) - {""} == emptied(model)
