"""What the worker's jobs need of accounts, and what they clear up: of rows that are a person's own
only those whose time is over are there for them, and for the web role none."""

from django.db import migrations

from sharing.walls import open_to_jobs

SYSTEM = "current_setting('portal.reach') = 'system'"
KEPT_FORMS = "kept_at <= now() - interval '24 hours'"
OPENINGS = (
    "coalesce(opened_at, '-infinity') <= now() - interval '24 hours'"
    " AND coalesce(explained_at, '-infinity') <= now() - interval '24 hours'"
)


def expired_to_jobs(table, expired):
    """Let the jobs see and remove rows of a person's own once their time is over."""
    return migrations.RunSQL(
        f"""
        DROP POLICY IF EXISTS jobs ON {table};
        DROP POLICY see_expired ON {table};
        DROP POLICY remove_expired ON {table};
        CREATE POLICY expired ON {table} TO portal_jobs USING ({SYSTEM} AND {expired});
        GRANT SELECT, DELETE ON {table} TO portal_jobs;
        """,
        f"""
        REVOKE ALL ON {table} FROM portal_jobs;
        DROP POLICY expired ON {table};
        CREATE POLICY remove_expired ON {table} FOR DELETE TO portal_web
            USING ({SYSTEM} AND {expired});
        CREATE POLICY see_expired ON {table} FOR SELECT TO portal_web
            USING ({SYSTEM} AND {expired});
        """,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0012_admissions"),
        ("sharing", "0017_sessions_and_corrections"),
    ]

    operations = [
        expired_to_jobs("sharing_keptform", KEPT_FORMS),
        expired_to_jobs("sharing_caseopening", OPENINGS),
        open_to_jobs("sharing_portalsession", "SELECT, DELETE"),
        # Whom to tell that their name or address was changed.
        open_to_jobs("sharing_accountcorrection"),
    ]
