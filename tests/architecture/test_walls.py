"""Every table is behind the wall that it needs, and the web role may do no more than it must."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CharField, TextField

from sharing.models.scope import Scoped
from tests.conftest import as_owner

# Those that keep no past, and the case itself.
OTHERS = {"meetings_case", "meetings_packpart", "meetings_packsheet", "sharing_returndraft"}
CASE_TABLES = {
    model._meta.db_table
    for model in apps.get_models()
    if issubclass(model, Scoped) or model._meta.db_table in OTHERS
}
HISTORY = {model._meta.db_table for model in apps.get_models() if hasattr(model, "history_object")}
ADDED_ONLY = HISTORY | {
    "audit_event",
    "sharing_auditdetail",
    "meetings_caseminutes",
    "meetings_packfile",
    "meetings_packpart",
    "meetings_repeatfound",
    "sharing_vaultfile",  # and its key, column by column
}
# That a row is there is read column by column; what it holds, by the worker alone.
READ_BY_COLUMN = {"meetings_packsheet"}
# Of these the database says itself when a row was written: the right to add is to columns.
ADDED_BY_COLUMN = {"audit_event", "sharing_auditdetail", "audit_written", "written_check"}
SEAL = {"seal_leaf", "seal_node", "seal_checkpoint", "seal_key"}
# Read through a function that gives all of the alarm at once.
SEALERS_OWN = {"seal_check"}
# Written by whoever mails, and by the database itself; read as the one before.
OTHERS_OWN = {"seal_mailing", "audit_misdated"}
READ_ONLY = SEAL | {
    "seal_ended",
    "sharing_scope",
    "sharing_scopeversion",
    "django_migrations",
    "django_content_type",
    "sharing_watchmark",
}
CLEARED = {
    "django_session",
    "sharing_portalsession",
    "sharing_codedevice",
    "sharing_recoverycode",
    "sharing_formtoken",
    "sharing_keptform",
    "sharing_caseopening",
    "sharing_unsentform",
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
    "django_tasks_database_dbtaskresult",
}
# Django's own permissions are not used.
UNUSED = {"auth_group", "auth_group_permissions", "auth_permission"}
PARTITIONS = "audit_event_"
# What the web role reads without saying who asks, and why that must be.
OPEN = {
    "needed before there is an actor, to find out who it is": {
        "axes_accessattempt",
        "axes_accessattemptexpiration",
        "axes_accessfailurelog",
        "axes_accesslog",
        "django_session",
        "sharing_accountcorrection",
        "sharing_codedevice",
        "sharing_factorreset",
        "sharing_membership",
        "sharing_historicalmembership",
        "sharing_passwordlink",
        "sharing_portalsession",
        "sharing_recoverycode",
        "sharing_user",
    },
    "the queue: identifiers of rows, which their own walls keep": {
        "django_tasks_database_dbtaskresult",
    },
    "of areas, agencies and meetings, not of a case": {
        "meetings_admission",
        "meetings_attendance",
        "meetings_declaration",
        "meetings_historicaladmission",
        "meetings_historicalattendance",
        "meetings_historicaldeclaration",
        "meetings_historicalmeeting",
        "meetings_historicalprotocol",
        "meetings_meeting",
        "meetings_protocol",
        "sharing_agency",
        "sharing_agencybases",
        "sharing_area",
        "sharing_historicalagency",
        "sharing_historicalagencybases",
        "sharing_historicalarea",
        "sharing_historicalsignature",
        "sharing_historicalwatchrule",
        "sharing_historicalworkinghours",
        "sharing_historicalyearend",
        "sharing_historicalyearhold",
        "sharing_signature",
        "sharing_watchmark",
        "sharing_watchrule",
        "sharing_workinghours",
        "sharing_yearend",
        "sharing_yearhold",
    },
    "hashes, signatures and numbers, that others are to hold": {
        "seal_checkpoint",
        "seal_ended",
        "seal_key",
        "seal_node",
        "sharing_sealalarm",
    },
    "Django's own, with nobody's data": {"django_content_type", "django_migrations"},
}

IN_ITS_MIGRATION = (
    "wall_with_history of sharing/walls.py in the migration that makes it, if it is of a case; else"
    " open_with_history (docs/changing.md, “A model”)"
)
# Texts that say nothing of anybody.
OF_NOBODY = {"reference", "mark", "number", "master_key", "history_change_reason"}
WITHOUT_A_PATH = {
    "refuse_change": "refuses, and names nothing",
    "make_audit_partition": "acts as its caller, and the owner alone may call it",
}


@pytest.fixture
def tables(db):
    """Return, by table, the rights of the web role, and whether a wall stands round it."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname, relrowsecurity, array(
                SELECT lower(p) FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE',
                                                 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
                WHERE has_table_privilege('portal_web', c.oid, p)
            ), (SELECT string_agg(coalesce(polname, '') || pg_get_expr(polqual, polrelid), ' ')
                FROM pg_policy WHERE polrelid = c.oid AND polqual IS NOT NULL)
            FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            """
        )
        return {name: (set(rights), walled, rule) for name, walled, rights, rule in cursor}


def test_rights_are_no_more_than_needed(tables):
    for name, (rights, _, _) in tables.items():
        if name in UNUSED | SEALERS_OWN | OTHERS_OWN or name.startswith(PARTITIONS):
            expected = set()
        elif name in READ_ONLY | ADDED_BY_COLUMN:
            expected = {"select"}
        elif name in READ_BY_COLUMN:
            expected = {"insert"}
        elif name in ADDED_ONLY:
            expected = {"select", "insert"}
        elif name in CLEARED:
            expected = {"select", "insert", "update", "delete"}
        else:
            expected = {"select", "insert", "update"}
        assert rights == expected, f"{name}: {IN_ITS_MIGRATION}"


def test_what_has_no_wall_is_named_with_its_reason(tables):
    """The reasons stand in docs/decisions/0020 too."""
    without = {
        name for name, (rights, walled, _) in tables.items() if "select" in rights and not walled
    }
    named = set().union(*OPEN.values())
    assert without - named == set(), f"{IN_ITS_MIGRATION}, and then a reason in OPEN"
    assert named - without == set(), "they have a wall, or there is no such table"


def test_the_sealer_reads_the_trail_and_adds_to_the_seal_and_no_more(tables):
    with as_owner(), connection.cursor() as cursor:
        for name in tables:
            cursor.execute(
                "SELECT array(SELECT p FROM unnest(%s) p"
                " WHERE has_table_privilege('portal_sealer', %s, p))",
                [["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"], name],
            )
            adds_to = SEAL | SEALERS_OWN
            allowed = dict.fromkeys(("audit_event", "seal_ended", "written_check"), ["SELECT"])
            allowed |= dict.fromkeys(adds_to, ["SELECT", "INSERT"])
            assert cursor.fetchone()[0] == allowed.get(name, []), name


@pytest.mark.parametrize("role", ["portal_web", "portal_jobs", "portal_retention"])
def test_whoever_writes_events_leaves_their_time_to_the_database(db, role):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT attrelid::regclass::text, attname FROM pg_attribute"
            " WHERE attrelid = ANY (ARRAY['audit_event', 'sharing_auditdetail', 'seal_mailing',"
            " 'audit_written', 'written_check']::regclass[]) AND attnum > 0 AND NOT attisdropped"
            " AND has_table_privilege(%s, attrelid, 'INSERT') IS FALSE"
            " AND NOT has_column_privilege(%s, attrelid, attnum, 'INSERT')",
            [role, role],
        )
        closed = set(cursor.fetchall())
    assert {
        ("audit_event", "recorded_at"),
        ("audit_event", "areas"),
        ("sharing_auditdetail", "written_at"),
        ("seal_mailing", "sent_at"),
        ("audit_written", "written_at"),
        ("written_check", "checked_at"),
    } <= closed
    mails = ("seal_mailing", "size") not in closed
    assert mails == (role == "portal_jobs"), "who mails says so"


def test_every_table_of_a_case_is_walled_and_its_history_too(tables):
    histories = {
        model.history.model._meta.db_table
        for model in apps.get_models()
        if model._meta.db_table in CASE_TABLES and hasattr(model, "history")
    }
    for name in CASE_TABLES | histories:
        _, walled, rule = tables[name]
        assert walled, f"{name}: {IN_ITS_MIGRATION}"
        assert "scope_is_there(scope_id)" in rule, name
        assert "EXISTS" not in rule.upper(), "a function or a scalar subquery, never EXISTS"


def test_every_table_with_a_scope_is_a_table_of_a_case(tables):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = 'scope_id'"
        )
        with_scope = {name for (name,) in cursor}
    assert {name for name in with_scope if not tables[name][1]} == set(), IN_ITS_MIGRATION


def test_what_is_common_among_personal_texts_is_not_known(db):
    """What PostgreSQL expects of a query it tells whoever asks, of all rows: past every wall."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attstattarget = 0"
        )
        unknown = set(cursor.fetchall())
    texts = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        if getattr(model, "instance_type", model)._meta.db_table in CASE_TABLES | {"sharing_alert"}
        for field in model._meta.local_fields
        if isinstance(field, (CharField, TextField)) and not field.choices
    }
    told = {one for one in texts - unknown if one[1] not in OF_NOBODY}
    assert told == set(), "untold of sharing/walls.py in the migration that makes them"


def test_a_function_looks_last_among_what_a_session_made(db):
    """Else a table or a type that the caller made comes before PostgreSQL's own, and what it asks
    is run by whom the function acts as."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
        paths = {
            name: [one for one in settings or () if one.startswith("search_path=")]
            for name, settings in cursor
        }
    without = {name for name, path in paths.items() if not "".join(path).endswith(", pg_temp")}
    assert without == set(WITHOUT_A_PATH)


def test_the_web_role_owns_nothing(db):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = 'portal_web'::regrole::oid")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'portal_web'")
        assert cursor.fetchone() == (False,)


def test_tests_run_as_the_web_role(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_web",)
