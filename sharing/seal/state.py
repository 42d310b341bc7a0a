"""The state of the seal: whether events wait for longer than they should."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sharing.seal.sealer import LOOK_BACK

TOO_LONG = timedelta(seconds=60)


@dataclass(frozen=True)
class State:
    size: int
    sealed_at: datetime | None
    waiting_for: timedelta  # the age of the oldest event that is not sealed

    @property
    def alarm(self) -> bool:
        return self.waiting_for > TOO_LONG


def state(cursor: Any) -> State:
    """Return the state of the seal, by the database's clock. The web role may ask too."""
    cursor.execute("SELECT * FROM public.seal_state(%s)", [LOOK_BACK])
    size, sealed_at, now, oldest = cursor.fetchone()
    return State(size, sealed_at, now - oldest if oldest else timedelta(0))


def was_heard(cursor: Any, lately: timedelta) -> bool:
    """Return whether a sealer gave a sign of life within that time, by the database's clock."""
    cursor.execute(
        "SELECT EXISTS (SELECT FROM public.audit_event WHERE code = 'heartbeat' AND role = 'sealer'"
        " AND recorded_at > clock_timestamp() - %s)",
        [lately],
    )
    (answer,) = cursor.fetchone()
    return bool(answer)


def newest_checkpoint(cursor: Any) -> str:
    """Return the newest checkpoint, to show, print and mail; empty before the first."""
    cursor.execute("SELECT note FROM public.seal_checkpoint ORDER BY size DESC LIMIT 1")
    row = cursor.fetchone()
    return row[0] if row else ""


def said_of_late(cursor: Any) -> list[str]:
    """Return the checkpoints of the last week that state what no later one repeats: which entries a
    finished year had, or what a restore lost. They are mailed, because only a copy that others hold
    proves it."""
    cursor.execute(
        "SELECT note FROM public.seal_checkpoint"
        " WHERE (strpos(note, E'\\nyear ') > 0 OR size = (SELECT max(size)"
        " FROM public.seal_checkpoint WHERE strpos(note, E'\\nrestored ') > 0))"
        " AND sealed_at > clock_timestamp() - interval '7 days' ORDER BY size"
    )
    return [note for (note,) in cursor.fetchall()]
