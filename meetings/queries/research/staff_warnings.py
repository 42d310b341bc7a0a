"""Warnings for front-line staff, on a page of their own and in a line on every page about the case.
Only its own agency, coordinator and chair see who gave a warning."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, StaffTold, StaffWarning
from meetings.queries.case_bar import CaseBar, case_bar
from meetings.queries.people import Heard, note_people, whom_to_look_up
from sharing import access
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.reasons import Reason
from sharing.work import Refused, current


@dataclass(frozen=True)
class Shown:
    """One warning as its reader sees it."""

    warning: StaffWarning
    about: str
    given_by: str  # empty for people who may not see who gave it
    told: list[str]  # agencies whose staff know, for coordinator and chair
    own_staff_know: bool
    may_end: bool


@dataclass(frozen=True)
class WarningsPage:
    case: Case
    bar: CaseBar | None  # None for people who only look people up
    standing: list[Shown]
    ended: list[Shown]
    people: list[Heard]
    may_warn: bool


def warnings_page(actor: Actor, case_id: UUID) -> WarningsPage:
    """Return the warnings of a case, noted as read, and the people whom one can be about."""
    access.require(actor, may.READ_WARNINGS, case_id)
    case = Case.objects.get(pk=case_id)
    warnings = list(
        StaffWarning.objects.filter(scope_id=case_id).select_related("agency", "given_by", "about")
    )
    told: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for one in StaffTold.objects.filter(scope_id=case_id).select_related("agency"):
        told[one.warning_id][one.agency_id] = one.agency.name
    current().items.update(one.pk for one in warnings)
    may_warn = access.may(actor, may.WARN_STAFF, case_id).allowed
    shown = [_shown(actor, one, told[one.pk], may_warn) for one in warnings]
    people = whom_to_look_up(actor, [case_id])[case_id]
    note_people(one.party for one in people)
    full = access.may(actor, may.VIEW_CASE, case_id).allowed
    return WarningsPage(
        case=case,
        bar=case_bar(case) if full else None,
        standing=[one for one in shown if one.warning.ended_at is None],
        ended=[one for one in shown if one.warning.ended_at is not None],
        people=people,
        may_warn=may_warn,
    )


def _shown(actor: Actor, warning: StaffWarning, told: dict[UUID, str], may_warn: bool) -> Shown:
    keeps, own = actor.role in may.KEEPERS, warning.agency_id == actor.agency_id
    by = {"person": warning.given_by.name, "agency": warning.agency.name}
    return Shown(
        warning,
        about=warning.about.full_name if warning.about else str(_("Whoever is met at the address")),
        given_by=_("%(person)s, %(agency)s") % by if keeps or own else "",
        told=sorted(told.values()) if keeps else [],
        own_staff_know=own or actor.agency_id in told,
        may_end=may_warn and (keeps or own) and warning.ended_at is None,
    )


def standing_warning(actor: Actor, case_id: UUID, warning_id: UUID) -> StaffWarning:
    """Return a warning that the actor may end, to show it before they do. Raises `Refused`."""
    access.expect(actor, may.WARN_STAFF, case_id)
    found = StaffWarning.objects.filter(scope_id=case_id, pk=warning_id).first()
    if found is None:
        raise Refused(Reason.NOTHING_THERE, may.WARNING_ENDED, case_id)
    if found.agency_id != actor.agency_id and actor.role not in may.KEEPERS:
        raise Refused(Reason.NOT_OWN_AGENCY, may.WARNING_ENDED, case_id)
    current().items.add(found.pk)
    return found


def untold(actor: Actor) -> dict[UUID, str]:
    """Return the references of cases with a standing warning that the actor's agency has not
    confirmed as known to its staff, noted as shown."""
    told = StaffTold.objects.filter(
        warning=OuterRef("pk"), agency=actor.agency_id, scope=OuterRef("scope")
    )
    standing = StaffWarning.objects.filter(
        visible_to(actor, may.READ_WARNINGS, "scope__"), ~Exists(told), ended_at=None
    ).exclude(agency=actor.agency_id)
    of_cases = Case.objects.filter(pk__in=standing.values("scope")).order_by("reference")
    found = dict(of_cases.values_list("pk", "reference"))
    access.show(actor, may.SEE_HOME, found)
    return found
