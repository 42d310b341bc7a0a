"""What somebody answers who is asked before a case is open to them."""

from collections.abc import Collection
from uuid import UUID

from django.utils.functional import Promise

from sharing.access import perform_together
from sharing.actor import Actor
from sharing.events import READING_CONFIRMED
from sharing.http import Request
from sharing.operations.second_factor import give_code
from sharing.permissions import GIVE_REASON, REASON_GIVEN
from sharing.reading import begin_anew, explain
from sharing.work import current


def give_reason(*, actor: Actor, case_ids: Collection[UUID], choice: str, words: str) -> None:
    """The cases are open to the person for today, and why they open them lies beside the event."""
    work = perform_together(actor, GIVE_REASON, case_ids, event=REASON_GIVEN)
    work.why = words
    work.beside["choice"] = choice
    explain(actor, case_ids)


def confirm_reading(*, actor: Actor, request: Request, code: str) -> str | Promise:
    """It is the person who opens these cases, and they may go on; else returns what was wrong
    with the code."""
    wrong = give_code(actor=actor, request=request, code=code)
    if not wrong:
        current().note(READING_CONFIRMED, changing=True)
        begin_anew(actor)
    return wrong
