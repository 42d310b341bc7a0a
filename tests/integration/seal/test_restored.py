"""A database that was restored from a backup: an operator says so, the sealer signs it, and who
holds a checkpoint of what was lost is told that. Whoever has the database and not the key excuses
nothing."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from sharing import clock
from sharing.management.commands import seal_trail
from sharing.seal.checkpoint import checkpoint, root_of, size_of
from sharing.seal.restored import BadCheckpoint
from tests.integration.seal.test_process import (
    cut_off,
    run_in_turn,
    run_process,
    take_away,
    told,
)
from tests.sealing import NAME, signer, verify

KEYS = (signer(),)
KEPT = 7  # events in the backup, with a heartbeat


def keep_no_key_since(trail, size):
    trail.ask("ALTER TABLE seal_key DISABLE TRIGGER only_added")
    trail.ask("DELETE FROM seal_key WHERE since > %s", size)
    trail.ask("ALTER TABLE seal_key ENABLE ALWAYS TRIGGER only_added")


@pytest.fixture
def lost(trail):
    """The checkpoints of what was lost, smallest first: the database is as its backup was."""
    notes = []

    def act(number):
        if number:
            notes.append(trail.newest())
        trail.write(6 if number == 0 else 20)

    run_process(trail, ticks=4, during=act)
    backup, *after = notes
    assert size_of(backup) == KEPT
    take_away(trail, KEPT)
    trail.write(2)  # before the sealer was started anew
    return after


def restore(trail, note, **options):
    run_in_turn(trail, restored=note, **options)


def newest(trail, words=""):
    """Return the newest checkpoint that has these words."""
    return trail.one(
        "SELECT note FROM seal_checkpoint WHERE strpos(note, %s) > 0 ORDER BY size DESC LIMIT 1",
        words,
    )


def first_saying(trail):
    """Return the checkpoint that says first that the database was restored."""
    return trail.one(
        "SELECT note FROM seal_checkpoint WHERE strpos(note, %s) > 0 ORDER BY size LIMIT 1",
        "\nrestored ",
    )


def exported(trail, folder, *, held, keys=KEYS, **asked):
    trail.export(folder, held=tuple(map(size_of, held)), **asked)
    return verify(folder, keys=keys, held=held)


IS_LOST = "is of what was lost when the database was restored at 7 events"


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("grown", [0, 80])
def test_who_holds_what_was_lost_is_told_so(trail, lost, tmp_path, which, grown):
    restore(trail, lost[-1])
    trail.write(grown)
    run_in_turn(trail)
    said_by = first_saying(trail)
    reached = size_of(lost[-1])
    assert f"\nrestored {KEPT} {reached} {lost[-1].split(chr(10))[2]}\n" in said_by
    held = [lost[which], newest(trail)]
    answer, said = exported(trail, tmp_path / "export", held=held)
    assert (answer, "NOT COMPARED" in said) == (3, True), said
    assert f"Your checkpoint of {size_of(lost[which])} events {IS_LOST}" in said
    assert f"the entries {KEPT} to {size_of(lost[which]) - 1} that there were" in said
    # Whoever holds none of it is told too, and all is well.
    answer, said = exported(trail, tmp_path / "other", held=[newest(trail)])
    assert answer == 0, said
    words = f"as the checkpoint of {size_of(said_by)} events says: the entries {KEPT} to"
    assert words in said
    assert f"the entries {KEPT} to {reached - 1} that it had then were lost" in said


def test_the_part_of_a_trail_says_it_and_one_event_too(trail, lost, tmp_path):
    restore(trail, lost[-1])
    trail.write(80)
    run_in_turn(trail)
    held = [lost[0]]
    last = trail.ask(
        "SELECT e.id, e.recorded_at FROM seal_leaf l JOIN audit_event e"
        " ON (e.recorded_at, e.id) = (l.recorded_at, l.event_id) ORDER BY sequence DESC LIMIT 1"
    )[0]
    for name, asked in (("event", {"event_id": last[0]}), ("part", {"since": last[1]})):
        answer, said = exported(trail, tmp_path / name, held=held, **asked)
        assert (answer, f"events {IS_LOST}" in said) == (3, True), said
        answer, said = exported(trail, tmp_path / f"{name}-alone", held=[newest(trail)], **asked)
        assert (answer, "the entries 7 to" in said) == (0, True), said


def test_more_was_lost_than_was_said(trail, lost, tmp_path):
    restore(trail, lost[0])
    answer, said = exported(trail, tmp_path / "shorter", held=[lost[1]])
    assert (answer, "The trail was cut off" in said) == (1, True), said
    trail.write(80)
    run_in_turn(trail)
    answer, said = exported(trail, tmp_path / "longer", held=[lost[1]])
    assert (answer, "does not fit its signed checkpoints" in said) == (1, True), said


def test_another_end_than_was_said_was_not_lost(trail, lost, tmp_path):
    other = checkpoint(NAME, size_of(lost[0]), bytes(32), [signer()])
    restore(trail, lost[0])
    assert exported(trail, tmp_path / "export", held=[other])[0] == 1


@pytest.mark.parametrize("grown", [0, 80])
def test_what_nobody_signed_excuses_nothing(trail, lost, tmp_path, grown):
    """The owner of the database took events away, and has no key."""
    trail.write(grown)
    run_in_turn(trail)
    size, root = size_of(lost[0]), lost[0].split("\n")[2]
    note = newest(trail)
    line = f"restored {KEPT} {size} {root}"
    stranger = checkpoint(NAME, size_of(note), root_of(note), [signer(9)], more=[line])
    for name, forged in (("put-in", note.replace("\n\n", f"\n{line}\n\n")), ("by", stranger)):
        folder = tmp_path / name
        trail.export(folder)
        path = folder / "checkpoints.txt"
        path.write_text(path.read_text(encoding="utf-8").replace(note, forged), encoding="utf-8")
        answer, said = verify(folder, keys=[signer()], held=[lost[0]])
        assert (answer, IS_LOST in said) == (1, False), said


def test_nor_does_it_in_between(trail, lost, tmp_path):
    run_in_turn(trail)
    between = newest(trail)
    trail.write(3)
    run_in_turn(trail)
    line = f"\nrestored {KEPT} {size_of(lost[0])} {lost[0].split(chr(10))[2]}\n\n"
    folder = tmp_path / "export"
    trail.export(folder)
    path = folder / "checkpoints.txt"
    told_before = path.read_text(encoding="utf-8")
    path.write_text(told_before.replace(between, between.replace("\n\n", line)), encoding="utf-8")
    answer, said = verify(folder, keys=[signer()], held=[lost[0]])
    assert (answer, "The trail was cut off" in said, "restored" in said) == (1, True, False), said


def test_what_the_database_still_holds_is_compared_as_ever(trail, lost, tmp_path):
    restore(trail, lost[-1])
    trail.write(9)
    run_in_turn(trail)
    held = [trail.newest(KEPT), newest(trail, "\nrestored "), newest(trail)]
    answer, said = exported(trail, tmp_path / "export", held=held)
    assert answer == 0, said
    assert said.count("was restored from a backup") == 1
    forged = checkpoint(NAME, KEPT, bytes(32), [signer()])
    assert exported(trail, tmp_path / "other", held=[forged])[0] == 1


def test_the_key_that_took_over_in_what_was_lost(trail, tmp_path):
    trail.write(6)
    run_in_turn(trail)
    assert size_of(newest(trail)) == KEPT
    run_in_turn(trail, next_signer=signer(2))
    handed_over = newest(trail, "\nnext ")
    trail.write(30)
    run_in_turn(trail, by=signer(2))
    lost = newest(trail)
    take_away(trail, KEPT)
    keep_no_key_since(trail, KEPT)
    trail.write(60)
    with pytest.raises(BadCheckpoint, match="that this key signed"):
        restore(trail, lost)
    restore(trail, lost, next_signer=signer(2))
    keys = (signer(), signer(2))
    for number, note in enumerate([lost, handed_over]):
        folder = tmp_path / f"export-{number}"
        answer, said = exported(trail, folder, held=[note], keys=keys)
        assert (answer, IS_LOST in said, said.count("took over")) == (3, True, 1), said
    answer, said = exported(trail, tmp_path / "forged", held=[forged_like(lost)], keys=keys)
    assert (answer, "is forged" in said) == (1, True), said


def forged_like(note):
    return checkpoint(NAME, size_of(note), root_of(note), [signer(9)])


@pytest.fixture
def stops_at_once(monkeypatch, handlers):
    monkeypatch.setattr(seal_trail.Event, "wait", lambda self, seconds: True)


def test_the_operator_says_it_by_a_command(sealing, lost, stops_at_once, tmp_path):
    copied = tmp_path / "copied.txt"
    # As it stands at the foot of minutes, or in a mail.
    copied.write_text(lost[-1].replace("\n\n", "\n").replace("\n", "  \r\n"), encoding="utf-8")
    call_command("seal_trail", "--restored", str(copied))
    assert f"restored {KEPT} {size_of(lost[-1])} " in newest(sealing, "\nrestored ")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lambda lost: "", "one checkpoint that this key signed"),
        (lambda lost: "\n".join(lost), "one checkpoint that this key signed"),
        (lambda lost: forged_like(lost[0]), "one checkpoint that this key signed"),
        (lambda lost: "\udcff", "cannot be read"),
    ],
)
def test_what_tells_nothing_is_refused(sealing, lost, stops_at_once, tmp_path, given, words):
    file = tmp_path / "given.txt"
    file.write_text(given(lost), encoding="utf-8", errors="surrogateescape")
    with pytest.raises(CommandError, match=words):
        call_command("seal_trail", "--restored", str(file))
    assert sealing.one("SELECT max(size) FROM seal_checkpoint") == KEPT, "nothing was sealed"


def test_what_is_there_was_not_lost(sealing, lost, stops_at_once, tmp_path):
    file = tmp_path / "given.txt"
    file.write_text(sealing.newest(), encoding="utf-8")
    with pytest.raises(CommandError, match="nothing of it was lost"):
        call_command("seal_trail", "--restored", str(file))


def test_the_refusal_says_how(trail):
    notes = []

    def act(number):
        if number == 2:
            notes.append(size_of(trail.newest()))
            trail.write(5)
        if number == 4:
            cut_off(trail)
            take_away(trail, notes[0])

    trail.write(3)
    assert (
        "start this anew once with --restored" in told(run_process(trail, ticks=30, during=act))[-1]
    )


@pytest.mark.parametrize("behind", [0, 2])
def test_what_was_signed_after_the_restore_is_not_excused(trail, lost, tmp_path, behind):
    """Whoever cuts the new trail off is found, also while it is no longer than what was lost."""
    with clock.set_to(clock.now() - timedelta(minutes=behind)):
        restore(trail, lost[-1])
    said_by = first_saying(trail)
    with clock.set_to(clock.now() - timedelta(minutes=behind)):
        trail.write(5)
        run_in_turn(trail)
    held = newest(trail)
    assert size_of(said_by) < size_of(held) < size_of(lost[-1])
    assert exported(trail, tmp_path / "whole", held=[held])[0] == 0
    take_away(trail, size_of(said_by))
    answer, said = exported(trail, tmp_path / "cut", held=[held])
    assert answer == 1 and "cut off" in said


@pytest.mark.parametrize("behind", [0, 2])
def test_a_clock_that_is_behind_makes_nothing_lost_a_fault(trail, lost, tmp_path, behind):
    with clock.set_to(clock.now() - timedelta(minutes=behind)):
        restore(trail, lost[-1])
    for number, note in enumerate(lost):
        answer, said = exported(trail, tmp_path / str(number), held=[note])
        assert (answer, IS_LOST in said) == (3, True), said


def test_it_is_said_until_the_trail_is_longer_than_what_was_lost(trail, lost):
    restore(trail, lost[-1])
    trail.write(60)
    run_in_turn(trail)
    run_in_turn(trail)
    notes = [note for (note,) in trail.ask("SELECT note FROM seal_checkpoint ORDER BY size")]
    says = [size_of(note) for note in notes if "\nrestored " in note]
    since = [size_of(note) for note in notes if size_of(note) > KEPT]
    shorter = [size for size in since if size < size_of(lost[-1])]
    assert says == since[: len(shorter) + 1]  # the first that is as long says it last
    assert len(since) > len(says) > 1
