"""What somebody put in far behind the end of the trail is found, and an export ends all the
same."""

import re
from datetime import UTC, datetime

import pytest

from sharing.seal.alarms import Alarm
from sharing.seal.checkpoint import checkpoint
from sharing.seal.nights import Nightly
from tests.integration.seal.test_alarms import alarms, well
from tests.sealing import NAME, signer, verify

__all__ = ["well"]  # a fixture
FAR = 10**12
LEAF = "INSERT INTO seal_leaf VALUES (%s, now() - interval '1 hour', gen_random_uuid(), sha256(''))"


@pytest.fixture(params=["in a while", "just behind"])
def with_far_leaf(well, request):
    for one in well.opened[1:]:
        one.close()
    sealer = well.sealer()
    sealer.tick()
    far = FAR if request.param == "in a while" else sealer.tree.size + 2
    well.ask(LEAF, far)
    return well, sealer, far


def test_the_look_finds_it(with_far_leaf):
    trail, sealer, far = with_far_leaf
    sealer.look = Nightly()
    sealer.tick()
    (found,) = trail.ask(
        "SELECT wrong_entry, wrong_event FROM seal_check ORDER BY checked_at DESC LIMIT 1"
    )
    assert found == (far, trail.one("SELECT event_id FROM seal_leaf WHERE sequence = %s", far))
    assert Alarm.ALTERED in alarms(trail)


@pytest.mark.parametrize("part", ["all", "held", "a period", "an event"])
def test_each_export_ends_and_is_not_sound(with_far_leaf, tmp_path, part):
    trail, sealer, far = with_far_leaf
    end = sealer.tree.size
    (since, before) = trail.ask("SELECT min(recorded_at), max(recorded_at) FROM audit_event")[0]
    asked = {
        "all": {},
        "held": {"held": (1,)},
        "a period": {"since": since, "before": before},
        "an event": {"event_id": trail.one("SELECT event_id FROM seal_leaf WHERE sequence = 0")},
    }[part]
    trail.export(tmp_path / "export", **asked)
    answer, said = verify(tmp_path / "export", keys=[signer()], held=[trail.newest()])
    assert answer == 1
    assert re.search(rf"Entry {end} was removed|whole trail, {far + 1} events, is not there", said)


def test_nor_does_a_checkpoint_of_a_size_that_is_not_there_keep_it_from_its_end(well, tmp_path):
    note = checkpoint(NAME, FAR, bytes(32), [signer(9)], datetime.now(UTC))
    well.ask("INSERT INTO seal_checkpoint (size, note) VALUES (%s, %s)", FAR, note)
    for name, asked in (("whole", {}), ("held", {"held": (4,)})):
        well.export(tmp_path / name, **asked)
        assert verify(tmp_path / name, keys=[signer()])[0] == 1
