"""Who watches the seal: what was checked and mailed, how everything stands, and the alarms."""

import uuid
from pathlib import Path

from django.db import migrations, models

from sharing.walls import open_to_web

SQL = Path(__file__).resolve().parent.parent / "sql" / "alarms.sql"
UNDO = """
    DROP FUNCTION trail_state(interval);
    DROP FUNCTION unguarded_tables();
    DROP FUNCTION missing_audit_years();
    DROP FUNCTION audit_years();
    DROP TABLE seal_check, seal_mailing;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0011_purge")]

    operations = [
        migrations.CreateModel(
            name="SealAlarm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("raised_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("code",),
                        name="alarm_once_at_a_time",
                    )
                ],
            },
        ),
        open_to_web("sharing_sealalarm"),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), UNDO),
    ]
