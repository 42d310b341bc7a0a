"""What the walls and the event cost whoever opens a page."""

from contextlib import contextmanager
from unittest.mock import patch

from django.db import connection
from django.urls import reverse

from benchmarks.measure import Result, in_turns, ratio, seconds, size
from benchmarks.portal import a_portal, fill_trail, owner
from meetings.models import MeetingState, Stage
from sharing import audit
from sharing.models import AuditEvent
from sharing.queries.trail import NEWEST, Asked, of_case
from sharing.unit import unit_of_work
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in

PAGE = 50
READERS = ("carys", "petra")
PAGES = ("home", "case", "cases", "case_research", "triage_list", "meetings", "actions")


def results() -> list[Result]:
    with a_portal() as cast:
        meeting = meeting_in(cast, days=9, state=MeetingState.PUBLISHED)
        made = [
            case_at(cast, Stage.RESEARCH, meeting=meeting, position=place)
            for place in range(1, size(20, 60))
        ]
        fill_trail(cast, size(200_000, 2_000_000), cases=2_000)
        case = made[0]
        clients = {who: signed_in_client(cast, who) for who in READERS}
        most = max(
            events_written(client, address_of(page, case))
            for client in clients.values()
            for page in PAGES
        )

        def open_case():
            for client in clients.values():
                for _ in range(5):
                    assert client.get(reverse("case", args=[case.pk])).status_code == 200

        open_case()
        found = in_turns(
            {
                "as it is": lambda: seconds(open_case),
                "without event": lambda: spent_without(no_event(), open_case),
                "without policies": lambda: spent_without(no_policies(), open_case),
            },
            rounds=size(12, 30),
        )
        with unit_of_work(cast.actor("carys")):
            past = in_turns(
                {
                    "by the function": lambda: seconds(lambda: page(case)),
                    "by the column": lambda: seconds(lambda: page_by_column(case)),
                },
                rounds=size(12, 30),
            )
    return [
        Result("event inserts of one page, at most", most, "", "≤ 1", f"{len(PAGES)} pages"),
        Result(
            "case page with its event",
            ratio(found, "as it is", "without event"),
            "×",
            "≤ 1.2",
            "the same page in the same unit of work, without the event",
        ),
        Result(
            "case page with policies",
            ratio(found, "as it is", "without policies"),
            "×",
            "≤ 1.35",
            "the same page without row-level security",
        ),
        Result(
            "a page of the events of a case, found by `cases @>` under the policy",
            ratio(past, "by the column", "by the function"),
            "×",
            "",
            "found by `events_of_case`: a policy keeps operators on arrays off their index",
        ),
    ]


def address_of(page: str, case) -> str:
    return reverse(page, args=[case.pk] if page in ("case", "case_research") else [])


def events_written(client, address: str) -> int:
    """Return how many events one page writes."""
    with made_queries() as made:
        client.get(address)
    return sum("INSERT INTO public.audit_event" in str(one) for one in made)


def page(case) -> list[AuditEvent]:
    return of_case(case.pk, Asked(), NEWEST, PAGE)


def page_by_column(case) -> list[AuditEvent]:
    events = AuditEvent.objects.filter(cases__contains=[case.pk])
    return list(events.order_by(*NEWEST.order)[:PAGE])


def spent_without(what, work) -> float:
    with what:
        return seconds(work)


@contextmanager
def no_event():
    """Let the unit of work end without its event."""
    with patch.object(audit, "write"):
        yield


@contextmanager
def no_policies():
    """Take the policies off every table that has some, and put them back."""
    names = [
        name
        for (name,) in owner(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p')"
        )
    ]
    for name in names:
        owner(f'ALTER TABLE "{name}" DISABLE ROW LEVEL SECURITY')
    try:
        yield
    finally:
        for name in names:
            owner(f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY')
        connection.close()  # plans are made anew
