"""It is kept of whom it was said that the plan has nothing for them."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0016_plan_overruled")]

    operations = [
        migrations.AddField(
            model,
            "plan_gaps",
            ArrayField(
                base_field=models.UUIDField(),
                blank=True,
                default=list,
                size=None,
                verbose_name="whom the plan leaves out",
            ),
        )
        for model in ("hearing", "historicalhearing")
    ]
