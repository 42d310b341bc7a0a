"""When an agency works, and whether a moment lies outside it."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone

from sharing.models import Agency, AgencyKind, WorkingHours

SATURDAY = 5
# Kinds of agency that work day and night, unless an area says otherwise.
SHIFTS = {AgencyKind.POLICE, AgencyKind.ACUTE, AgencyKind.FIRE, AgencyKind.REFUGE}


@dataclass(frozen=True)
class Hours:
    """The hours in which an agency works (Europe/London), and whether it works at weekends."""

    starts_at: time = time(7)
    ends_at: time = time(20)
    weekends: bool = False
    around_the_clock: bool = False

    def are_over(self, moment: datetime, off: Container[date]) -> bool:
        """Return whether the moment is out of hours; `off` are bank holidays."""
        if self.around_the_clock:
            return False
        local = timezone.localtime(moment)
        if not self.weekends and (local.weekday() >= SATURDAY or local.date() in off):
            return True
        return not self.starts_at <= local.time() < self.ends_at


def proposed(kind: str) -> Hours:
    """Return the portal's default hours for an agency of this kind."""
    return Hours(around_the_clock=kind in SHIFTS)


def hours_of(area_id: UUID) -> dict[UUID, Hours]:
    """Return the hours of each agency of the area, in one query."""
    agencies = Agency.objects.filter(area=area_id).select_related("hours")
    return {agency.pk: hours_of_agency(agency) for agency in agencies}


def hours_of_agency(agency: Agency) -> Hours:
    """Return the hours that the agency has set, otherwise the portal's default."""
    own: WorkingHours | None = getattr(agency, "hours", None)
    if own is None:
        return proposed(agency.kind)
    return Hours(own.starts_at, own.ends_at, own.weekends, own.around_the_clock)
