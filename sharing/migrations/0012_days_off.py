"""An area names days on which it is closed, and bank holidays on which it works."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from sharing.schema import InOneStep


class Migration(migrations.Migration):
    dependencies = [("sharing", "0011_empty_drafts")]

    operations = [
        InOneStep(
            *(
                migrations.AddField(
                    model, name, ArrayField(models.DateField(), blank=True, default=list)
                )
                for model in ("area", "historicalarea")
                for name in ("closed_on", "worked_on")
            )
        )
    ]
