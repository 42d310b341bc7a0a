"""A plan to tell the victim that stood when the meeting said why nobody safely can is overruled."""

from django.db import migrations, models

from sharing.schema import InOneStep


class Migration(migrations.Migration):
    dependencies = [("meetings", "0015_case_behind_ends")]

    operations = [
        InOneStep(
            *(
                migrations.AddField(
                    model,
                    "overruled",
                    models.BooleanField(default=False, verbose_name="overruled by the meeting"),
                )
                for model in ("outcomeplan", "historicaloutcomeplan")
            )
        )
    ]
