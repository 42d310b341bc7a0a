"""The files that an agency attaches to its return."""

from uuid import UUID

from meetings import permissions as may
from meetings.operations.research.answers import enter
from meetings.queries.hidden import refusal
from meetings.queries.research.requests import own_request
from meetings.queries.research.rules import expect_files
from meetings.rules import research as rules
from sharing.access import perform
from sharing.actor import Actor
from sharing.models import Attachment
from sharing.operations import attachments
from sharing.operations.attachments import Received
from sharing.operations.locking import lock
from sharing.operations.protected_files import kept_out
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.scoping import FOR_THE_DOOR
from sharing.vault.codes import Trouble
from sharing.vault.waiting import enter_scan
from sharing.work import Refused


def attach_file(
    *, actor: Actor, request_id: UUID, received: Received, who_may_read: str
) -> Attachment:
    """The agency has attached a file to its return, which nobody else opens before it submits."""
    work, request = enter(actor=actor, request_id=request_id, event=may.FILE_ATTACHED)
    expect_files(actor, request.scope_id)
    rules.check_can_write(request.answer)
    rules.check_room_for_file(_own_files(request.scope_id, request.agency_id))
    if not received.scanned:
        enter_scan()
    return attachments.attach(
        work,
        received,
        case_id=request.scope_id,
        agency_id=request.agency_id,
        request_id=request.pk,
        who_may_read=who_may_read,
        kept_out=kept_out(request.scope_id, who_may_read),
    )


def refuse_file(*, actor: Actor, case_id: UUID, trouble: Trouble) -> None:
    """It is on record that somebody of the agency sent a file that was not taken, and why not."""
    work = perform(actor, may.ANSWER_RESEARCH, case_id, event=may.FILE_ATTACHED)
    work.refused = Reason.FILE_NOT_TAKEN
    work.beside["trouble"] = trouble


def withdraw_file(*, actor: Actor, file_id: UUID) -> Attachment:
    """Nobody opens the file from now on, in the agency neither. It is kept."""
    event = may.FILE_WITHDRAWN
    found = (
        Attachment.objects.unscoped(FOR_THE_DOOR)
        .filter(pk=file_id)
        .values_list("scope_id", "agency_id")
        .first()
    )
    if found is None:
        raise refusal(actor, may.ANSWER_RESEARCH, file_id, event)
    case_id, agency_id = found
    perform(actor, may.ANSWER_RESEARCH, case_id, event=event)
    if agency_id != actor.agency_id:
        raise Refused(Reason.NOT_OWN_AGENCY, event, case_id)
    work, _ = enter(actor=actor, request_id=own_request(actor, case_id).pk, event=event)
    attachment = lock(Attachment, file_id)
    if attachment.withdrawn_at:
        raise RuleBroken(rules.CHANGED_MEANWHILE)
    attachments.withdraw(work, attachment)
    return attachment


def note_unopened(*, actor: Actor, case_id: UUID, file_id: UUID) -> None:
    """It is on record that a file could not be opened: lost, altered, or its key is."""
    work = perform(actor, may.OPEN_FILE, case_id)
    work.items.add(file_id)
    work.refused = Reason.FILE_NOT_OPENED


def _own_files(case_id: UUID, agency_id: UUID) -> int:
    return Attachment.objects.filter(
        scope_id=case_id, agency_id=agency_id, withdrawn_at=None
    ).count()
