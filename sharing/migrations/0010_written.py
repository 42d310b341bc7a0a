"""Events prove what was written into the past of rows, and accounts have a past."""

import re
import uuid
from pathlib import Path

from django.db import migrations, models

from sharing.schema import run_file, with_history

SQL = Path(__file__).resolve().parent.parent / "sql"
GUARDED = re.search(
    r"CREATE FUNCTION unguarded_tables\(.*?\n\$\$;",
    (SQL / "trail_state.sql").read_text(encoding="utf-8"),
    re.DOTALL,
)[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")

_, PAST_OF_USER = with_history(
    migrations.CreateModel(
        name="User",
        fields=[
            ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
            ("name", models.CharField(max_length=100, verbose_name="name")),
            ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
        ],
    )
)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0009_vault")]

    operations = [
        run_file(
            SQL / "written.sql",
            f"""
            DROP FUNCTION erase_written;
            {GUARDED}
            DROP TABLE audit_written, written_check;
            ALTER TABLE audit_event DROP COLUMN wrote;
            """,
        ),
        PAST_OF_USER,
        # What somebody was called is read by the comparison alone: pages show what they are called.
        migrations.RunSQL(
            """
            ALTER TABLE sharing_historicaluser ENABLE ROW LEVEL SECURITY;
            CREATE POLICY add_to_past ON sharing_historicaluser FOR INSERT TO portal_web
                WITH CHECK (true);
            CREATE POLICY compare ON sharing_historicaluser FOR SELECT TO portal_web
                USING (current_setting('portal.reach') = 'system');
            GRANT SELECT, INSERT ON sharing_historicaluser TO portal_web;
            """,
            "REVOKE ALL ON sharing_historicaluser FROM portal_web",
        ),
    ]
