"""More ways round the trail and its proofs are closed, or noticed."""

from pathlib import Path

from django.db import migrations

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
BEFORE = f"""
    {function_of(SQL / "bent_or_refused.sql", "unguarded_tables")}
    {function_of(SQL / "bent_or_refused.sql", "bent_or_refused")}
    {function_of(SQL / "guards.sql", "guarded_tables")}
    {function_of(SQL / "trail.sql", "make_audit_partition")}
    ALTER TABLE seal_checkpoint DROP CONSTRAINT stands_where_it_says;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0034_still_reads")]

    operations = [
        run_file(SQL / "found_by_its_list.sql", function_of(SQL / "as_it_was.sql", "was_by")),
        run_file(SQL / "let_in.sql", "DROP FUNCTION let_in_by"),
        run_file(SQL / "details_of_events.sql", function_of(SQL / "erasures.sql", "details_due")),
        run_file(SQL / "looks_of_the_sealer.sql", function_of(SQL / "trail_state.sql", "trail_state")),
        run_file(SQL / "no_way_round.sql", BEFORE),
    ]
