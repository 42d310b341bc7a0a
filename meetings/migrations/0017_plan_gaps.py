"""It is kept of whom it was said that the plan has nothing for them."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from sharing.schema import InOneStep


class Migration(migrations.Migration):
    dependencies = [("meetings", "0016_plan_overruled")]

    operations = [
        InOneStep(
            *(
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
            )
        )
    ]
