"""What the tests of research share."""

from meetings.models import Case, ResearchRequest
from sharing import clock
from sharing.models import Item, Party
from sharing.operations import circulation
from sharing.work import unit_of_work
from tests.conftest import as_owner


def ask(cast, case, kind):
    """Ask an agency that is on no list about the case: it can look people up, and no more."""
    agency = cast.agency(kind)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, case.pk, search={agency.pk})
        case = Case.objects.get(pk=case.pk)
        return ResearchRequest.objects.create(
            scope_id=case.pk,
            meeting=case.meeting,
            agency=agency,
            asked_at=clock.now(),
            due_at=case.meeting.research_due_at,
        )


def request_of(cast, case, kind):
    with as_owner():
        return ResearchRequest.objects.get(scope_id=case.pk, agency=cast.agency(kind))


def people(case):
    """The victim, the perpetrator and the child."""
    with as_owner():
        return [one.pk for one in Party.objects.filter(scope_id=case.pk).order_by("position")]


def items_of(case):
    with as_owner():
        return list(Item.objects.filter(scope_id=case.pk).order_by("position", "version"))
