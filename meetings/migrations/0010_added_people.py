"""Who became part of a case after an agency had answered about it."""

import django.contrib.postgres.fields
from django.db import migrations, models

PEOPLE = django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0009_takes_files")]

    operations = [
        migrations.AddField("researchrequest", "added_parties", PEOPLE),
        migrations.AddField("historicalresearchrequest", "added_parties", PEOPLE),
    ]
