"""Who was told of a case that is left to nobody is asked of the trail."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file
from sharing.walls import open_to_jobs

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0037_alerts_known")]

    operations = [
        # For an agency without a standing signature nobody keeps a case.
        open_to_jobs("sharing_signature"),
        run_file(
            SQL / "told_of_cases_left.sql", "DROP FUNCTION people_told_of_case_left(uuid, date)"
        ),
    ]
