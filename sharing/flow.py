"""The questions about cases that `sharing`, which knows no case and no meeting, asks. The class
named in `settings.CASE_FLOW` answers them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from sharing.actor import Actor
from sharing.models import Attachment
from sharing.rules import ChangedBy
from sharing.rules.reading import Standing
from sharing.work import Work


@dataclass(frozen=True)
class Became:
    """Where a case stands now, and who brought it there."""

    name: str
    stage: str
    by: ChangedBy


@dataclass(frozen=True)
class Awake:
    """From when until when somebody had to stay signed in, however long they paused."""

    since: datetime
    until: datetime


class CaseFlow(Protocol):
    """The answers about cases. Identifiers of cases out of sight are for the door alone and must
    never be shown."""

    # The arguments of URLs, beside those of `sharing`, that name a row of a case.
    address_arguments: Collection[str]
    # Labels of the models whose rows are masked and shown one by one, as addresses are.
    masked: Collection[str]

    def names_of(self, actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the names of those cases whose existence the actor may know of."""

    def pages_of(self, actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the addresses of pages about those cases of which one opens for the actor."""

    def became_of(self, actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, Became]:
        """Return what became of those cases that the actor may read."""

    def occasion_at(self, actor: Actor, arguments: Mapping[str, Any]) -> str | None:
        """Return what the meeting in the arguments of an address is called; None if it names none,
        and an empty text for one that the actor may not know of."""

    def case_behind(self, name: str) -> UUID | None:
        """Return the case of that name in the actor's area, even one out of sight, or None."""

    def cases_behind(self, rows: Collection[UUID]) -> dict[UUID, UUID | None]:
        """Return the case of each of these rows that belongs to one, even one out of sight; None
        for an alert about no case."""

    def joined_to(self, case_id: UUID) -> set[UUID]:
        """Return the cases that are heard with this one, even those out of sight."""

    def known_to(self, case_id: UUID, agencies: Collection[UUID]) -> dict[UUID, set[UUID]]:
        """Return the people of the case whom each of these agencies knows, by its answer."""

    def standings(
        self, actor: Actor, case_ids: Collection[UUID], occasion: UUID | None
    ) -> dict[UUID, Standing]:
        """Return how each case that the actor can see stands to them: on its own, or all together
        on an occasion."""

    def attends_meeting(self, actor: Actor) -> bool:
        """Return whether the actor attends a meeting at this moment."""

    def awake(self, actor: Actor) -> list[Awake]:
        """Return when the actor had to stay signed in lately, the first time first."""

    def protected_since_attached(self, attachment_id: UUID) -> bool:
        """Return whether an address has become protected from the readers of this file with which
        it was not compared when it was attached, as far as the person who attached it may read that
        address."""

    def hold_return(self, file: Attachment) -> None:
        """Lock the return to which the file is attached until the unit ends."""

    def ask_for_file_again(self, work: Work, file: Attachment) -> None:
        """Ask the agency again for the file that was taken back."""


@cache
def case_flow() -> CaseFlow:
    """Return the object that answers about cases. Raises ImportError if the setting names no
    class."""
    flow: CaseFlow = import_string(settings.CASE_FLOW)()
    return flow
