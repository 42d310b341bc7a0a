"""The agencies and the moments that the page of the past offers before anything is asked."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Meeting
from meetings.queries.listing.meeting import open_meeting
from meetings.queries.packs.copies import known_copies, note_copies, own_copies
from sharing import access, clock
from sharing.actor import Actor
from sharing.models import Agency
from sharing.numbers import in_threes

MOST = 30  # the newest copies of a meeting that are offered


@dataclass(frozen=True)
class Offer:
    """A moment that is worth a look, and its agency; without one, the agency that is asked
    about."""

    words: str
    moment: datetime
    agency_id: UUID | None = None

    @property
    def exact(self) -> str:
        """Return the moment as a URL holds it, to the microsecond."""
        return self.moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Askable:
    agencies: list[tuple[UUID, str]]  # the reader’s own first
    offers: list[Offer]
    any_agency: bool
    meeting: Meeting | None


def asked_of_meeting(actor: Actor, meeting_id: UUID) -> Askable:
    """Return what may be asked about the past of a meeting, noted as asked."""
    access.require(actor, may.SEE_AS_IT_WAS)
    return _askable(actor, open_meeting(actor, meeting_id))


def asked_of_case(actor: Actor, case: Case) -> Askable:
    """Return the same for a case that was opened before."""
    access.require(actor, may.SEE_AS_IT_WAS)
    return _askable(actor, case.meeting)


def _askable(actor: Actor, meeting: Meeting | None) -> Askable:
    own = (actor.agency_id, actor.agency_name)
    any_agency = actor.role in may.READ_AGENCY_AS_IT_WAS.roles
    others: list[tuple[UUID, str]] = []
    if any_agency:
        found = Agency.objects.filter(area=actor.area_id).exclude(pk=actor.agency_id)
        others = list(found.order_by("name").values_list("pk", "name"))
    offers = [Offer(_("Now"), clock.now())]
    if meeting is not None:
        offers += [*_of_meeting(meeting), *_of_copies(actor, meeting)]
    past = sorted(
        (one for one in offers if one.moment <= clock.now()),
        key=lambda one: one.moment,
        reverse=True,
    )
    return Askable([own, *others], past, any_agency, meeting)


def _of_meeting(meeting: Meeting) -> list[Offer]:
    moments = [
        (_("The list went out"), meeting.published_at),
        (_("Research was due"), meeting.research_due_at),
        (_("The meeting was to begin"), meeting.starts_at),
        (_("The meeting ended"), meeting.ended_at),
    ]
    return [Offer(words, at) for words, at in moments if at]


def _of_copies(actor: Actor, meeting: Meeting) -> list[Offer]:
    """Return when copies of the pack were made: the actor's own and, for people who keep account of
    copies, those of others."""
    own = [
        Offer(
            _("Your copy %(number)s was made") % {"number": held.number},
            held.copy.asked_at,
            held.copy.agency_id,
        )
        for held in own_copies(actor, meeting)
        if held.copy.agency_id == actor.agency_id
    ]
    if actor.role not in may.READ_AGENCY_AS_IT_WAS.roles:
        return own
    access.require(actor, may.SEE_COPIES)
    copies = known_copies(actor).filter(meeting=meeting).exclude(holder=actor.user_id)
    others = list(copies.order_by("-asked_at")[:MOST])
    note_copies(one.pk for one in others)
    return own + [
        Offer(
            _("Copy %(number)s was made, for %(agency)s")
            % {"number": in_threes(one.number), "agency": one.agency.name},
            one.asked_at,
            one.agency_id,
        )
        for one in others
    ]
