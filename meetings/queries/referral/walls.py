"""The people who must not see a referral, for its author."""

from dataclasses import dataclass
from uuid import UUID

from meetings import permissions as may
from meetings.models import Stage
from meetings.queries.referral.full import FullReferral
from meetings.queries.referral.pages import referral_to_write
from sharing.actor import Actor
from sharing.models import Conflict
from sharing.queries.conflicts import staff_named_as, working_in_area
from sharing.reasons import Reason
from sharing.work import Refused, current


@dataclass(frozen=True)
class KeptFrom:
    shown: FullReferral
    standing: list[Conflict]


def kept_from(actor: Actor, case_id: UUID) -> KeptFrom:
    """Return the people named so far, for a referral that was never submitted."""
    shown = referral_to_write(actor, case_id)
    if shown.case.stage != Stage.DRAFT:
        raise Refused(Reason.NOTHING_THERE, may.WRITE_REFERRAL.event, case_id)
    rows = Conflict.objects.filter(scope=case_id, ended_on=None).select_related("user")
    standing = list(rows.order_by("user__name", "pk"))
    current().people.update(one.user_id for one in standing)
    return KeptFrom(shown, standing)


def people_to_keep_from(actor: Actor, case_id: UUID) -> list[tuple[str, str]]:
    """Return, as choices, everybody but the actor who works in the area now, with their agency."""
    referral_to_write(actor, case_id)
    own = str(actor.user_id)
    return [(pk, words) for pk, words in working_in_area(actor.area_id) if pk != own]


def same_name(actor: Actor, shown: FullReferral) -> list[str]:
    """Return who else works in the area under the name of somebody in the referral, with their
    agency, and is not known to be kept from it."""
    return staff_named_as(actor, shown.case.pk, [person.party for person in shown.people])


def same_name_to_keep_from(actor: Actor, shown: FullReferral) -> list[str]:
    """Return the same while the author says who must not see the referral: until it is submitted.
    From then on the walls are for those who keep them."""
    return same_name(actor, shown) if shown.case.stage == Stage.DRAFT else []
