"""An alarm of the seal says what it names, so that more of it is told of again."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0017_reach_asked_once")]

    operations = [
        migrations.AddField(
            "sealalarm",
            "about",
            django.contrib.postgres.fields.ArrayField(models.TextField(), default=list),
        )
    ]
