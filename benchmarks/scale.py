"""What ten times the items, or ten times the cases, cost: no more queries, and no more than ten
times the time."""

from django.test import Client
from django.urls import reverse

from benchmarks.measure import Result, in_turns, ratio, seconds, size
from benchmarks.packs import cold, share_items
from benchmarks.portal import a_portal
from meetings.models import Case, Meeting, MeetingState, Stage
from sharing.models import Agency
from sharing.unit import unit_of_work
from tests import story
from tests.conftest import as_owner
from tests.personas import Cast
from tests.queries import made_queries
from tests.signing_in import signed_in_client

FEW, TIMES = 3, 10
# Who opens which page of a case, or of a meeting.
OF_CASE = (("petra", "case_research"), ("carys", "case"))
OF_MEETING = (
    ("carys", "meeting"),
    ("carys", "research_grid"),
    ("petra", "research_list"),
    ("petra", "pack"),
)


def results() -> list[Result]:
    with a_portal() as cast:
        few, many, other = (
            story.meeting_in(cast, days=days, state=MeetingState.PUBLISHED) for days in (9, 23, 37)
        )
        slim, stout = cases_of(cast, other, 2)
        share(cast, [*cases_of(cast, few, FEW), *cases_of(cast, many, FEW * TIMES)], 1)
        share(cast, [slim], FEW)
        share(cast, [stout], FEW * TIMES)
        found: list[Result] = []
        for who, page in OF_CASE:
            client = signed_in_client(cast, who)
            found += compared(client, page, slim.pk, stout.pk, "items")
        for who, page in OF_MEETING:
            client = signed_in_client(cast, who)
            found += compared(client, page, few.pk, many.pk, "cases")
        printed = in_turns(
            {"few": lambda: cold(cast, few), "many": lambda: cold(cast, many)}, rounds=size(2, 5)
        )
        pack = "a copy of the pack with ten times the cases, cold"
        found.append(Result(pack, ratio(printed, "many", "few"), "×", f"≤ {TIMES}", "with few"))
    return found


def cases_of(cast: Cast, meeting: Meeting, number: int) -> list[Case]:
    return [
        story.case_at(cast, Stage.RESEARCH, meeting=meeting, position=place)
        for place in range(1, number + 1)
    ]


def share(cast: Cast, cases: list[Case], items: int) -> None:
    """Each agency shares so many items about each of these cases."""
    with as_owner(), unit_of_work(cast.actor("carys")):
        agencies = list(Agency.objects.filter(area=cast.area))
    share_items(cast, cases, agencies, items)


def compared(client: Client, page: str, few: object, many: object, what: str) -> list[Result]:
    """Return what the page of the one costs beside that of the other: queries, and time."""
    few_at, many_at = (reverse(page, args=[one]) for one in (few, many))
    asked = {}
    for address in (few_at, many_at):
        assert client.get(address).status_code == 200
        with made_queries() as made:
            client.get(address)
        asked[address] = len(made)
    taken = in_turns(
        {
            "few": lambda: seconds(lambda: client.get(few_at)),
            "many": lambda: seconds(lambda: client.get(many_at)),
        },
        rounds=size(9, 30),
    )
    name, beside = f"{page} with ten times the {what}", f"with few, {asked[few_at]} queries"
    return [
        Result(f"queries of {name}", asked[many_at] / asked[few_at], "×", "≤ 1", beside),
        Result(f"time of {name}", ratio(taken, "many", "few"), "×", f"≤ {TIMES}", beside),
    ]
