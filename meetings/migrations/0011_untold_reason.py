"""The chair says who tells the victim the outcome, or why nobody safely can."""

from django.db import migrations, models

from sharing.schema import InOneStep
from sharing.walls import untold


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_checklist_licence")]

    operations = [
        InOneStep(
            *(
                migrations.AddField(
                    model,
                    "untold_reason",
                    models.TextField(
                        blank=True,
                        default="",
                        max_length=2000,
                        verbose_name="why nobody tells the victim",
                    ),
                    preserve_default=False,
                )
                for model in ("hearing", "historicalhearing")
            )
        ),
        untold({"meetings_hearing": "untold_reason"}),
    ]
