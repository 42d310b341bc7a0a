"""Whether time went on as it does. The sealer speaks once a minute, and the database notes when: from
one word to the next time moves by a minute, or by as long as the sealer was off. Where it moved by more
than that may be, a clock was wrong, or the portal was off for long: an operator says that it is right,
in a checkpoint that the sealer's key signs."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.conf import settings


def plausible() -> timedelta:
    """Return by how much time may move while the sealer says nothing."""
    return timedelta(hours=settings.TIME_STEP_HOURS)


@dataclass
class Steps:
    """What the sealer said, by the place of its words and when they were recorded."""

    before: datetime | None = None
    found: list[tuple[int, datetime]] = field(default_factory=list)  # words after too long a step

    def hear(self, sequence: int, recorded: int) -> None:
        """Note a word of the sealer (microseconds)."""
        said = datetime.fromtimestamp(recorded / 1_000_000, UTC)
        if self.before and said - self.before > plausible():
            self.found.append((sequence, said))
        self.before = said

    def forget(self) -> None:
        """What the sealer said here ended with its year."""
        self.before = None

    def unconfirmed(self, size: int, now: datetime) -> datetime | None:
        """Return to when time moved too far first, of what a confirmed trail of that size does not
        hold; now, where it did since the sealer spoke last."""
        for sequence, said in self.found:
            if sequence >= size:
                return said
        return now if self.before and now - self.before > plausible() else None
