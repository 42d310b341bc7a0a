"""An agency is told of drafts whose authors are gone, and one of its people takes them over."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0011_untold_reason"), ("sharing", "0012_days_off")]

    operations = [
        run_file(
            SQL / "drafts_to_take_over.sql",
            "DROP FUNCTION drafts_to_take_over; DROP INDEX sharing_scope_drafts;",
        )
    ]
