"""A file keeps marks of the protected addresses with which its words were compared."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from sharing.schema import InOneStep


def compared_with(model: str) -> migrations.AddField:
    return migrations.AddField(
        model, "compared_with", ArrayField(models.CharField(max_length=64), default=list)
    )


class Migration(migrations.Migration):
    dependencies = [("sharing", "0009_erased_of_late")]

    operations = [InOneStep(compared_with("attachment"), compared_with("historicalattachment"))]
