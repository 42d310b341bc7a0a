"""Outcomes that victims are to be told, for the job that reminds of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from meetings import permissions as may
from meetings.models import Case
from meetings.queries.paces import paces_of
from meetings.queries.telling import has_outcome
from meetings.rules.reminders import Pace, is_wanted
from sharing import clock
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.models import Agency, AgencyKind
from sharing.queries.last_done import last_done

# When a service was last reminded of a case, by both.
Reminded = Mapping[tuple[UUID, UUID], datetime]


def outcomes_due(actor: Actor) -> dict[UUID, dict[UUID, date]]:
    """Return, by IDVA service, the heard cases whose victim somebody is to tell the outcome, each
    with its day. Cases on hold are none of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, due FROM outcomes_to_tell()")
        due = dict(cursor.fetchall())
    cases = Case.objects.filter(
        has_outcome(),
        visible_to(actor, may.REMIND_OF_OUTCOMES, "scope__"),
        pk__in=list(due),
        scope__frozen=False,
    )
    services = set(Agency.objects.filter(kind=AgencyKind.IDVA).values_list("pk", flat=True))
    found: dict[UUID, dict[UUID, date]] = defaultdict(dict)
    for case_id, told in cases.values_list("pk", "scope__full_circulation"):
        for agency_id in services.intersection(told):
            found[agency_id][case_id] = due[case_id]
    return found


def wanted_outcomes(agency_id: UUID, due: Mapping[UUID, date], pace: Pace) -> list[UUID]:
    """Return the cases of which the service is reminded today, the earliest day first."""
    return _wanted(agency_id, due, pace, _reminded(due))


def reminded_since(agency_id: UUID, cases: Collection[UUID], moment: datetime) -> set[UUID]:
    """Return those of the cases of which the service was reminded after that moment."""
    reminded = _reminded(cases)
    return {one for one in cases if (at := reminded.get((agency_id, one))) and at > moment}


def services_to_remind(actor: Actor) -> set[UUID]:
    """Return the IDVA services that are reminded today."""
    due = outcomes_due(actor)
    reminded = _reminded({case for of_service in due.values() for case in of_service})
    services = Agency.objects.filter(pk__in=due).select_related("area")
    return {
        one.pk
        for one in services
        if (paces := paces_of(one.area)) and _wanted(one.pk, due[one.pk], paces.actions, reminded)
    }


def _reminded(cases: Collection[UUID]) -> Reminded:
    return last_done(may.REMIND_OF_OUTCOMES.event, cases)


def _wanted(
    agency_id: UUID, due: Mapping[UUID, date], pace: Pace, reminded: Reminded
) -> list[UUID]:
    days = {case: clock.day(at) for (agency, case), at in reminded.items() if agency == agency_id}
    return [
        case
        for case, by in sorted(due.items(), key=lambda one: one[1])
        if is_wanted(by, days.get(case), today=clock.today(), pace=pace)
    ]
