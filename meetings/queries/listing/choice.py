"""Which meetings a case can go to."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState
from meetings.queries.case import open_case
from meetings.queries.listing.calendar import numbers_of
from meetings.rules.calendar import length
from meetings.rules.listing import BEFORE
from sharing import clock
from sharing.actor import Actor


@dataclass(frozen=True)
class Choice:
    """A meeting that still takes cases."""

    meeting: Meeting
    day: str
    says: str


@dataclass(frozen=True)
class ListingPage:
    case: Case
    choices: list[Choice]
    # The first meeting whose referrals are still open.
    suggested: UUID | None


def listing_page(actor: Actor, case_id: UUID) -> ListingPage:
    """Return the meetings that the case can be put on or moved to: later ones, where it is on
    one already."""
    case = open_case(actor, case_id, change=may.LIST_CASE)
    now = clock.now()
    later = Q(starts_at__gt=case.meeting.starts_at if case.meeting else now)
    meetings = list(
        Meeting.objects.filter(later, area_id=actor.area_id, state__in=BEFORE, starts_at__gt=now)
        .select_related("protocol")
        .order_by("starts_at")
    )
    numbers = numbers_of(actor, meetings)
    open_ones = [one.pk for one in meetings if one.referrals_close_at > now]
    return ListingPage(
        case,
        [_choice(meeting, numbers.get(meeting.pk, 0)) for meeting in meetings],
        next(iter(open_ones), None),
    )


def _choice(meeting: Meeting, cases: int) -> Choice:
    starts = localtime(meeting.starts_at)
    day = _("%(day)s, %(time)s") % {
        "day": date_format(starts, "l j F Y"),
        "time": time_format(starts, "H:i"),
    }
    size = _("No case yet.")
    if cases:
        size = ngettext("%(number)s case, %(length)s.", "%(number)s cases, %(length)s.", cases) % {
            "number": cases,
            "length": length(cases, meeting.protocol.minutes_per_case),
        }
    parts = [size]
    if meeting.extra:
        parts.append(_("Extra meeting."))
    if meeting.state == MeetingState.PUBLISHED:
        parts.append(_("The list is out: agencies are asked for research at once."))
    elif meeting.referrals_close_at <= clock.now():
        parts.append(_("Referrals have closed."))
    return Choice(meeting, day, " ".join(parts))
