"""Where the tree's leaves and kept roots lie: the database."""

from dataclasses import dataclass
from typing import Any


@dataclass
class KeptInDatabase:
    """Reads hashes over the sealer's cursor or the portal's."""

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
