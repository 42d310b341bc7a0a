"""Whoever has the database and not the sealer's key confirms no time: the alarm stays."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from sharing.database import SEALER_ROLE
from sharing.queries.seal import health
from sharing.seal import process
from sharing.seal.alarms import Alarm
from sharing.seal.checkpoint import checkpoint, confirms, size_of, stand_of
from sharing.seal.kept import KeptInDatabase
from sharing.seal.merkle import tree
from sharing.seal.taken_up import NotSealing
from tests.conftest import as_owner
from tests.integration.seal.test_ended_years import as_the_owner, old, portal
from tests.integration.seal.test_sealer_says_years import unguarded
from tests.integration.seal.test_time_moved import STRANGER, away, is_alone, start
from tests.sealing import EVENT, NAME, PLACES, address_of, an_event, signer, wait_for

__all__ = ["away", "old", "portal"]  # fixtures


@pytest.fixture
def place(away):
    """A place between two checkpoints, after what the sealer looked at: its size and its root."""
    left = iter(range(6))

    def pause(_seconds):
        number = next(left, None)
        if number == 4:
            as_the_owner(
                f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES}), ({PLACES})",
                *an_event(),
                *an_event(),
            )
        return number is None

    assert wait_for(is_alone), "the sealer before leaves"
    address = address_of(SEALER_ROLE, connection.settings_dict["NAME"])
    process.run(address, signer(), pause=pause, say=str)
    (size,) = as_the_owner("SELECT max(size) - 1 FROM seal_checkpoint")[0]
    assert as_the_owner("SELECT max(size) FROM seal_check") < [(size,)]
    with as_owner(), connection.cursor() as cursor:  # everybody can compute it
        return size, tree(KeptInDatabase(cursor), size).root()


def alarms_with(note):
    """Return what is wrong once the owner put that checkpoint in."""
    size = size_of(note)
    as_the_owner("INSERT INTO seal_checkpoint (size, note) VALUES (%s, %s)", size, note)
    alarms = health().alarms
    with unguarded("seal_checkpoint"):
        as_the_owner("DELETE FROM seal_checkpoint WHERE size = %s", size)
    return alarms


def test_no_checkpoint_that_nobody_signed_ends_the_alarm(place):
    line = confirms(datetime.now(UTC))
    stand = stand_of(NAME, *place)
    for note in (
        f"{stand}{line}\n\n",
        f"{stand}{line}\n\n— {NAME} {'AAAA' * 17}\n",
        checkpoint(NAME, *place, [STRANGER], more=[line]),
        # What stands below a signature is not signed.
        f"{checkpoint(NAME, *place, [signer()])}\n{line}\n",
    ):
        assert Alarm.STEPPED in alarms_with(note), note
    assert Alarm.STEPPED not in alarms_with(checkpoint(NAME, *place, [signer()], more=[line]))


def test_a_key_that_was_put_in_is_found_where_it_ends_the_alarm(place):
    note = checkpoint(NAME, *place, [STRANGER], more=[confirms(datetime.now(UTC))])
    add = "INSERT INTO seal_key (since, verifier) SELECT count(*), %s FROM seal_key"
    for no_key in ("none", f"{NAME}+{STRANGER.fingerprint[:4].hex()}+AAAA"):
        as_the_owner(add, no_key)
        assert Alarm.STEPPED in alarms_with(note), "and the page opens"
    as_the_owner(add, STRANGER.verifier)
    assert Alarm.STEPPED not in alarms_with(note)
    with pytest.raises(NotSealing, match="another key"):
        start()
