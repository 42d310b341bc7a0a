"""Reading a trail of many events as the safeguarding lead does: by case, by person and month, by
day, and in numbers."""

import random
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from benchmarks.measure import Result, percentile, seconds, size
from benchmarks.portal import a_portal, fill_trail, owner
from sharing import clock
from sharing.permissions import READ_TRAIL
from sharing.queries.trail import Asked, Turn, area_chart, area_trail, case_summary, case_trail
from sharing.unit import unit_of_work

QUESTIONS = 200
FAR = 20  # pages back
WEEKS = 4  # of the chart


def results() -> list[Result]:
    count, cases = size(1_000_000, 50_000_000), size(3_000, 100_000)
    fewer = count // 10
    with a_portal() as cast:
        asks = Lead(cast)
        events = fill_trail(cast, fewer, cases=cases)
        lay_down_scopes(cast, cases)
        before = asks.everything(events)
        fill_trail(cast, count - fewer, cases=cases)
        after = asks.everything(events)
        memory = max(
            peak(lambda: asks.who_saw(events.cases[0])),
            peak(lambda: asks.what_did(events.people[0])),
        )
    table = f"a table of {count:,} events about {2 * cases:,} cases"
    return [
        *(Result(f"{name}, p95", after[name], "ms", limit, table) for name, limit in LIMITS),
        *(
            Result(
                f"{name}, for ten times the events",
                round(after[name] / before[name], 2),
                "×",
                "",
                f"the same with {fewer:,}",
            )
            for name, _limit in LIMITS[1:]
        ),
        Result("memory for one page of the trail", memory, "MB", "≤ 5", table),
    ]


NOTHING = "a unit of work that reads nothing and writes its event"
LIMITS = [
    (NOTHING, ""),
    ("who has seen this case", "≤ 100"),
    ("what did this person see in March", "≤ 100"),
    (f"the trail of the area, {FAR} pages back", "≤ 100"),
    (f"the chart of {WEEKS} weeks", ""),
]


class Lead:
    """The safeguarding lead of the cast, who asks."""

    def __init__(self, cast) -> None:
        self.cast = cast

    def nothing(self, _about) -> None:
        """Do what every question costs, whatever it asks."""
        with unit_of_work(self.cast.actor("odile")) as work:
            work.note(READ_TRAIL.event)

    def who_saw(self, case_id) -> None:
        """Ask who has seen a case: a page, and the summary above it."""
        with unit_of_work(self.cast.actor("odile")) as work:
            assert case_trail(work.actor, case_id, Asked()).lines
            assert case_summary(case_id, Asked()).events

    def what_did(self, person) -> None:
        """Ask what a person saw in March of last year."""
        begun = date(clock.today().year - 1, 3, 1)
        asked = Asked(begun, begun + timedelta(days=30), person)
        with unit_of_work(self.cast.actor("odile")) as work:
            assert area_trail(work.actor, asked).lines

    def turn(self, older: str) -> str:
        """Read one page of the area; return the place from which the next begins."""
        begun = date(clock.today().year - 1, 3, 1)
        asked = Asked(begun, clock.today())
        with unit_of_work(self.cast.actor("odile")) as work:
            return area_trail(work.actor, asked, Turn.to(older=older, newer="")).older

    def chart(self, _weeks) -> None:
        """Ask how often each agency looked at cases."""
        with unit_of_work(self.cast.actor("odile")) as work:
            assert area_chart(work.actor, Asked.last_days(7 * WEEKS))

    def everything(self, events) -> dict[str, float]:
        """Return within how many milliseconds 95 of 100 answers to each question come."""
        place = ""
        for _page in range(FAR):
            place = self.turn(place)
        asked = (
            spent(self.nothing, [None]),
            spent(self.who_saw, events.cases),
            spent(self.what_did, events.people),
            spent(self.turn, [place]),
            spent(self.chart, [WEEKS], times=20),
        )
        return dict(zip((name for name, _limit in LIMITS), asked, strict=True))


def lay_down_scopes(cast, cases: int) -> None:
    """Make the cases exist, as far as the door asks."""
    owner(
        """
        INSERT INTO sharing_scope (
            id, version, area_id, owner_agency_id, search_circulation, full_circulation,
            referred_by, walled, admitted, sensitivity, frozen
        )
        SELECT md5('case1' || number)::uuid, 1, %s, %s, '{}', '{}', '{}', '{}', '{}', 'normal',
            false
        FROM generate_series(0, %s) AS number
        """,
        [str(cast.area.pk), str(cast.agency("marac").pk), cases - 1],
    )


def spent(question: Callable, about: Sequence, *, times: int = QUESTIONS) -> float:
    """Return within how many milliseconds 95 of 100 questions are answered; the first ones, which
    read from the disk, among them."""
    took = [seconds(lambda: question(random.choice(about))) for _ in range(times)]
    return round(1_000 * percentile(took, 0.95), 1)


def peak(question: Callable[[], object]) -> float:
    """Return the most memory, in megabytes, that one answer takes."""
    tracemalloc.start()
    question()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round(most / 1e6, 2)
