"""Proposals of agencies about the cases of a meeting that nobody has decided on."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime

from meetings import permissions as may
from meetings.models import ActionProposal, Case, Meeting
from meetings.queries.proposals import Line, lines_of
from meetings.queries.research.requests import meeting_of_area
from sharing import access
from sharing.actor import Actor
from sharing.work import current


@dataclass(frozen=True)
class OfCase:
    """The open proposals in one case: about its people, and actions, on which its meeting
    decides."""

    case: Case
    lines: list[Line]
    actions: list[ActionProposal]


@dataclass(frozen=True)
class MeetingProposals:
    """The open proposals of a meeting, in the order of its list; cases with something to answer
    come first."""

    meeting: Meeting
    cases: list[OfCase]

    @property
    def number(self) -> int:
        """Return how many proposals the page can accept or decline."""
        return sum(len(one.lines) for one in self.cases)

    @property
    def day(self) -> str:
        return date_format(localtime(self.meeting.starts_at), "l j F")


def proposals_of_meeting(actor: Actor, meeting_id: UUID) -> MeetingProposals:
    """Return the open proposals of a meeting, noted as read. The number of queries does not grow
    with the cases."""
    permission = may.SEE_PROPOSALS
    access.require(actor, permission)
    meeting = meeting_of_area(actor, meeting_id, permission.event)
    cases = Case.objects.filter(
        access.visible_to(actor, may.DECIDE_PROPOSALS, "scope__"), meeting=meeting
    )
    of_meeting = {one.pk: one for one in cases.order_by("position", "reference")}
    lines: dict[UUID, list[Line]] = defaultdict(list)
    for line in lines_of(masking=True, scope_id__in=list(of_meeting), accepted=None):
        if line.is_open:
            lines[line.row.scope_id].append(line)
    actions: dict[UUID, list[ActionProposal]] = defaultdict(list)
    waiting = ActionProposal.objects.filter(
        scope_id__in=list(of_meeting), recorded=None, put_aside_at=None
    )
    for one in waiting.select_related("agency", "by_agency"):
        current().items.add(one.pk)
        actions[one.scope_id].append(one)
    shown = [
        OfCase(case, lines[case_id], actions[case_id])
        for case_id, case in of_meeting.items()
        if case_id in lines or case_id in actions
    ]
    access.show_together(actor, permission, [one.case.pk for one in shown], meeting.pk)
    # Proposals on which only the meeting decides come last: nobody answers them before it.
    return MeetingProposals(meeting, sorted(shown, key=lambda one: not one.lines))


def where_answered(case_id: UUID) -> UUID | None:
    """Return the meeting for which the case is listed, to lead back to its list after an answer."""
    return Case.objects.values_list("meeting_id", flat=True).get(pk=case_id)
