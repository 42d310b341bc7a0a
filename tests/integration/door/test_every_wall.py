"""Each policy of the database by itself: a bare row behind it is there for whom it is meant, and
for nobody else, to be read, written, changed or removed. `tests/mutations.py` takes each policy
away in turn."""

from datetime import timedelta
from uuid import uuid4

import pytest

from sharing import clock
from sharing.actor import Actor
from sharing.models.scope import Scoped
from sharing.unit import unit_of_work
from tests.integration.door.planting import (
    MODELS,
    SYSTEM,
    actors,
    as_the_owner,
    case_id,
    insertion,
    plant,
    reach_of,
    tried,
)
from tests.jobs import as_jobs

__all__ = ["case_id"]  # a fixture
OF_CASES = sorted(
    name
    for name, model in MODELS.items()
    if issubclass(getattr(model, "instance_type", model), Scoped)
    or name in ("meetings_case", "meetings_historicalcase", "sharing_scopeversion")
)
# The safeguarding lead sees that there is one.
LEADS = {
    "sharing_conflict",
    "sharing_historicalconflict",
    "sharing_emergencyaccess",
    "sharing_historicalemergencyaccess",
    "sharing_scopeversion",
}
# Who referred what was joined to a case reads of that one what became of it, and writes none of it.
FOLLOWED = ["meetings_action", "meetings_case", "meetings_staffwarning"]
OWN = ["sharing_caseopening", "sharing_formtoken", "sharing_keptform", "sharing_unsentform"]
# Off circulation, of another area, walled off, administrator of accounts; and nobody.
STRANGERS = ["hal", "nia", "rowan", "alex", None]


@pytest.mark.parametrize("table", OF_CASES)
def test_a_row_of_a_case_is_there_for_those_whose_case_it_is(cast, case_id, table):
    marac = cast.agency("marac").pk
    values = {"scope_id": case_id, "agency_id": marac}
    row = plant(table, **values)
    strangers = actors(cast, [*STRANGERS, *(set() if table in LEADS else {"odile"})])
    for name, actor in strangers.items():
        with unit_of_work(actor):
            assert reach_of(table, row) == set(), name
    with unit_of_work(cast.actor("carys")):
        assert "read" in reach_of(table, row)


@pytest.mark.parametrize("table", FOLLOWED)
def test_what_is_followed_is_read_by_who_referred_what_was_joined_to_it(cast, case_id, table):
    own, seat = uuid4(), cast.seat("wren")
    as_the_owner(
        "INSERT INTO sharing_scope (id, version, area_id, owner_agency_id, search_circulation,"
        " full_circulation, referred_by, walled, admitted, sensitivity, frozen)"
        " SELECT %s, 1, area_id, owner_agency_id, '{}', '{}', %s::uuid[], '{}', '{}', 'normal',"
        " false FROM sharing_scope WHERE id = %s",
        own,
        [seat],
        case_id,
    )
    agency = cast.agency("health_visiting").pk
    as_the_owner("SET CONSTRAINTS ALL IMMEDIATE")
    followed = plant("meetings_case", scope_id=case_id)
    values = {"scope_id": case_id, "agency_id": agency}
    row = followed if table == "meetings_case" else plant(table, **values)
    plant("meetings_case", scope_id=own, joined_to_id=case_id)
    for name, there in (("wren", True), ("hal", False), ("nia", False)):
        with unit_of_work(cast.actor(name)):
            assert reach_of(table, row) == ({"read"} if there else set()), name
    as_the_owner("UPDATE sharing_scope SET walled = %s::uuid[]", [cast.user("wren").pk])
    with unit_of_work(cast.actor("wren")):
        assert reach_of(table, row) == set()


@pytest.mark.parametrize("table", sorted(LEADS))
def test_what_the_lead_sees_agencies_do_not(cast, case_id, table):
    row = plant(table, scope_id=case_id)
    for name, there in (("odile", True), ("petra", False)):
        with unit_of_work(cast.actor(name)):
            assert ("read" in reach_of(table, row)) is there, name


@pytest.mark.parametrize("table", ["sharing_item", "sharing_attachment"])
def test_what_an_agency_shared_others_read_and_it_alone_writes(cast, case_id, table):
    now = clock.now()
    shared = {"who_may_read": "shared", "submitted_at": now, "scanned_at": now}
    row = plant(table, scope_id=case_id, agency_id=cast.agency("housing").pk, **shared)
    with unit_of_work(cast.actor("petra")):
        assert reach_of(table, row) == {"read"}
    with unit_of_work(cast.actor("hal")):
        assert reach_of(table, row) == set()


@pytest.mark.parametrize("table", ["sharing_returndraft"])
def test_what_an_agency_drafts_is_there_for_it_alone(cast, case_id, table):
    row = plant(table, scope_id=case_id, agency_id=cast.agency("police").pk, recorded="{}")
    others = actors(cast, ["hal", "ines", "carys", "chidi", "odile", "nia", None])
    for name, actor in (others | {"a job": SYSTEM}).items():
        with unit_of_work(actor):
            assert reach_of(table, row) == set(), name
    with unit_of_work(cast.actor("petra")):
        assert reach_of(table, row) == {"read", "write", "change"}


@pytest.mark.parametrize("table", ["sharing_vaultfile"])
def test_a_file_is_read_where_it_is_attached_and_its_key_changed_by_jobs_alone(
    cast, case_id, table
):
    row = plant(table, wrapped_key=b"key", scope_id=case_id)

    def reached_by(*names):
        found = {}
        for name, actor in (actors(cast, names) | {"a job": SYSTEM}).items():
            with unit_of_work(actor):
                found[name] = reach_of(table, row)
        return found

    kept = {"read", "write", "change"}
    assert reached_by("petra", "hal") == {"petra": {"write"}, "hal": set(), "a job": kept}
    now = clock.now()
    shared = {"who_may_read": "shared", "submitted_at": now, "scanned_at": now}
    attached = shared | {"file_id": row["id"]}
    housing = cast.agency("housing").pk
    plant("sharing_attachment", scope_id=case_id, agency_id=housing, **attached)
    seen = {"read", "write"}
    assert reached_by("petra", "hal") == {"petra": seen, "hal": set(), "a job": kept}


@pytest.mark.parametrize("table", OWN)
def test_what_is_somebodys_own_is_there_for_nobody_else(cast, table):
    now = clock.now()
    row = plant(table, user_id=cast.user("petra").pk, kept_at=now, saved_at=now, opened_at=now)
    for name, actor in actors(cast, ["hal", "carys", "odile", None]).items():
        with unit_of_work(actor):
            assert reach_of(table, row) == set(), name
    with unit_of_work(SYSTEM):
        assert reach_of(table, row) == set()
    with unit_of_work(cast.actor("petra")):
        assert "read" in reach_of(table, row)


@pytest.mark.parametrize("table", ["sharing_caseopening"])
def test_that_a_case_was_opened_is_not_there_for_who_is_walled_from_it(cast, case_id, table):
    row = {"id": uuid4(), "user_id": cast.user("rowan").pk, "case_id": uuid4()}
    row["agency_id"] = cast.agency("housing").pk
    walled = row | {"id": uuid4(), "case_id": case_id}
    for one in (row, walled):
        as_the_owner(insertion(table, one), *one.values())
    with unit_of_work(cast.actor("rowan")):
        assert tried(f"SELECT count(*) FROM {table}") == 1
    as_the_owner("UPDATE sharing_scope SET walled = '{}' WHERE id = %s", case_id)
    with unit_of_work(cast.actor("rowan")):
        assert tried(f"SELECT count(*) FROM {table}") == 2


@pytest.mark.parametrize("table", ["sharing_scope"])
def test_jobs_see_cases_as_jobs_alone(cast, case_id, table):
    odile = cast.actor("odile")
    seen = f"SELECT count(*) FROM {table} WHERE id = %s"
    for actor, there in ((odile, 0), (SYSTEM, 1)):
        with as_jobs(), unit_of_work(actor):
            assert tried(seen, case_id) == there


# Of a copy of a pack that Petra holds: who reads its row.
COPIES = {
    "meetings_packcopy": {"petra", "carys", "odile", "a job"},
    "meetings_historicalpackcopy": {"petra", "carys", "odile", "a job"},
    "meetings_packfile": {"petra"},
    "meetings_packpart": {"petra"},
    "meetings_packsheet": {"petra", "carys", "a job"},
}


@pytest.mark.parametrize("table", COPIES)
def test_a_copy_of_a_pack_is_there_for_its_holder_and_those_who_keep_copies(cast, case_id, table):
    holder, area = cast.user("petra").pk, cast.area.pk
    row = plant(table, holder_id=holder, area_id=area, scope_id=case_id)
    readers = set()
    everybody = actors(cast, ["petra", "carys", "odile", "hal", "nia", "rowan", "alex"])
    for name, actor in (everybody | {"a job": SYSTEM, "nobody": Actor()}).items():
        with unit_of_work(actor):
            readers |= {name} if "read" in reach_of(table, row) else set()
    assert readers == COPIES[table]


@pytest.mark.parametrize("table", ["meetings_packcopy", "meetings_historicalpackcopy"])
def test_a_copy_of_nothing_but_what_somebody_is_walled_from_is_there_for_its_holder(
    cast, case_id, table
):
    petra, area, keepers = cast.user("petra").pk, cast.area.pk, ("carys", "odile")
    copy = plant("meetings_packcopy", holder_id=petra, area_id=area)["id"]
    if table != "meetings_packcopy":
        plant(table, id=copy, holder_id=petra, area_id=area)
    plant("meetings_packpart", copy_id=copy, holder_id=petra, scope_id=case_id)
    walls = "UPDATE sharing_scope SET walled = %s::uuid[] WHERE id = %s"
    as_the_owner(walls, [cast.user(name).pk for name in (*keepers, "petra")], case_id)
    seen = f"SELECT count(*) FROM {table} WHERE id = %s"

    def reached(*names):
        found = []
        for name in names:
            with unit_of_work(cast.actor(name)):
                found.append(tried(seen, copy))
        return found

    assert reached(*keepers, "petra") == [0, 0, 1]
    with unit_of_work(SYSTEM):
        assert tried(seen, copy) == 1
    as_the_owner(walls, [], case_id)
    assert reached(*keepers, "petra") == [1, 1, 1]


OF_JOBS = [
    "meetings_action",
    "meetings_case",
    "meetings_casestage",
    "meetings_historicalaction",
    "meetings_historicalcase",
    "meetings_historicalcasestage",
    "meetings_historicalpackcopy",
    "meetings_historicalresearchrequest",
    "meetings_packcopy",
    "meetings_packfile",
    "meetings_packpart",
    "meetings_packsheet",
    "meetings_researchrequest",
    "sharing_alert",
    "sharing_attachment",
    "sharing_caseopening",
    "sharing_emergencyaccess",
    "sharing_formtoken",
    "sharing_historicalalert",
    "sharing_historicalattachment",
    "sharing_keptform",
    "sharing_vaultfile",
]


@pytest.mark.parametrize("table", OF_JOBS)
def test_a_job_reaches_rows_as_a_job_alone(cast, case_id, table):
    long_ago = clock.now() - timedelta(days=7)
    row = plant(table, scope_id=case_id, user_id=cast.user("petra").pk, kept_at=long_ago)
    if table == "sharing_vaultfile":
        plant("sharing_attachment", scope_id=case_id, file_id=row["id"])  # it waits for the scanner
    odile = cast.actor("odile")
    with as_jobs(), unit_of_work(odile):
        assert reach_of(table, row) == set()
    with as_jobs(), unit_of_work(SYSTEM):
        assert reach_of(table, row)
