"""What whoever counts may read, numbers, by functions that give nothing else; and what the worker's jobs may
do with cases and meetings: notices and reminders, and moving on what was hidden from whoever called a meeting
off."""

from pathlib import Path

from django.db import migrations

from sharing.schema import at_once, run_file
from sharing.walls import open_to_jobs

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_copies_of_packs")]
    replaces = [
        ("meetings", "0004_jobs"),
        ("meetings", "0005_reports"),
    ]

    operations = [
        run_file(
            SQL / "reports.sql",
            "DROP FUNCTION count_events, count_actions, count_referrals, count_cases",
        ),
        at_once(
            # What of: a case is a reference, a stage and who may see it; and that it moved to another list,
            # and no more of it.
            open_to_jobs("meetings_case", "SELECT, UPDATE"),
            open_to_jobs("meetings_historicalcase", "INSERT"),
            open_to_jobs("meetings_casestage", "INSERT"),
            open_to_jobs("meetings_historicalcasestage", "INSERT"),
            open_to_jobs("meetings_meeting"),
            open_to_jobs("meetings_protocol"),
            # What is reminded of, and that it was.
            open_to_jobs("meetings_action", "SELECT, UPDATE"),
            open_to_jobs("meetings_historicalaction", "INSERT"),
            open_to_jobs("meetings_researchrequest", "SELECT, UPDATE"),
            open_to_jobs("meetings_historicalresearchrequest", "INSERT"),
        ),
    ]
