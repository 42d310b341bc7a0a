"""What the sealer does every night, whatever its clock does meanwhile."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sharing import clock

AT = 2  # o'clock, UTC
DAY = timedelta(days=1)


@dataclass
class Nightly:
    """Something that is done at once, and then every night."""

    due_at: datetime = field(default_factory=clock.now)

    def has_come(self) -> bool:
        """Return whether it is to be done now, once. No next night is further away than a day: if one
        is, the clock was ahead when it was set."""
        now = clock.now()
        if now < self.due_at <= now + DAY:
            return False
        night = now.astimezone(UTC).replace(hour=AT, minute=0, second=0, microsecond=0)
        self.due_at = night if night > now else night + DAY
        return True
