"""Which meetings a case can go to."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.guards import ActionsOf, its_meeting_recorded_nothing
from meetings.models import Case, CaseStage, Meeting, MeetingState, Stage
from meetings.queries.case import open_case
from meetings.queries.listing.calendar import numbers_of
from meetings.rules.calendar import length
from meetings.rules.listing import BEFORE, is_later, why_not_later
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
    why_not_later: str = ""  # set if it was moved as often as it may be; then none is suggested
    why_it_stays: str | Promise | None = None  # set if its meeting recorded something of it


def listing_page(actor: Actor, case_id: UUID, *, moves: bool = False) -> ListingPage:
    """Return the meetings that the case can be put on; if it moves, without the one that it is
    on."""
    case = open_case(actor, case_id, change=may.LIST_CASE)
    words = why_not_later(case) if moves else ""
    choices, suggested = choices_of(actor, case.meeting if moves else None, none_later=bool(words))
    stays = its_meeting_recorded_nothing(case, ActionsOf(case)) if moves else None
    return ListingPage(case, choices, None if words else suggested, words, stays)


def choices_of(
    actor: Actor, here: Meeting | None, *, none_later: bool = False
) -> tuple[list[Choice], UUID | None]:
    """Return the meetings that take cases, and the one that is suggested. A meeting that cases move
    from is no choice, and a later one is suggested. With `none_later` those say that they are not
    possible: nothing that somebody has chosen goes from the page."""
    now = clock.now()
    meetings = list(
        Meeting.objects.filter(area_id=actor.area_id, state__in=BEFORE, starts_at__gt=now)
        .select_related("protocol")
        .exclude(pk__in=[here.pk] if here else [])
        .order_by("starts_at")
    )
    numbers = numbers_of(actor, meetings)
    open_ones = [
        one.pk
        for one in meetings
        if one.referrals_close_at > now and (here is None or is_later(here, one))
    ]
    choices = [
        _choice(meeting, numbers.get(meeting.pk, 0), here, none_later) for meeting in meetings
    ]
    return choices, next(iter(open_ones), None)


def where_it_stands(case: Case) -> dict[str, object]:
    """Return the present place of a case that the actor lists: its stage, the stage with its
    meeting in words, and the reason of the person who put it there."""
    stage, words = Stage(case.stage), stands_in_words(case)
    last = CaseStage.objects.filter(scope_id=case.pk).latest("moved_at")
    return {"stage": stage, "stands": words, "reason": last.reason}


def stands_in_words(case: Case) -> str:
    """Return the stage of a case and its meeting, in words."""
    stage = Stage(case.stage).label
    if case.meeting:
        return _("%(day)s, at “%(stage)s”") % {"day": _day(case.meeting), "stage": stage}
    return _("“%(stage)s”") % {"stage": stage}


def _day(meeting: Meeting) -> str:
    starts = localtime(meeting.starts_at)
    return _("%(day)s, %(time)s") % {
        "day": date_format(starts, "l j F Y"),
        "time": time_format(starts, "H:i"),
    }


def _choice(meeting: Meeting, cases: int, here: Meeting | None, none_later: bool) -> Choice:
    size = _("No case yet.")
    if cases:
        size = ngettext("%(number)s case, %(length)s.", "%(number)s cases, %(length)s.", cases) % {
            "number": cases,
            "length": length(cases, meeting.protocol.minutes_per_case),
        }
    if none_later and here and is_later(here, meeting):
        words = _("Not possible: it is later, and the case was moved as often as it may be.")
        return Choice(meeting, _day(meeting), words)
    parts = [size]
    if here and not is_later(here, meeting):
        parts.append(_("Earlier than the meeting that it is on."))
    if meeting.extra:
        parts.append(_("Extra meeting."))
    if meeting.state == MeetingState.PUBLISHED:
        parts.append(_("The list is out: agencies are asked for research at once."))
    elif meeting.referrals_close_at <= clock.now():
        parts.append(_("Referrals have closed."))
    return Choice(meeting, _day(meeting), " ".join(parts))
