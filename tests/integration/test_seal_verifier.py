"""An outsider finds what was done to the trail, and names the first event that it was done to."""

import json
import random
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from sharing.seal import merkle
from sharing.seal.checkpoint import checkpoint
from tests.sealing import EVENT, NAME, an_event, signer, trail, trail_database, verify
from verifier import verify_trail

__all__ = ["trail", "trail_database"]  # fixtures

BATCHES, OF = 20, 15
RANDOM = 100
PLACES = ", ".join(["%s"] * len(EVENT.split(", ")))


@pytest.fixture
def sealed(trail):
    """A trail of some hundred events under some dozen checkpoints."""
    sealer = trail.sealer()
    for _ in range(BATCHES):
        trail.write(OF)
        sealer.tick()
    return trail


@pytest.fixture
def exported(sealed, tmp_path):
    """The whole of it in a folder."""
    sealed.export(tmp_path / "export")
    return tmp_path / "export"


def lines_of(folder, name="events.jsonl"):
    return (folder / name).read_bytes().splitlines(keepends=True)


def rewrite(folder, lines, name="events.jsonl"):
    (folder / name).write_bytes(b"".join(lines))


def manifest(folder, **changes):
    path = folder / "export.json"
    told = json.loads(path.read_text()) | changes
    path.write_text(json.dumps(told))
    return told


def entry_of(said):
    """Return the first entry that the verdict names."""
    return int(re.search(r"NOT SOUND.*?[Ee]ntr(?:y|ies) (\d+)", said)[1])


def test_what_nobody_touched_is_sound(sealed, exported):
    answer, said = verify(exported, keys=[signer()], held=[sealed.newest(), sealed.newest(16)])
    assert answer == 0
    assert said == (
        f"SOUND: {BATCHES * OF + 1} events fit the trail {NAME} of {BATCHES * OF + 1} events, its"
        " checkpoints and 2 checkpoints of yours.\n"
    )


def test_what_it_could_not_check_it_says(exported):
    answer, said = verify(exported)
    assert answer == 0
    assert "You gave no public key" in said
    assert "You gave no checkpoint" in said


def test_it_needs_nothing_of_the_portal(sealed, exported, tmp_path):
    program = Path(shutil.copy(verify_trail.__file__, tmp_path))
    held = tmp_path / "held"
    held.write_text(sealed.newest(), encoding="utf-8")
    asked = [sys.executable, "-I", program, exported, "--checkpoint", held]
    assert subprocess.run(asked, cwd="/", check=False, capture_output=True).returncode == 0
    rewrite(exported, lines_of(exported)[:-1])
    done = subprocess.run(asked, cwd="/", check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
    assert "cut off" in done.stdout


# What is done to the files of an export


def edit(lines, at):
    lines[at] = lines[at].replace(b"case_read", b"case_reed").replace(b"heartbeat", b"heartbeet")
    return at, "was changed"


def delete(lines, at):
    del lines[at]
    return at, "was removed" if at < len(lines) else "cut off"


def insert(lines, at):
    body = json.dumps(dict(zip(EVENT.split(", "), an_event(), strict=True))).encode()
    leaf = merkle.leaf_hash(body).hex().encode()
    lines.insert(at, verify_trail.LINE % (at, leaf, body))
    return at, "was inserted|was changed, removed, inserted"


def copy(lines, at):
    lines.insert(at, lines[random.randrange(len(lines))])
    return at, "was inserted|was moved|stands here twice"


def swap(lines, at):
    other = random.choice([place for place in range(len(lines)) if place != at])
    lines[at], lines[other] = lines[other], lines[at]
    return min(at, other), "was moved"


def swap_contents(lines, at):
    other = random.choice([place for place in range(len(lines)) if place != at])
    one, two = (lines[place].partition(b'"event":') for place in (at, other))
    lines[at], lines[other] = b"".join((*one[:2], two[2])), b"".join((*two[:2], one[2]))
    return min(at, other), "was moved: it belongs to"


def truncate(lines, at):
    del lines[at:]
    return at, "cut off"


@pytest.mark.parametrize("seed", range(RANDOM))
def test_random_tampering_with_an_export_is_named(sealed_once, seed, tmp_path):
    folder, held = sealed_once
    random.seed(seed)
    shutil.copytree(folder, tmp_path / "export")
    lines = lines_of(tmp_path / "export")
    how = (edit, delete, insert, copy, swap, swap_contents, truncate)[seed % 7]
    first, words = how(lines, random.randrange(len(lines)))
    rewrite(tmp_path / "export", lines)
    answer, said = verify(tmp_path / "export", held=[held])
    assert answer == 1
    assert re.search(words, said), said
    if how is not copy:
        assert entry_of(said) == first or "entries" in said, said


@pytest.fixture(scope="module")
def sealed_once(trail_database, tmp_path_factory):
    """An export and its newest checkpoint, made once."""
    folder = tmp_path_factory.mktemp("sealed") / "export"
    with whole_export(folder) as held:
        yield folder, held


@contextmanager
def whole_export(folder, count=120, each=9):
    """Write an export without a database, as the format says."""
    folder.mkdir()
    tree, lines, notes = merkle.Tree(), [], []
    for number in range(count):
        event = dict(zip(EVENT.split(", "), an_event(), strict=True))
        event |= {"recorded_at": 1_000_000 * number}
        body = json.dumps(event).encode()
        leaf = merkle.leaf_hash(body)
        lines.append(verify_trail.LINE % (number, leaf.hex().encode(), body))
        tree.append(leaf)
        if number % each == 0 or number == count - 1:
            notes.append(checkpoint(NAME, tree.size, tree.root(), [signer()]) + "\n")
    rewrite(folder, lines)
    (folder / "checkpoints.txt").write_text("".join(notes), encoding="utf-8")
    (folder / "keys.txt").write_text(signer().verifier)
    (folder / "unsealed.jsonl").write_bytes(b"")
    told = {"format": verify_trail.FORMAT, "origin": NAME, "kind": "range", "details": False}
    told |= {"first": 0, "end": count, "size": count, "left": [], "right": [], "consistency": {}}
    (folder / "export.json").write_text(json.dumps(told))
    yield notes[-1]


def sealed_anew(folder, lines, by=None):
    """Do what one does who tampers well: number, hash and checkpoint everything anew. Without the
    key the signatures are made up."""
    tree, made = merkle.Tree(), []
    for number, raw in enumerate(lines):
        body = raw.partition(b'"event":')[2][:-2]
        leaf = merkle.leaf_hash(body)
        tree.append(leaf)
        made.append(verify_trail.LINE % (number, leaf.hex().encode(), body))
    rewrite(folder, made)
    notes, tree = [], merkle.Tree()
    sizes = [note.size for note in verify_trail.read_notes(folder / "checkpoints.txt")]
    genuine = list(verify_trail.read_notes(folder / "checkpoints.txt"))
    sizes = sorted({size for size in sizes if size < len(made)} | {len(made)})
    for raw in made:
        tree.append(merkle.leaf_hash(raw.partition(b'"event":')[2][:-2]))
        if tree.size in sizes:
            text = checkpoint(NAME, tree.size, tree.root(), [by or signer(9)])
            if by is None:
                text = text.replace(
                    signer(9).signature(text.split("\n\n")[0] + "\n")[:-1], forged(text)
                )
            same = [note for note in genuine if note.size == tree.size and note.root == tree.root()]
            notes.append(whole(same[0]) if same else text + "\n")
    (folder / "checkpoints.txt").write_text("".join(notes), encoding="utf-8")
    manifest(folder, end=len(made), size=len(made))


def forged(text):
    """Return a line that names the right key, over another text."""
    return signer().signature(text + "something else")[:-1]


def whole(note):
    signed = [signer().signature(note.text)]
    return f"{note.text}\n{''.join(signed)}\n"


@pytest.mark.parametrize("seed", range(40))
def test_tampering_that_was_sealed_anew_is_narrowed_down(sealed_once, seed, tmp_path):
    folder, held = sealed_once
    random.seed(seed)
    shutil.copytree(folder, tmp_path / "export")
    lines = lines_of(tmp_path / "export")
    how = (edit, delete, insert, swap)[seed % 4]
    first, _ = how(lines, random.randrange(len(lines)))
    sealed_anew(tmp_path / "export", lines)
    answer, said = verify(tmp_path / "export", held=[held])
    assert answer == 1
    if found := re.search(r"entries (\d+) to (\d+)", said):
        assert int(found[1]) <= first <= int(found[2])
        assert int(found[2]) - int(found[1]) < 9
    else:
        assert "cut off" in said


def test_who_has_the_key_is_found_by_a_checkpoint_that_somebody_else_holds(sealed_once, tmp_path):
    folder, held = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    lines = lines_of(tmp_path / "export")
    edit(lines, 50)
    sealed_anew(tmp_path / "export", lines, by=signer())
    assert verify(tmp_path / "export")[0] == 0, "who has the key can seal another trail"
    assert verify(tmp_path / "export", held=[held])[0] == 1


# What is done to the database by its owner, with the triggers off


def column(cursor, at):
    name = random.choice(["user_id", "code", "reason_", "cases", "recorded_at", "occurred_at"])
    change = {
        "user_id": "user_id = gen_random_uuid()",
        "code": "code = 'another'",
        "reason_": "outcome = 'refused', reason = 'other_area'",
        "cases": "cases = array_append(cases, gen_random_uuid())",
        "recorded_at": "recorded_at = recorded_at - interval '2 hours'",
        "occurred_at": "occurred_at = occurred_at + interval '1 microsecond'",
    }[name]
    cursor.execute(f"UPDATE audit_event SET {change} WHERE {THAT_ENTRY}", [at])
    return at


def row(cursor, at):
    cursor.execute(f"DELETE FROM audit_event WHERE {THAT_ENTRY}", [at])
    return at


def row_and_leaf(cursor, at):
    row(cursor, at)
    cursor.execute("DELETE FROM seal_leaf WHERE sequence = %s", [at])
    return at


def two_rows(cursor, at):
    other = random.choice([place for place in range(BATCHES * OF) if place != at])
    cursor.execute(
        "WITH two AS (SELECT sequence, recorded_at, event_id FROM seal_leaf"
        " WHERE sequence IN (%(at)s, %(other)s)), gone AS (DELETE FROM seal_leaf"
        " WHERE sequence IN (%(at)s, %(other)s) RETURNING sequence, hash)"
        " SELECT g.sequence, t.recorded_at, t.event_id, g.hash FROM gone g"
        " JOIN two t ON t.sequence <> g.sequence",
        {"at": at, "other": other},
    )
    for moved in cursor.fetchall():
        cursor.execute("INSERT INTO seal_leaf VALUES (%s, %s, %s, %s)", moved)
    return min(at, other)


def an_old_row(cursor, at):
    cursor.execute(
        f"INSERT INTO audit_event (recorded_at, {EVENT}) SELECT recorded_at - interval '1 hour',"
        f" {PLACES} FROM seal_leaf WHERE sequence = %s",
        [*an_event(), at],
    )


def the_tail(cursor, at):
    cursor.execute("SELECT max(size) FROM seal_checkpoint WHERE size <= greatest(%s, 16)", [at])
    size = cursor.fetchone()[0]
    cursor.execute(
        "DELETE FROM audit_event e USING seal_leaf l WHERE l.sequence >= %s"
        " AND e.recorded_at = l.recorded_at AND e.id = l.event_id",
        [size],
    )
    cursor.execute("DELETE FROM seal_leaf WHERE sequence >= %s", [size])
    cursor.execute("DELETE FROM seal_checkpoint WHERE size > %s", [size])
    return size


THAT_ENTRY = "(recorded_at, id) = (SELECT recorded_at, event_id FROM seal_leaf WHERE sequence = %s)"
WAYS = (column, row, row_and_leaf, two_rows, an_old_row, the_tail)


def test_random_tampering_by_the_owner_of_the_database_is_named(sealed, tmp_path):
    held = [sealed.newest()]
    for seed in range(RANDOM):
        random.seed(seed)
        folder = tmp_path / str(seed)
        way = WAYS[seed % len(WAYS)]
        with sealed.as_a_dishonest_owner() as cursor:
            first = way(cursor, random.randrange(16, BATCHES * OF - 1))
            sealed.export(folder, cursor=cursor)
        answer, said = verify(folder, held=held)
        assert answer == 1, (seed, way)
        if first is None:
            assert "was inserted: it is under no seal" in said
        else:
            assert entry_of(said) == first, (seed, way, said)


def test_an_older_checkpoint_does_not_show_what_was_cut_off_after_it(sealed, tmp_path):
    with sealed.as_a_dishonest_owner() as cursor:
        the_tail(cursor, 100)
        sealed.export(tmp_path / "export", cursor=cursor)
    assert verify(tmp_path / "export", held=[sealed.newest(31)])[0] == 0, "as the docs say"


# Parts of the trail


def test_a_period_is_verified_without_the_rest(sealed, tmp_path):
    since, before = (
        sealed.one("SELECT recorded_at FROM seal_leaf WHERE sequence = %s", place)
        for place in (100, 200)
    )
    folder = tmp_path / "export"
    assert sealed.export(folder, since=since, before=before, held=(16, 286, 301, 0)) == 100
    held = [sealed.newest(size) for size in (16, 121, 286, None)]
    assert verify(folder, held=held)[0] == 0
    answer, said = verify(folder, held=[sealed.newest(31)])
    assert (answer, "--held 31" in said) == (1, True)
    lines = lines_of(folder)
    rewrite(folder, [*lines[:40], *lines[41:]])
    answer, said = verify(folder, held=held)
    assert (answer, entry_of(said)) == (1, 140)
    manifest(folder, consistency={"286": [], "16": []})
    rewrite(folder, lines)
    assert "is not the one of your checkpoint of 16 events" in verify(folder, held=held)[1]


def test_one_event_is_proved_without_showing_the_others(sealed, tmp_path):
    event = sealed.one("SELECT event_id FROM seal_leaf WHERE sequence = 77")
    assert sealed.export(tmp_path / "export", event_id=event) == 1
    everything = b"".join(path.read_bytes() for path in (tmp_path / "export").iterdir())
    shown = set(re.findall(rb'"id":"([0-9a-f-]{36})"', everything))
    assert shown == {str(event).encode()}
    assert verify(tmp_path / "export", held=[sealed.newest()])[0] == 0


def test_a_case_is_proved_event_by_event(sealed, tmp_path):
    case = sealed.one("SELECT cases[1] FROM audit_event WHERE cases <> '{}' LIMIT 1")
    sealed.write(2, cases="{" + str(case) + "}")
    held = sealed.newest()
    folder = tmp_path / "export"
    sealed.opened[1].close()
    sealer = None
    while sealer is None:
        try:
            sealer = sealed.sealer()
        except AssertionError:
            continue
    sealer.tick()
    assert sealed.export(folder, case_id=case, held=(301,)) == 3
    assert verify(folder, held=[held, sealed.newest()])[0] == 0
    lines, proofs = lines_of(folder), lines_of(folder, "proofs.jsonl")
    for changed in (
        [lines[0].replace(b"case_read", b"case_reed"), *lines[1:]],
        [lines[0].replace(b'"sequence":', b'"sequence":1'), *lines[1:]],
        lines[:1] * 3,
        [b"what is this\n", *lines[1:]],
        lines[:2],
    ):
        rewrite(folder, changed)
        assert verify(folder, held=[held])[0] == 1
    rewrite(folder, lines)
    rewrite(folder, [proofs[1], proofs[0], proofs[2]], "proofs.jsonl")
    assert "was changed or moved, or never sealed" in verify(folder)[1]
    rewrite(folder, proofs, "proofs.jsonl")
    assert "No checkpoint of the export is signed" in verify(folder, keys=[signer(3)])[1]


# Odd files


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("export.json", b"{", b"", "export.json cannot be read"),
        ("export.json", b'"origin"', b'"region"', "export.json cannot be read"),
        ("export.json", b"export/1", b"export/2", "another format"),
        ("export.json", b'"first": 0', b'"first": 1', "contradicts itself"),
        ("keys.txt", b"+A", b"+B", "no public key"),
        ("keys.txt", b"+", b"", "no public key"),
        ("checkpoints.txt", b"\n120\n", b"\nmany\n", "no checkpoint"),
        ("checkpoints.txt", b"\n120\n", b"\n121\n", "entries 118 to 120 was"),
        ("checkpoints.txt", b"\n10\n", b"\n19\n", "out of order"),
        ("events.jsonl", b'{"sequence":7,', b'{"sequence":"7",', "Entry 7 was changed: its line"),
        ("events.jsonl", b'{"sequence":7,', b'7,{"sequence":7,', "Entry 7 was changed: its line"),
        ("events.jsonl", b'{"sequence":7,', b'{"sequence": 7,', "Entry 7 .*was changed"),
        ("events.jsonl", b'"event":{', b'"event":[{', "Entry 0 was changed"),
        ("unsealed.jsonl", b"", b"{}\n", "unsealed.jsonl cannot be read"),
        ("unsealed.jsonl", b"", b'{"recorded_at":1}\n', "inserted: it is under no seal"),
        ("keys.txt", b"m", b"\xff", "cannot be read"),
    ],
)
def test_an_odd_file_is_refused_in_words(sealed_once, tmp_path, name, old, new, told):
    folder, held = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    path = tmp_path / "export" / name
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    answer, said = verify(tmp_path / "export", held=[held])
    assert answer == 1
    assert re.search(told, said), said


def test_a_folder_without_files_is_refused_in_words(tmp_path):
    answer, said = verify(tmp_path / "nothing")
    assert (answer, "NOT SOUND. The files cannot be read" in said) == (1, True)


def test_without_its_newest_checkpoint_an_export_is_refused(sealed_once, tmp_path):
    folder, held = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    notes = (folder / "checkpoints.txt").read_text(encoding="utf-8")
    (tmp_path / "export" / "checkpoints.txt").write_text(notes.removesuffix(held))
    told = "The checkpoint of the whole trail, 120 events, is not there."
    assert told in verify(tmp_path / "export")[1]


def test_lines_after_the_end_are_found(sealed_once, tmp_path):
    folder, held = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    lines = lines_of(folder)
    insert(lines, len(lines))
    rewrite(tmp_path / "export", lines)
    assert "Entry 120 was inserted" in verify(tmp_path / "export", held=[held])[1]


def test_a_checkpoint_of_ones_own_must_be_signed_and_of_this_trail(sealed_once):
    folder, held = sealed_once
    other = checkpoint(NAME, 120, bytes(32), [signer(4)])
    assert "Your checkpoint of 120 events is forged" in verify(folder, held=[other])[1]
    other = checkpoint("other.example.org", 120, bytes(32), [signer()])
    assert "of another trail: other.example.org" in verify(folder, held=[other])[1]
    other = checkpoint(NAME, 121, bytes(32), [signer()])
    assert "cut off: your checkpoint covers 121" in verify(folder, held=[other])[1]
    assert verify(folder, held=["what is this"])[0] == 1


def test_a_wait_for_the_seal_is_no_tampering(sealed_once, tmp_path):
    folder, held = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    (tmp_path / "export" / "unsealed.jsonl").write_text('{"recorded_at": 118000000}\n')
    answer, said = verify(tmp_path / "export", held=[held])
    assert (answer, "1 events are too new" in said) == (0, True)


def test_a_key_takes_over_only_when_an_event_names_it(sealed_once, tmp_path):
    folder, _ = sealed_once
    shutil.copytree(folder, tmp_path / "export")
    *notes, last = verify_trail.read_notes(folder / "checkpoints.txt")
    both = "".join(whole(note) for note in notes)
    both += f"{last.text}\n{signer().signature(last.text)}{signer(2).signature(last.text)}"
    (tmp_path / "export" / "checkpoints.txt").write_text(both, encoding="utf-8")
    keys = f"{signer().verifier}\n{signer(2).verifier}\n"
    (tmp_path / "export" / "keys.txt").write_text(keys)
    assert "and no event names it" in verify(tmp_path / "export", keys=[signer()])[1]
