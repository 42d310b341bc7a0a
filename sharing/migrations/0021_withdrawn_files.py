"""A withdrawn file that nobody opened ends, and its row says when."""

from pathlib import Path

from django.db import migrations, models

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0020_looks")]

    operations = [
        migrations.AddField("vaultfile", "removed_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "vaultfile",
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True, wrapped_key__gt=b"")
                | models.Q(removed_at__isnull=False, wrapped_key=b""),
                name="vault_file_has_a_key_until_it_is_removed",
            ),
        ),
        run_file(SQL / "withdrawn_files.sql", "DROP FUNCTION end_withdrawn_files"),
    ]
