"""One row of the stage table: a way for a case from one stage to another."""

from dataclasses import dataclass

from django.utils.functional import Promise

from meetings.guards import Guard, always
from meetings.models import Stage
from sharing.permissions import Permission


@dataclass(frozen=True)
class Transition:
    name: str  # the code of the way; the page that offers it says at which address it is done
    words: str | Promise
    starts: tuple[Stage, ...]
    to: Stage
    permission: Permission
    guard: Guard = always
    by_name: bool = False  # taken only where the caller of `move` names it
