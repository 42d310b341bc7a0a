"""Form tokens and what lies beside events have walls; the trail keeps those round cases."""

import re
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


def before(name, begins):
    """Return how that file makes it, over what stands now."""
    text = (SQL / name).read_text("utf-8")
    made = re.search(rf"{begins}.*?\n(?:\$\$|\));", text, re.DOTALL)[0]
    return made.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


UNDO = f"""
    DROP POLICY say_what_ended ON sharing_auditdetail;
    DROP POLICY add_beside ON sharing_auditdetail;
    DROP POLICY read_beside ON sharing_auditdetail;
    ALTER TABLE sharing_auditdetail DISABLE ROW LEVEL SECURITY;
    DROP POLICY read_trail ON audit_event;
    {before("trail_pages.sql", r"CREATE POLICY read_trail")}
    {before("trail_speed.sql", r"CREATE OR REPLACE FUNCTION walled_from")}
    DROP POLICY own ON sharing_formtoken;
    ALTER TABLE sharing_formtoken DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0025_own_clock")]

    operations = [migrations.RunSQL((SQL / "own_rows.sql").read_text(encoding="utf-8"), UNDO)]
