"""What the sealer does every night, whatever its clock does meanwhile."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sharing import clock

AT = 2  # o'clock, UTC
DAY = timedelta(days=1)


@dataclass
class Nightly:
    """A duty that is done at once, and then every night."""

    due_at: datetime = field(default_factory=clock.now)

    def has_come(self) -> bool:
        """Return whether the duty is due, and set the next night. A next night more than a day away
        means that the clock was ahead when it was set, so the duty is due then too."""
        now = clock.now()
        if now < self.due_at <= now + DAY:
            return False
        night = now.astimezone(UTC).replace(hour=AT, minute=0, second=0, microsecond=0)
        self.due_at = night if night > now else night + DAY
        return True
