"""Each policy of the database by itself: a bare row behind it is there for whom it is meant, and
for nobody else, to be read, written, changed or removed. Rows are planted by the owner with
nothing in them but what a policy asks; `tests/mutations.py` takes each policy away in turn."""

from contextlib import nullcontext
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction

from sharing import clock, events
from sharing.actor import Actor
from sharing.models.scope import Scoped
from sharing.operations.purge import PURGER
from sharing.permissions import READ_ALERTS, READ_OWN_TRAIL, REMOVE_EXPIRED, TELL_OF_ALERTS
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.jobs import as_jobs

MODELS = {model._meta.db_table: model for model in apps.get_models()}
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
ALERTS = ["sharing_alert", "sharing_historicalalert"]
# Off circulation, of another area, walled off, administrator of accounts; and nobody.
STRANGERS = ["hal", "nia", "rowan", "alex", None]
SYSTEM = Actor.system("notices")


@pytest.fixture
def case_id(cast):
    """A case as far as the wall knows: on circulation of the police, with Rowan walled off."""
    planted = uuid4()
    as_the_owner(
        "INSERT INTO sharing_scope (id, version, area_id, owner_agency_id, search_circulation,"
        " full_circulation, referred_by, walled, admitted, sensitivity, frozen)"
        " VALUES (%s, 1, %s, %s, '{}', %s::uuid[], '{}', %s::uuid[], '{}', 'normal', false)",
        planted,
        cast.area.pk,
        cast.agency("marac").pk,
        [cast.agency("police").pk, cast.agency("housing").pk],
        [cast.user("rowan").pk],
    )
    return planted


def as_the_owner(statement, *values):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement, [str(one) if hasattr(one, "hex") else one for one in values])
        return cursor.fetchall() if cursor.description else []


def columns_of(table):
    return {
        name
        for (name,) in as_the_owner(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped",
            table,
        )
    }


def plant(table, **values):
    """Put a row into the table that holds these values and its key, and return its values. What
    the table asks for besides is not asked for any more until the test is over."""
    key = MODELS[table]._meta.pk.column
    known = columns_of(table)
    row = {key: uuid4()} | {name: value for name, value in values.items() if name in known}
    for name in sorted(known - {key}):
        as_the_owner(f'ALTER TABLE {table} ALTER COLUMN "{name}" DROP NOT NULL')
    as_the_owner(insertion(table, row), *row.values())
    return row


def insertion(table, row):
    names, places = ", ".join(row), ", ".join(["%s"] * len(row))
    return f"INSERT INTO {table} ({names}) VALUES ({places})"


def tried(statement, *values):
    """Return how many rows it was about; nothing where the wall refuses."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [str(one) if hasattr(one, "hex") else one for one in values])
            return cursor.fetchone()[0] if cursor.description else cursor.rowcount
    except ProgrammingError as error:
        assert "row-level security" in str(error) or "permission denied" in str(error)
        return 0
    except IntegrityError:
        return 1  # the wall is asked first, and let it through


def reach_of(table, row):
    """Return what the wall lets whoever acts now do with the row: nothing, if it is not there for
    them. Nothing is asked of columns, so that the policy of each kind stands for itself."""
    key = MODELS[table]._meta.pk.column
    given = next((name for name in row if name != key), key)
    attempts = {
        "read": (f"SELECT count(*) FROM {table} WHERE {key} = %s", row[key]),
        "write": (insertion(table, row | {key: uuid4()}), *(row | {key: uuid4()}).values()),
        "change": (f"UPDATE {table} SET {given} = %s", row[given]),
        "remove": (f"DELETE FROM {table}",),
    }
    return {name for name, what in attempts.items() if undone(*what)}


def undone(*what):
    """Return how many rows it was about, and leave everything as it was."""
    try:
        with transaction.atomic():
            number = tried(*what)
            raise Undone
    except Undone:
        return number


class Undone(Exception):
    pass


def actors(cast, names):
    return {name: cast.actor(name) if name else Actor() for name in names}


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


def planted_alert(cast, table, name, **values):
    """Return a row about somebody, of an alert or of its past."""
    alert = plant("sharing_alert", area_id=cast.area.pk, about_id=cast.user(name).pk, **values)
    return alert if table == "sharing_alert" else plant(table, id=alert["id"])


@pytest.mark.parametrize("table", ALERTS)
def test_an_alert_is_there_for_those_who_watch_and_not_for_whom_it_is_about(cast, table):
    row = planted_alert(cast, table, "chidi", cases=[])
    for name in ("petra", "chidi", "nia", "alex"):
        with unit_of_work(cast.actor(name)):
            assert reach_of(table, row) == set(), name
    with unit_of_work(cast.actor("odile")):
        assert "read" in reach_of(table, row)


@pytest.mark.parametrize("table", ALERTS)
def test_an_alert_is_not_there_for_who_is_walled_from_any_of_its_cases(cast, case_id, table):
    odile = cast.user("odile").pk
    row = planted_alert(cast, table, "petra", cases=[uuid4(), case_id])
    as_the_owner("UPDATE sharing_scope SET walled = %s::uuid[] WHERE id = %s", [odile], case_id)
    with unit_of_work(cast.actor("odile")):
        assert reach_of(table, row) == set()
    as_the_owner("UPDATE sharing_scope SET walled = '{}' WHERE id = %s", case_id)
    with unit_of_work(cast.actor("odile")):
        assert "read" in reach_of(table, row)


@pytest.mark.parametrize("table", ["audit_event"])
def test_an_event_is_there_for_who_did_it_and_who_watches(cast, table):
    for name in ("petra", "ines"):
        with unit_of_work(cast.actor(name)) as work:
            work.note(READ_OWN_TRAIL.event)
    seen = f"SELECT count(*) FROM {table} WHERE user_id = %s"
    ines = cast.user("ines").pk
    for name, there in (("petra", 0), ("nia", 0), ("ines", 1), ("odile", 1)):
        with unit_of_work(cast.actor(name)):
            assert tried(seen, ines) == there, name
    odile = cast.actor("odile")
    for actor, there in ((odile, 0), (SYSTEM, 1)):
        with as_jobs(), unit_of_work(actor):
            assert tried(seen, ines) == there


@pytest.mark.parametrize("table", ["audit_event"])
def test_an_event_of_a_case_is_not_there_for_who_is_walled_from_it(cast, case_id, table):
    walls = "UPDATE sharing_scope SET walled = %s::uuid[] WHERE id = %s"
    with unit_of_work(cast.actor("petra")) as work:
        work.note(READ_OWN_TRAIL.event, cases=[case_id])
    seen = f"SELECT count(*) FROM {table} WHERE %s = ANY (cases)"
    watchers = ("petra", "carys", "odile")
    for name in watchers:
        with unit_of_work(cast.actor(name)):
            assert tried(seen, case_id) == 1, name
    as_the_owner(walls, [cast.user(name).pk for name in watchers], case_id)
    for name in watchers:
        with unit_of_work(cast.actor(name)):
            assert tried(seen, case_id) == int(name == "petra"), "their own stays theirs"


@pytest.mark.parametrize("table", ["audit_event"])
def test_an_event_about_an_alert_is_there_for_who_may_know_it_all(cast, case_id, table):
    """And not for whom it is about; that others were told, for these alone; one's own stays."""
    odile, chidi = cast.user("odile").pk, cast.user("chidi").pk
    as_the_owner("UPDATE sharing_scope SET walled = %s::uuid[] WHERE id = %s", [odile], case_id)
    known = uuid4()
    said = (
        (READ_ALERTS, [known], [], True),
        (READ_ALERTS, [], [], True),
        (READ_ALERTS, [case_id, known], [], False),
        (READ_ALERTS, [known], [odile], False),
        (TELL_OF_ALERTS, [known], [odile], True),
        (TELL_OF_ALERTS, [known], [chidi], False),
        (TELL_OF_ALERTS, [case_id], [odile], False),
    )
    seen = f"SELECT count(*) FROM {table} WHERE id = %s"
    for permission, cases, people, there in said:
        for name in ("chidi", "odile"):
            with unit_of_work(cast.actor(name)) as work:
                work.note(permission.event, cases=cases, people=people)
            for actor in (cast.actor("odile"), SYSTEM):
                with unit_of_work(actor):
                    expected = there or name == "odile" or actor == SYSTEM
                    assert tried(seen, work.event_id) == int(expected), (permission, cases, people)


OF_OTHERS = {
    "sealer": (
        events.HEARTBEAT,
        events.SEAL_KEY_NAMED,
        events.LATE_EVENTS_FOUND,
        events.TRAIL_ALTERED,
        events.TIME_CONFIRMED,
        events.YEAR_CORRECTED,
    ),
    "retention": (events.DETAILS_ERASED, events.VALUES_ERASED, events.YEAR_ENDED),
}
SAID = """
INSERT INTO {table} (
    id, occurred_at, line_version, request_id, role, code, also, outcome, reason, cases, people, items
) VALUES (
    gen_random_uuid(), now(), 2, gen_random_uuid(), %s, %s, %s, 'allowed', '', '{{}}', '{{}}', '{{}}'
)
"""


@pytest.mark.parametrize("table", ["audit_event"])
def test_what_the_sealer_and_retention_say_nobody_else_says(cast, table):
    honest = ("", READ_OWN_TRAIL.event.code, [events.SIGNED_IN.code])
    forged = [(role, *honest[1:]) for role in OF_OTHERS]
    for code in (one.code for said in OF_OTHERS.values() for one in said):
        forged += [("", code, []), (*honest[:2], [events.SIGNED_IN.code, code])]
    for role in (nullcontext(), as_jobs()):
        with role, unit_of_work(SYSTEM):
            assert undone(SAID.format(table=table), *honest) == 1
            for said in forged:
                assert undone(SAID.format(table=table), *said) == 0, said


@pytest.mark.parametrize("table", ["audit_event"])
def test_what_a_job_removed_the_web_process_does_not_say(cast, table):
    honest, removed = READ_OWN_TRAIL.event.code, REMOVE_EXPIRED.event.code
    for role, written in ((nullcontext(), 0), (as_jobs(), 1)):
        with role, unit_of_work(SYSTEM):
            for said in ((PURGER, honest, []), ("", removed, []), ("", honest, [removed])):
                assert undone(SAID.format(table=table), *said) == written, said


@pytest.mark.parametrize("table", ["sharing_auditdetail"])
def test_what_lies_beside_an_event_is_there_where_the_event_is(cast, table):
    with unit_of_work(cast.actor("petra")) as work:
        work.note(READ_OWN_TRAIL.event)
    seen = f"SELECT count(*) FROM {table} WHERE event_id = %s"
    for name, there in (("hal", 0), ("nia", 0), ("petra", 1), ("odile", 1)):
        with unit_of_work(cast.actor(name)):
            assert tried(seen, work.event_id) == there, name
    with unit_of_work(SYSTEM):
        assert tried(seen, work.event_id) == 1, "as an export reads it"
    added = f"INSERT INTO {table} (event_id, salt, ciphertext) VALUES (gen_random_uuid(), '', '')"
    for actor, there in ((cast.actor("odile"), 0), (SYSTEM, 1)):
        with as_jobs(), unit_of_work(actor):
            assert undone(added) == there


@pytest.mark.parametrize("table", ["audit_event", "sharing_auditdetail", "sharing_formtoken"])
def test_who_does_not_say_who_they_are_reads_nothing(cast, table):
    with unit_of_work(cast.actor("petra")) as work:
        work.note(READ_OWN_TRAIL.event)
    with pytest.raises(DataError), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")


@pytest.mark.parametrize("table", ["seal_leaf"])
def test_the_seal_is_read_by_what_exports_it(cast, table):
    as_the_owner(
        f"INSERT INTO {table} (sequence, recorded_at, event_id, hash)"
        " VALUES ((SELECT coalesce(max(sequence), -1) + 1 FROM seal_leaf), now(),"
        " gen_random_uuid(), sha256(''))"
    )
    seen = f"SELECT count(*) > 0 FROM {table}"
    for actor, there in ((cast.actor("odile"), False), (Actor.system("export"), True)):
        with unit_of_work(actor):
            assert bool(tried(seen)) is there


@pytest.mark.parametrize("table", ["audit_written", "sharing_historicaluser"])
def test_what_was_written_is_read_by_what_compares_it(cast, table):
    as_the_owner("INSERT INTO audit_written (event_id, rows) VALUES (gen_random_uuid(), '{}')")
    seen = f"SELECT count(*) > 0 FROM {table}"
    people = [(actor, False) for actor in actors(cast, ["odile", "carys", "alex"]).values()]
    for actor, there in (*people, (Actor.system("comparison"), True)):
        with unit_of_work(actor):
            assert bool(tried(seen)) is there


@pytest.mark.parametrize("table", ["audit_written"])
def test_a_job_says_what_it_wrote_as_a_job_alone(cast, table):
    added = f"INSERT INTO {table} (event_id, rows) VALUES (gen_random_uuid(), '{{}}')"
    for actor, there in ((cast.actor("odile"), 0), (SYSTEM, 1)):
        with as_jobs(), unit_of_work(actor):
            assert undone(added) == there


@pytest.mark.parametrize("table", ["audit_written"])
def test_the_web_process_says_what_its_own_event_wrote(cast, table):
    added = f"INSERT INTO {table} (event_id, rows) VALUES (%s, '{{}}')"
    with unit_of_work(cast.actor("petra")) as work:
        for event, there in ((uuid4(), 0), (work.event_id, 1)):
            assert undone(added, event) == there


@pytest.mark.parametrize("table", ["written_check"])
def test_that_nothing_was_altered_is_said_by_what_compares_it(cast, table):
    added = f"INSERT INTO {table} (looked_at, unproved, wrong) VALUES (0, 0, 0)"
    for actor, there in ((cast.actor("odile"), 0), (Actor.system("comparison"), 1)):
        with unit_of_work(actor):
            assert undone(added) == there


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


def test_the_nightly_comparison_sees_every_past(db):
    """A row that it does not see is one that it takes for removed."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_policies WHERE policyname = 'reach'"
            " AND tablename ~ '_historical' AND qual LIKE '%portal.agency%'"
            " AND qual NOT LIKE '%system%'"
        )
        assert cursor.fetchall() == []
