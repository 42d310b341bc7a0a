"""A nil return says by what it searched, and how those were called and born whom it looked up."""

import django.contrib.postgres.fields
from django.db import migrations, models

BY = django.contrib.postgres.fields.ArrayField(
    base_field=models.CharField(
        choices=[
            ("names", "Names"),
            ("other_names", "Other names and spellings"),
            ("born", "Dates of birth"),
        ],
        max_length=12,
    ),
    blank=True,
    default=list,
    size=None,
)
ROWS = django.contrib.postgres.fields.ArrayField(
    base_field=models.UUIDField(), blank=True, default=list, size=None
)
WHERE = models.CharField(blank=True, max_length=300, verbose_name="where was searched")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0016_takes_unscanned")]

    operations = [
        operation
        for table in ("researchrequest", "historicalresearchrequest")
        for operation in (
            migrations.AddField(table, "searched_by", BY),
            migrations.AddField(table, "looked_up", ROWS),
            migrations.AddField(table, "looked_up_as", ROWS),
            migrations.AlterField(table, "searched", WHERE),
        )
    ] + [
        migrations.AddConstraint(
            "researchrequest",
            models.CheckConstraint(
                condition=models.Q(looked_up__len=models.F("looked_up_as__len")),
                name="research_looked_up_as_somebody",
            ),
        )
    ]
