"""The rows that both reading and answering start from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from meetings import permissions as may
from meetings.models import Case, Meeting, ResearchAnswer, ResearchRequest
from meetings.queries.people import Heard
from meetings.rules.research import OPEN_STAGES
from sharing import access
from sharing.actor import Actor
from sharing.events import Event
from sharing.models import Attachment
from sharing.permissions import Permission
from sharing.reasons import Reason
from sharing.work import Refused

# The agency has not yet said whom it knows, or has not yet said it of people who were added.
IS_UNSAID = Q(submitted_at=None, answer__in=(ResearchAnswer.NONE, ResearchAnswer.NOT_YET)) | ~Q(
    added_parties=[]
)


def of_agency(actor: Actor) -> Q:
    """Return the rows of the actor's own agency, as a filter."""
    return Q(agency_id=actor.agency_id)


def of_area(actor: Actor) -> Q:
    """Return the rows of the actor's own area, as a filter."""
    return Q(area_id=actor.area_id)


def meeting_of_area(actor: Actor, meeting_id: UUID, event: Event) -> Meeting:
    """Return a meeting of the actor's area. Raises `Refused` for one elsewhere."""
    meeting = Meeting.objects.filter(of_area(actor), pk=meeting_id).select_related("area").first()
    if meeting is None:
        raise Refused(Reason.NOTHING_THERE, event)
    return meeting


def still_to_be_heard() -> Exists:
    """Return the filter of requests about a case that their own meeting is still to hear. Only the
    new meeting asks about a case that was moved."""
    return Exists(_of_its_meeting().filter(stage__in=OPEN_STAGES))


def _of_its_meeting() -> QuerySet[Case]:
    return Case.objects.filter(pk=OuterRef("scope_id"), meeting=OuterRef("meeting_id"))


def file_waits() -> Exists:
    """Return the filter of requests with a file of their agency that is not submitted, or that the
    scan took back: the agency has to submit it, or attach it again."""
    return Exists(
        Attachment.objects.filter(
            scope_id=OuterRef("scope_id"),
            agency_id=OuterRef("agency_id"),
            sent_at=None,
            submitted_at=None,
            withdrawn_at=None,
        )
    )


def asked_for(
    meetings: QuerySet[Meeting] | list[Meeting], actor: Actor, permission: Permission
) -> QuerySet[ResearchRequest]:
    """Return the requests for these meetings that the actor may see, of cases still to be heard."""
    return ResearchRequest.objects.filter(
        still_to_be_heard(),
        access.visible_to(actor, permission, "scope__"),
        meeting__in=meetings,
        scope__frozen=False,
    )


def own_requests(
    actor: Actor, meetings: QuerySet[Meeting] | list[Meeting]
) -> QuerySet[ResearchRequest]:
    """Return the requests to the actor's agency for these meetings."""
    return asked_for(meetings, actor, may.ANSWER_RESEARCH).filter(of_agency(actor))


def unanswered(requests: QuerySet[ResearchRequest]) -> QuerySet[ResearchRequest]:
    """Return those of the requests for which the agency has not yet said whom it knows."""
    return requests.filter(IS_UNSAID)


def asked_about(
    requests: Iterable[ResearchRequest], heard: Mapping[UUID, Sequence[Heard]]
) -> dict[UUID, list[Heard]]:
    """Return, by case, the people about whom the request asks: everybody or, if the agency answered
    before, those who were added since or not looked up yet."""
    return {one.scope_id: _still(one, heard[one.scope_id]) for one in requests}


def _still(request: ResearchRequest, heard: Sequence[Heard]) -> list[Heard]:
    if not request.asked_again:
        return [one for one in heard if one.party.due_on is None]
    open_people = {*request.added_parties, *request.unchecked_parties}
    return [one for one in heard if one.id in open_people]


def own_request(actor: Actor, case_id: UUID, *also: str) -> ResearchRequest:
    """Return the request to the actor's agency about the case from the meeting that the case is on,
    even if another meeting asked later; otherwise the last request. With `also`, that comes along
    in the same query. Raises `Refused`."""
    asked = ResearchRequest.objects.filter(of_agency(actor), scope_id=case_id)
    if also:
        asked = asked.select_related(*also)
    found = asked.order_by(Exists(_of_its_meeting()).desc(), "-asked_at").first()
    if found is None:
        raise Refused(Reason.NOTHING_THERE, may.LOOK_UP.event, case_id)
    return found


def references_of(case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the references of these cases."""
    return dict(Case.objects.filter(pk__in=list(case_ids)).values_list("pk", "reference"))


def known_to(case_id: UUID, agency_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return the people of the case whom each of these agencies said that it knows."""
    if not agency_ids:
        return {}
    requests = ResearchRequest.objects.filter(
        scope_id=case_id,
        agency_id__in=list(agency_ids),
        answer=ResearchAnswer.KNOWN,
        submitted_at__isnull=False,
    )
    return {one.agency_id: set(one.known_parties) for one in requests}
