"""What an area needs before cases can flow: future meetings, and an IDVA service."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetings.queries.home.in_hand import InHand
from meetings.queries.home.todo import Todo, end_of
from sharing import clock
from sharing.actor import Actor
from sharing.models import Agency, AgencyKind


def services_of(actor: Actor) -> QuerySet[Agency, Agency]:
    """Return the IDVA services of the actor's area."""
    return Agency.objects.filter(area=actor.area_id, kind=AgencyKind.IDVA)


def needed_first(actor: Actor, in_hand: InHand | None) -> list[Todo]:
    """Return which of these the area lacks, for its coordinator and chair."""
    found = []
    if in_hand is None:
        found.append(
            Todo(
                at=end_of(clock.today()),
                title=_("Plan the meetings"),
                why=_("None is to come, so no case can be put on a list."),
                due=_("Today"),
                text=_("Plan meetings"),
                page="plan_meetings",
            )
        )
    has_idva = services_of(actor).exists() if in_hand is None else in_hand.has_idva
    if not has_idva:
        found.append(
            Todo(
                at=end_of(clock.today()),
                title=_("No IDVA service in this area"),
                why=_(
                    "Nobody is told of a referral, and nobody speaks for the victim. Whoever runs "
                    "the portal adds one, by create_agency."
                ),
                due=_("Today"),
                text=_("See the agencies"),
                page="choose_core_agencies",
            )
        )
    return found
