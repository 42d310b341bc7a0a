"""The Merkle tree of RFC 9162 (2.1): its root, kept up to date by a frontier, and its proofs.

A subtree is complete when it has 2^level leaves; its position counts the subtrees of that level
from the left. The leaves and the roots of complete subtrees of every eighth level are stored, so
that a proof reads some hundred hashes and never the whole trail."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

KEPT = 8  # the roots of complete subtrees of every eighth level are stored
EMPTY = sha256(b"").digest()


def leaf_hash(line: bytes) -> bytes:
    """Return the hash of one line of the trail."""
    return sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two neighbouring subtrees."""
    return sha256(b"\x01" + left + right).digest()


@dataclass
class Tree:
    """A tree that grows to the right; it holds the roots of its complete subtrees only."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)  # from the left, largest first
    # Subtrees that became complete and are to be stored: level, position, root.
    completed: list[tuple[int, int, bytes]] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next line."""
        peaks, position, level, node = self.peaks, self.size, 0, leaf
        while position & 1:
            node = sha256(b"\x01" + peaks.pop() + node).digest()
            position >>= 1
            level += 1
            if level % KEPT == 0:
                self.completed.append((level, position, node))
        peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        if not self.peaks:
            return EMPTY
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


class Kept(Protocol):
    """Where leaves (level 0) and the stored roots are read from."""

    def between(self, level: int, first: int, end: int) -> list[bytes]:
        """Return the hashes of that level from position `first` up to `end`."""


def complete(kept: Kept, level: int, position: int) -> bytes:
    """Return the root of a complete subtree."""
    above = level % KEPT
    nodes = kept.between(level - above, position << above, (position + 1) << above)
    if len(nodes) != 1 << above:
        raise LookupError(f"Below level {level}, position {position}, hashes are missing.")
    return folded(nodes)


def folded(nodes: list[bytes]) -> bytes:
    """Return the root over 2^n neighbouring complete subtrees of one level."""
    while len(nodes) > 1:
        nodes = [node_hash(*pair) for pair in zip(nodes[::2], nodes[1::2], strict=True)]
    return nodes[0]


def cover(first: int, end: int) -> list[tuple[int, int]]:
    """Return the fewest complete subtrees, as (level, position), that hold just these leaves."""
    found = []
    while first < end:
        level = (end - first).bit_length() - 1
        if first:
            level = min(level, (first & -first).bit_length() - 1)
        found.append((level, first >> level))
        first += 1 << level
    return found


def nodes(kept: Kept, first: int, end: int) -> list[bytes]:
    """Return the roots of `cover`."""
    return [complete(kept, level, position) for level, position in cover(first, end)]


def tree(kept: Kept, size: int) -> Tree:
    """Return the tree of the first `size` leaves, ready to grow."""
    return Tree(size, nodes(kept, 0, size))


def root(kept: Kept, first: int, end: int) -> bytes:
    """Return the root over these leaves, which form a subtree of the whole."""
    return Tree(0, nodes(kept, first, end)).root()


def inclusion(kept: Kept, index: int, size: int) -> list[bytes]:
    """Return the proof that leaf `index` is in the tree of `size` (RFC 9162, 2.1.3.1)."""
    first, end, path = 0, size, []
    while end - first > 1:
        middle = first + _half(end - first)
        if index < middle:
            path.append(root(kept, middle, end))
            end = middle
        else:
            path.append(root(kept, first, middle))
            first = middle
    return path[::-1]


def consistency(kept: Kept, old: int, size: int) -> list[bytes]:
    """Return the proof that the tree of size `old` begins the tree of `size` (2.1.4.1)."""
    first, end, path = 0, size, []
    while end != old:
        middle = first + _half(end - first)
        if old <= middle:
            path.append(root(kept, middle, end))
            end = middle
        else:
            path.append(root(kept, first, middle))
            first = middle
    if first:
        path.append(root(kept, first, end))
    return path[::-1]


def _half(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)
