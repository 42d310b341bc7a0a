"""The home of a busy coordinator: what is new to them is found in their events of four weeks."""

from benchmarks.measure import Result, percentile, seconds
from benchmarks.portal import a_portal, owner, without_triggers
from meetings.models import Stage
from meetings.queries.home.keeper import keeper_home
from sharing.unit import unit_of_work
from tests.copies import copies_of
from tests.integration.follow_up.helpers import develop
from tests.story import case_at, meeting_in

NEW = 50  # cases with an incident that the coordinator was not shown
FEWER, MORE = 1_500, 15_000  # events of the coordinator; of others come so many more
OTHERS = 100_000
ROUNDS = 11


def results() -> list[Result]:
    with a_portal() as cast:
        actor = cast.actor("carys")
        case = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5))
        develop(cast, case, who="rowan")
        copies_of(cast, case, NEW - 1)
        owner("UPDATE meetings_development SET added_at = now() - interval '4 weeks' * 0.95")
        _look(cast, OTHERS, None)
        _look(cast, FEWER, actor.user_id)
        before = _spent(actor)
        _look(cast, MORE - FEWER, actor.user_id)
        after = _spent(actor)
    table = f"{NEW} cases with something new, {MORE:,} events of the coordinator in four weeks"
    fewer = f"the same with {FEWER:,} of their events"
    return [
        Result("the home of a coordinator", after, "ms", "", table),
        Result("the home, for ten times the events", round(after / before, 2), "×", "≤ 5", fewer),
    ]


def _spent(actor) -> float:
    """Return within how many milliseconds half of all homes are read."""

    def read() -> None:
        with unit_of_work(actor) as work:
            assert keeper_home(work.actor).first[0].title.startswith(str(NEW))

    return round(1_000 * percentile([seconds(read) for _ in range(ROUNDS)], 0.5), 1)


def _look(cast, count: int, user_id) -> None:
    """Write that many looks into the last four weeks, half of them at the cases with something new
    before that came; of that person or of fifty."""
    actor = cast.actor("carys")
    with without_triggers():
        owner(
            """
            INSERT INTO audit_event (
                recorded_at, id, occurred_at, line_version, request_id, user_id, membership_id,
                agency_id, area_id, role, second_factor_age, code, also, outcome, reason, cases,
                people, items, areas
            )
            SELECT at, gen_random_uuid(), at, 1, gen_random_uuid(),
                coalesce(%(user)s::uuid, md5('user' || number %% 50)::uuid), NULL, %(agency)s, %(area)s,
                'coordinator', 60, 'case_viewed', '{}', 'allowed', '',
                ARRAY[CASE WHEN number %% 2 = 0
                    THEN (SELECT array_agg(scope_id) FROM meetings_development)[1 + number / 2 %% %(new)s]
                    ELSE md5('case' || number %% 500)::uuid END],
                '{}', ARRAY(SELECT gen_random_uuid() FROM generate_series(1, 5) WHERE number > 0),
                ARRAY[%(area)s::uuid]
            FROM (
                SELECT number, now() - interval '27 days' * (1 - number / %(count)s::float8) AS at
                FROM generate_series(1, %(count)s) AS number
            ) AS made
            """,
            {
                "user": user_id and str(user_id),
                "agency": str(actor.agency_id),
                "area": str(actor.area_id),
                "new": NEW,
                "count": count,
            },
        )
