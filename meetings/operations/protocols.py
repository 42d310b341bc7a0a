"""The rules of an area, as data."""

from datetime import date, time
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.models import Protocol
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.models import Area
from sharing.operations.locking import lock
from sharing.queries.changed_by import last_writer_of
from sharing.rules import Overtaken, RuleBroken

# For an area that has no wording of its own.
DECLARATION = _(
    "What is said and read here is for the safety of the people it is about, and for nothing"
    " else. I pass nothing on outside my agency without asking the agency that gave it. I never"
    " tell a perpetrator, or anybody who might, that a case was heard. I say so now if I know"
    " somebody in a case. Everybody is spoken of with respect and treated alike."
)


def write_first_protocol(
    *,
    actor: Actor,
    area_id: UUID,
    first_meeting_on: date,
    starts_at: time,
    place: str,
    declaration: str = "",
) -> Protocol:
    """The area has rules from today on: when and where it meets, what everybody there agrees to,
    and for all else the portal's defaults."""
    work = perform(actor, may.WRITE_PROTOCOL)
    if Protocol.objects.filter(area_id=area_id).exists():
        raise RuleBroken(_("The area has rules already."))
    protocol = Protocol.objects.create(
        area_id=area_id,
        version=1,
        in_force_from=clock.today(),
        first_meeting_on=first_meeting_on,
        starts_at=starts_at,
        place=place,
        declaration=declaration.strip() or str(DECLARATION),
    )
    work.items.add(protocol.pk)
    return protocol


FIGURES = (
    "remind_research_before",
    "remind_research_every",
    "remind_actions_before",
    "remind_actions_every",
    "reminded",
)


def set_reminders(
    *,
    actor: Actor,
    version: int,
    remind_research_before: int,
    remind_research_every: int,
    remind_actions_before: int,
    remind_actions_every: int,
    reminded: str,
) -> Protocol:
    """The area has a next version of its rules from today on, which reminds so and is else the
    same. Cases keep the version that they were judged under."""
    work = perform(actor, may.SET_REMINDERS)
    lock(Area, actor.area_id)  # the next version is no row to lock yet
    newest = Protocol.objects.filter(area=actor.area_id).first()
    if newest is None or newest.in_force_from > clock.today():
        raise RuleBroken(_("Your area has no rules yet, or the next ones are not in force yet."))
    standing = figures_of(newest)
    if version != newest.version:
        raise Overtaken(standing, newest.version, last_writer_of(newest))
    wanted = {
        "remind_research_before": remind_research_before,
        "remind_research_every": remind_research_every,
        "remind_actions_before": remind_actions_before,
        "remind_actions_every": remind_actions_every,
        "reminded": reminded,
    }
    if wanted == standing:
        raise RuleBroken(_("Nothing is different from what it was."))
    same = {
        one.attname: getattr(newest, one.attname)
        for one in Protocol._meta.concrete_fields
        if not one.primary_key
    }
    given = same | wanted | {"version": newest.version + 1, "in_force_from": clock.today()}
    protocol = Protocol.objects.create(**given)
    work.items.add(protocol.pk)
    return protocol


def figures_of(protocol: Protocol) -> dict[str, object]:
    """Return when a version of the rules reminds agencies, and whom."""
    return {name: getattr(protocol, name) for name in FIGURES}
