"""On which lawful bases a return is shared whose case is different: seen by its agency alone."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from sharing.schema import CreateTables, at_once, with_history
from sharing.walls import wall_with_history

OWN_AGENCY = (
    "agency_id = current_setting('portal.agency')::uuid"
    " OR current_setting('portal.reach') = 'system'"
)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0022_bases")]

    operations = [
        CreateTables(
            *with_history(
                migrations.CreateModel(
                    name="CaseBases",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("request_id", models.UUIDField()),
                        ("bases", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), size=None, verbose_name="lawful bases")),
                        ("other", models.CharField(blank=True, max_length=300, verbose_name="in the agency’s own words")),
                        ("why", models.TextField(max_length=2000, verbose_name="why this case is different")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("agency", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.agency", verbose_name="agency")),
                        ("scope", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.scope")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("request_id",), name="one_set_of_bases_of_a_return"),
                            models.CheckConstraint(condition=~models.Q(why=""), name="bases_of_a_case_have_a_reason"),
                        ],
                    },
                )
            )
        ),
        at_once(*wall_with_history("sharing", "casebases", and_also=OWN_AGENCY)),
    ]
