"""Who may touch what: the scope's wall and functions, the audit trail, and every table's grants."""

from pathlib import Path

from django.db import migrations

from sharing.walls import open_to_web, open_with_history, wall, wall_with_history

SQL = Path(__file__).resolve().parent.parent / "sql"

# Who has a conflict of interest is for those who keep the walls, not for the colleagues.
KEEPERS = (
    "current_setting('portal.reach') IN ('area', 'trail', 'system')"
    " AND (SELECT true FROM sharing_scope s WHERE s.id = {scope})"
)
OWN_AGENCY = "agency_id = current_setting('portal.agency')::uuid OR current_setting('portal.reach') = 'system'"
# What is not shared, or only spoken, is read by its own agency alone; so is what was not
# submitted yet, and what was taken back.
SHARED = "who_may_read = 'shared' AND submitted_at IS NOT NULL AND withdrawn_at IS NULL"
LEFT_THE_AGENCY = f"{OWN_AGENCY} OR ({SHARED})"
# Nor is it read in the past of an item that can itself no longer be read.
STILL_SHARED = (
    f"{OWN_AGENCY} OR ({SHARED}"
    " AND (SELECT true FROM sharing_item i WHERE i.id = sharing_historicalitem.id))"
)
ALL = "SELECT, INSERT, UPDATE, DELETE"


def run(name, undo):
    return migrations.RunSQL((SQL / name).read_text(encoding="utf-8"), undo)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial")]

    operations = [
        run(
            "scope.sql",
            """
            DROP FUNCTION write_scope(uuid, integer, uuid, uuid, uuid[], uuid[], uuid[], uuid[],
                                      uuid[], timestamptz, varchar, boolean);
            DROP FUNCTION lock_scope(uuid);
            DROP FUNCTION scope_of(uuid);
            REVOKE ALL ON sharing_scope, sharing_scopeversion FROM portal_web;
            DROP POLICY reach ON sharing_scopeversion;
            DROP POLICY reach ON sharing_scope;
            ALTER TABLE sharing_scopeversion DISABLE ROW LEVEL SECURITY;
            ALTER TABLE sharing_scope DISABLE ROW LEVEL SECURITY;
            """,
        ),
        run(
            "audit_event.sql",
            """
            REVOKE ALL ON sharing_auditdetail FROM portal_web;
            DROP TABLE audit_event;
            DROP FUNCTION make_audit_partition(integer);
            DROP FUNCTION refuse_change();
            """,
        ),
        *open_with_history("sharing", "area"),
        *open_with_history("sharing", "agency"),
        *open_with_history("sharing", "signature"),
        *open_with_history("sharing", "membership"),
        open_to_web("sharing_user"),
        open_to_web("sharing_codedevice", ALL),
        open_to_web("sharing_recoverycode", ALL),
        open_to_web("sharing_formtoken", ALL),
        migrations.RunSQL(
            f"""
            ALTER TABLE sharing_keptform ENABLE ROW LEVEL SECURITY;
            CREATE POLICY own ON sharing_keptform TO portal_web
                USING (user_id = current_setting('portal.user')::uuid);
            GRANT {ALL} ON sharing_keptform TO portal_web;
            """,
            """
            REVOKE ALL ON sharing_keptform FROM portal_web;
            DROP POLICY own ON sharing_keptform;
            ALTER TABLE sharing_keptform DISABLE ROW LEVEL SECURITY;
            """,
        ),
        *wall_with_history("sharing", "conflict", seen_by=KEEPERS),
        *wall_with_history("sharing", "party"),
        *wall_with_history("sharing", "relationship"),
        *wall_with_history("sharing", "address"),
        *wall_with_history("sharing", "safecontact"),
        *wall_with_history("sharing", "unsafetotell"),
        *wall_with_history("sharing", "sharingdecision"),
        wall("sharing_item", and_also=LEFT_THE_AGENCY),
        wall("sharing_historicalitem", rights="SELECT, INSERT", and_also=STILL_SHARED),
        # What an agency shared is read by others, and written by it alone.
        *(
            migrations.RunSQL(
                f"CREATE POLICY own_{name} ON sharing_item AS RESTRICTIVE FOR {name}"
                f" TO portal_web {clause} ({OWN_AGENCY})",
                f"DROP POLICY own_{name} ON sharing_item",
            )
            for name, clause in (("insert", "WITH CHECK"), ("update", "USING"))
        ),
    ]
