"""What the worker's jobs may do: notices, reminders, the watch over the trail, clearing up."""

from django.db import migrations

from sharing.walls import open_to_jobs

CLEARED = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0009_case_of_reference"),
        ("sharing", "0015_retention"),
    ]

    operations = [
        # Its own work.
        open_to_jobs("django_tasks_database_dbtaskresult", CLEARED),
        # Whom to write to, and where.
        open_to_jobs("sharing_area"),
        open_to_jobs("sharing_agency"),
        open_to_jobs("sharing_membership"),
        open_to_jobs("sharing_user"),
        open_to_jobs("sharing_passwordlink"),
        # What of: a case is a reference, a stage and who may see it.
        open_to_jobs("sharing_scope"),
        open_to_jobs("meetings_case"),
        open_to_jobs("meetings_meeting"),
        open_to_jobs("meetings_protocol"),
        open_to_jobs("sharing_emergencyaccess"),
        open_to_jobs("seal_checkpoint"),
        open_to_jobs("seal_mailing", "INSERT"),
        open_to_jobs("sharing_sealalarm", "SELECT, INSERT, UPDATE"),
        # What is reminded of, and that it was.
        open_to_jobs("meetings_action", "SELECT, UPDATE"),
        open_to_jobs("meetings_historicalaction", "INSERT"),
        open_to_jobs("meetings_researchrequest", "SELECT, UPDATE"),
        open_to_jobs("meetings_historicalresearchrequest", "INSERT"),
        # The trail: read by the watch, and written by every job.
        open_to_jobs("audit_event", "SELECT, INSERT"),
        open_to_jobs("sharing_auditdetail", "INSERT"),
        open_to_jobs("sharing_alert", "SELECT, INSERT"),
        open_to_jobs("sharing_historicalalert", "INSERT"),
        open_to_jobs("sharing_watchmark", "SELECT, INSERT, UPDATE"),
        open_to_jobs("sharing_watchrule"),
        open_to_jobs("sharing_workinghours"),
        # What has expired.
        open_to_jobs("django_session", "SELECT, DELETE"),
        open_to_jobs("sharing_formtoken", "SELECT, DELETE"),
        open_to_jobs("sharing_keptform", "SELECT, DELETE"),
        open_to_jobs("axes_accessattempt", "SELECT, DELETE"),
        open_to_jobs("axes_accessattemptexpiration", "SELECT, DELETE"),
        migrations.RunSQL(
            "GRANT EXECUTE ON FUNCTION trail_state(interval) TO portal_jobs",
            "REVOKE EXECUTE ON FUNCTION trail_state(interval) FROM portal_jobs",
        ),
    ]
