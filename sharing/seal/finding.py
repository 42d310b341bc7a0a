"""What a whole look of the sealer found, and where that is kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_KEEP = """
INSERT INTO seal_check (size, wrong_entry, wrong_event, stepped_at) VALUES (%s, %s, %s, %s)
"""


@dataclass(frozen=True)
class Finding:
    """What a whole look found: the first entry that does not fit, and its event where the leaf
    still names it; nothing where all fits, and then perhaps which leaves years have that are over,
    for a checkpoint to say so."""

    size: int
    wrong_entry: int | None = None
    wrong_event: str | None = None
    years: dict[int, bytes] = field(default_factory=dict)  # the root over the leaves of each
    # Of those that are said anew, the sizes of the checkpoints that said it too soon.
    corrects: dict[int, list[int]] = field(default_factory=dict)
    stepped_at: datetime | None = None  # when time moved too far, if nobody confirmed that

    def keep(self, cursor: Any) -> None:
        """Write down what was found, and when."""
        kept = [self.size, self.wrong_entry, self.wrong_event, self.stepped_at]
        cursor.execute(_KEEP, kept)
