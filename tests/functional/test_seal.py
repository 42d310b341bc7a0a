"""The safeguarding lead finds the seal of the trail, sees how it stands and takes what to keep."""

import pytest
from django.db import connection

from sharing.seal.checkpoint import checkpoint
from sharing.seal.merkle import EMPTY
from tests.conftest import as_owner
from tests.sealing import NAME, empty, signer

NOTE = checkpoint(NAME, 12_345, EMPTY, [signer()])


@pytest.fixture
def sealed(cast):
    """A trail of which everything is well. What the sealer wrote is taken away afterwards."""
    with as_owner(), connection.cursor() as cursor:
        empty(cursor)
        cursor.execute("INSERT INTO seal_key (since, verifier) VALUES (0, %s)", [signer().verifier])
        cursor.execute("INSERT INTO seal_checkpoint (size, note) VALUES (12345, %s)", [NOTE])
        cursor.execute("INSERT INTO seal_check (size) VALUES (12345)")
        cursor.execute("INSERT INTO seal_mailing (size) VALUES (12345)")
        cursor.execute("SELECT write_sealer_event(gen_random_uuid(), now(), 'heartbeat', '{}')")
    yield
    with as_owner(), connection.cursor() as cursor:
        empty(cursor)


def test_the_lead_takes_the_checkpoint(person, sealed):
    odile = person("odile")
    odile.go("trail")
    odile.follow("Seal of the trail")
    odile.is_at("seal")
    odile.look("seal that is well")
    odile.sees("The seal is well", "12345", NAME)
    with odile.page.expect_download() as download:
        odile.press("Download the checkpoint")
    assert download.value.suggested_filename == "checkpoint.txt"
    assert download.value.path().read_text(encoding="utf-8") == NOTE


def test_the_lead_sees_what_is_wrong_and_what_to_do(person, sealed):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO seal_check (size, wrong_entry) VALUES (12345, 42)")
    odile = person("odile")
    odile.go("home")
    odile.sees("The seal of the trail needs you")
    odile.look("home with an alarm")
    odile.follow("What to do")
    odile.is_at("seal")
    odile.sees("1 thing is wrong", "The trail was altered after it was sealed")
    odile.sees("Tell the operator and your auditor today", "entry 42 does not fit")
    odile.look("seal with an alarm")
