"""Where a test begins like another, the database holds the same as if it were the first."""

import threading
from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection, transaction

from meetings.models import Case, Stage
from sharing import clock
from sharing.models import Area
from sharing.unit import unit_of_work
from tests.conftest import as_owner, changes_something
from tests.doing import wall_off
from tests.memory import Memory, frozen
from tests.personas import seed_cast
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in

# What the database makes itself: when it wrote a row, and the identifier of a version of a scope.
ITS_OWN = ("recorded_at", "written_at", "id")


def everything():
    """Return all rows of all tables, as far as the portal gave them."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = sorted(name for (name,) in cursor.fetchall())
        rows = {}
        for name in tables:
            left_out = ITS_OWN if name == "sharing_scopeversion" else ITS_OWN[:2]
            cursor.execute(
                f'SELECT (to_jsonb(t) - %s::text[])::text FROM "{name}" t', [list(left_out)]
            )
            rows[name] = sorted(row for (row,) in cursor.fetchall())
    return rows


@pytest.fixture
def twice(db):
    """Tell the same from the same beginning twice, and return what was there each time."""

    def tell(story):
        own, found = Memory(), []
        for _ in range(2):
            beginning = transaction.savepoint()
            with own.of_a_test():
                result = story(own)
            found.append((everything(), result))
            transaction.savepoint_rollback(beginning)
        return own, *found

    return tell


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.RESEARCH, Stage.HEARING, Stage.COMPLETE])
def test_it_is_the_same_the_second_time(twice, stage):
    def story(own):
        cast = own.call(seed_cast, (), {})
        case = own.call(case_at, (cast, stage), {"name": "Una"})
        if stage is Stage.HEARING:
            own.call(in_the_room, (cast, case.meeting, "carys"), {})
        return frozen(cast), frozen(case)

    own, first, second = twice(story)
    assert len(own.kept) == (3 if stage is Stage.HEARING else 2)
    assert first == second
    assert sum(map(len, first[0].values())) > 100


def test_a_row_that_was_given_is_as_it_became(twice):
    def story(own):
        cast = own.call(seed_cast, (), {})
        meeting = own.call(meeting_in, (cast,), {"state": "held"})
        own.call(case_at, (cast, Stage.ACTIONS), {"meeting": meeting})
        return meeting.state, meeting.version

    own, first, second = twice(story)
    assert len(own.kept) == 3
    assert first == second and first[1][0] == "agreed"


def test_whatever_else_was_written_is_seen(twice):
    def story(own):
        cast = own.call(seed_cast, (), {})
        with as_owner(), unit_of_work(cast.actor("carys")):
            agency = cast.agency("housing")
            agency.core = False
            agency.save()
        case = own.call(case_at, (cast, Stage.RESEARCH), {})
        with as_owner():
            return Case.objects.get(pk=case.pk).pk

    own, first, second = twice(story)
    assert len(own.kept) == 1
    assert first[1] != second[1], "the operations ran again"


def test_nothing_is_kept_while_the_clock_stands(twice):
    def story(own):
        with clock.set_to(clock.now()):
            own.call(seed_cast, (), {})

    own, *_found = twice(story)
    assert own.kept == {}


def test_where_the_time_says_nothing_it_is_kept_at_the_moment_where_the_clock_stands(twice):
    def story(own):
        with own.while_the_clock_stands():
            cast = own.call(seed_cast, (), {})
            meeting = own.call(meeting_in, (cast,), {"state": "published"})
            with clock.set_to(clock.now() + timedelta(seconds=5)):
                own.call(in_the_room, (cast, meeting, "carys"), {})

    own, *_found = twice(story)
    assert len(own.kept) == 2


def test_for_a_moment_at_which_the_clock_was_let_stand_it_is_kept_as_it_was_then(twice):
    moment = clock.now() - timedelta(days=3)

    def story(own):
        for at in (moment, moment + timedelta(minutes=1)):
            with own.undone(), own.while_the_clock_stands(at):
                own.call(seed_cast, (), {})
        with own.while_the_clock_stands(moment):
            cast = own.call(seed_cast, (), {})
            own.call(meeting_in, (cast,), {})

    own, first, second = twice(story)
    assert first[0] == second[0]
    assert len(own.kept) == 3


def test_what_somebody_does_is_done_anew_once_the_test_has_looked(twice, cast):
    def story(own):
        case = own.call(case_at, (cast, Stage.TRIAGE), {})
        own.call(wall_off, (cast, case, "hal"), {}, unseen=True)
        signed_in_client(cast, "hal").get("/")
        own.call(wall_off, (cast, case, "nia"), {}, unseen=True)

    own, *_found = twice(story)
    assert len(own.kept) == 2


def test_several_reads_in_one_write_nothing(twice):
    def story(own):
        cast = own.call(seed_cast, (), {})
        rows = [Area.objects.filter(prefix=one).values("name") for one in ("LM", "NW")]
        assert len(rows[0].union(rows[1])) == 2
        own.call(meeting_in, (cast,), {})

    own, *_found = twice(story)
    assert len(own.kept) == 2


def test_what_was_undone_is_told_again_from_where_it_began(twice):
    def story(own):
        cast = own.call(seed_cast, (), {})
        before, told = everything(), []
        for name in ("Una", "Una", "Vera"):
            with own.undone():
                told.append(
                    (frozen(own.call(case_at, (cast, Stage.TRIAGE), {"name": name})), everything())
                )
                signed_in_client(cast, "carys").get("/")
            assert everything() == before
        assert told[0] == told[1] != told[2]
        return told, frozen(own.call(case_at, (cast, Stage.TRIAGE), {"name": "Una"}))

    own, first, second = twice(story)
    assert len(own.kept) == 3, "the cast and two cases"
    assert first == second


@pytest.mark.parametrize("known", [["a", {1}], {"b": (None, False)}, wall_off])
def test_values_are_the_same_that_say_the_same(known):
    assert frozen(known) == frozen(deepcopy(known))


def test_nothing_is_kept_of_what_failed(twice):
    def story(own):
        cast = own.call(seed_cast, (), {})
        with pytest.raises(KeyError):
            own.call(in_the_room, (cast, None, "nobody here"), {})
        own.call(meeting_in, (cast,), {})

    own, *_found = twice(story)
    assert len(own.kept) == 1


def test_what_cannot_be_compared_is_not_kept(twice):
    def story(own):
        cast = own.call(seed_cast, (), {})
        own.call(lambda cast, how: meeting_in(cast), (cast, object()), {})

    own, *_found = twice(story)
    assert len(own.kept) == 1


def test_what_was_kept_grows_old(twice, monkeypatch):
    monkeypatch.setattr("tests.memory.FRESH", timedelta(0))
    own, first, second = twice(lambda own: own.call(seed_cast, (), {}).area.pk)
    assert len(own.kept) == 1
    assert first[1] != second[1], "the operations ran again"


def test_nothing_is_kept_once_the_code_was_changed(db):
    own, patched = Memory(), []
    with own.of_a_test(changed=lambda: bool(patched)):
        cast = own.call(seed_cast, (), {})
        patched.append("the code")
        own.call(meeting_in, (cast,), {})
    assert len(own.kept) == 1


def test_nothing_is_kept_once_another_thread_came(db):
    def come():
        connection.ensure_connection()
        connection.close()

    own, other = Memory(), threading.Thread(target=come)
    with own.of_a_test():
        cast = own.call(seed_cast, (), {})
        other.start()
        other.join()
        own.call(meeting_in, (cast,), {})
    assert len(own.kept) == 1


def test_the_fixtures_tell_what_they_changed(request, monkeypatch):
    assert not changes_something(request)
    monkeypatch.setattr("tests.memory.FRESH", timedelta(0))
    assert changes_something(request)
    monkeypatch.undo()
    assert not changes_something(request)


def test_settings_are_changed_too(request, settings):
    assert not changes_something(request)
    settings.IDLE_MINUTES = 5
    assert changes_something(request)
