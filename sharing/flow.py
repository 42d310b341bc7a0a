"""What `sharing` asks of the flow of cases. It knows no case and no meeting itself: the class that
`settings.CASE_FLOW` names answers, and without one nothing starts."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Protocol
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


class CaseFlow(Protocol):
    """The answers of whoever knows cases. Identifiers of cases out of sight are for the door alone,
    and must never be shown."""

    # By these names, too, a row of a case stands in an address of the portal.
    address_arguments: Collection[str]
    # Labels of the models whose rows are masked and shown one by one, as addresses are.
    masked: Collection[str]

    def names_of(self, actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the names of those of the cases whose existence the actor may know of."""

    def became_of(self, actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, Became]:
        """Return what became of those of the cases that the actor may read."""

    def case_behind(self, name: str) -> UUID | None:
        """Return the case of that name in the area that is acted in, also one out of sight."""

    def cases_behind(self, rows: Collection[UUID]) -> dict[UUID, UUID | None]:
        """Return the case of each of these rows that belongs to one, also one out of sight; None for
        an alert about no case."""

    def joined_to(self, case_id: UUID) -> set[UUID]:
        """Return the cases that are heard with this one, also those out of sight."""

    def known_to(self, case_id: UUID, agencies: Collection[UUID]) -> dict[UUID, set[UUID]]:
        """Return whom of the case each of these agencies knows, as it answered."""

    def standings(
        self, actor: Actor, case_ids: Collection[UUID], occasion: UUID | None
    ) -> dict[UUID, Standing]:
        """Return how each case that is there for the actor stands to them, by itself or as part of
        the occasion that brings them together."""

    def keeps_awake(self, actor: Actor) -> bool:
        """Return whether the actor, who paused too long, stays signed in all the same."""

    def protected_since_attached(self, attachment_id: UUID) -> bool:
        """Return whether anything is protected from readers of this file by now with which it was not
        compared when it was attached, as far as whoever attached it may read that."""

    def hold_return(self, file: Attachment) -> None:
        """Lock the return to which the file is attached until the unit ends."""

    def ask_for_file_again(self, work: Work, file: Attachment) -> None:
        """Let the agency owe the file again that was taken back."""


@cache
def case_flow() -> CaseFlow:
    """Return whoever answers for cases. Raises ImportError where the setting names nobody."""
    flow: CaseFlow = import_string(settings.CASE_FLOW)()
    return flow
