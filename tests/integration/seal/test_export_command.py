"""The export as an operator does it."""

import json
import re
import uuid

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from meetings.models import Stage
from sharing import access, audit, events
from sharing.actor import Actor
from sharing.database import SEALER_ROLE
from sharing.permissions import EXPORT_TRAIL
from sharing.seal.sealer import Sealer
from sharing.unit import unit_of_work
from sharing.work import NotRecorded, Refused
from tests.conftest import as_owner
from tests.memory import memory
from tests.personas import seed_cast
from tests.sealing import EVENT, PLACES, address_of, an_event, empty, signer, verify, wait_for
from tests.sessions import session
from tests.story import case_at
from tests.trail import newest_event


@pytest.fixture
def portal(transactional_db):
    """The portal's database with an empty trail, before and afterwards."""

    def clear():
        with as_owner(), connection.cursor() as cursor:
            empty(cursor)

    clear()
    yield
    clear()


@pytest.fixture
def played(portal):
    """A case, of which all that happened is sealed."""
    with memory.of_a_test(commits=True):
        case = case_at(seed_cast(), Stage.LISTED)
    seal()
    return case


def seal(ticks=1):
    name = connection.settings_dict["NAME"]
    with session(address_of(SEALER_ROLE, name)) as own:
        sealer = Sealer(own, signer())
        assert wait_for(sealer.take_lock)
        sealer.resume()
        for _tick in range(ticks):
            sealer.tick()


def newest_note():
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM seal_checkpoint ORDER BY size DESC LIMIT 1")
        return cursor.fetchone()[0]


def test_all_of_it_is_exported_and_verified(played, tmp_path, capsys):
    call_command("export_trail", str(tmp_path / "export"))
    assert "events were written to" in capsys.readouterr().out
    answer, said = verify(tmp_path / "export", keys=[signer()], held=[newest_note()])
    assert answer == 0
    assert "1 events are too new to be sealed" in said, "the export itself"
    event = newest_event()
    assert (event.code, event.role, event.outcome) == ("trail_exported", "export", "allowed")
    assert not (tmp_path / "export" / "details.jsonl").exists()


def test_a_case_is_exported_and_the_export_names_it(played, tmp_path):
    folder = tmp_path / "export"
    call_command("export_trail", str(folder), "--case", str(played.pk))
    assert verify(folder, held=[newest_note()])[0] == 0
    written = [json.loads(line) for line in (folder / "events.jsonl").read_bytes().splitlines()]
    assert written
    assert all(str(played.pk) in entry["event"]["cases"] for entry in written)
    assert newest_event().cases == [played.pk]


def test_an_event_is_exported_and_the_export_names_it(played, tmp_path):
    event = newest_event()
    seal()
    call_command("export_trail", str(tmp_path / "export"), "--event", str(event.id))
    assert verify(tmp_path / "export", held=[newest_note()])[0] == 0
    assert newest_event().items == [event.id]


def test_days_are_exported(played, tmp_path):
    today = newest_event().recorded_at.date()
    call_command("export_trail", str(tmp_path / "one"), "--from", str(today), "--to", str(today))
    assert verify(tmp_path / "one", held=[newest_note()])[0] == 0
    with pytest.raises(CommandError, match="Nothing of that time is sealed"):
        call_command("export_trail", str(tmp_path / "other"), "--to", "2020-01-01")


def test_personal_parts_verify_and_may_be_erased(played, tmp_path):
    def exported(name):
        folder = tmp_path / name
        call_command("export_trail", str(folder), "--details")
        return folder, *verify(folder, held=[newest_note()])

    folder, answer, _ = exported("whole")
    assert answer == 0
    rows = (folder / "details.jsonl").read_text().splitlines(keepends=True)
    for odd, told in (
        (
            [rows[0].replace('"detail":"{', '"detail":"{ '), *rows[1:]],
            "personal part of .* changed",
        ),
        (["what is this\n", *rows[1:]], "details.jsonl cannot be read"),
        ([rows[0], rows[0], *rows[1:]], "belongs to no event"),
        (rows[1:], "personal part of entry .* was removed"),
    ):
        (folder / "details.jsonl").write_text("".join(odd))
        answer, said = verify(folder)
        assert answer == 1
        assert re.search(told, said), said
    erased = json.loads(rows[0])["event"]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM sharing_auditdetail WHERE event_id = %s", [erased])
    seal()
    _, answer, said = exported("removed")
    assert (answer, f"(event {erased}) was removed" in said) == (1, True)
    with as_owner(), connection.cursor() as cursor:
        forged = an_event(code="details_erased", items="{" + erased + "}")
        cursor.execute(f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES})", forged)
    seal()
    _, answer, said = exported("forged")
    assert (answer, f"(event {erased}) was removed" in said) == (1, True)
    with as_owner(), unit_of_work(Actor.system("retention")) as work:
        work.note(events.DETAILS_ERASED, items=[uuid.UUID(erased)])
    seal()
    folder, answer, said = exported("erased")
    assert answer == 0
    entry = int(re.search(r"1 personal parts were erased under entry (\d+)", said)[1])
    line = (folder / "events.jsonl").read_text().splitlines()[entry]
    assert json.loads(line)["event"]["code"] == "details_erased"
    call_command("export_trail", str(tmp_path / "one"), "--event", erased, "--details")
    answer, said = verify(tmp_path / "one")
    assert (answer, f"1 personal parts were erased under entry {entry}" in said) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--from", "March"], "is no day such as"),
        (["--case", str(uuid.uuid4()), "--to", "2026-03-14"], "exported whole"),
        ([], "Nothing is sealed yet"),
    ],
)
def test_odd_questions_are_refused_in_words(portal, tmp_path, arguments, told):
    with pytest.raises(CommandError, match=told):
        call_command("export_trail", str(tmp_path / "export"), *arguments)


def test_it_writes_over_nothing(portal, tmp_path):
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_trail", str(tmp_path))


def test_nothing_is_written_when_the_export_cannot_be_recorded(played, tmp_path, monkeypatch):
    def fail(*what):
        raise psycopg2.InternalError

    monkeypatch.setattr(audit, "write", fail)
    with pytest.raises(psycopg2.InternalError):
        call_command("export_trail", str(tmp_path / "export"))
    assert not (tmp_path / "export").exists()


def test_it_is_for_the_operator_alone(cast):
    for name in ("carys", "chidi", "odile", "alex"):
        with pytest.raises(Refused), unit_of_work(cast.actor(name)) as work:
            access.require(work.actor, EXPORT_TRAIL)


# What was altered is exported all the same, so that the verifier can name it.


def altered(statement, *values, table="sharing_auditdetail"):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for guard in ("only_added", "never_emptied") if table.startswith("seal") else ():
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {guard}")


def told_of(folder, *arguments, says):
    """Export what does not fit any more; return what the verifier says of it."""
    with pytest.raises(CommandError, match=says):
        call_command("export_trail", str(folder), *arguments)
    answer, said = verify(folder, keys=[signer()])
    assert answer == 1, said
    return said


def details_in_order():
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.sequence, l.event_id::text FROM seal_leaf l"
            " JOIN sharing_auditdetail d ON d.event_id = l.event_id ORDER BY 1"
        )
        return cursor.fetchall()


BYTE = "set_byte(ciphertext, 20, get_byte(ciphertext, 20) # 1)"


def test_a_personal_part_that_cannot_be_read_is_named(played, tmp_path):
    (entry, event), *_ = details_in_order()
    altered(f"UPDATE sharing_auditdetail SET ciphertext = {BYTE} WHERE event_id = %s", event)
    said = told_of(tmp_path / "e", "--details", says="1 personal parts were altered")
    assert f"The personal part of Entry {entry} (event {event}) was changed" in said
    call_command("export_trail", str(tmp_path / "without"))
    assert verify(tmp_path / "without")[0] == 0, "it stands beside, and was not asked for"


def test_personal_parts_that_were_swapped_are_named(played, tmp_path):
    (entry, one), (_, other), *_ = details_in_order()
    altered(
        "UPDATE sharing_auditdetail d SET (salt, ciphertext) = (SELECT o.salt, o.ciphertext"
        " FROM sharing_auditdetail o WHERE o.event_id <> d.event_id AND o.event_id = ANY (%s))"
        " WHERE d.event_id = ANY (%s)",
        *[[uuid.UUID(one), uuid.UUID(other)]] * 2,
    )
    said = told_of(tmp_path / "export", "--details", says="2 personal parts were altered")
    assert f"The personal part of Entry {entry} (event {one}) was changed" in said


def test_a_personal_part_in_place_of_one_that_was_erased_is_named(played, tmp_path):
    (entry, erased), (_, other), *_ = details_in_order()
    altered("DELETE FROM sharing_auditdetail WHERE event_id = %s", erased)
    with as_owner(), unit_of_work(Actor.system("retention")) as work:
        work.note(events.DETAILS_ERASED, items=[uuid.UUID(erased)])
    seal()
    altered(
        "INSERT INTO sharing_auditdetail (event_id, salt, ciphertext, written_at)"
        " SELECT %s, salt, ciphertext, written_at FROM sharing_auditdetail WHERE event_id = %s",
        *(erased, other),
    )
    said = told_of(tmp_path / "export", "--details", says="1 personal parts were altered")
    assert f"The personal part of Entry {entry} (event {erased}) was changed" in said


def test_a_leaf_that_was_deleted_is_named(played, tmp_path):
    altered("DELETE FROM seal_leaf WHERE sequence = 3", table="seal_leaf")
    call_command("export_trail", str(tmp_path / "all"))
    answer, said = verify(tmp_path / "all")
    assert (answer, "Entry 3 was removed" in said) == (1, True)
    said = told_of(tmp_path / "case", "--case", str(played.pk), says="Entry 3 has no leaf")
    assert "Entry 3 was removed: its leaf is not there" in said


def test_an_inner_hash_that_was_deleted_is_put_together_anew(played, tmp_path):
    with as_owner(), unit_of_work(Actor.system("retention")) as work:
        work.note(events.DETAILS_ERASED)
    for _ in range(260):
        with as_owner(), unit_of_work(Actor.system("retention")) as work:
            work.note(events.DETAILS_ERASED)
    seal()
    altered("DELETE FROM seal_node", table="seal_node")
    folder = tmp_path / "export"
    call_command("export_trail", str(folder), "--held", "2", "--event", str(work.event_id))
    assert verify(folder, keys=[signer()], held=[newest_note()])[0] == 0, "all that counts is there"


def test_checkpoints_that_were_deleted_are_missed(played, tmp_path):
    held = newest_note()
    altered("DELETE FROM seal_checkpoint", table="seal_checkpoint")
    said = told_of(tmp_path / "export", says="newest checkpoint, over .* entries, is not there")
    assert "The checkpoint of the whole trail" in said
    answer, said = verify(tmp_path / "export", held=[held], keys=[signer()])
    assert answer == 1
    altered("DELETE FROM seal_key", table="seal_key")
    told_of(tmp_path / "without-keys", says="is not there any more")


def test_a_year_that_was_taken_away_is_exported_without_it(played, tmp_path):
    year = newest_event().recorded_at.year
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE audit_event DETACH PARTITION audit_event_{year}")
    try:
        said = told_of(tmp_path / "export", says="so this export is not on the trail")
        assert re.search(r"Entry 0 \(event .*\) was removed", said)
    finally:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                f"ALTER TABLE audit_event ATTACH PARTITION audit_event_{year}"
                f" FOR VALUES FROM ('{year}-01-01 00:00+00') TO ('{year + 1}-01-01 00:00+00')"
            )


def test_what_cannot_be_on_record_is_not_exported(played, tmp_path, monkeypatch):
    def fails(*what):
        raise DatabaseError

    monkeypatch.setattr(audit, "write", fails)
    with pytest.raises(NotRecorded):
        call_command("export_trail", str(tmp_path / "export"))
    assert not (tmp_path / "export").exists() or not any((tmp_path / "export").iterdir())


def test_an_older_checkpoint_that_an_export_was_not_asked_for_is_not_compared(played, tmp_path):
    older, event = newest_note(), newest_event()
    seal()
    with as_owner(), unit_of_work(Actor.system("retention")) as work:
        work.note(events.DETAILS_ERASED)
    seal()
    call_command("export_trail", str(tmp_path / "export"), "--event", str(event.id))
    size = older.split("\n")[1]
    answer, said = verify(tmp_path / "export", held=[older, newest_note()], keys=[signer()])
    assert (answer, "NOT SOUND" in said) == (3, False)
    assert f"NOT COMPARED. What is there fits, but your checkpoint of {size} events" in said
    assert f"--held {size}" in said


def test_an_event_of_a_time_to_come_that_is_not_sealed_is_named(played, tmp_path):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (recorded_at, id, occurred_at, line_version, request_id, role,"
            " code, also, outcome, reason, cases, people, items) SELECT now() + interval '2 years',"
            " gen_random_uuid(), now(), 1, gen_random_uuid(), '', 'case_read', '{}', 'allowed', '',"
            " '{}', '{}', '{}' RETURNING id::text"
        )
        (event,) = cursor.fetchone()
    call_command("export_trail", str(tmp_path / "export"))
    answer, said = verify(tmp_path / "export", keys=[signer()])
    assert answer == 1
    assert f"Event {event} is under no seal, and later by" in said
