"""Jobs too leave the time of what they add to the trail, or mailed, to the database."""

from django.db import migrations

EVENT = (
    "id, occurred_at, line_version, request_id, user_id, membership_id, agency_id, area_id, role,"
    " second_factor_age, code, also, outcome, reason, cases, people, items, recipient_id,"
    " commitment"
)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0017_reminded"), ("sharing", "0025_own_clock")]

    operations = [
        migrations.RunSQL(
            f"""
            REVOKE INSERT ON audit_event, sharing_auditdetail, seal_mailing FROM portal_jobs;
            GRANT INSERT ({EVENT}) ON audit_event TO portal_jobs;
            GRANT INSERT (event_id, salt, ciphertext) ON sharing_auditdetail TO portal_jobs;
            GRANT INSERT (size) ON seal_mailing TO portal_jobs;
            """,
            "GRANT INSERT ON audit_event, sharing_auditdetail, seal_mailing TO portal_jobs",
        ),
    ]
