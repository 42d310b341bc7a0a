"""Reads the leaves and stored roots of the tree from the database."""

from dataclasses import dataclass
from typing import Any

from sharing.seal import merkle
from sharing.seal.checkpoint import root_of, size_of


@dataclass
class KeptInDatabase:
    """Hashes, read with the sealer's cursor or the portal's."""

    cursor: Any

    def between(self, level: int, first: int, end: int) -> list[bytes]:
        if level == 0:
            self.cursor.execute(
                "SELECT hash FROM seal_leaf WHERE sequence >= %s AND sequence < %s"
                " ORDER BY sequence",
                [first, end],
            )
        else:
            self.cursor.execute(
                "SELECT hash FROM seal_node WHERE level = %s AND position >= %s AND position < %s"
                " ORDER BY position",
                [level, first, end],
            )
        return [bytes(found) for (found,) in self.cursor.fetchall()]


def holds(cursor: Any, note: str) -> bool:
    """Return whether what is sealed begins with the tree of that checkpoint. Raises `LookupError`
    if hashes of it are missing."""
    return merkle.tree(KeptInDatabase(cursor), size_of(note)).root() == root_of(note)
