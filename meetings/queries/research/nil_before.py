"""Agencies that knew nobody of a case when they were asked for another meeting. That is no answer
for this one, so it is always said with its dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.models import Case, ResearchAnswer, ResearchRequest
from sharing import clock

SAID = (ResearchAnswer.KNOWN, ResearchAnswer.NOT_KNOWN)


@dataclass(frozen=True)
class NilBefore:
    """That an agency knew nobody, on the day on which it said so."""

    request: ResearchRequest
    agency: str
    said_on: date
    meeting_on: date
    changed: bool  # whether people were added or corrected since, about whom it was not asked then

    @property
    def words(self) -> str:
        """Return for the agency itself what it said, and what to do now."""
        words = _(
            "For the meeting on %(day)s you answered on %(said)s that you know nobody here. "
            "Look them up again: that answer does not count for this meeting."
        )
        return words % {
            "day": date_format(self.meeting_on, "j F Y"),
            "said": date_format(self.said_on, "j F Y"),
        }


def nil_before(case: Case, requests: Iterable[ResearchRequest]) -> list[NilBefore]:
    """Return, by name, the agencies whose newest answer is that they know nobody, given for another
    meeting than the one that the case is on now. `requests` are all that were made about the case,
    with agency and meeting."""
    newest: dict[object, ResearchRequest] = {}
    for one in sorted(requests, key=lambda one: (one.meeting_id == case.meeting_id, one.asked_at)):
        if one.answer in SAID:
            newest[one.agency_id] = one
    found = [as_said(one) for one in newest.values() if one.meeting_id != case.meeting_id]
    return sorted((one for one in found if one), key=lambda one: one.agency)


def as_said(request: ResearchRequest) -> NilBefore | None:
    """Return the answer of a request that it is: nobody known. None if it is another."""
    if request.answer != ResearchAnswer.NOT_KNOWN or request.submitted_at is None:
        return None
    return NilBefore(
        request,
        request.agency.name,
        clock.day(request.submitted_at),
        clock.day(request.meeting.starts_at),
        bool(request.added_parties),
    )
