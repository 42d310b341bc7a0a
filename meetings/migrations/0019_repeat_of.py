"""Triage keeps by which earlier cases it found a repeat."""

import django.contrib.postgres.fields
from django.db import migrations, models

CASES = django.contrib.postgres.fields.ArrayField(
    base_field=models.UUIDField(), blank=True, default=list, size=None
)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0018_proposals")]

    operations = [
        migrations.AddField(table, "repeat_of", CASES)
        for table in ("triagedecision", "historicaltriagedecision")
    ]
