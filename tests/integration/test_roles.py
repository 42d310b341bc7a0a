"""Each part of the portal has a role of its own in the database, with no more than it needs."""

import pytest
from django.db import ProgrammingError, connection
from django_tasks import task

from meetings.models import Stage
from sharing import clock
from sharing.actor import Actor
from sharing.models import Party
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.jobs import as_jobs, run_jobs
from tests.story import case_at

ran_as = []

# What the worker's jobs may do, by table; of all others they know nothing.
JOBS = {
    "audit_event": "SELECT INSERT",
    "audit_written": "INSERT",
    "axes_accessattempt": "SELECT DELETE",
    "axes_accessattemptexpiration": "SELECT DELETE",
    "django_session": "SELECT DELETE",
    "django_tasks_database_dbtaskresult": "SELECT INSERT UPDATE DELETE",
    "meetings_action": "SELECT UPDATE",
    "meetings_case": "SELECT UPDATE",
    "meetings_casestage": "INSERT",
    "meetings_historicalaction": "INSERT",
    "meetings_historicalcase": "INSERT",
    "meetings_historicalcasestage": "INSERT",
    "meetings_historicalpackcopy": "INSERT",
    "meetings_historicalresearchrequest": "INSERT",
    "meetings_meeting": "SELECT",
    "meetings_packcopy": "SELECT UPDATE",
    "meetings_packfile": "SELECT UPDATE DELETE",
    "meetings_packpart": "SELECT",
    "meetings_packsheet": "SELECT UPDATE DELETE",
    "meetings_protocol": "SELECT",
    "meetings_researchrequest": "SELECT UPDATE",
    "seal_checkpoint": "SELECT",
    "seal_mailing": "INSERT",
    "sharing_accountcorrection": "SELECT",
    "sharing_agency": "SELECT",
    "sharing_alert": "SELECT INSERT UPDATE",
    "sharing_area": "SELECT",
    "sharing_attachment": "SELECT UPDATE",
    "sharing_auditdetail": "INSERT",
    "sharing_caseopening": "SELECT DELETE",
    "sharing_emergencyaccess": "SELECT",
    "sharing_formtoken": "SELECT DELETE",
    "sharing_historicalalert": "INSERT",
    "sharing_historicalattachment": "INSERT",
    "sharing_keptform": "SELECT DELETE",
    "sharing_membership": "SELECT",
    "sharing_passwordlink": "SELECT",
    "sharing_portalsession": "SELECT DELETE",
    "sharing_scope": "SELECT",
    "sharing_sealalarm": "SELECT INSERT UPDATE",
    "sharing_signature": "SELECT",
    "sharing_user": "SELECT",
    "sharing_vaultfile": "SELECT",
    "sharing_watchmark": "SELECT INSERT UPDATE",
    "sharing_watchrule": "SELECT",
    "sharing_workinghours": "SELECT",
    "written_check": "SELECT",
}


def rights_of(role):
    """Return what the role may do with whole tables or single columns of them, by table."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname, array(
                SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) p
                WHERE has_any_column_privilege(%(role)s, c.oid, p)
                UNION ALL
                SELECT p FROM unnest(ARRAY['DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
                WHERE has_table_privilege(%(role)s, c.oid, p)
            )
            FROM pg_class c
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
            """,
            {"role": role},
        )
        return {name: " ".join(rights) for name, rights in cursor.fetchall() if rights}


def functions_of(role):
    """Return which of the portal's own functions the role may call beside those of everybody."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " AND prosecdef AND prorettype <> 'trigger'::regtype"
            " AND has_function_privilege(%s, oid, 'EXECUTE')",
            [role],
        )
        return {name for (name,) in cursor.fetchall()}


# Jobs


def test_jobs_may_do_what_they_need_and_no_more(db):
    assert rights_of("portal_jobs") == JOBS
    assert functions_of("portal_jobs") == {
        "drafts_left",
        "end_alerts",
        "end_withdrawn_files",
        "erased_of_late",
        "last_done",
        "leave_draft",
        "outcomes_to_tell",
        "people_told_of_case_left",
        "proposals_waiting",
        "protected_since_attached",
        "scope_of",
        "trail_state",
    }


@task()
def tell_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        ran_as.append(cursor.fetchone()[0])


def test_the_jobs_of_the_tests_run_with_the_rights_of_the_worker(db):
    tell_role.enqueue()
    run_jobs()
    assert ran_as.pop() == "portal_jobs"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_web",)


def test_jobs_read_no_person_and_no_item_of_a_case(cast):
    case_at(cast, Stage.RESEARCH)
    for table in ("sharing_party", "sharing_item", "sharing_address", "meetings_referral"):
        with (
            as_jobs(),
            pytest.raises(ProgrammingError, match="permission denied"),
            unit_of_work(Actor.system("notices")),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT * FROM {table}")


@pytest.mark.parametrize("table", ["sharing_scope", "meetings_case", "audit_event"])
def test_a_job_that_says_not_who_it_is_sees_nothing(cast, table):
    case_at(cast, Stage.RESEARCH)
    with as_jobs(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.reach', 'area', true)")
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)


# Reports


def counts(function):
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE portal_reports")
        cursor.execute(f"SELECT * FROM {function}")
        rows = cursor.fetchall()
        cursor.execute("SET ROLE portal_web")
    return rows


def test_reports_read_no_table(db):
    assert rights_of("portal_reports") == {}
    assert functions_of("portal_reports") == {
        "count_cases",
        "count_referrals",
        "count_actions",
        "count_events",
    }


def test_reports_read_counts(cast):
    case_at(cast, Stage.ACTIONS)
    case_at(cast, Stage.TRIAGE, name="Hedda")
    case_at(cast, Stage.DRAFT, name="Vera")
    month = clock.today().replace(day=1)
    cases = counts("count_cases()")
    assert sorted(row[2] for row in cases) == ["actions", "triage"], "a draft is nobody's business"
    assert {row[0] for row in cases} == {"Larkmere"}
    assert sum(row[-1] for row in cases) == 2
    referrals = counts("count_referrals()")
    assert {(row[0], row[1], row[2]) for row in referrals} == {
        ("Larkmere", month, "health_visiting")
    }
    assert sum(row[-1] for row in counts("count_actions()")) == 2
    today = clock.today()
    events = counts(f"count_events('{today}', '{today}'::date + 1)")
    assert "case_read" not in {row[2] for row in events if row[3] == "refused"}
    assert {row[0] for row in events} == {"Larkmere"}
    assert counts(f"count_events('{today}'::date + 1, '{today}'::date + 2)") == []


def test_reports_name_nobody(cast):
    case = case_at(cast, Stage.ACTIONS)
    with as_owner():
        victim = Party.objects.get(scope_id=case.pk, role="victim")
    today = clock.today()
    told = str(
        [
            counts(one)
            for one in (
                "count_cases()",
                "count_referrals()",
                "count_actions()",
                f"count_events('{today}', '{today}'::date + 1)",
            )
        ]
    )
    for marker in (victim.family_name, victim.given_name, str(case.pk), case.reference, "Petra"):
        assert marker not in told


# All of them


@pytest.mark.parametrize(
    "role", ["portal_web", "portal_sealer", "portal_jobs", "portal_reports", "portal_retention"]
)
def test_no_role_but_the_owners_owns_or_passes_walls(db, role):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
            " (SELECT count(*) FROM pg_class WHERE relowner = r.oid),"
            " (SELECT count(*) FROM pg_auth_members WHERE member = r.oid)"
            " FROM pg_roles r WHERE rolname = %s",
            [role],
        )
        assert cursor.fetchone() == (False, False, False, False, 0, 0)
