"""A file that was taken while the scanner was down is shared once it was scanned, and not before."""

from datetime import UTC, datetime

from django.db import migrations, models

from sharing.schema import at_once
from sharing.walls import open_to_jobs

# All that is there was scanned before it was kept; when, its file says.
BEFORE = datetime(2026, 11, 1, tzinfo=UTC)
# The worker sees what waits for the scanner, and for a moment what it has just scanned.
WAITS = "(scanned_at IS NULL OR scanned_at > now() - interval '1 minute')"
SYSTEM = "current_setting('portal.reach') = 'system'"
WORKER = f"""
    ALTER POLICY jobs ON sharing_attachment USING ({SYSTEM} AND {WAITS}) WITH CHECK ({SYSTEM});
    ALTER POLICY jobs ON sharing_vaultfile USING (
        {SYSTEM}
        AND (SELECT true FROM sharing_attachment a WHERE a.file_id = sharing_vaultfile.id)
    );
"""
TO_ALL = f"""
    ALTER POLICY jobs ON sharing_vaultfile USING ({SYSTEM});
    ALTER POLICY jobs ON sharing_attachment USING ({SYSTEM}) WITH CHECK ({SYSTEM});
"""


def scanned(model):
    return migrations.AddField(
        model, "scanned_at", models.DateTimeField(null=True, default=BEFORE), preserve_default=False
    )


class Migration(migrations.Migration):
    dependencies = [("sharing", "0024_said_with_it")]

    operations = [
        scanned("attachment"),
        scanned("historicalattachment"),
        migrations.AddField("attachment", "sent_at", models.DateTimeField(null=True)),
        migrations.AddField("historicalattachment", "sent_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(
                condition=models.Q(submitted_at__isnull=True) | models.Q(scanned_at__isnull=False),
                name="attachment_is_scanned_before_others_read_it",
            ),
        ),
        at_once(
            open_to_jobs("sharing_attachment", "SELECT, UPDATE"),
            open_to_jobs("sharing_historicalattachment", "INSERT"),
            open_to_jobs("sharing_vaultfile"),
            migrations.RunSQL(WORKER, TO_ALL),
        ),
    ]
