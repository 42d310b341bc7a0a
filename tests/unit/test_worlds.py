"""Random worlds of several cases in two areas: the door, the lists and the wall of the database
agree about all of them at once, and a wall that is added only ever takes away."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.models import Case, Development, Stage
from sharing import access, clock
from sharing.actor import Actor
from sharing.facts import facts_of
from sharing.models import Party, Scope, ScopeVersion, Sensitivity
from sharing.operations import circulation
from sharing.permissions import REGISTER, Sight
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner

PEOPLE = ["carys", "chidi", "ines", "wren", "petra", "hal", "rowan", "odile", "alex", "nia"]
SEATS = [*PEOPLE, "wren@acute", "hal@police", "petra@housing", "carys@police"]
KINDS = ["police", "housing", "idva", "acute", "health_visiting", "marac"]
ABOUT_CASES = sorted(
    one.code for one in REGISTER.values() if one.sight is not Sight.NO_CASE and one.roles
)
# Every table that hangs on a case, and its history; of its scope's, those who keep walls see how
# each was put up.
TABLES = sorted(
    model._meta.db_table
    for model in apps.get_models()
    if any(field.column == "scope_id" for field in model._meta.concrete_fields)
    and model is not ScopeVersion
)
# What a forgotten filter, or an injected condition, would ask of all of them.
EVERY_ROW = " UNION ALL ".join(
    f"SELECT '{table}', scope_id, count(*) FROM \"{table}\" WHERE false OR true GROUP BY scope_id"
    for table in TABLES
)


def some(names):
    return st.sets(st.sampled_from(names), max_size=3)


CASE = st.fixed_dictionaries(
    {
        "owner": st.sampled_from(KINDS),
        "search": some(KINDS),
        "full": some(KINDS),
        "referred": some(SEATS),
        "walled": some(PEOPLE),
        "admitted": st.dictionaries(
            st.sampled_from(SEATS), st.sampled_from([-1, 1, 2]), max_size=3
        ),
        "stage": st.sampled_from([stage for stage in Stage if stage is not Stage.JOINED]),
        "draft": st.booleans(),
        "frozen": st.booleans(),
        "elsewhere": st.booleans(),
    }
)
WORLD = st.lists(CASE, min_size=1, max_size=4)
random_worlds = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def lay_down(cast, world):
    """Make the cases of a world, as the owner of the database; each with a party and something
    new, and a history of both."""
    laid = []
    with as_owner(), unit_of_work(Actor.system("seed")):
        for number, case in enumerate(world):
            area = cast.elsewhere if case["elsewhere"] else cast.area
            scope = Scope(
                area=area,
                owner_agency=cast.agency(case["owner"]),
                search_circulation=agencies(cast, case["search"]),
                full_circulation=agencies(cast, case["full"]),
                referred_by=sorted(cast.seat(name) for name in case["referred"]),
                walled=people(cast, case["walled"]),
                admitted={
                    str(cast.seat(name)): int(clock.now().timestamp()) + hours * 3600
                    for name, hours in case["admitted"].items()
                },
                sensitivity=Sensitivity.DRAFT if case["draft"] else Sensitivity.NORMAL,
                frozen=case["frozen"],
            )
            scope.save(force_insert=True)
            Case.objects.create(
                scope=scope,
                reference=f"{area.prefix}-{number}{str(scope.pk)[:6]}",
                stage=case["stage"],
                protocol=area.protocols.first(),
                stage_since=clock.now(),
            )
            Party.objects.create(scope=scope, role="victim", given_name="Tara")
            Development.objects.create(
                scope=scope,
                kind="incident",
                happened_on=clock.today(),
                text="He came to the door.",
                agency=cast.agency("police"),
                author=cast.user("petra"),
                added_at=clock.now(),
            )
            laid.append(scope.pk)
    return laid


def agencies(cast, kinds):
    return sorted(cast.agency(kind).pk for kind in kinds)


def people(cast, names):
    return sorted(cast.user(name).pk for name in names)


def allowed(actor, code, cases):
    """Return which of the cases the door opens."""
    permission = REGISTER[code]
    with unit_of_work(actor):
        return {one for one in cases if access.decide(actor, permission, facts_of(one)).allowed}


def listed(actor, code, cases):
    """Return which of the cases a list shows, read through the case and not only its scope."""
    rule = access.visible_to(actor, REGISTER[code], "scope__")
    with unit_of_work(actor):
        return set(Case.objects.filter(rule, pk__in=cases).values_list("pk", flat=True))


def listed_past_the_wall(actor, code, cases):
    with as_owner():
        return listed(actor, code, cases)


def behind_the_wall(actor, cases):
    """Return which of the cases the database shows, to whatever is asked of it."""
    with unit_of_work(actor):
        return set(Scope.objects.filter(pk__in=cases).values_list("pk", flat=True))


def rows(actor, cases):
    """Return how many rows each table of a case gives away for each case, past every filter of
    the portal."""
    with unit_of_work(actor), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = 'every_row'")
        if not cursor.fetchone():
            cursor.execute(f"PREPARE every_row AS {EVERY_ROW}")
        cursor.execute("EXECUTE every_row")
        return {(table, one): number for table, one, number in cursor if one in cases}


@random_worlds
@given(
    world=WORLD,
    person=st.sampled_from(PEOPLE),
    codes=st.sets(st.sampled_from(ABOUT_CASES), min_size=3, max_size=6),
)
def test_door_lists_and_wall_agree_about_every_case(cast, world, person, codes):
    cases, actor = lay_down(cast, world), cast.actor(person)
    wall = behind_the_wall(actor, cases)
    for code in codes:
        opens = allowed(actor, code, cases)
        assert listed_past_the_wall(actor, code, cases) == opens, code
        assert opens <= wall, "the door never opens what the wall hides"
        content = listed(actor, code, cases)
        # The lead knows that a case exists; of its content the database shows nothing.
        assert content == (set() if actor.role is Role.LEAD else opens), code
    assert {one for _table, one in rows(actor, cases)} <= wall


@random_worlds
@given(
    world=WORLD,
    person=st.sampled_from(PEOPLE),
    other=st.sampled_from(PEOPLE),
    codes=st.sets(st.sampled_from(ABOUT_CASES), min_size=3, max_size=6),
)
def test_a_wall_that_is_added_only_takes_away(cast, world, person, other, codes):
    cases = lay_down(cast, world)
    walled, kept = cast.actor(person), cast.actor(other)

    def seen(actor):
        return {
            "rows": rows(actor, cases),
            "wall": behind_the_wall(actor, cases),
            **{one: allowed(actor, one, cases) for one in codes},
            **{f"{one} listed": listed(actor, one, cases) for one in codes},
        }

    before, before_kept = seen(walled), seen(kept)
    with as_owner(), unit_of_work(Actor.system("seed")) as work:
        circulation.wall_off(work, cases[0], {walled.user_id})
    after, after_kept = seen(walled), seen(kept)
    for name in before:
        assert set(after[name]) <= set(before[name]), name
        assert set(before[name]) - set(after[name]) <= gone(before[name], cases[0]), name
        assert not gone(after[name], cases[0]), name
    if other != person:
        assert after_kept == before_kept


def gone(found, case):
    """Return what of it is about the case: identifiers, or counts of rows by table and case."""
    return {one for one in found if case in (one if isinstance(one, tuple) else (one,))}


@random_worlds
@given(world=WORLD, person=st.sampled_from(PEOPLE), hours=st.sampled_from([-1, 1]))
def test_an_admission_adds_what_a_wall_takes_away_again(cast, world, person, hours):
    """Break-glass only ever adds the one case, to one who opens it; a wall beats it."""
    cases, actor = lay_down(cast, world), cast.actor(person)
    view = "view_case"
    before = allowed(actor, view, cases)
    until = clock.now() + timedelta(hours=hours)
    with as_owner(), unit_of_work(Actor.system("seed")) as work:
        circulation.admit(work, cases[0], actor.seat, until)
    after = allowed(actor, view, cases)
    assert before - after <= {cases[0]} and after - before <= {cases[0]}
    if hours > 0:
        assert before <= after
    assert listed_past_the_wall(actor, view, cases) == after <= behind_the_wall(actor, cases)
    with as_owner(), unit_of_work(Actor.system("seed")) as work:
        circulation.wall_off(work, cases[0], {actor.user_id})
    assert allowed(actor, view, cases) == after - {cases[0]} == before - {cases[0]}


@pytest.mark.parametrize("person", PEOPLE)
def test_no_actor_no_area_no_factor_nothing(cast, person):
    """Whoever lacks one of these sees no case at all, in any of the three forms."""
    everything = {
        "owner": "police", "search": set(KINDS), "full": set(KINDS), "referred": set(PEOPLE),
        "walled": set(), "admitted": dict.fromkeys(PEOPLE, 2), "stage": Stage.RESEARCH,
        "draft": False, "frozen": False, "elsewhere": False,
    }  # fmt: skip
    cases, actor = lay_down(cast, [everything]), cast.actor(person)
    for less in (
        replace(actor, second_factor_at=None),
        replace(actor, live=False),
        replace(actor, role=None),
    ):
        assert behind_the_wall(less, cases) == set()
        assert rows(less, cases) == {}
        for code in ABOUT_CASES:
            assert allowed(less, code, cases) == set()
            assert listed(less, code, cases) == set()
