"""The finding of a whole look of the sealer."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_KEEP = """
INSERT INTO seal_check (size, wrong_entry, wrong_event, stepped_at) VALUES (%s, %s, %s, %s)
"""


@dataclass(frozen=True)
class Finding:
    """What a whole look found. If something does not fit: the first such entry, with its event if
    the leaf still names one. If everything fits: the finished years that a checkpoint may now
    state."""

    size: int
    wrong_entry: int | None = None
    wrong_event: str | None = None
    years: dict[int, bytes] = field(default_factory=dict)  # the root over the leaves of each
    # For each year that is stated again, the sizes of the checkpoints that stated it too soon.
    corrects: dict[int, list[int]] = field(default_factory=dict)
    stepped_at: datetime | None = None  # when time moved too far, if nobody has confirmed it

    def keep(self, cursor: Any) -> None:
        """Store the finding; the database notes when."""
        kept = [self.size, self.wrong_entry, self.wrong_event, self.stepped_at]
        cursor.execute(_KEEP, kept)
