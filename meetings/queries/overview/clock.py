"""The dates of a case, and how long after the incident each was."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import Case, CaseStage, Exit, MeetingState, Stage
from meetings.queries.case_bar import CaseBar
from meetings.queries.telling import Telling
from meetings.rules.phases import WAITS
from sharing import clock


@dataclass(frozen=True)
class Moment:
    on: date
    words: str
    strong: str = ""
    late: bool = False


def who_died(death: Exit, bar: CaseBar) -> str:
    """Return the names of the people of the case who died, as far as the reader may know of them: a
    joined referral may name them that is not theirs to read."""
    people = [*bar.parties, *(one.party for one in bar.elsewhere)]
    named = [party.full_name for party in people if party.pk in death.parties]
    return get_text_list(named, _("and")) or _("Somebody whom another referral names")


def clock_of(
    case: Case,
    bar: CaseBar,
    moves: list[CaseStage],
    death: Exit | None = None,
    telling: Telling | None = None,
) -> list[Moment]:
    """Return the important dates, in order; for a case on hold also the death."""
    referral = bar.referral
    moments = []
    incident = referral.incident_on if referral else None
    if incident:
        moments.append(Moment(incident, _("Incident that led to the referral")))
    if case.submitted_at and referral:
        words = _("Referred by %(agency)s") % {"agency": referral.agency.name}
        moments.append(Moment(clock.day(case.submitted_at), words))
    for one in bar.accounts:
        words = _("Referred by %(agency)s, %(reference)s") % {
            "agency": one.referral.agency.name,
            "reference": one.reference,
        }
        moments.append(Moment(clock.day(one.submitted_at), words))
    accepted = next((move for move in moves if move.to_stage == Stage.ACCEPTED), None)
    if accepted:
        moments.append(Moment(clock.day(accepted.moved_at), _("Accepted")))
    if case.meeting:
        held = clock.day(case.meeting.starts_at)
        strong = ""
        if incident and incident <= held:
            days = (held - incident).days
            strong = ngettext(
                "%(number)s day after the incident", "%(number)s days after the incident", days
            ) % {"number": days}
        if case.stage in WAITS:
            due = timezone.localtime(case.meeting.research_due_at)
            words = _("Research due, %(time)s") % {"time": time_format(due)}
            moments.append(Moment(due.date(), words))
            moments.append(Moment(held, _("To be heard"), strong))
        # A case on hold may be on the list of a meeting that has not heard it.
        elif any(move.to_stage == Stage.HEARD for move in moves):
            moments.append(Moment(held, _("Heard"), strong))
            if case.meeting.state == MeetingState.AGREED and case.meeting.agreed_at:
                agreed = clock.day(case.meeting.agreed_at)
                moments.append(Moment(agreed, _("Minutes agreed")))
    if telling:
        words = _("The victim is to be told the outcome")
        moments.append(Moment(telling.by, words, telling.late, late=bool(telling.late)))
    if death:
        moments.append(Moment(death.happened_on, _("%(who)s died") % {"who": who_died(death, bar)}))
    return sorted(moments, key=lambda moment: moment.on)
