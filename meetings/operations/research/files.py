"""The files that an agency attaches to its return."""

from uuid import UUID

from django.db.models import QuerySet

from meetings import permissions as may
from meetings import reminders
from meetings.models import ResearchRequest
from meetings.operations.research.answers import enter, owe_no_file
from meetings.queries.hidden import refusal
from meetings.queries.research.requests import own_request, still_to_be_heard
from meetings.queries.research.rules import expect_files
from meetings.rules import research as rules
from meetings.rules.listing import research_due_at
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.history import save_all
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
from sharing.work import Refused, Work


def attach_file(
    *, actor: Actor, request_id: UUID, received: Received, who_may_read: str
) -> Attachment:
    """The agency has attached a file to its return. No other agency can open it before it is
    submitted."""
    work, request = enter(actor=actor, request_id=request_id, event=may.FILE_ATTACHED)
    expect_files(actor, request.scope_id)
    rules.check_can_write(request.answer)
    rules.check_room_for_file(_own_files(request).count())
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
    """It is on record that somebody of the agency sent a file that was not taken, and why."""
    work = perform(actor, may.ANSWER_RESEARCH, case_id, event=may.FILE_ATTACHED)
    work.refused = Reason.FILE_NOT_TAKEN
    work.beside["trouble"] = trouble


def withdraw_file(*, actor: Actor, file_id: UUID) -> Attachment:
    """Nobody can open the file from now on, not even its agency. It is kept."""
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
    work, request = enter(actor=actor, request_id=own_request(actor, case_id).pk, event=event)
    attachment = lock(Attachment, file_id)
    if attachment.withdrawn_at:
        raise RuleBroken(rules.CHANGED_MEANWHILE)
    attachments.withdraw(work, attachment)
    unsent = _own_files(request).filter(sent_at=None, submitted_at=None)
    if not unsent.exists():
        was_asked_for = request.file_taken_back
        owe_no_file(request)
        if was_asked_for:  # a history row without a change would show that there was a file
            request.save()
    return attachment


def hold_return(file: Attachment) -> None:
    """Lock the agency's requests about the file's case until the unit ends."""
    asked = ResearchRequest.objects.filter(scope_id=file.scope_id, agency_id=file.agency_id)
    list(asked.select_for_update(of=("self",)).order_by("pk"))


def ask_for_file_again(work: Work, file: Attachment) -> None:
    """The agency owes the withdrawn file again, for the meeting that is to hear the case, and is
    told as of any research that is due. If it has not submitted for that meeting, it owes the whole
    return anyway."""
    asked = ResearchRequest.objects.filter(
        still_to_be_heard(),
        scope_id=file.scope_id,
        agency_id=file.agency_id,
        submitted_at__isnull=False,
    )
    for request in asked.select_related("meeting"):  # one, or none
        request.file_taken_back = True
        late = research_due_at(request.meeting, now=clock.now())
        request.due_at, request.reminded_at = max(request.due_at, late), None
        save_all([request], ["file_taken_back", "due_at", "reminded_at"])
        reminders.tell_of_research(request.meeting_id, request.agency_id, [request.pk])


def note_unopened(*, actor: Actor, case_id: UUID, file_id: UUID) -> None:
    """It is on record that a file could not be opened: it or its key is lost or altered."""
    work = perform(actor, may.OPEN_FILE, case_id)
    work.items.add(file_id)
    work.refused = Reason.FILE_NOT_OPENED


def _own_files(request: ResearchRequest) -> QuerySet[Attachment]:
    return Attachment.objects.filter(
        scope_id=request.scope_id, agency_id=request.agency_id, withdrawn_at=None
    )
