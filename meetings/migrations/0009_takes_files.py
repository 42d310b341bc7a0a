"""An area may take no files."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_called_off")]

    operations = [
        migrations.AddField("protocol", "takes_files", models.BooleanField(default=True)),
        migrations.AddField("historicalprotocol", "takes_files", models.BooleanField(default=True)),
    ]
