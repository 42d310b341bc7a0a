"""Of what was erased the list stays, without the hashes, and what a row still holds is not erased."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0037_alerts_known")]

    operations = [
        run_file(
            SQL / "kept_lists.sql",
            f"""
            DROP FUNCTION erase_values(uuid);
            {function_of(SQL / "erase_draft.sql", "names_of_rows")}
            {function_of(SQL / "erase_draft.sql", "erase_values")}
            {function_of(SQL / "erase_draft.sql", "erase_draft")}
            REVOKE ALL ON FUNCTION names_of_rows(uuid[]), erase_values(uuid) FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION erase_values(uuid) TO portal_retention;
            DROP FUNCTION erase_from_list, spoilt_lists, name_of_list;
            """,
        ),
        run_file(
            SQL / "own_lists.sql",
            "ALTER POLICY add_to_trail ON audit_written WITH CHECK (true)",
        ),
    ]
