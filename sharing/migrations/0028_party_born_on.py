"""People born on one day are found without a look at everybody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0027_last_done")]

    operations = [
        migrations.AddIndex(
            model_name="party", index=models.Index(fields=["born_on"], name="party_born_on")
        ),
    ]
