"""Which part of a trail is named, where an event was altered and its hash with it: never one in
which it does not lie, whatever stands under the checkpoints."""

import json
import re

import pytest

from sharing.seal import merkle
from sharing.seal.checkpoint import checkpoint, text_of
from tests.integration.seal.years import Years, at
from tests.sealing import EVENT, NAME, an_event, signer, verify
from verifier import verify_trail

OLD_KEY, NEXT, STRANGER = signer(), signer(2), signer(9, NAME)


def sealed(rotated_at=None):
    """Twenty checkpoints over two entries each."""
    trail = Years()
    for number in range(20):
        if number == rotated_at:
            items = [str(NEXT.identifier)]
            trail.add(at(2026, 3, 1), role="sealer", code="seal_key_named", items=items)
            trail.seal(at(2026, 3, 1), by=[OLD_KEY, NEXT])
            trail.key = NEXT
        trail.add(at(2026, 3, 2), 2)
        trail.seal(at(2026, 3, 2))
    return trail


def alter(trail, place):
    event = dict(zip(EVENT.split(", "), an_event(), strict=True))
    event["recorded_at"] = trail.events[place]["recorded_at"]
    body = json.dumps(event, separators=(",", ":")).encode()
    leaf = merkle.leaf_hash(body)
    trail.lines[place] = verify_trail.LINE % (place, leaf.hex().encode(), body)


def spoil(trail, *sizes):
    """As the owner, put another's signature under checkpoints."""
    for size in sizes:
        text = text_of(trail.notes[size])
        trail.notes[size] = f"{text}\n{STRANGER.signature(text)}"


def named(trail, folder, keys=(OLD_KEY,)):
    """Return the first and the last entry of the part, and what is said."""
    held = [trail.notes[trail.tree.size]]
    answer, said = verify(trail.write(folder, keys=[OLD_KEY, NEXT]), keys=keys, held=held)
    assert answer == 1
    return *map(int, re.search(r"among the entries (\d+) to (\d+)", said).groups()), said


def test_it_lies_between_two_signed_checkpoints(tmp_path):
    trail = sealed()
    alter(trail, 30)
    assert named(trail, tmp_path / "export")[:2] == (30, 31)


def test_a_spoiled_signature_before_it_leads_nobody_astray(tmp_path):
    trail = sealed()
    alter(trail, 30)
    spoil(trail, 2)
    assert named(trail, tmp_path / "export")[:2] == (30, 31)


def test_a_spoiled_signature_just_before_it_leaves_open_what_comes_after(tmp_path):
    trail = sealed()
    alter(trail, 30)
    spoil(trail, 30)
    first, last, said = named(trail, tmp_path / "export")
    assert (first, last) == (28, 29)
    assert "the checkpoint of 30 events is signed with no key of yours either" in said
    assert "an event up to 31" in said


def test_who_holds_the_newest_key_alone_is_told_the_same_part(tmp_path):
    trail = sealed(rotated_at=10)
    place = trail.tree.size - 4
    alter(trail, place)
    assert named(trail, tmp_path / "late", [NEXT])[:2] == (place, place + 1)
    trail = sealed(rotated_at=10)
    alter(trail, 5)
    assert named(trail, tmp_path / "early", [NEXT])[:2] == (4, 5)


@pytest.mark.parametrize("altered", [30, None])
def test_a_checkpoint_that_was_made_up_proves_nothing(tmp_path, altered):
    trail = sealed()
    trail.notes[2] = checkpoint(NAME, 2, bytes(32), [STRANGER], at(2026, 3, 2))
    if altered:
        alter(trail, altered)
        assert named(trail, tmp_path / "export")[:2] == (30, 31)
    else:
        answer, said = verify(trail.write(tmp_path / "export"), keys=[OLD_KEY])
        assert (answer, "The checkpoint of 2 events does not fit, and no key" in said) == (1, True)


def test_a_checkpoint_of_another_trail_is_none_of_this(tmp_path):
    other = signer(5, "practice.example.org/trail")
    trail = Years()
    trail.add(at(2026, 3, 2), 4)
    root = trail.tree.root()
    trail.notes = {4: checkpoint(other.name, 4, root, [other], at(2026, 3, 2))}
    answer, said = verify(trail.write(tmp_path / "export"), keys=[OLD_KEY, other])
    assert (answer, "is of another trail: practice.example.org/trail" in said) == (1, True)
