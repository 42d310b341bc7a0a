"""One case: the row, its stage in words, and its place on the list of its meeting."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Stage
from meetings.rules.listing import OPENED
from meetings.rules.phases import GONE_ON, ON_LIST
from sharing.access import expect, require, visible_to
from sharing.actor import Actor
from sharing.permissions import Permission

# By meaning: grey needs nothing now, yellow waits for somebody; every other stage is under way.
STAGE_COLOURS = {
    Stage.DRAFT: "grey",
    Stage.RETURNED: "yellow",
    Stage.DECLINING: "yellow",
    Stage.DIED: "yellow",
    Stage.STOPPED: "grey",
    Stage.DISCARDED: "grey",
    Stage.DECLINED: "grey",
    Stage.COMPLETE: "grey",
    Stage.WITHDRAWN: "grey",
    Stage.WRONG_AREA: "grey",
    Stage.TRANSFERRED: "grey",
}


def open_case(
    actor: Actor,
    case_id: UUID,
    permission: Permission = may.VIEW_CASE,
    change: Permission | None = None,
    *,
    noted: bool = True,
) -> Case:
    """Return the case, noted as read unless the page itself notes what it shows. Raises `Refused`
    if the case does not exist for the actor, or they could not make the change that the page is
    for."""
    if noted:
        require(actor, permission, case_id)
    else:
        expect(actor, permission, case_id)
    if change is not None:
        expect(actor, change, case_id)
    return numbered(actor).get(pk=case_id)


def stage_words(case: Case) -> str:
    """Return the stage of the case in words; a joined referral is at the stage of its case."""
    if case.joined_to is None:
        return case.get_stage_display()
    return _("Joined to %(reference)s: %(stage)s") % {
        "reference": case.joined_to.reference,
        "stage": case.joined_to.get_stage_display(),
    }


def stage_colour(case: Case) -> str:
    """Return the colour of that stage."""
    living = case.joined_to or case
    return STAGE_COLOURS.get(Stage(living.stage), "blue")


def on_the_list() -> Q:
    """Return the filter of cases on the list of their meeting: those that it hears or heard and,
    once it was opened, those that have since been put on hold or transferred. Each page counts a
    meeting's cases in this way."""
    return Q(stage__in=ON_LIST) | Q(stage__in=GONE_ON, meeting__state__in=OPENED)


def is_on_the_list(case: Case) -> bool:
    """Return whether the case is on that list. A case on hold shows no meeting that will not hear
    it."""
    opened = case.meeting is not None and case.meeting.state in OPENED
    return case.stage in ON_LIST or (case.stage in GONE_ON and opened)


def in_order(actor: Actor, meeting: UUID | OuterRef) -> QuerySet[Case]:
    """Return the cases of a meeting that the actor may follow, in their order. They are numbered as
    this actor sees them, because a gap would reveal a case that is walled off."""
    return Case.objects.filter(
        on_the_list(), visible_to(actor, may.SEE_HEARING, "scope__"), meeting=meeting
    ).order_by("position", "reference")


def numbered(actor: Actor) -> QuerySet[Any]:
    """Return cases with their meeting, whether another was joined to them and, for somebody who
    keeps the running order, their number in it as this actor sees it."""
    cases: QuerySet[Any] = Case.objects.select_related("meeting", "protocol__area", "joined_to")
    cases = cases.annotate(has_joined=Exists(Case.objects.filter(joined_to=OuterRef("pk"))))
    if actor.role not in may.KEEPERS:
        return cases
    up_to_it = in_order(actor, OuterRef("meeting")).filter(position__lte=OuterRef("position"))
    number = up_to_it.order_by().values("meeting").annotate(number=Count("pk")).values("number")
    return cases.annotate(number=Subquery(number))


def day_of(moment: datetime) -> str:
    """Return the day in the reader's words: Thursday 26 November."""
    return date_format(timezone.localtime(moment), "l j F")
