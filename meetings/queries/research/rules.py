"""What an area has decided about research."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from meetings import permissions as may
from meetings.models import Protocol
from sharing import clock
from sharing.access import expect, require
from sharing.actor import Actor
from sharing.models import Agency
from sharing.reasons import Reason
from sharing.work import Refused


def research_rules_to_set(actor: Actor) -> Protocol | None:
    """Return the newest version of the area's rules, for somebody who may set those of research."""
    require(actor, may.SEE_MEETINGS)
    expect(actor, may.SET_RESEARCH_RULES)
    return Protocol.objects.filter(area=actor.area_id).first()


def core_agencies_to_choose(actor: Actor) -> tuple[list[Agency], int]:
    """Return the agencies of the area and their version, for somebody who may choose which of them
    are asked about every case."""
    require(actor, may.SEE_MEETINGS)
    expect(actor, may.CHOOSE_CORE_AGENCIES)
    known = list(agencies_of_area(actor))
    return known, version_of_agencies(known)


def agencies_of_area(actor: Actor) -> QuerySet[Agency]:
    """Return the agencies of the actor's area, by name."""
    return Agency.objects.filter(area=actor.area_id)


def version_of_agencies(agencies: Collection[Agency]) -> int:
    """Return a number that grows with each change of one of them."""
    return Agency.history.filter(id__in=[one.pk for one in agencies]).count()


def takes_files(area_id: UUID) -> bool:
    """Return whether agencies of the area may attach files now, whatever the rules that a case is
    under."""
    in_force = Protocol.objects.filter(area=area_id, in_force_from__lte=clock.today())
    return bool(in_force.values_list("takes_files", flat=True).first())


def takes_unscanned(actor: Actor) -> bool:
    """Return whether the actor's area takes files while the scanner does not answer."""
    in_force = Protocol.objects.filter(area=actor.area_id, in_force_from__lte=clock.today())
    return bool(in_force.values_list("takes_unscanned", flat=True).first())


def expect_files(actor: Actor, case_id: UUID) -> None:
    """Raise `Refused` if the area takes no files."""
    if not takes_files(actor.area_id):
        raise Refused(Reason.NO_FILES, may.FILE_ATTACHED, case_id)
