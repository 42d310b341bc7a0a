"""What the worker's jobs may do: notices, the watch over the trail, clearing up. What they may do
with the trail, its seal and what is a person's own stands in the SQL of those."""

from django.db import migrations

from sharing.schema import at_once
from sharing.walls import ALL, open_to_jobs


class Migration(migrations.Migration):
    dependencies = [("sharing", "0007_libraries")]
    replaces = [("sharing", "0017_sessions_and_corrections")]

    operations = [
        at_once(
            # Their own work.
            open_to_jobs("django_tasks_database_dbtaskresult", ALL),
            # Whom to write to, and where; and whom to tell that their name or address was changed.
            open_to_jobs("sharing_area"),
            open_to_jobs("sharing_agency"),
            open_to_jobs("sharing_membership"),
            open_to_jobs("sharing_user"),
            open_to_jobs("sharing_passwordlink"),
            open_to_jobs("sharing_accountcorrection"),
            # What of: of a case who may see it.
            open_to_jobs("sharing_scope"),
            open_to_jobs("sharing_emergencyaccess"),
            open_to_jobs("sharing_sealalarm", "SELECT, INSERT, UPDATE"),
            # The watch; what it finds later is added to the alert that is there.
            open_to_jobs("sharing_alert", "SELECT, INSERT, UPDATE"),
            open_to_jobs("sharing_historicalalert", "INSERT"),
            open_to_jobs("sharing_watchmark", "SELECT, INSERT, UPDATE"),
            open_to_jobs("sharing_watchrule"),
            open_to_jobs("sharing_workinghours"),
            # What has expired.
            open_to_jobs("django_session", "SELECT, DELETE"),
            open_to_jobs("sharing_portalsession", "SELECT, DELETE"),
            open_to_jobs("sharing_formtoken", "SELECT, DELETE"),
            open_to_jobs("axes_accessattempt", "SELECT, DELETE"),
            open_to_jobs("axes_accessattemptexpiration", "SELECT, DELETE"),
        )
    ]
