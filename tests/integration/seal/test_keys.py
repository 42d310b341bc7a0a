"""A trail goes on under its own key alone."""

import pytest

from sharing.database import OWNER_ROLE
from sharing.seal.taken_up import NotSealing
from tests.sealing import signer, verify, wait_for


def test_it_does_not_go_on_with_another_key(trail):
    trail.sealer().connection.close()
    with pytest.raises(NotSealing, match="another key"):
        wait_for(lambda: started_with(trail, signer(2)))


def started_with(trail, by):
    try:
        return trail.sealer(by)
    except AssertionError:
        return None


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DELETE FROM seal_leaf WHERE sequence = 2", "hashes are missing"),
        ("UPDATE seal_leaf SET hash = sha256('x') WHERE sequence = 2", "does not fit"),
        ("DELETE FROM seal_checkpoint", "does not fit"),
        ("UPDATE seal_checkpoint SET note = replace(note, '— ', '— x')", "does not fit"),
    ],
)
def test_it_does_not_seal_on_top_of_what_was_altered(trail, damage, told):
    trail.write(3)
    trail.sealer().tick()
    trail.opened[-1].close()
    for table in ("seal_leaf", "seal_checkpoint"):
        trail.ask(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    trail.ask(damage)
    with pytest.raises(NotSealing, match=told):
        trail.sealer()


def test_a_key_takes_over(trail, tmp_path):
    old, new = signer(1), signer(2)
    events = trail.write(3)
    trail.sealer(old).tick()
    trail.opened[-1].close()
    sealer = wait_for(lambda: taking_over(trail, old, new))
    assert sealer.signer == new
    events += trail.write(2, by=OWNER_ROLE, also="{seal_key_named}")
    sealer.tick()
    assert trail.sealed() == events
    (named,) = trail.column("SELECT items::text[] FROM audit_event WHERE code = 'seal_key_named'")
    assert named == [str(new.identifier)]
    since = trail.one("SELECT max(since) FROM seal_key")
    assert trail.newest(since).count("— ") == 2
    assert trail.column("SELECT wrong_entry FROM seal_check") == [None, None], "both looked"
    trail.export(tmp_path / "export")
    held = [trail.newest(4), trail.newest()]
    answer, said = verify(tmp_path / "export", keys=[old], held=held)
    assert (answer, "took over" in said) == (0, True)
    assert verify(tmp_path / "export", keys=[new], held=held[1:])[0] == 0
    assert verify(tmp_path / "export", keys=[signer(3)])[0] == 1
    sealer.connection.close()
    assert wait_for(lambda: taking_over(trail, old, new)).signer == new, "was done before"


def taking_over(trail, old, new):
    try:
        return trail.sealer(old, next_signer=new)
    except AssertionError:
        return None


def test_a_key_of_another_trail_does_not_take_over(trail):
    with pytest.raises(NotSealing, match="another trail"):
        trail.sealer(next_signer=signer(2, "elsewhere.example.org/trail"))
