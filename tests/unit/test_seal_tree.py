"""The tree against the definitions of RFC 9162, and proofs against its verifying algorithms."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharing.seal import merkle
from verifier import verify_trail

LARGEST = 70


def leaves(count):
    return [merkle.leaf_hash(b"line %d" % number) for number in range(count)]


def by_the_definition(hashes):
    """RFC 9162, 2.1.1, over hashes of leaves."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    parts = by_the_definition(hashes[:half]) + by_the_definition(hashes[half:])
    return sha256(b"\x01" + parts).digest()


class KeptInMemory:
    """Leaves and every eighth level, as a growing tree hands them out."""

    def __init__(self, hashes):
        self.levels = {0: list(hashes)}
        tree = merkle.Tree()
        for leaf in hashes:
            tree.append(leaf)
        for level, position, root in tree.completed:
            assert position == len(self.levels.setdefault(level, []))
            self.levels[level].append(root)

    def between(self, level, first, end):
        return self.levels.get(level, [])[first:end]


@pytest.mark.parametrize("size", range(LARGEST))
def test_the_root_is_that_of_the_definition(size):
    tree = merkle.Tree()
    for leaf in leaves(size):
        tree.append(leaf)
    assert tree.root() == by_the_definition(leaves(size))
    assert tree.size == size


@pytest.mark.parametrize("size", range(1, LARGEST))
def test_every_leaf_is_proved_and_no_other(size):
    kept, root = KeptInMemory(leaves(size)), by_the_definition(leaves(size))
    for index, leaf in enumerate(leaves(size)):
        path = merkle.inclusion(kept, index, size)
        assert verify_trail.root_by_inclusion(leaf, index, size, path) == root
        for other in ((leaf, size, size, path), (leaf, index, size, [*path, leaf])):
            assert verify_trail.root_by_inclusion(*other) != root
        if path:
            assert verify_trail.root_by_inclusion(leaf, index, size, path[:-1]) != root
            assert verify_trail.root_by_inclusion(root, index, size, path) != root


@pytest.mark.parametrize("size", range(1, LARGEST))
def test_every_beginning_is_proved_and_no_other(size):
    kept, root = KeptInMemory(leaves(size)), by_the_definition(leaves(size))
    for old in range(1, size + 1):
        begun = by_the_definition(leaves(old))
        path = merkle.consistency(kept, old, size)
        assert verify_trail.is_beginning(old, begun, size, root, path)
        assert not verify_trail.is_beginning(old, root[::-1], size, root, path)
        assert not verify_trail.is_beginning(old, begun, size, root, [*path, root])
        if old < size:
            assert not verify_trail.is_beginning(old, begun, size, root[::-1], path)
            assert not verify_trail.is_beginning(old, begun, size, root, path[:-1])
            assert not verify_trail.is_beginning(size, root, old, begun, path)


@given(st.integers(0, 700), st.integers(0, 700))
def test_a_part_is_covered_by_complete_subtrees_in_order(one, other):
    first, end = sorted((one, other))
    place = first
    for level, position in merkle.cover(first, end):
        assert position << level == place
        place += 1 << level
    assert place == end
    assert len(merkle.cover(first, end)) <= 2 * (end - first).bit_length()


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 700])
def test_a_tree_is_taken_up_from_what_was_kept(size):
    kept = KeptInMemory(leaves(700))
    tree = merkle.tree(kept, size)
    for leaf in leaves(700)[size:]:
        tree.append(leaf)
    assert tree.root() == by_the_definition(leaves(700))


@pytest.mark.parametrize(("first", "end"), [(0, 700), (3, 700), (256, 300), (255, 257), (0, 256)])
def test_a_part_and_what_stands_beside_it_give_the_root(first, end):
    hashes, size = leaves(700), 700
    kept = KeptInMemory(hashes)
    tree = verify_trail.Tree(first, merkle.nodes(kept, 0, first))
    for leaf in hashes[first:end]:
        tree.append(leaf)
    for (level, _), node in zip(
        merkle.cover(end, size), merkle.nodes(kept, end, size), strict=True
    ):
        tree.append(node, level)
    assert tree.root() == by_the_definition(hashes)


def test_an_empty_proof_proves_nothing():
    assert verify_trail.Tree(0, []).root() == by_the_definition([])
    assert not verify_trail.is_beginning(3, bytes(32), 5, bytes(32), [])


def test_what_is_missing_is_said():
    with pytest.raises(LookupError, match="level 2, position 1"):
        merkle.complete(KeptInMemory(leaves(6)), 2, 1)
