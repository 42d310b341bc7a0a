"""Answers to the questions that are asked before a case opens."""

from collections.abc import Collection
from uuid import UUID

from django.utils.functional import Promise

from sharing import clock
from sharing.access import perform_together
from sharing.actor import Actor
from sharing.events import READING_CONFIRMED
from sharing.http import Request
from sharing.models import CaseOpening
from sharing.operations.second_factor import give_code
from sharing.permissions import GIVE_REASON, REASON_GIVEN
from sharing.work import Work, current


def give_reason(*, actor: Actor, case_ids: Collection[UUID], choice: str, words: str) -> None:
    """The cases are open to the person for today, and their reason is beside the event."""
    work = perform_together(actor, GIVE_REASON, dict.fromkeys(case_ids, REASON_GIVEN))
    work.why = words
    work.beside["choice"] = choice
    explain(work, case_ids)


def explain(work: Work, case_ids: Collection[UUID]) -> None:
    """The person, acting for that agency, is not asked again today why they open these cases."""
    now, seat = clock.now(), {"user_id": work.actor.person_id, "agency_id": work.actor.agency_id}
    CaseOpening.objects.bulk_create(
        [CaseOpening(**seat, case_id=one, explained_at=now) for one in sorted(case_ids)],
        update_conflicts=True,
        unique_fields=["user", "agency", "case_id"],
        update_fields=["explained_at"],
    )


def confirm_reading(*, actor: Actor, request: Request, code: str) -> str | Promise:
    """The person has proved who they are, and may go on as if they had opened no case so far.
    Returns what was wrong with the code, if anything."""
    wrong = give_code(actor=actor, request=request, code=code)
    if not wrong:
        current().note(READING_CONFIRMED, changing=True)
        CaseOpening.objects.filter(user=actor.person_id).update(opened_at=None)
    return wrong
