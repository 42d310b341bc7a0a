"""What the tests of research share."""

import re
from datetime import timedelta

from meetings.models import Case, ResearchRequest
from meetings.operations.research import add_item, answer_case, change_item, submit_research
from meetings.queries.research import research_of
from sharing import clock
from sharing.models import Item, Party, ReturnDraft
from sharing.operations import circulation
from sharing.queries.drafts import readable
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.visits import get

DAY = timedelta(days=1)
NAMES = "Patient records"
# What is sent of what was searched.
SEARCHED = {"searched": NAMES, "searched_by": ["names", "born"]}


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
    """What was submitted about the case, and what agencies draft."""
    with as_owner():
        rows = list(Item.objects.filter(scope_id=case.pk))
        drafts = [readable(row) for row in ReturnDraft.objects.filter(scope_id=case.pk)]
    items = rows + [item for draft in drafts for item in draft.live]
    return sorted(items, key=lambda one: (one.position, one.version))


def answer(cast, case, who="petra", kind="police", **values):
    request = request_of(cast, case, kind)
    said = {"answer": "known", "known_parties": people(case)[:1]} | values
    return do(cast, who, answer_case, request_id=request.pk, **said)


def write(cast, case, **values):
    said = {"text": "Arrested on the day.", "who_may_read": "shared"} | values
    request = request_of(cast, case, "police")
    return do(cast, "petra", add_item, request_id=request.pk, **said)


def rewrite(cast, item, **values):
    said = {"who_may_read": "shared"} | values
    return do(cast, "petra", change_item, case_id=item.scope_id, item_id=item.pk, **said)


def submit(cast, case):
    request = request_of(cast, case, "police")
    return do(cast, "petra", submit_research, request_id=request.pk)


def shared_with(cast, case, who="carys"):
    actor = cast.actor(who)
    with unit_of_work(actor):
        found = research_of(actor, case.pk)
    return [shared.item.text for one in found.agencies for shared in one.items]


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def unsent(page):
    """What the page of a return says that it would submit."""
    return re.search(r'name="unsent" value="(\w+)"', page.content.decode()).group(1)


def unsent_of(cast, case, who="petra"):
    return unsent(get(cast, who, "research_return", case.pk))


TOKEN = "8f1f1b52-58a4-4a3c-9b4d-6f3a1d1f1a10"


def item(**values):
    return {"form_token": TOKEN, "text": "Arrested.", "who_may_read": "shared"} | values


def shown(case, *, without=()):
    return [f"{case.pk}:", *(f"{case.pk}:{one}" for one in people(case) if one not in without)]
