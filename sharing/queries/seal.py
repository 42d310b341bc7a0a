"""The state of the trail's seal, what an outsider needs to check it, and who holds that."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise

from sharing import clock
from sharing.access import require
from sharing.actor import Actor
from sharing.models import Membership, SealKey
from sharing.permissions import READ_SEAL
from sharing.roles import Role
from sharing.seal import alarms, state
from sharing.seal.alarms import ADVICE, Alarm, Health


@dataclass(frozen=True)
class SealNow:
    """The state of the seal, with the remedy for each fault."""

    health: Health
    checkpoint: str
    keys: list[str]

    @property
    def alarms(self) -> list[tuple[Alarm, str | Promise]]:
        return [(alarm, ADVICE[alarm]) for alarm in self.health.alarms]


def seal_now(actor: Actor) -> SealNow:
    """Return the state of the seal, for somebody who holds its checkpoints."""
    require(actor, READ_SEAL)
    return SealNow(health(), newest_checkpoint(), _keys())


def checkpoint_to_take(actor: Actor) -> str:
    """Return the newest checkpoint, to be kept outside; empty before the first."""
    require(actor, READ_SEAL)
    return newest_checkpoint()


def keys_to_take(actor: Actor) -> str:
    """Return the public keys, one in each line, oldest first."""
    require(actor, READ_SEAL)
    return "".join(f"{key}\n" for key in _keys())


def health() -> Health:
    """Return the state of the trail and its seal."""
    with connection.cursor() as cursor:
        return alarms.health(cursor)


def newest_checkpoint() -> str:
    """Return the newest checkpoint, for a page, a paper or a mail; empty before the first."""
    with connection.cursor() as cursor:
        return state.newest_checkpoint(cursor)


def said_of_late() -> list[str]:
    """Return the checkpoints of the last week that hold lines which no later one repeats."""
    with connection.cursor() as cursor:
        return state.said_of_late(cursor)


def printed_checkpoint() -> list[str]:
    """Return the lines of the newest checkpoint, as printed at the foot of a paper."""
    return [line for line in newest_checkpoint().split("\n") if line]


def size_of(checkpoint: str) -> int:
    """Return how many events a checkpoint covers."""
    return int(checkpoint.split("\n")[1])


def leads() -> dict[UUID, str]:
    """Return the safeguarding leads of all areas, who hold the checkpoints, with their mail
    addresses."""
    today = clock.today()
    members = Membership.objects.filter(role=Role.LEAD).select_related("user")
    return {
        member.user.pk: member.user.email
        for member in members
        if member.is_live(today) and member.user.is_active
    }


def _keys() -> list[str]:
    return list(SealKey.objects.order_by("since").values_list("verifier", flat=True))
