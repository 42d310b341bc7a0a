"""When an agency works, and whether a moment lies outside it."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone

from sharing.models import Agency, AgencyKind, WorkingHours

SATURDAY = 5
# Who works day and night, where an area has not said otherwise.
SHIFTS = {AgencyKind.POLICE, AgencyKind.ACUTE, AgencyKind.FIRE, AgencyKind.REFUGE}


@dataclass(frozen=True)
class Hours:
    """From when until when (Europe/London) an agency works, and whether at weekends too."""

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
    """Return when an agency of that kind works, as the portal proposes."""
    return Hours(around_the_clock=kind in SHIFTS)


def hours_of(area_id: UUID) -> dict[UUID, Hours]:
    """Return when each agency of the area works, in one query."""
    agencies = Agency.objects.filter(area=area_id).select_related("hours")
    return {agency.pk: hours_of_agency(agency) for agency in agencies}


def hours_of_agency(agency: Agency) -> Hours:
    """Return when the agency works, by its own word or as proposed."""
    own: WorkingHours | None = getattr(agency, "hours", None)
    if own is None:
        return proposed(agency.kind)
    return Hours(own.starts_at, own.ends_at, own.weekends, own.around_the_clock)
