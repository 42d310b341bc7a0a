"""Whether time moved as it should. The sealer writes an event once a minute, and the database notes
when. Between two of them time moves by a minute, or by as long as the sealer was off. Where it
moved too far, a clock was wrong or the portal was off for long. An operator then confirms the time,
in a checkpoint that the sealer's key signs."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.conf import settings


def plausible() -> timedelta:
    """Return how far time may move while the sealer is silent."""
    return timedelta(hours=settings.TIME_STEP_HOURS)


@dataclass
class Steps:
    """The places and times of the sealer's events."""

    before: datetime | None = None
    found: list[tuple[int, datetime]] = field(default_factory=list)  # events after too long a step

    def hear(self, sequence: int, recorded: int) -> None:
        """Note an event of the sealer, recorded at that time (microseconds)."""
        said = datetime.fromtimestamp(recorded / 1_000_000, UTC)
        if self.before and said - self.before > plausible():
            self.found.append((sequence, said))
        self.before = said

    def forget(self) -> None:
        """Forget the last event, because the entries here ended with their year."""
        self.before = None

    def unconfirmed(self, size: int, now: datetime) -> datetime | None:
        """Return the time of the first event after too long a step that the confirmed trail of that
        size does not cover; `now`, if the step is between the last event and now; None without such
        a step."""
        for sequence, said in self.found:
            if sequence >= size:
                return said
        return now if self.before and now - self.before > plausible() else None
