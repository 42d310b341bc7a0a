"""What a form sent, as a hash, so that a correction is told from the same thing sent again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0007_seal")]

    operations = [
        migrations.AddField(
            model_name="formtoken", name="content", field=models.BinaryField(null=True)
        ),
    ]
