"""Reading a trail of many events as the safeguarding lead does: by case, and by person and month."""

import random
import tracemalloc
from datetime import date, timedelta

from benchmarks.measure import Result, percentile, seconds, size
from benchmarks.portal import a_portal, fill_trail, owner
from sharing import clock
from sharing.queries.trail import Asked, area_trail, case_trail
from sharing.work import unit_of_work

QUESTIONS = 200


def results() -> list[Result]:
    count, cases = size(1_000_000, 50_000_000), size(3_000, 100_000)
    with a_portal() as cast:
        events = fill_trail(cast, count, cases=cases)
        lay_down_scopes(cast, cases)
        begun = date(clock.today().year - 1, 3, 1)
        march = Asked(begun, begun + timedelta(days=30))

        def who_saw(case_id):
            with unit_of_work(cast.actor("odile")) as work:
                assert case_trail(work.actor, case_id=case_id).page.paginator.count

        def what_did(person):
            asked = Asked(march.start, march.end, person)
            with unit_of_work(cast.actor("odile")) as work:
                assert area_trail(work.actor, asked).page.paginator.count

        by_case = spent(who_saw, events.cases)
        by_person = spent(what_did, events.people)
        memory = max(peak(who_saw, events.cases[0]), peak(what_did, events.people[0]))
    table = f"a table of {count:,} events about {2 * cases:,} cases"
    return [
        Result("who has seen this case, p95", by_case, "ms", "≤ 100", table),
        Result("what did this person see in March, p95", by_person, "ms", "≤ 100", table),
        Result("memory for one page of the trail", memory, "MB", "≤ 5", table),
    ]


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


def spent(question, about) -> float:
    """Return within how many milliseconds 95 of 100 questions are answered; the first ones, which
    read from the disk, among them."""
    took = [seconds(lambda: question(random.choice(about))) for _ in range(QUESTIONS)]
    return round(1_000 * percentile(took, 0.95), 1)


def peak(question, about) -> float:
    """Return the most memory, in megabytes, that one answer takes."""
    tracemalloc.start()
    question(about)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round(most / 1e6, 2)
