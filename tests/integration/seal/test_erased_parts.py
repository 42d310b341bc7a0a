"""An export of a case, or of one event, says of a personal part that is not there under which event
it was erased; one that is simply not there is a fault."""

import json
import re
import tracemalloc
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from sharing import encryption
from sharing.audit import PURPOSE
from tests.conftest import as_owner
from tests.integration.seal.helpers import lines_of, rewrite
from tests.integration.seal.test_export_command import (
    altered,
    details_in_order,
    newest_note,
    played,
    portal,
    seal,
)
from tests.integration.seal.years import Years, at
from tests.sealing import EVENT, PLACES, an_event, signer, verify
from tests.trail import newest_event

__all__ = ["played", "portal"]  # fixtures
# As erase_details does with what is due.
ERASED = """
WITH erased AS (DELETE FROM sharing_auditdetail RETURNING event_id)
SELECT write_retention_event('details_erased', '{}', '{}', ARRAY(SELECT event_id FROM erased))
"""


@pytest.fixture
def exported(played, tmp_path):
    """Return how to export the case, or one event, and what the verifier says of it."""
    folders = (tmp_path / str(number) for number in range(20))

    def export(*part):
        folder = next(folders)
        call_command("export_trail", str(folder), "--details", *(part or ("--case", played.pk)))
        answer, said = verify(folder, keys=[signer()], held=[newest_note()])
        return answer, said, folder

    return export


def erase():
    """They are erased; return the event that says so."""
    altered(ERASED)
    return newest_event()


def test_what_was_erased_is_told_with_when_and_under_which_event(exported):
    answer, said, folder = exported()
    assert (answer, "erased" in said) == (0, False)
    count = len(lines_of(folder, "details.jsonl"))
    assert count
    erasing = erase()
    assert erasing.code == "details_erased"
    answer, said, _ = exported()
    assert (answer, "erased under an event that is not sealed yet" in said) == (3, True)
    seal()
    answer, said, folder = exported()
    assert answer == 0, said
    (found,) = re.findall(r"(\d+) personal parts were erased under entry (\d+) (.*)\.", said)
    today = datetime.now(UTC)
    assert found[0] == str(count + 1), "that of the first export too"
    assert found[2] == f"(event {erasing.id}), on {today.day} {today:%B %Y}"
    assert "old values" not in said
    entries = events_of(folder)
    assert entries[int(found[1])]["id"] == str(erasing.id)
    (_, event), *_ = with_parts(entries)
    answer, said, _ = exported("--event", event)
    assert (answer, f"1 personal parts were erased under entry {found[1]}" in said) == (0, True)


def with_parts(entries):
    """Return the events that have, or had, a personal part."""
    return [(place, event["id"]) for place, event in entries.items() if "commitment" in event]


@pytest.mark.parametrize("role", ["coordinator", "export"])
def test_what_was_removed_is_a_fault_and_no_other_role_erases(exported, role):
    (entry, event), *_ = details_in_order()
    altered("DELETE FROM sharing_auditdetail WHERE event_id = %s", event)
    removed = f"The personal part of entry {entry} (event {event}) was removed"
    answer, said, _ = exported("--event", event)
    assert (answer, removed in said) == (1, True)
    with as_owner(), connection.cursor() as cursor:
        forged = an_event(code="details_erased", role=role, items="{" + event + "}")
        cursor.execute(f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES})", forged)
    seal()
    answer, said, folder = exported("--event", event)
    assert (answer, removed in said) == (1, True)
    assert len(lines_of(folder)) == 1


def test_an_erasure_that_is_not_on_the_trail_excuses_nothing(exported):
    erase()
    seal()
    (_, event), *_ = with_parts(events_of(exported()[2]))
    _, _, folder = exported("--event", event)
    lines, proofs = lines_of(folder), lines_of(folder, "proofs.jsonl")
    assert len(lines) == len(proofs) == 2
    rewrite(folder, [lines[0], lines[1].replace(b'"retention"', b'"retentiom"')])
    assert "was changed or moved, or never sealed" in verify(folder, keys=[signer()])[1]
    rewrite(folder, lines[:1])
    rewrite(folder, proofs[:1], "proofs.jsonl")
    answer, said = verify(folder, keys=[signer()])
    assert (answer, f"(event {event}) was removed" in said) == (1, True)
    # In place of what is sealed, as if it were too new to be.
    body = lines[1][lines[1].find(b'"event":') + 8 : -2]
    rewrite(folder, [body + b"\n"], "unsealed.jsonl")
    assert verify(folder, keys=[signer()])[0] == 3


def events_of(folder):
    return {one["sequence"]: one["event"] for one in map(json.loads, lines_of(folder))}


def test_what_was_not_sealed_in_its_time_excuses_nothing(exported, tmp_path):
    (_, event), *_ = details_in_order()
    altered("DELETE FROM sharing_auditdetail WHERE event_id = %s", event)
    with as_owner(), connection.cursor() as cursor:
        forged = an_event(code="details_erased", role="retention", items="{" + event + "}")
        cursor.execute(
            f"INSERT INTO audit_event (recorded_at, {EVENT})"
            f" VALUES (now() - interval '1 hour', {PLACES})",
            forged,
        )
    answer, said, _ = exported("--event", event)
    assert (answer, "is under no seal, and older" in said) == (3, True)
    call_command("export_trail", str(tmp_path / "whole"), "--details")
    answer, said = verify(tmp_path / "whole", keys=[signer()], held=[newest_note()])
    assert (answer, "was inserted: it is under no seal" in said) == (1, True)


def test_clocks_that_were_ahead_are_no_tampering(trail, tmp_path):
    event = with_a_part(trail)
    sealer = trail.sealer()
    sealer.signed_at = datetime.now(UTC) + timedelta(
        minutes=2
    )  # the database's clock was ahead too
    sealer.tick()
    trail.ask("DELETE FROM sharing_auditdetail")
    erasing = an_event(role="retention", code="details_erased", items="{" + event[0] + "}")
    trail.ask(f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES})", *erasing)
    for name, asked in (("event", {"event_id": event[0]}), ("whole", {})):
        trail.export(tmp_path / name, details=True, **asked)
        answer, said = verify(tmp_path / name, keys=[signer()], held=[trail.newest()])
        assert (answer, "or a clock was" in said) == (3, True), said


def with_a_part(trail):
    """Write an event with a personal part beside it."""
    event, salt = an_event(), b"s" * 16
    sealed = encryption.encrypt(PURPOSE, b"{}", belongs_to=UUID(event[0]).bytes)
    trail.ask(
        f"INSERT INTO audit_event (commitment, {EVENT}) VALUES (%s, {PLACES})",
        sha256(salt + b"{}").digest(),
        *event,
    )
    trail.ask(
        "INSERT INTO sharing_auditdetail (event_id, salt, ciphertext) VALUES (%s, %s, %s)",
        event[0],
        salt,
        sealed,
    )
    return event


def test_an_event_with_the_identifier_of_another_has_not_its_part(trail, tmp_path):
    event = with_a_part(trail)
    sealer = trail.sealer()
    sealer.tick()
    trail.ask(f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES})", *event)
    sealer.tick()
    for name, asked in (("event", {"event_id": event[0]}), ("whole", {})):
        trail.export(tmp_path / name, details=True, **asked)
        answer, said = verify(tmp_path / name, keys=[signer()], held=[trail.newest()])
        assert answer == 0, said


@pytest.mark.parametrize("of_one", [True, False])
def test_what_is_not_sealed_has_a_file_in_each_export(trail, tmp_path, of_one):
    event = with_a_part(trail)
    trail.sealer().tick()
    trail.export(tmp_path / "export", event_id=event[0] if of_one else None)
    assert verify(tmp_path / "export", keys=[signer()])[0] == 0
    (tmp_path / "export" / "unsealed.jsonl").unlink()
    assert verify(tmp_path / "export", keys=[signer()])[0] == 1


def test_as_many_as_there_ever_were_are_not_held_in_memory(tmp_path):
    peaks = []
    for count in (1_000, 6_000):
        trail = Years()
        trail.add(at(2016), count, commitment="00" * 32)
        named = [event["id"] for event in trail.events]
        for first in range(0, count, 100):
            items = named[first : first + 100]
            trail.add(at(2018), code="details_erased", role="retention", items=items)
        trail.seal(at(2018))
        folder = trail.write(tmp_path / str(count), details=True)
        tracemalloc.start()
        assert verify(folder, keys=[signer()])[0] == 0
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]


@pytest.mark.parametrize(
    ("by", "also", "told"), [(1, [], False), (-2, [], True), (-2, ["values_erased"], False)]
)
def test_what_was_erased_sooner_than_the_portal_does_is_asked_for(tmp_path, by, also, told):
    trail = Years()
    trail.add(at(2017), 2, commitment="00" * 32)
    items = [event["id"] for event in trail.events]
    moment = at(2018) + timedelta(minutes=by)
    trail.add(moment, code="details_erased", role="retention", also=also, items=items)
    trail.seal(moment)
    answer, said = verify(trail.write(tmp_path / "export", details=True), keys=[signer()])
    assert (answer, "Under entry 2 some were erased sooner than a year after" in said) == (0, told)


@pytest.mark.parametrize(("since", "answer"), [(6, 1), (7, 3)])
def test_what_erased_it_may_have_ended_with_its_year(trail, tmp_path, since, answer):
    year = datetime.now(UTC).year - since
    event, ended = an_event(), an_event(code="year_ended", role="retention", cases="{}")
    trail.ask("SELECT make_audit_partition(%s)", year)
    trail.ask(
        f"INSERT INTO audit_event (recorded_at, commitment, {EVENT})"
        f" VALUES (%s, '\\x11', {PLACES})",
        datetime(year, 3, 14, tzinfo=UTC),
        *event,
    )
    trail.ask(f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES})", *ended)
    trail.ask("INSERT INTO seal_ended VALUES (%s, 0, sha256(''), %s)", year + 1, ended[0])
    try:
        trail.sealer().tick()
        trail.export(tmp_path / "export", event_id=event[0], details=True)
        found, said = verify(tmp_path / "export")
        assert found == answer, said
        told = {1: f"(event {event[0]}) was removed", 3: "may have ended with its year"}
        assert told[answer] in said
    finally:
        trail.ask(f"DROP TABLE audit_event_{year}")


def test_both_are_found_by_an_index_and_by_the_export_alone(played):
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for wanted, index in (
            ("code = 'details_erased' AND items && %s::uuid[]", "items_idx"),
            ("cases @> %s::uuid[]", "cases_idx"),
        ):
            cursor.execute(f"EXPLAIN SELECT FROM audit_event WHERE {wanted}", [[played.pk]])
            plan = "\n".join(row for (row,) in cursor.fetchall())
            assert index in plan
            assert "Seq Scan" not in plan
    for reach, shown in (("system", True), ("trail", False), ("area", False)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('portal.reach', %s, true)", [reach])
            cursor.execute("SELECT count(*) > 0 FROM entries_of_case(%s, 9999)", [played.pk])
            assert cursor.fetchone() == (shown,)
            cursor.execute("SELECT count(*) FROM erasures_of(%s)", [[played.pk]])
            assert cursor.fetchone() == (0,)
