"""What the worker's jobs may do with cases and meetings: notices and reminders."""

from django.db import migrations

from sharing.schema import at_once
from sharing.walls import open_to_jobs


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_hearings")]
    replaces = [("meetings", "0010_jobs")]

    operations = [
        at_once(
            # What of: a case is a reference, a stage and who may see it.
            open_to_jobs("meetings_case"),
            open_to_jobs("meetings_meeting"),
            open_to_jobs("meetings_protocol"),
            # What is reminded of, and that it was.
            open_to_jobs("meetings_action", "SELECT, UPDATE"),
            open_to_jobs("meetings_historicalaction", "INSERT"),
            open_to_jobs("meetings_researchrequest", "SELECT, UPDATE"),
            open_to_jobs("meetings_historicalresearchrequest", "INSERT"),
        )
    ]
