"""Of what was erased the list stays, without the hashes, and what a row still holds is not erased."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
WALLS = function_of(SQL / "guards.sql", "walls_altered")
LISTS = "('audit_written', 'add_to_trail',\n         '{}')"
ANY_LIST = LISTS.format("21a58097a5dca23c1fadd57dbcdc8b3c3f46e26982ab0c7adf23e3c524fa13d1")
OWN_LIST = LISTS.format("d4d5764e451eac0e30e28b5b91671687362deaa31dfb0e52415cdbe2c524cba9")


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
            ALTER POLICY add_to_trail ON audit_written WITH CHECK (true);
            """,
        ),
        migrations.RunSQL(WALLS.replace(ANY_LIST, OWN_LIST), WALLS),
    ]
