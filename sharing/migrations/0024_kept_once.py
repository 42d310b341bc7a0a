from django.db import migrations, models

from sharing.schema import InOneStep


class Migration(migrations.Migration):
    dependencies = [("sharing", "0023_scope_asked_by_function")]

    operations = [
        migrations.AlterField("keptform", "path", models.TextField()),
        InOneStep(
            migrations.AddField("keptform", "sent_under", models.UUIDField(null=True)),
            migrations.AddField("keptform", "content", models.BinaryField(null=True)),
        ),
    ]
