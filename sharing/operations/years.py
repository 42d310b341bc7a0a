"""Years of the trail: holds that keep one, and two people who agree that one ends."""

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from sharing import clock
from sharing.access import expect, perform
from sharing.actor import Actor
from sharing.events import Event
from sharing.models import YearEnd, YearHold
from sharing.notices import tell_of_year_end
from sharing.permissions import (
    AGREE_YEAR_END,
    HOLD_YEAR,
    YEAR_END_CONFIRMED,
    YEAR_HOLD_LIFTED,
)
from sharing.queries.years import YearLine, year_line
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused

LOCK = 0x5945_4152  # any number that no other lock has


def hold_year(*, actor: Actor, year: int, reason: str) -> YearHold:
    """The year of the trail stays, whatever its age; an agreement that it ends no longer counts."""
    work = perform(actor, HOLD_YEAR)
    line = _locked(year, HOLD_YEAR.event)
    if line.hold:
        raise RuleBroken(_("This year is on hold already."), field="reason")
    if line.end:
        line.end.withdrawn_at = clock.now()
        line.end.save()
    hold = YearHold.objects.create(
        year=year, reason=reason.strip(), set_by_id=actor.user_id, set_at=clock.now()
    )
    work.items.add(hold.pk)
    return hold


def lift_hold(*, actor: Actor, year: int, reason: str) -> YearHold:
    """The year may end again, once it is old enough and two people agree."""
    work = perform(actor, HOLD_YEAR, event=YEAR_HOLD_LIFTED)
    hold = _locked(year, YEAR_HOLD_LIFTED).hold
    if hold is None:
        raise RuleBroken(_("This year is not on hold."), field="reason")
    hold.why_lifted = reason.strip()
    hold.lifted_by_id, hold.lifted_at = actor.user_id, clock.now()
    hold.save()
    work.items.add(hold.pk)
    return hold


def agree_year_end(*, actor: Actor, year: int) -> YearEnd:
    """The end of the year is proposed or, if another person proposed it, agreed; the next daily
    round then ends it."""
    expect(actor, AGREE_YEAR_END)
    line = _locked(year, AGREE_YEAR_END.event)
    event = YEAR_END_CONFIRMED if line.end else AGREE_YEAR_END.event
    work = perform(actor, AGREE_YEAR_END, event=event)
    _check_may_end(actor, line)
    end = line.end
    if end is None:
        end = YearEnd(year=year, proposed_by_id=actor.person_id, proposed_at=clock.now())
        tell_of_year_end.enqueue(str(actor.area_id), str(actor.person_id))
    else:
        end.confirmed_by_id, end.confirmed_at = actor.person_id, clock.now()
    end.save()
    work.items.add(end.pk)
    return end


def _check_may_end(actor: Actor, line: YearLine) -> None:
    if not line.due:
        words = _("A year of the trail is kept for %(years)s whole years after it.")
        raise RuleBroken(words % {"years": settings.TRAIL_YEARS})
    if line.hold:
        raise RuleBroken(_("This year is on hold."))
    if line.agreed:
        raise RuleBroken(_("Two people agreed already."))
    if line.end and line.end.proposed_by_id == actor.user_id:
        raise RuleBroken(_("Somebody else confirms what you proposed yourself."))


def _locked(year: int, event: Event) -> YearLine:
    """Return the year, locked, so that nobody else keeps or ends it meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, year])
    line = year_line(year)
    if line is None:
        raise Refused(Reason.NOTHING_THERE, event)
    return line
