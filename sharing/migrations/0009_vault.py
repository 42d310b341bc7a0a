"""The files of the vault. Whoever runs the web process can wrap their keys anew, and nothing else."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from sharing.database import WEB_ROLE
from sharing.walls import wall


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0008_jobs'),
    ]

    operations = [
        migrations.CreateModel(
            name='VaultFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10)),
                ('size', models.PositiveIntegerField()),
                ('digest', models.BinaryField(max_length=32)),
                ('wrapped_key', models.BinaryField(max_length=100)),
                ('master_key', models.CharField(max_length=20)),
                ('event_id', models.UUIDField()),
                ('stored_at', models.DateTimeField()),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.scope')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='vault_file_is_not_empty')],
            },
        ),
        wall("sharing_vaultfile", rights="SELECT, INSERT"),
        migrations.RunSQL(
            f"GRANT UPDATE (wrapped_key, master_key) ON sharing_vaultfile TO {WEB_ROLE}",
            migrations.RunSQL.noop,  # undone with the wall
        ),
    ]
