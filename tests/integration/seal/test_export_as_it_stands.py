"""An export is of one moment, whatever ends or is erased while it is written."""

import hashlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import UUID

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection
from psycopg2.errors import LockNotAvailable

from sharing import encryption
from sharing.database import OWNER_ROLE
from sharing.seal.export import Export
from tests.integration.seal.test_ended_years import OLD, as_the_owner, end, exported, old, portal
from tests.integration.seal.test_export_command import seal
from tests.sealing import EVENT, PLACES, address_of, an_event, signer, verify

__all__ = ["old", "portal"]  # fixtures


def meanwhile(monkeypatch, act):
    """Let that happen, by another process, once an export has begun to be read."""
    write_checkpoints = Export._write_checkpoints

    def slowly(export):
        write_checkpoints(export)
        other = Thread(target=act)
        other.start()
        other.join(60)

    monkeypatch.setattr(Export, "_write_checkpoints", slowly)


def with_details(folder):
    call_command("export_trail", str(folder), "--details")
    return verify(folder, keys=[signer()])


def event_with_a_personal_part():
    event, salt, text = an_event(), b"s" * 16, b"{}"
    recorded = datetime.now(UTC) - timedelta(days=400)
    as_the_owner(
        f"INSERT INTO audit_event (recorded_at, commitment, {EVENT}) VALUES (%s, %s, {PLACES})",
        recorded,
        hashlib.sha256(salt + text).digest(),
        *event,
    )
    as_the_owner("DELETE FROM sharing_auditdetail")
    hidden = encryption.encrypt("audit detail", text, belongs_to=UUID(event[0]).bytes)
    as_the_owner(
        "INSERT INTO sharing_auditdetail (event_id, salt, ciphertext, written_at)"
        " VALUES (%s, %s, %s, %s)",
        event[0],
        salt,
        hidden,
        recorded,
    )


def test_personal_parts_that_are_erased_meanwhile_are_there(
    portal, tmp_path, monkeypatch, settings
):
    settings.DETAIL_DAYS = 1_000
    event_with_a_personal_part()
    seal(ticks=3)
    before = with_details(tmp_path / "before")
    assert before[0] == 0, before
    settings.DETAIL_DAYS = 370

    def erase():
        end()
        seal()
        connection.close()

    meanwhile(monkeypatch, erase)
    answer, said = with_details(tmp_path / "meanwhile")
    assert answer == 0, said
    assert as_the_owner(
        "SELECT count(*) FROM sharing_auditdetail WHERE written_at < now() - interval '1 year'"
    ) == [(0,)]
    monkeypatch.undo()
    answer, said = with_details(tmp_path / "after")
    assert (answer, "1 personal parts were erased under entry" in said) == (0, True)


def test_a_year_waits_for_the_export_before_it_ends(old, tmp_path, monkeypatch):
    refused = []

    def end_that_year():
        name = connection.settings_dict["NAME"]
        with closing(psycopg2.connect(address_of(OWNER_ROLE, name))) as other:
            cursor = other.cursor()
            cursor.execute("SET lock_timeout = '5ms'")
            with pytest.raises(LockNotAvailable):
                cursor.execute(f"LOCK TABLE audit_event_{OLD} IN ACCESS EXCLUSIVE MODE")
            refused.append(OLD)

    meanwhile(monkeypatch, end_that_year)
    assert verify(exported(tmp_path / "export"), keys=[signer()])[0] == 0
    assert refused == [OLD]
