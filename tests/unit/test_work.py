"""The unit of work: one transaction, one actor, one event."""

import threading
import time
import uuid
from copy import deepcopy
from dataclasses import fields

import pytest
from django.db import DatabaseError, InternalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sharing import access, audit, clock
from sharing.actor import Actor
from sharing.events import SIGNED_IN
from sharing.history import save_all
from sharing.models import AuditDetail, Item, Party, Scope, ScopeVersion, Sensitivity
from sharing.operations import circulation
from sharing.permissions import ADDRESS_OF_OTHER_CASE_STOPPED, SHOW_ADDRESS
from sharing.reasons import Reason
from sharing.unit import attempt, unit_of_work
from sharing.work import Noted, NotRecorded, NoUnitOfWork, Refused, current
from tests.conftest import as_owner
from tests.doing import every
from tests.trail import events


def open_case(cast, *, by="carys", sensitivity=Sensitivity.NORMAL, full=(), search=()):
    """Open a scope with one party, and return its identifier."""
    case = uuid.uuid4()
    actor = cast.actor(by)
    with unit_of_work(actor) as work:
        circulation.open_scope(
            work,
            case,
            area_id=actor.area_id,
            owner_agency_id=actor.agency_id,
            sensitivity=sensitivity,
        )
        Party.objects.create(scope_id=case, role="victim", given_name="Tara")
        circulation.circulate(
            work,
            case,
            full={cast.agency(kind).pk for kind in full},
            search={cast.agency(kind).pk for kind in search},
        )
    return case


def test_reading_without_a_unit_is_an_error(cast):
    with pytest.raises(DatabaseError), transaction.atomic():
        list(every(Scope))


@pytest.mark.django_db(transaction=True)
def test_reading_without_a_unit_is_an_error_after_an_earlier_unit(transactional_db):
    from tests.personas import seed_cast

    cast = seed_cast()
    with unit_of_work(cast.actor("carys")):
        assert list(every(Scope)) == []
    with pytest.raises(DatabaseError):
        list(every(Scope))


def test_saving_without_a_unit_is_an_error(cast):
    with pytest.raises(NoUnitOfWork):
        cast.area.save()


def test_units_do_not_nest(cast):
    actor = cast.actor("carys")
    with unit_of_work(actor), pytest.raises(RuntimeError), unit_of_work(actor):
        pass


def test_it_writes_one_event_with_what_was_noted(cast):
    case = open_case(cast)
    before = len(events())
    with unit_of_work(cast.actor("carys")) as work:
        work.opened.add(case)  # a bare scope, of no case that could stand on a list
        access.require(work.actor, SHOW_ADDRESS, case)
        work.why = "arranging a visit"
    (event,) = events()[before:]
    assert (event.code, event.outcome, event.cases) == ("address_shown", "allowed", [case])
    assert event.user_id == cast.user("carys").pk
    with as_owner():
        detail = AuditDetail.objects.get(pk=event.id)
    assert b"arranging" not in bytes(detail.ciphertext)


def test_an_attempt_that_fails_takes_back_all_that_was_noted(cast):
    noted = {
        "code": "case_viewed",
        "also": ["case_found"],
        "recipient_id": uuid.uuid4(),
        "why": "arranging a visit",
        "beside": {"events": 1},
        "wrote": ["a row"],
        "changed": True,
    }
    with unit_of_work(cast.actor("carys")) as work:
        before = deepcopy({one.name: getattr(work, one.name) for one in fields(Noted)})
        with pytest.raises(ValueError), attempt():
            for name, standing in before.items():
                # What holds several is added to, as operations do.
                match getattr(work, name):
                    case set() as several:
                        several.add(uuid.uuid4())
                    case list() as several:
                        several.extend(noted[name])
                    case dict() as several:
                        several.update(noted[name])
                    case _:
                        setattr(work, name, noted[name])
                assert getattr(work, name) != standing
            raise ValueError
        assert {one.name: getattr(work, one.name) for one in fields(Noted)} == before


def test_a_unit_in_which_nothing_was_seen_writes_none(cast):
    before = len(events())
    with unit_of_work(cast.actor("carys")):
        pass
    assert len(events()) == before


def test_a_refusal_rolls_back_and_is_recorded(cast):
    case = open_case(cast)
    with pytest.raises(Refused), unit_of_work(cast.actor("petra")) as work:
        current().note(SIGNED_IN)
        access.require(work.actor, SHOW_ADDRESS, case)
    event = events()[-1]
    assert (event.code, event.outcome, event.reason, event.cases) == (
        "address_shown",
        "refused",
        "off_circulation",
        [case],
    )


def test_an_unknown_case_is_refused_and_recorded_alike(cast):
    unknown = uuid.uuid4()
    with pytest.raises(Refused), unit_of_work(cast.actor("petra")) as work:
        access.require(work.actor, SHOW_ADDRESS, unknown)
    event = events()[-1]
    assert (event.outcome, event.reason, event.cases) == ("refused", "other_area", [unknown])


def test_nothing_is_shown_when_the_event_cannot_be_written(cast, monkeypatch):
    def fail(*what):
        raise InternalError

    monkeypatch.setattr(audit, "write", fail)
    with pytest.raises(NotRecorded), unit_of_work(cast.actor("carys")) as work:
        work.note(SIGNED_IN)


def test_an_attempt_that_fails_takes_back_what_it_noted(cast):
    with unit_of_work(cast.actor("carys")) as work:
        work.note(SIGNED_IN)
        with pytest.raises(ValueError), attempt():
            work.note(SHOW_ADDRESS.event, cases=[uuid.uuid4()], changing=True)
            cast.area.save()
            raise ValueError
        assert (work.code, work.also, work.cases) == ("signed_in", [], set())
    with as_owner():
        assert cast.area.history.count() == 1


def test_history_carries_the_event_and_the_person(cast):
    case = open_case(cast)
    with unit_of_work(cast.actor("carys")) as work:
        party = Party.objects.get(scope_id=case)
        party.given_name = "Tamara"
        party.save()
        work.note(SHOW_ADDRESS.event, cases=[case])
        newest = party.history.latest("history_date")
        assert newest.event_id == work.event_id
        assert newest.history_user_id == cast.user("carys").pk


def test_what_a_row_was_is_asked_of_one_class_and_each_row_of_its_own(cast):
    with unit_of_work(cast.actor("carys")):
        ours, theirs = cast.area.history, cast.elsewhere.history
    assert type(ours) is type(theirs)
    assert (ours.instance, theirs.instance) == (cast.area, cast.elsewhere)


def test_history_is_never_changed(cast):
    case = open_case(cast)
    with unit_of_work(cast.actor("carys")):
        row = Party.objects.get(scope_id=case).history.get()
        row.given_name = "Somebody"
        with pytest.raises(ProgrammingError), transaction.atomic():
            row.save()


def test_writes_that_history_cannot_see_are_refused(cast):
    with unit_of_work(cast.actor("carys")):
        for write in (
            lambda: Party.objects.update(given_name="x"),
            lambda: Party.objects.all().delete(),
            lambda: Party.objects.bulk_create([]),
        ):
            with pytest.raises(TypeError):
                write()


def test_scope_versions_are_kept(cast):
    case = open_case(cast, full=["police"])
    with unit_of_work(cast.actor("carys")):
        versions = list(ScopeVersion.objects.filter(scope_id=case).order_by("version"))
        assert [len(version.full_circulation) for version in versions] == [1, 2]


def test_a_scope_changed_meanwhile_is_refused(cast):
    from dataclasses import replace

    case = open_case(cast)
    with unit_of_work(cast.actor("carys")) as work:
        facts = work.facts(case)
        with pytest.raises(DatabaseError), transaction.atomic():
            circulation._write(replace(facts, version=facts.version - 1))


@pytest.mark.django_db(transaction=True)
def test_two_who_circulate_at_once_both_have_their_way(transactional_db):
    from tests.personas import seed_cast

    cast = seed_cast()
    case = open_case(cast)
    kinds = ["police", "housing", "probation", "idva"]

    def circulate(kind):
        with unit_of_work(cast.actor("carys")) as work:
            work.facts(case)
            time.sleep(0.05)
            circulation.circulate(work, case, full={cast.agency(kind).pk})
        connection.close()

    threads = [threading.Thread(target=circulate, args=[kind]) for kind in kinds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with unit_of_work(cast.actor("carys")):
        circulated = set(Scope.objects.get(pk=case).full_circulation)
    assert circulated >= {cast.agency(kind).pk for kind in kinds}


def test_many_rows_are_saved_with_their_history_at_once(cast):
    cases = [open_case(cast) for _ in range(3)]
    with unit_of_work(cast.actor("carys")) as work:
        parties = list(Party.objects.filter(scope__in=cases))
        for party in parties:
            party.family_name = "Weir"
        with CaptureQueriesContext(connection) as captured:
            save_all(parties, ["family_name"])
        assert len(captured) <= 3, "not a statement for each row"
        newest = parties[0].history.latest("history_date")
        assert (newest.family_name, newest.event_id) == ("Weir", work.event_id)
        assert newest.history_user_id == cast.user("carys").pk
        save_all([], ["family_name"])


def test_what_an_agency_shared_is_written_by_it_alone(cast):
    case = open_case(cast, full=["police", "housing"])
    petra, rowan = cast.actor("petra"), cast.actor("rowan")
    with unit_of_work(petra):
        item = Item.objects.create(
            scope_id=case,
            agency_id=petra.agency_id,
            request_id=uuid.uuid4(),
            text="Called twice.",
            who_may_read="shared",
            author_id=petra.user_id,
            submitted_at=clock.now(),
        )
    with unit_of_work(rowan), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sharing_item WHERE id = %s", [item.pk])
        assert cursor.fetchone() == (1,)
        cursor.execute("UPDATE sharing_item SET text = 'x' WHERE id = %s", [item.pk])
        assert cursor.rowcount == 0


def test_a_scope_of_another_area_is_not_written(cast):
    case = open_case(cast)
    with (
        unit_of_work(cast.actor("nia")) as work,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        circulation.change(work, case, frozen=True)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET code = ''", "DELETE FROM audit_event"]
)
def test_the_trail_is_only_added_to_even_by_its_owner(cast, statement):
    open_case(cast)
    with unit_of_work(cast.actor("carys")) as work:
        work.note(SIGNED_IN)
    with (
        as_owner(),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["audit_event", "audit_event_2026"])
def test_the_trail_is_never_emptied(cast, table):
    with (
        as_owner(),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table}")


def test_the_actor_is_fixed_for_the_unit(cast):
    with unit_of_work(cast.actor("carys")), pytest.raises(ValueError):
        access.require(cast.actor("petra"), SHOW_ADDRESS, uuid.uuid4())


def test_a_permission_about_a_case_needs_one(cast):
    with unit_of_work(cast.actor("carys")) as work, pytest.raises(TypeError):
        access.require(work.actor, SHOW_ADDRESS)
    with pytest.raises(TypeError):
        access.decide(cast.actor("carys"), SHOW_ADDRESS)


def test_a_job_does_only_what_it_is_for(cast):
    case = open_case(cast)
    with pytest.raises(Refused), unit_of_work(Actor.system("reminders")) as work:
        access.require(work.actor, SHOW_ADDRESS, case)


@pytest.mark.parametrize("refused", [False, True])
def test_what_is_said_of_other_cases_has_an_event_of_its_own_whatever_came_of_it(cast, refused):
    here, there = open_case(cast), open_case(cast)
    try:
        with unit_of_work(cast.actor("carys")) as work:
            work.note(SHOW_ADDRESS.event, cases=[here])
            work.say_apart(ADDRESS_OF_OTHER_CASE_STOPPED, [there])
            if refused:
                raise Refused(Reason.NOTHING_THERE, SHOW_ADDRESS.event, here)
    except Refused:
        assert refused
    first, second = events()[-2:]
    assert (first.code, first.cases) == ("address_shown", [here])
    assert first.outcome == ("refused" if refused else "allowed")
    assert (second.code, second.cases) == ("address_of_other_case_stopped", [there])
    assert second.outcome == "allowed"
    assert (first.request_id, first.user_id) == (second.request_id, second.user_id)
