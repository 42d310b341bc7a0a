"""Rules say by whose leave the area words the risk checklist otherwise."""

from django.db import migrations, models

from sharing.schema import InOneStep


class Migration(migrations.Migration):
    dependencies = [("meetings", "0009_empty_return_drafts")]

    operations = [
        InOneStep(
            *(
                migrations.AddField(
                    model, "checklist_licence", models.CharField(blank=True, default="", max_length=200)
                )
                for model in ("protocol", "historicalprotocol")
            )
        )
    ]
