"""What was done to the files of an export is named."""

import random
import re
import shutil

import pytest

from sharing.seal import merkle
from sharing.seal.checkpoint import checkpoint
from tests.integration.seal.helpers import (
    RANDOM,
    entry_of,
    insert,
    lines_of,
    manifest,
    rewrite,
    whole,
)
from tests.sealing import NAME, signer, verify
from verifier import verify_trail


def edit(lines, at):
    lines[at] = lines[at].replace(b"case_read", b"case_reed").replace(b"heartbeat", b"heartbeet")
    return at, "was changed"


def delete(lines, at):
    del lines[at]
    return at, "was removed" if at < len(lines) else "cut off"


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
