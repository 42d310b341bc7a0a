"""Rows of a case are read for named cases or through `visible_to`; anything else raises."""

import pytest
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower

from meetings import permissions as may
from meetings.models import Action, Case, Meeting, Stage
from sharing import access
from sharing.actor import Actor
from sharing.models import Address, Area, Item, Party, Scope, ScopeVersion, User
from sharing.operations.locking import lock
from sharing.scoping import NotScoped
from sharing.unit import unit_of_work
from sharing.work import NoUnitOfWork
from tests.story import case_at


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.ACTIONS)


@pytest.fixture
def petra(cast, case):
    with unit_of_work(cast.actor("petra")) as work:
        yield work.actor


READS = {
    "all": list,
    "first": lambda rows: rows.first(),
    "get": lambda rows: rows.get(),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "aggregate": lambda rows: rows.aggregate(),
    "iterator": lambda rows: list(rows.iterator()),
    "values": lambda rows: list(rows.values("pk")),
    "in bulk": lambda rows: rows.in_bulk(),
    "cut": lambda rows: list(rows[:3]),
}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("model", [Case, Party, Action, Item])
def test_what_names_no_case_raises(petra, model, read):
    with pytest.raises(NotScoped, match="name the cases"):
        READS[read](model.objects.all())


@pytest.mark.parametrize(
    "condition",
    [
        Q(given_name="Tara"),
        Q(pk=None),
        Q(scope__isnull=False),
        Q(scope__sensitivity="normal"),
        ~Q(scope=None),
    ],
    ids=str,
)
def test_other_conditions_do_not_name_one(petra, condition):
    with pytest.raises(NotScoped):
        list(Party.objects.filter(condition))


def test_what_is_computed_does_not_name_one(petra):
    with pytest.raises(NotScoped):
        list(Party.objects.alias(called=Lower("given_name")).filter(called="tara"))


def test_an_alternative_to_the_case_is_none(petra, case):
    with pytest.raises(NotScoped):
        list(Party.objects.filter(Q(scope_id=case.pk) | Q(given_name="Tara")))
    assert list(Party.objects.filter(Q(scope_id=case.pk) | Q(scope__id=case.pk)))


def test_everything_but_one_case_is_not_a_case(petra, case):
    with pytest.raises(NotScoped):
        list(Party.objects.exclude(scope_id=case.pk))


def test_two_lists_must_both_name_their_cases(petra, case):
    here = Party.objects.filter(scope_id=case.pk)
    with pytest.raises(NotScoped):
        list(here.union(Party.objects.filter(given_name="Tara")))
    assert list(here.union(Party.objects.filter(scope_id=case.pk)))


def test_rows_of_named_cases_are_read(petra, case):
    for named in (
        Party.objects.filter(scope_id=case.pk),
        Party.objects.filter(scope__in=[case.pk]),
        Party.objects.filter(scope_id__in=Case.objects.filter(pk=case.pk).values("pk")),
        Party.objects.filter(role="victim").filter(scope=case.pk),
        Case.objects.filter(pk=case.pk),
        Case.objects.filter(scope__id=case.pk),
    ):
        assert named.exists() and named.count() and list(named) and list(named.iterator())
    assert Party.objects.filter(scope_id=case.pk).aggregate() == {}


def test_what_was_read_is_counted_without_asking_again(petra, case):
    rows = Party.objects.filter(scope_id=case.pk)
    assert len(rows) == rows.count() and rows.exists()


def test_what_is_visible_is_read(petra, case):
    visible = access.visible_to(petra, may.VIEW_CASE, "scope__")
    assert {one.scope_id for one in Party.objects.filter(visible)} == {case.pk}
    assert list(Case.objects.filter(visible, Exists(Party.objects.filter(scope=OuterRef("pk")))))


def test_nothing_is_read_for_whom_nothing_is_visible(cast, case):
    with unit_of_work(cast.actor("alex")) as work:
        nothing = access.visible_to(work.actor, may.VIEW_CASE, "scope__")
        assert list(Party.objects.filter(nothing)) == list(Party.objects.none()) == []


def test_a_reason_reads_without(petra):
    rows = Party.objects.unscoped("of which case it is, for the door").filter(role="victim")
    assert rows.exists() and list(rows.order_by("pk")[:1])
    with pytest.raises(NotScoped):
        list(Party.objects.filter(role="victim"))


def test_a_job_reads_for_every_area(case):
    with unit_of_work(Actor.system("notices")):
        assert Case.objects.count() == 1


def test_without_a_unit_of_work_nothing_is_read(db):
    with pytest.raises(NoUnitOfWork):
        list(Case.objects.all())


def test_scopes_are_rows_of_cases_too(petra, case):
    with pytest.raises(NotScoped):
        list(Scope.objects.filter(frozen=False))
    visible = access.visible_to(petra, may.VIEW_CASE)
    assert list(Scope.objects.filter(visible)) == list(Scope.objects.filter(pk=case.pk))
    with pytest.raises(NotScoped):
        ScopeVersion.objects.count()
    # The wall keeps what a scope was from her: it is asked, and the guard lets it be.
    assert list(ScopeVersion.objects.filter(scope=case.pk)) == []


def test_a_filter_by_area_alone_is_not_the_door(petra):
    """The area of `visible_to` comes with the rest of its rule, any other without."""
    for area in (petra.area_id, Area.objects.get(pk=petra.area_id)):
        with pytest.raises(NotScoped):
            list(Case.objects.filter(scope__area=area))


def test_what_is_visible_or_else_is_not_scoped(petra):
    visible = access.visible_to(petra, may.VIEW_CASE, "scope__")
    for rows in (
        Party.objects.filter(visible | Q(role="victim")),
        Party.objects.exclude(visible),
    ):
        with pytest.raises(NotScoped):
            list(rows)


def test_cases_that_another_query_finds_must_be_scoped_in_it(petra, case):
    found = Party.objects.filter(role="victim").values("scope_id")
    for rows in (
        Case.objects.filter(pk__in=found),
        Case.objects.filter(pk=found[:1]),
        Case.objects.filter(pk=F("joined_to")),
    ):
        with pytest.raises(NotScoped):
            list(rows)
    assert Case.objects.filter(pk__in=found.filter(scope_id=case.pk)).exists()
    assert Case.objects.filter(pk__in=found.unscoped("a test")).exists()


def test_rows_of_a_row_in_hand_are_read(petra, case):
    party = Party.objects.get(scope_id=case.pk, role="victim")
    assert {one.scope_id for one in party.addresses.all()} == {case.pk}
    assert party.addresses.filter(ended_on=None).count()
    parties = Party.objects.filter(scope_id=case.pk).prefetch_related("addresses")
    assert (
        sum(len(one.addresses.all()) for one in parties)
        == Address.objects.filter(scope_id=case.pk).count()
    )
    assert party.history.count() == len(party.history.all()) > 0
    with pytest.raises(NotScoped):
        list(party.addresses.filter(ended_on=None) | Address.objects.filter(kind="current"))


def test_rows_of_what_is_no_case_are_not(petra, case):
    meeting = Meeting.objects.get(pk=case.meeting_id)
    for rows in (meeting.actions, meeting.cases):
        with pytest.raises(NotScoped):
            list(rows.all())
    visible = access.visible_to(petra, may.VIEW_CASE, "scope__")
    assert list(meeting.cases.filter(visible)) == [case]


def test_what_was_joined_to_a_case_in_hand_is_of_another(petra, case):
    with pytest.raises(NotScoped):
        list(case.joined.all())


def test_the_past_is_read_as_the_present_is(petra, case):
    past = Party.history.model
    for rows in (past.objects, Party.history):
        with pytest.raises(NotScoped):
            list(rows.filter(role="victim"))
        assert rows.filter(scope_id=case.pk).exists()


def test_what_hangs_on_no_case_is_read_by_whoever(petra):
    assert Area.objects.exists() and User.objects.count()
    assert Area.history.exists() and list(Meeting.objects.all())


def test_a_row_is_read_again_locked_and_saved(petra, case):
    party = Party.objects.get(scope_id=case.pk, role="victim")
    party.refresh_from_db()
    assert lock(Party, party.pk) == party
    assert Party.objects.select_for_update().filter(scope_id=case.pk).exists()
    with pytest.raises(NotScoped):
        list(Party.objects.select_for_update())
    action = Action.objects.filter(scope_id=case.pk, party__isnull=True).first()
    assert action.scope.pk == case.pk and action.meeting_id == case.meeting_id
