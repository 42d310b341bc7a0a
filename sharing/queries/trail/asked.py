"""The filter of the trail: days, person, agency, and what happened."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from sharing import clock
from sharing.actor import Actor
from sharing.events import CATALOGUE, Kind
from sharing.fields import PARTS
from sharing.models import Outcome, Watched
from sharing.permissions import REGISTER, SHOW_ADDRESS
from sharing.watch.signs import codes_of

DAYS = 7  # of the lead's list, if nobody chose another range
LONDON = ZoneInfo("Europe/London")


# An event that names only a walled-off case is not there.
NOT_WALLED_OFF = Q(
    RawSQL("cases = '{}' OR NOT cases <@ (SELECT walled_from())", (), output_field=BooleanField())
)


def refused_to(actor: Actor) -> Q:
    """Return a filter for the actor's own refused attempts, which are in their own trail alone. One
    missing elsewhere for a walled-off case, and not for a case that never was, would tell which it
    is."""
    return Q(user_id=actor.person_id, outcome=Outcome.REFUSED)


class Only(models.TextChoices):
    """What happened."""

    EVERYTHING = "", _("Everything")
    SEEN = "seen", _("Seen")
    CHANGES = "changes", _("Changed")
    SEARCHES = "searches", _("Searched for")
    TAKEN = "taken", _("Printed or exported")
    ADDRESSES = "addresses", _("Address shown")
    REFUSED = "refused", _("Refused")


HAPPENED = "happened"  # allowed events except notices; nobody chooses it


@cache
def looks() -> frozenset[str]:
    """Return the codes of events in which somebody looked or something was disclosed, and nothing
    changed."""
    disclosed = {
        one.event.code
        for one in REGISTER.values()
        if one.event.kind is Kind.DISCLOSURE and not one.changes
    }
    consulted = {one.code for one in CATALOGUE.values() if one.kind is Kind.CONSULTATION}
    return frozenset(disclosed | consulted | codes_of(Watched.EXPORTS))


@dataclass(frozen=True)
class Narrowing:
    """Which events: of this outcome, with one of these codes, led by none of those."""

    outcome: Outcome | None = None
    with_codes: frozenset[str] | None = None
    without_codes: frozenset[str] | None = None

    def as_filter(self) -> Q:
        """Return it as a filter on events."""
        rule = Q()
        if self.outcome is not None:
            rule &= Q(outcome=self.outcome)
        if self.with_codes is not None:
            codes = sorted(self.with_codes)
            rule &= Q(code__in=codes) | Q(also__overlap=codes)
        if self.without_codes is not None:
            rule &= ~Q(code__in=sorted(self.without_codes))
        return rule


def narrowing(only: str) -> Narrowing:
    """Return the filter for events that tell that this happened."""
    allowed = Outcome.ALLOWED
    if only == HAPPENED:
        notices = {one.code for one in CATALOGUE.values() if one.is_notice}
        return Narrowing(allowed, None, frozenset(notices))
    if only == Only.SEEN:
        return Narrowing(allowed, looks())
    if only == Only.CHANGES:
        return Narrowing(allowed, None, looks())
    if only == Only.SEARCHES:
        searches = {one.code for one in CATALOGUE.values() if one.is_search}
        return Narrowing(allowed, frozenset(searches))
    if only == Only.TAKEN:
        return Narrowing(allowed, codes_of(Watched.EXPORTS))
    if only == Only.ADDRESSES:
        return Narrowing(allowed, frozenset({SHOW_ADDRESS.event.code}))
    return Narrowing(Outcome.REFUSED if only == Only.REFUSED else None)


@dataclass(frozen=True)
class Asked:
    """The choices in the filter. An empty one does not narrow."""

    start: date | None = None
    end: date | None = None
    person: UUID | None = None
    agency: UUID | None = None
    only: str = ""

    @classmethod
    def last_days(cls, days: int = DAYS) -> "Asked":
        today = clock.today()
        return cls(today - timedelta(days=days - 1), today)

    @property
    def since(self) -> datetime | None:
        """Return the first moment (Europe/London)."""
        return datetime.combine(self.start, time.min, LONDON) if self.start else None

    @property
    def until(self) -> datetime | None:
        """Return the first moment after the last day."""
        if self.end is None:
            return None
        return datetime.combine(self.end + timedelta(days=1), time.min, LONDON)

    def as_query(self) -> str:
        """Return it as the query of an address, in the form that the filter of the trail reads."""
        days = (("start", self.start), ("end", self.end))
        parts = [
            (f"{name}-{part}", str(getattr(day, part)))
            for name, day in days
            if day
            for part in PARTS
        ]
        others = (("person", self.person), ("agency", self.agency), ("only", self.only))
        return urlencode(parts + [(name, str(value)) for name, value in others if value])

    def as_filter(self) -> Q:
        """Return it as a filter on events, without the person."""
        rule = narrowing(self.only).as_filter()
        if self.since:
            rule &= Q(occurred_at__gte=self.since)
        if self.until:
            rule &= Q(occurred_at__lt=self.until)
        if self.agency:
            rule &= Q(agency_id=self.agency)
        return rule
