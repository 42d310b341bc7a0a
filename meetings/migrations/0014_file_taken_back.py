"""An agency whose file the scan took back owes it again."""

from django.db import migrations, models

from sharing.schema import InOneStep


class Migration(migrations.Migration):
    dependencies = [("meetings", "0013_protected_since_attached")]

    operations = [
        InOneStep(
            *(
                migrations.AddField(model, "file_taken_back", models.BooleanField(default=False))
                for model in ("researchrequest", "historicalresearchrequest")
            )
        )
    ]
