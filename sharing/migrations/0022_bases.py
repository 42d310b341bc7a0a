"""On which lawful bases each agency shares: set once, each version a row of its own."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sharing.schema import CreateTables, at_once, with_history
from sharing.walls import open_with_history


class Migration(migrations.Migration):
    dependencies = [("sharing", "0021_withdrawn_files")]

    operations = [
        CreateTables(
            *with_history(
                migrations.CreateModel(
                    name="AgencyBases",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("version", models.PositiveIntegerField()),
                        ("bases", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), size=None, verbose_name="lawful bases")),
                        ("other", models.CharField(blank=True, max_length=300, verbose_name="in the agency’s own words")),
                        ("in_force_from", models.DateField(verbose_name="from")),
                        ("set_at", models.DateTimeField()),
                        ("agency", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="bases", to="sharing.agency")),
                        ("set_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "ordering": ["agency", "-version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("agency", "version"), name="agency_bases_version_once")
                        ],
                    },
                )
            )
        ),
        at_once(*open_with_history("sharing", "agencybases")),
    ]
