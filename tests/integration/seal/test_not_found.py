"""What the seal does not find, as docs/trail-format.md says."""

from threading import Thread

from tests.sealing import signer, verify, wait_for


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


def test_what_is_taken_out_while_a_lock_keeps_the_sealer_from_its_tables(trail, tmp_path):
    sealer = trail.sealer()
    sealer.tick()
    trail.ask("ALTER TABLE audit_event DISABLE TRIGGER only_added")
    lock = trail.connect("portal_owner")
    lock.cursor().execute("LOCK TABLE seal_leaf IN ACCESS EXCLUSIVE MODE")
    (event,) = trail.write()
    ticking = Thread(target=sealer.tick)
    ticking.start()
    waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'seal_leaf'::regclass"
    try:
        assert wait_for(lambda: trail.one(waits), 20)
        assert trail.ask("DELETE FROM audit_event WHERE id = %s RETURNING 1", event)
    finally:
        lock.rollback()
        ticking.join()
    trail.ask("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER only_added")
    sealer.tick()
    trail.export(tmp_path / "export")
    answer, said = verify(tmp_path / "export", keys=[signer()], held=[trail.newest()])
    assert (answer, "silent" in said) == (0, False), said
