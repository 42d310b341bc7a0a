"""An area may take files while the scanner is down: closed to all others until they are scanned."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0015_kept_minutes")]

    operations = [
        migrations.AddField("protocol", "takes_unscanned", models.BooleanField(default=False)),
        migrations.AddField(
            "historicalprotocol", "takes_unscanned", models.BooleanField(default=False)
        ),
    ]
