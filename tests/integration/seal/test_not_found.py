"""What the seal does not find, as docs/trail-format.md says."""

from tests.sealing import signer, verify


def test_checkpoints_in_between_that_were_deleted_are_not_missed(sealed, tmp_path):
    held = [sealed.newest()]
    with sealed.as_a_dishonest_owner() as cursor:
        cursor.execute(
            "DELETE FROM seal_checkpoint WHERE size <> (SELECT max(size) FROM seal_checkpoint)"
        )
        sealed.export(tmp_path / "export", cursor=cursor)
    assert verify(tmp_path / "export", held=held, keys=[signer()])[0] == 0


def test_a_changed_inner_hash_harms_proofs_and_no_whole_trail(sealed, tmp_path):
    event = sealed.one("SELECT event_id FROM seal_leaf WHERE sequence = 290")
    with sealed.as_a_dishonest_owner() as cursor:
        cursor.execute("UPDATE seal_node SET hash = sha256('another')")
        assert cursor.rowcount == 1
        sealed.export(tmp_path / "whole", cursor=cursor)
        sealed.export(tmp_path / "event", cursor=cursor, event_id=event)
    assert verify(tmp_path / "whole", keys=[signer()])[0] == 0
    answer, said = verify(tmp_path / "event", keys=[signer()])
    assert (answer, "Entry 290" in said) == (1, True), "its proof does not hold"
