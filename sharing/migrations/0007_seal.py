"""The seal of the audit trail: its tables, and what the sealer may do."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "seal.sql"
UNDO = """
    DROP FUNCTION seal_state(interval);
    DROP FUNCTION write_sealer_event(uuid, timestamptz, varchar, uuid[]);
    DROP POLICY seal ON audit_event;
    REVOKE ALL ON audit_event FROM portal_sealer;
    DROP TABLE seal_leaf, seal_node, seal_checkpoint, seal_key;
"""


def unmanaged(name, table, fields):
    options = {"db_table": table, "managed": False}
    return migrations.CreateModel(name=name, fields=fields, options=options)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0006_walled_from")]

    operations = [
        unmanaged(
            "SealLeaf",
            "seal_leaf",
            [
                ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("event_id", models.UUIDField()),
                ("hash", models.BinaryField()),
            ],
        ),
        unmanaged(
            "SealNode",
            "seal_node",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("position", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
        ),
        unmanaged(
            "SealCheckpoint",
            "seal_checkpoint",
            [
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("note", models.TextField()),
                ("sealed_at", models.DateTimeField()),
            ],
        ),
        unmanaged(
            "SealKey",
            "seal_key",
            [
                ("since", models.BigIntegerField(primary_key=True, serialize=False)),
                ("verifier", models.TextField(unique=True)),
                ("named_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), UNDO),
    ]
