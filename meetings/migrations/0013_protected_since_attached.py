"""A file is compared with what whoever attached it may read, whoever submits it."""

from pathlib import Path

from django.db import migrations

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
BEFORE = f"""
    DROP FUNCTION protected_since_attached;
    {(SQL / "protected_since_sent.sql").read_text(encoding="utf-8")}
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0012_drafts_to_take_over")]

    operations = [run_file(SQL / "protected_since_attached.sql", BEFORE)]
