"""Who reads the trail, and what it tells: who was shown what of a case, by what somebody was let in, and what
was there at a moment of the past, as far as whoever acts may read it today."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0004_watch_and_alerts")]
    replaces = [
        ("sharing", "0020_looks"),
        ("sharing", "0031_as_it_was"),
        ("sharing", "0032_erasures_found"),
        ("sharing", "0034_still_reads"),
    ]

    operations = [
        run_file(
            SQL / "reading_trail.sql",
            """
            DROP FUNCTION events_of_case, trail_is_open;
            DROP POLICY read_beside ON sharing_auditdetail;
            DROP POLICY read_trail ON audit_event;
            REVOKE SELECT ON audit_event, sharing_auditdetail FROM portal_web;
            DROP INDEX audit_event_cases, audit_event_user_occurred, audit_event_occurred,
                audit_event_agency, audit_event_refused, audit_event_nobody, audit_event_looks;
            """,
        ),
        run_file(
            SQL / "alerts_kept.sql",
            """
            DROP FUNCTION days_of_area, days_of_case, about_alerts;
            """,
        ),
        run_file(SQL / "let_in.sql", "DROP FUNCTION let_in_by"),
        run_file(
            SQL / "looks.sql",
            """
            DROP FUNCTION looks_of_agencies, acknowledgements, news_in, corrections_in,
                corrections_waiting, own_looks, looks_at_research, still_reads, shown_of,
                item_is_read, item_is_for, research_is_open;
            """,
        ),
        run_file(SQL / "shared_in_order.sql", "DROP FUNCTION shared_since"),
        run_file(
            SQL / "as_it_was.sql",
            """
            DROP FUNCTION vault_as_it_was, files_as_they_were, items_as_they_were, scope_as_it_was,
                past_of, was_by;
            """,
        ),
        run_file(
            SQL / "erasures_found.sql",
            "DROP FUNCTION entries_of_case, erasures_of; DROP INDEX audit_event_erasing",
        ),
    ]
