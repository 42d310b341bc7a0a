"""Whatever walls stand, whoever decides, and in whichever order things happen and walls go up and
down."""

from random import Random
from uuid import uuid4

import pytest
from django.db import connection, transaction

from sharing import clock
from sharing.actor import Actor
from sharing.models import AlertState, AuditEvent, Watched
from sharing.operations.alerts import WATCH, decide_alert
from sharing.permissions import READ_OWN_TRAIL
from sharing.queries.alert_readers import Finding, groups_of
from sharing.queries.alerts import alert_list, alert_page, new_alerts
from sharing.queries.marks import readable
from sharing.queries.trail.asked import Asked
from sharing.queries.trail.chart import area_chart
from sharing.queries.trail.reading import area_trail
from sharing.roles import Role
from sharing.unit import unit_of_work
from sharing.watch.notices import tell_of_alerts
from sharing.watch.readers import ask_who_reads_alerts
from sharing.watch.reading import raise_all
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.watch.helpers import joins, wednesday_at
from tests.jobs import as_jobs

LEADS, CHAIRS = ("odile", "second", "third"), ("chidi", "deputy")
TIMES = 2
CASES = range(3)


@pytest.fixture
def cast(cast):
    for name, role in (("second", Role.LEAD), ("third", Role.LEAD), ("deputy", Role.CHAIR)):
        joins(cast, name, role)
    return cast


class World:
    """Petra is refused at cases; each minute something happens, or a wall goes up or down."""

    def __init__(self, cast, walls):
        self.cast, self.walls, self.minute = cast, set(walls), 0
        self.cases = [uuid4() for _case in CASES]
        self.events = []  # each with its moment and the cases that it names, as numbers
        with as_owner(), connection.cursor() as cursor:
            for case in self.cases:
                cursor.execute(
                    "INSERT INTO sharing_scope (id, version, area_id, owner_agency_id,"
                    " search_circulation, full_circulation, referred_by, walled, admitted,"
                    " sensitivity, frozen)"
                    " VALUES (%s, 1, %s, %s, '{}', '{}', '{}', '{}', '{}', 'normal', false)",
                    [case, cast.area.pk, cast.agency("marac").pk],
                )
        for case in CASES:
            self.put_up(case)

    def put_up(self, case):
        walled = [self.cast.user(name).pk for name, behind in self.walls if behind == case]
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE sharing_scope SET walled = %s::uuid[] WHERE id = %s",
                [walled, self.cases[case]],
            )

    def move_wall(self, name, case):
        self.walls ^= {(name, case)}
        self.put_up(case)
        with as_jobs():
            ask_who_reads_alerts.call(str(self.cast.area.pk))

    def happen(self, named):
        """The watch finds it, with what was before: as many rows at most as there are groups, and
        nothing when it looks again."""
        petra = self.cast.memberships["petra"]
        with unit_of_work(self.cast.actor("petra")) as work:
            work.note(READ_OWN_TRAIL.event, cases=[self.cases[one] for one in sorted(named)])
        with as_owner():
            at = AuditEvent.objects.get(id=work.event_id).occurred_at
        self.events.append((work.event_id, at, named))
        if len(self.events) < TIMES:
            return
        finding = Finding(
            watched=Watched.REFUSALS, area_id=self.cast.area.pk, about_id=petra.user_id,
            events=[(event, at) for event, at, _named in self.events], just_read={work.event_id},
            agency_id=petra.agency_id, role=petra.role, day=clock.today(), times=TIMES,
        )  # fmt: skip
        with as_jobs():
            assert len(raise_all(finding)) <= len(groups_for(finding))
            assert raise_all(finding) == []

    def hidden_from(self, name):
        return {case for who, case in self.walls if who == name}

    def known_to(self, name):
        """Return the events that somebody may know of, and the cases that these tell them of."""
        hidden = self.hidden_from(name)
        known = [(event, set(cases) - hidden) for event, _at, cases in self.events]
        pairs = zip(known, self.events, strict=True)
        known = [one for one, (_event, _at, cases) in pairs if one[1] or not cases]
        return {event for event, _cases in known}, set().union(*(cases for _event, cases in known))


def groups_for(finding):
    with unit_of_work(Actor.system(WATCH)):
        return groups_of(finding)


def rows_of(cast, name):
    """Return the alerts that somebody reads, and those in their list."""
    with unit_of_work(cast.actor(name)) as work:
        read = list(readable(work.actor))
        listed = [
            line.alert for state in AlertState for line in alert_list(work.actor, state=state).lines
        ]
    return read, listed


def check(world, *, decided=False):
    """Whoever reads an alert may know all of it, and reads all in one; what is due to them is
    there."""
    for name in (*LEADS, *CHAIRS):
        read, listed = rows_of(world.cast, name)
        hidden = {world.cases[case] for case in world.hidden_from(name)}
        events, cases = world.known_to(name)
        for row in read:
            assert hidden.isdisjoint(row.cases)
            assert set(row.events) <= events
        waiting = [row for row in listed if row.state != AlertState.EXPLAINED]
        assert len(waiting) <= 1, "all in one"
        if name in CHAIRS and any(not cases & world.hidden_from(one) for one in LEADS):
            continue  # a lead reads what they would
        if len(events) >= TIMES and not decided:
            (row,) = waiting
            assert (set(row.events), row.number) == (events, len(events))
            with unit_of_work(world.cast.actor(name)) as work:
                assert len(alert_page(work.actor, row.pk).trail.lines) == len(events)
        elif len(events) < TIMES:
            assert listed == [], "below its rule"


def played(play, **how):
    """Play it, and take back all that it wrote. Each unit of work is the outermost block itself."""
    before = transaction.savepoint()
    found = play(**how)
    transaction.savepoint_rollback(before)
    return found


def some(random, of, most=None):
    return random.sample(sorted(of), random.randint(0, most if most is not None else len(of)))


def some_walls(random):
    pairs = [(name, case) for name in (*LEADS, *CHAIRS) for case in CASES]
    return some(random, pairs, 7)


@pytest.mark.parametrize("seed", range(8))
def test_whoever_reads_an_alert_may_know_it_all_and_reads_what_is_due(cast, seed):
    random = Random(seed)  # noqa: S311

    def play():
        world, decided = World(cast, some_walls(random)), False
        for minute in range(7):
            with clock.set_to(wednesday_at(12, minute)):
                step = random.random()
                if step < 0.6:
                    world.happen(frozenset(some(random, CASES)))
                elif step < 0.9 or seed % 2:
                    world.move_wall(random.choice((*LEADS, *CHAIRS)), random.choice(CASES))
                else:
                    decided |= decide(random, world)
                check(world, decided=decided)

    played(play)


def decide(random, world):
    name = random.choice((*LEADS, *CHAIRS))
    _read, listed = rows_of(world.cast, name)
    for row in listed:
        state = random.choice([AlertState.EXPLAINED, AlertState.CONCERN])
        values = {"alert_id": row.pk, "state": state, "version": row.version}
        do(world.cast, name, decide_alert, words=f"{name} asked.", **values)
    return bool(listed)


def seen_by_odile(world):
    """Return all that Odile is told of alerts, but for identifiers, and the chart."""
    cast = world.cast
    with unit_of_work(cast.actor("odile")) as work:
        actor = work.actor
        pages = [alert_list(actor, state=state) for state in AlertState]
        rows = [
            (
                one.alert.number, one.alert.first_at, one.alert.last_at, one.alert.state,
                one.alert.words, one.alert.version, one.alert.agency_id, one.alert.role,
                {world.cases.index(case) for case in one.alert.cases},
                len(alert_page(actor, one.alert.pk).trail.lines),
            )
            for page in pages
            for one in page.lines
        ]  # fmt: skip
        trail = [
            (str(one.what), str(one.who), str(one.about))
            for one in area_trail(actor, Asked()).lines
            if "alert" in str(one.what)
        ]
        chart = area_chart(actor, Asked())
        bars = [(one.name, one.allowed, one.refused) for one in (chart.series if chart else [])]
        return rows, pages[0].states, new_alerts(actor), trail, sorted(bars)


@pytest.mark.parametrize("seed", range(8))
def test_what_somebody_may_not_know_leaves_no_trace_for_them(cast, seed):
    """The same happens twice: once as it is, and once without what walls keep from Odile."""
    random = Random(seed)  # noqa: S311
    others = [one for one in some_walls(random) if one[0] != "odile"]
    hers = {("odile", case) for case in random.sample(CASES, random.randint(1, 2))}
    hidden = {case for _name, case in hers}
    steps = []
    for _minute in range(8):
        step = random.random()
        if step < 0.7:
            steps.append(("happen", frozenset(some(random, CASES)) or frozenset(hidden)))
        elif step < 0.9:
            who = random.choice([*LEADS[1:], *CHAIRS])
            steps.append(("move", who, random.choice(CASES)))
        else:
            steps.append(("decide", random.choice(AlertState.values[1:])))

    def play(*, whole):
        world, seen = World(cast, [*others, *hers]), []
        for minute, (step, *what) in enumerate(steps):
            with clock.set_to(wednesday_at(12, minute)):
                if step == "happen":
                    named = what[0] if whole else what[0] - hidden
                    if named or not what[0]:
                        world.happen(named)
                elif step == "move":
                    world.move_wall(*what)
                else:
                    for row in rows_of(cast, "odile")[1]:
                        values = {"alert_id": row.pk, "state": what[0], "version": row.version}
                        do(cast, "odile", decide_alert, words="Asked.", **values)
                with as_jobs():
                    tell_of_alerts()
                seen.append(seen_by_odile(world))
        return seen

    for one, other in zip(played(play, whole=True), played(play, whole=False), strict=True):
        assert one == other
