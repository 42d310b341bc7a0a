"""One rule in three forms: `decide`, `visible_to` and the wall of the database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from meetings import permissions as may
from sharing import access, clock
from sharing.access import decide, decide_emergency
from sharing.actor import Actor, Signed, seat_of
from sharing.facts import Facts, facts_of
from sharing.models import Party, Scope, Sensitivity
from sharing.operations import circulation
from sharing.permissions import OPEN_IN_EMERGENCY, READ_CASE_TRAIL, REGISTER, SHOW_ADDRESS
from sharing.reasons import STRANGER, WORDS, Reason
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.personas import seed_cast

# Random worlds; `tests/mutations.py` asks for more, as it stops at the first that tells.
WORLDS = 60
ABOUT_CASES = [may.VIEW_CASE, may.LOOK_UP, READ_CASE_TRAIL, may.ANSWER_RESEARCH, may.RECORD_ACTION]
PEOPLE = ["carys", "chidi", "ines", "wren", "petra", "hal", "rowan", "odile", "alex", "nia"]
# Who refers, and is let in, does so for an agency; for another they are somebody else.
SEATS = [*PEOPLE, "wren@acute", "hal@police", "petra@housing", "carys@police"]
KINDS = ["police", "housing", "idva", "acute", "health_visiting", "marac"]


def facts_with(**changes):
    return replace(Facts(id=uuid4(), area_id=AREA), **changes)


EARLIER, LATER = datetime(2020, 1, 6, tzinfo=UTC), datetime(2120, 1, 6, tzinfo=UTC)
AREA, AGENCY, USER, OTHER = uuid4(), uuid4(), uuid4(), uuid4()
SEAT, ELSEWHERE = seat_of(USER, AGENCY), seat_of(USER, OTHER)


def actor_with(**changes):
    actor = Actor(
        user_id=USER,
        membership_id=uuid4(),
        role=Role.REPRESENTATIVE,
        live=True,
        agency_id=AGENCY,
        area_id=AREA,
        signed=Signed.STANDING,
        second_factor_at=clock.now(),
    )
    return replace(actor, **changes)


@pytest.mark.parametrize(
    ("actor", "facts", "reason"),
    [
        (Actor(), {}, Reason.NOT_SIGNED_IN),
        ({"second_factor_at": None}, {}, Reason.NO_SECOND_FACTOR),
        ({"role": None}, {}, Reason.NO_MEMBERSHIP),
        ({"live": False}, {}, Reason.NO_MEMBERSHIP),
        ({"role": None, "waits": True}, {}, Reason.NOT_CONFIRMED),
        ({"signed": Signed.NONE}, {}, Reason.NO_AGREEMENT),
        ({"role": Role.ADMINISTRATOR}, {}, Reason.NOT_IN_ROLE),
        ({}, {"area_id": None}, Reason.OTHER_AREA),
        ({}, {"area_id": uuid4()}, Reason.OTHER_AREA),
        ({}, {"walled": {USER}, "full_circulation": {AGENCY}}, Reason.CONFLICT),
        ({"role": Role.COORDINATOR}, {"walled": {USER}}, Reason.CONFLICT),
        ({}, {}, Reason.OFF_CIRCULATION),
        ({}, {"search_circulation": {AGENCY}}, Reason.OFF_CIRCULATION),
        ({"role": Role.REFERRER}, {"full_circulation": {AGENCY}}, Reason.OFF_CIRCULATION),
        ({"role": Role.COORDINATOR}, {"sensitivity": Sensitivity.DRAFT}, Reason.DRAFT),
        ({"role": Role.COORDINATOR}, {}, None),
        ({"role": Role.COORDINATOR}, {"frozen": True}, Reason.FROZEN),
        ({"role": Role.COORDINATOR}, {"frozen": True, "walled": {USER}}, Reason.CONFLICT),
        ({}, {"full_circulation": {AGENCY}}, None),
        ({"signed": Signed.LAPSED}, {"full_circulation": {AGENCY}}, None),
        ({"role": Role.REFERRER}, {"referred_by": {SEAT}}, None),
        ({"role": Role.REFERRER}, {"referred_by": {SEAT}, "sensitivity": "draft"}, None),
        ({}, {"admitted": {OTHER: LATER}}, Reason.OFF_CIRCULATION),
        ({}, {"admitted": {ELSEWHERE: LATER}}, Reason.OFF_CIRCULATION),
        ({}, {"admitted": {SEAT: LATER}}, None),
        ({"role": Role.REFERRER}, {"admitted": {SEAT: LATER}}, Reason.OFF_CIRCULATION),
        ({}, {"referred_by": {ELSEWHERE}}, Reason.OFF_CIRCULATION),
        ({"role": Role.REFERRER}, {"referred_by": {ELSEWHERE}}, Reason.OFF_CIRCULATION),
        ({}, {"referred_by": {ELSEWHERE}, "sensitivity": "draft"}, Reason.DRAFT),
    ],
)
def test_the_first_no_is_the_reason(actor, facts, reason):
    actor = actor if isinstance(actor, Actor) else actor_with(**actor)
    facts = facts_with(**{key: _frozen(value) for key, value in facts.items()})
    assert decide(actor, may.ADD_DEVELOPMENT, facts).reason == reason


def _frozen(value):
    return frozenset(value) if isinstance(value, set) else value


@pytest.mark.parametrize("circulation", ["search_circulation", "full_circulation"])
def test_whoever_is_on_any_circulation_may_look_people_up(circulation):
    facts = facts_with(**{circulation: frozenset({AGENCY})})
    assert decide(actor_with(), may.LOOK_UP, facts).allowed
    assert decide(actor_with(), may.VIEW_CASE, facts).allowed is (circulation[0] == "f")


def test_break_glass_lasts_until_its_time():
    now = clock.now()
    facts = facts_with(admitted={SEAT: now + timedelta(hours=1)})
    assert decide(actor_with(), may.VIEW_CASE, facts).allowed
    with clock.set_to(now + timedelta(hours=2)):
        assert not decide(actor_with(), may.VIEW_CASE, facts).allowed


def test_a_grant_that_ran_out_takes_nothing_away():
    facts = facts_with(
        admitted={SEAT: clock.now() - timedelta(hours=1)},
        full_circulation=frozenset({AGENCY}),
    )
    assert decide(actor_with(), may.VIEW_CASE, facts).allowed


@pytest.mark.parametrize(
    ("actor", "facts", "reason"),
    [
        (Actor(), {}, Reason.NOT_SIGNED_IN),
        ({"second_factor_at": None}, {}, Reason.NO_SECOND_FACTOR),
        ({"role": None}, {}, Reason.NO_MEMBERSHIP),
        ({"live": False}, {}, Reason.NO_MEMBERSHIP),
        ({"signed": Signed.NONE}, {}, Reason.NO_AGREEMENT),
        ({"role": Role.COORDINATOR}, {}, Reason.NOT_IN_ROLE),
        ({}, {"area_id": None}, Reason.OTHER_AREA),
        ({}, {"area_id": OTHER}, Reason.OTHER_AREA),
        ({}, {"area_id": OTHER, "walled": {USER}}, Reason.OTHER_AREA),
        ({}, {"walled": {USER}}, Reason.CONFLICT),
        ({}, {"walled": {USER}, "sensitivity": Sensitivity.DRAFT}, Reason.CONFLICT),
        ({}, {"sensitivity": Sensitivity.DRAFT, "referred_by": {SEAT}}, Reason.DRAFT),
        ({}, {}, None),
        ({}, {"walled": {OTHER}}, None),
        ({"role": Role.ADVOCATE}, {"frozen": True}, None),
        ({}, {"search_circulation": {AGENCY}}, None),
    ],
)
def test_an_emergency_passes_circulation_and_nothing_else(actor, facts, reason):
    actor = actor if isinstance(actor, Actor) else actor_with(**actor)
    facts = facts_with(**{key: _frozen(value) for key, value in facts.items()})
    assert decide_emergency(actor, OPEN_IN_EMERGENCY, facts).reason == reason


@pytest.mark.parametrize(
    ("facts", "already"),
    [
        ({}, False),
        ({"search_circulation": {AGENCY}}, False),
        ({"full_circulation": {AGENCY}}, True),
        ({"referred_by": {SEAT}}, True),
        ({"admitted": {SEAT: LATER}}, True),
        ({"admitted": {SEAT: EARLIER}}, False),
    ],
)
def test_what_is_open_already_needs_no_emergency(facts, already):
    facts = facts_with(**{key: _frozen(value) for key, value in facts.items()})
    assert access.sees_already(actor_with(), facts) is already


def test_the_lead_sees_that_a_case_exists_and_nothing_in_it():
    lead = actor_with(role=Role.LEAD)
    assert decide(lead, READ_CASE_TRAIL, facts_with()).allowed
    assert decide(lead, may.VIEW_CASE, facts_with()).reason == Reason.NOT_IN_ROLE


def test_a_stranger_gets_no_words():
    assert set(Reason) == STRANGER | set(WORDS)


def test_every_permission_is_somebodys():
    for permission in REGISTER.values():
        assert permission.roles or permission.jobs, permission.code


def subsets(names):
    return st.sets(st.sampled_from(names), max_size=3)


WORLD = st.fixed_dictionaries(
    {
        "owner": st.sampled_from(KINDS),
        "search": subsets(KINDS),
        "full": subsets(KINDS),
        "referred": subsets(SEATS),
        "walled": subsets(PEOPLE),
        # By seat, the hours from now on; each has a time of their own.
        "admitted": st.dictionaries(
            st.sampled_from(SEATS), st.sampled_from([-1, 1, 2]), max_size=3
        ),
        "draft": st.booleans(),
        "frozen": st.booleans(),
        "elsewhere": st.booleans(),
    }
)


def lay_down(cast, world):
    """Make the scope of a random world, with one party in it, as the owner of the database."""
    area = cast.elsewhere if world["elsewhere"] else cast.area

    def users(names):
        return sorted(cast.user(name).pk for name in names)

    def agencies(kinds):
        return sorted(cast.agency(kind).pk for kind in kinds)

    now = int(clock.now().timestamp())
    scope = Scope(
        area=area,
        owner_agency=cast.agency(world["owner"]),
        search_circulation=agencies(world["search"]),
        full_circulation=agencies(world["full"]),
        referred_by=sorted(cast.seat(name) for name in world["referred"]),
        walled=users(world["walled"]),
        admitted={
            str(cast.seat(name)): now + hours * 3600 for name, hours in world["admitted"].items()
        },
        sensitivity=Sensitivity.DRAFT if world["draft"] else Sensitivity.NORMAL,
        frozen=world["frozen"],
    )
    with as_owner(), unit_of_work(Actor.system("seed")):
        scope.save(force_insert=True)
        Party.objects.create(scope=scope, role="victim", given_name="Tara")
    return scope.pk


# Of a lead, who has no such permission; but lists and door must agree about it all the same.
READ_ALL = replace(may.VIEW_CASE, roles=frozenset(Role))
LEAST = {
    "owner": "marac",
    "search": set(),
    "full": set(),
    "referred": set(),
    "walled": set(),
    "admitted": {},
    "draft": False,
    "frozen": False,
    "elsewhere": False,
}
# For each condition a world in which it alone decides, whatever chance finds.
TOLD = [
    ({"full": {"police"}}, "petra", may.VIEW_CASE),
    ({"full": {"police"}, "walled": {"petra"}}, "petra", may.VIEW_CASE),
    ({"full": {"police"}, "elsewhere": True}, "petra", may.VIEW_CASE),
    ({"full": {"police"}, "draft": True}, "petra", may.VIEW_CASE),
    ({"search": {"police"}}, "petra", may.VIEW_CASE),
    ({"search": {"police"}}, "petra", may.LOOK_UP),
    ({"full": {"health_visiting"}}, "wren", may.VIEW_CASE),
    ({"referred": {"wren"}}, "wren", may.VIEW_CASE),
    ({"referred": {"wren"}, "draft": True}, "wren", may.VIEW_CASE),
    ({"referred": {"wren@acute"}}, "wren", may.VIEW_CASE),
    ({"referred": {"carys@police"}, "draft": True}, "carys", may.VIEW_CASE),
    ({"admitted": {"hal@police": 1}}, "hal", may.VIEW_CASE),
    ({"referred": {"alex"}}, "alex", may.VIEW_CASE),
    ({"admitted": {"hal": 1}}, "hal", may.VIEW_CASE),
    ({"admitted": {"hal": -1}}, "hal", may.VIEW_CASE),
    ({"admitted": {"hal": 1}}, "petra", may.VIEW_CASE),
    ({}, "carys", may.VIEW_CASE),
    ({"draft": True}, "carys", may.VIEW_CASE),
    ({"frozen": True}, "chidi", may.RECORD_ACTION),
    ({"frozen": True}, "chidi", may.VIEW_CASE),
    ({"walled": {"chidi"}}, "chidi", may.RECORD_ACTION),
    ({}, "chidi", may.RECORD_ACTION),
    ({}, "odile", READ_CASE_TRAIL),
    ({}, "odile", READ_ALL),
    ({"referred": {"odile"}}, "odile", READ_ALL),
    ({"draft": True}, "odile", READ_ALL),
    ({"draft": True}, "odile", READ_CASE_TRAIL),
    ({"referred": {"odile"}, "draft": True}, "odile", READ_ALL),
]


def with_what_is_told(test):
    """Try the worlds above before the random ones."""
    for world, person, permission in TOLD:
        test = example(world=LEAST | world, person=person, permission=permission)(test)
    return test


@settings(
    max_examples=WORLDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@with_what_is_told
@given(world=WORLD, person=st.sampled_from(PEOPLE), permission=st.sampled_from(ABOUT_CASES))
def test_door_list_and_wall_agree(cast, world, person, permission):
    actor = cast.actor(person)
    case = lay_down(cast, world)
    with unit_of_work(actor):
        facts = facts_of(case)
        allowed = decide(actor, permission, facts).allowed
        behind_wall = Scope.objects.filter(pk=case)
        listed = behind_wall.filter(access.visible_to(actor, permission)).exists()
        child = Party.objects.filter(
            access.visible_to(actor, permission, "scope__"), scope_id=case
        ).exists()
        wall_lets = behind_wall.exists()
        # What stands behind every other wall, whatever a query asks.
        content = Party.objects.filter(scope_id=case).exists()
    with as_owner(), unit_of_work(actor):
        unwalled = (
            Scope.objects.filter(pk=case).filter(access.visible_to(actor, permission)).exists()
        )
    assert listed == allowed, "the list and the door agree"
    assert unwalled == allowed, "the list does not lean on the wall"
    assert wall_lets is access.is_there(actor, facts), "whoever the wall lets through for anything"
    assert wall_lets or not allowed, "the wall is never narrower than the door"
    if person != "odile":
        assert child == allowed
        assert content == wall_lets, "every wall asks as that of scopes does"
    else:
        assert not child and not content, "the lead reads no content, whatever a query asks"


@pytest.mark.parametrize(
    ("admitted", "there"),
    [({}, True), ({"petra": 1}, True), ({"hal": -1}, True), ({"hal": 1}, False)],
)
def test_who_is_not_let_in_is_told_from_who_is(cast, admitted, there):
    """Also where it is turned round: nothing is unknown about somebody who is not there."""
    case = lay_down(cast, LEAST | {"admitted": admitted})
    with as_owner(), unit_of_work(cast.actor("hal")) as work:
        others = Scope.objects.filter(pk=case).exclude(access.let_in(work.actor))
        assert others.exists() is there


def test_injected_conditions_do_not_pass_the_wall(cast):
    from tests.unit.test_work import open_case

    case = open_case(cast)
    with unit_of_work(cast.actor("petra")), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM sharing_party WHERE given_name = 'x' OR true")
        assert cursor.fetchall() == []
    with unit_of_work(cast.actor("carys")), connection.cursor() as cursor:
        cursor.execute("SELECT scope_id FROM sharing_party WHERE given_name = 'x' OR true")
        assert cursor.fetchall() == [(case,)]


def test_one_who_loses_sight_loses_it_at_once(cast):
    from tests.unit.test_work import open_case

    case = open_case(cast, full=["police"])
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case, walled=frozenset({cast.user("petra").pk}))
    with unit_of_work(cast.actor("petra")):
        assert not Party.objects.filter(scope_id=case).exists()
        assert not access.may(cast.actor("petra"), SHOW_ADDRESS, case).allowed


@pytest.mark.parametrize(("job", "there"), [("reminders", 1), ("notices", 0), ("unknown", 0)])
def test_jobs_may_do_and_see_what_they_are_for(cast, job, there):
    from tests.unit.test_work import open_case

    case = open_case(cast)
    actor = Actor.system(job)
    assert decide(actor, may.CHASE_RESEARCH).allowed is bool(there)
    with unit_of_work(actor):
        rule = access.visible_to(actor, may.CHASE_RESEARCH)
        assert Scope.objects.filter(rule, pk=case).count() == there
        assert Party.objects.filter(scope_id=case).count() == 1, "the wall lets every job through"


def test_what_is_about_no_case_is_decided_without_one_and_what_is_about_one_is_not():
    assert decide(actor_with(), may.SEE_HOME).allowed
    with pytest.raises(TypeError, match="say which"):
        decide(actor_with(), may.VIEW_CASE)
    assert decide(Actor(), may.VIEW_CASE).reason == Reason.NOT_SIGNED_IN


def test_the_cast_is_seeded_with_two_areas(db):
    cast = seed_cast()
    assert cast.actor("nia").area_id != cast.actor("carys").area_id
