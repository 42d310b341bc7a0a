"""The answers of the flow of cases to what `sharing` asks (`sharing/flow.py`)."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from meetings.operations.research import files
from meetings.queries import hearing, hidden, moved, pages, references, standing
from meetings.queries.listing import calendar
from meetings.queries.research import requests
from sharing.actor import Actor
from sharing.flow import Awake, Became, CaseFlow
from sharing.models import Attachment
from sharing.rules.reading import Standing
from sharing.work import Work


class MeetingsFlow(CaseFlow):
    """Cases as referrals, meetings and returns know them."""

    address_arguments = ("action_id", "warning_id")
    masked = frozenset({"meetings.AddressProposal"})

    def names_of(self, actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, str]:
        return references.references_of(actor, case_ids)

    def pages_of(self, actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, str]:
        return pages.pages_of(actor, case_ids)

    def became_of(self, actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, Became]:
        return moved.became_of(actor, case_ids)

    def occasion_at(self, actor: Actor, arguments: Mapping[str, Any]) -> str | None:
        return calendar.occasion_at(actor, arguments.get("meeting_id"))

    def case_behind(self, name: str) -> UUID | None:
        return references.case_behind(name)

    def cases_behind(self, rows: Collection[UUID]) -> dict[UUID, UUID | None]:
        return hidden.cases_behind(rows)

    def joined_to(self, case_id: UUID) -> set[UUID]:
        return references.joined_to(case_id)

    def known_to(self, case_id: UUID, agencies: Collection[UUID]) -> dict[UUID, set[UUID]]:
        return requests.known_to(case_id, agencies)

    def standings(
        self, actor: Actor, case_ids: Collection[UUID], occasion: UUID | None
    ) -> dict[UUID, Standing]:
        return standing.standings(actor, case_ids, occasion)

    def attends_meeting(self, actor: Actor) -> bool:
        return standing.attends_meeting(actor)

    def awake(self, actor: Actor) -> list[Awake]:
        return hearing.meetings_kept(actor)

    def protected_since_attached(self, attachment_id: UUID) -> bool:
        return references.protected_since_attached(attachment_id)

    def hold_return(self, file: Attachment) -> None:
        files.hold_return(file)

    def ask_for_file_again(self, work: Work, file: Attachment) -> None:
        files.ask_for_file_again(work, file)
