"""Files that agencies attach. They are read as items are, and what the vault keeps of one is seen by
those who see what it is attached to."""

import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from sharing.walls import CONTENT, wall

OWN_AGENCY = (
    "agency_id = current_setting('portal.agency')::uuid"
    " OR current_setting('portal.reach') = 'system'"
)
SHARED = "who_may_read = 'shared' AND submitted_at IS NOT NULL AND withdrawn_at IS NULL"
# Nor in the past of one that can itself no longer be read.
STILL_SHARED = (
    f"{OWN_AGENCY} OR ({SHARED}"
    " AND (SELECT true FROM sharing_attachment a WHERE a.id = sharing_historicalattachment.id))"
)
OF_CASE = CONTENT.format(scope="scope_id")
AS_ATTACHED = (
    f"{OF_CASE} AND (current_setting('portal.reach') = 'system'"
    " OR (SELECT true FROM sharing_attachment a WHERE a.file_id = sharing_vaultfile.id))"
)
# What an agency shares is read by others, and written by it alone; keys by those who keep them.
POLICIES = f"""
    CREATE POLICY own_insert ON sharing_attachment AS RESTRICTIVE FOR INSERT TO portal_web
        WITH CHECK ({OWN_AGENCY});
    CREATE POLICY own_update ON sharing_attachment AS RESTRICTIVE FOR UPDATE TO portal_web
        USING ({OWN_AGENCY});
    DROP POLICY reach ON sharing_vaultfile;
    CREATE POLICY reach ON sharing_vaultfile FOR SELECT TO portal_web USING ({AS_ATTACHED});
    CREATE POLICY add ON sharing_vaultfile FOR INSERT TO portal_web WITH CHECK ({OF_CASE});
    CREATE POLICY rewrap ON sharing_vaultfile FOR UPDATE TO portal_web
        USING (current_setting('portal.reach') = 'system');
"""
BEFORE = f"""
    DROP POLICY rewrap ON sharing_vaultfile;
    DROP POLICY add ON sharing_vaultfile;
    DROP POLICY reach ON sharing_vaultfile;
    CREATE POLICY reach ON sharing_vaultfile TO portal_web USING ({OF_CASE}) WITH CHECK ({OF_CASE});
    DROP POLICY own_update ON sharing_attachment;
    DROP POLICY own_insert ON sharing_attachment;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0010_written'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalAttachment',
            fields=[
                ('event_id', models.UUIDField()),
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('request_id', models.UUIDField(db_index=True)),
                ('name', models.CharField(max_length=120, verbose_name='name of the file')),
                ('pages', models.PositiveSmallIntegerField(default=0, verbose_name='pages')),
                ('who_may_read', models.CharField(choices=[('shared', 'Shared'), ('restricted', 'Restricted'), ('spoken', 'Spoken only'), ('not_shared', 'Not shared')], max_length=12, verbose_name='who may read it')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='sharing.agency')),
                ('author', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='sharing.vaultfile')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scope', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='sharing.scope')),
            ],
            options={
                'verbose_name': 'historical attachment',
                'verbose_name_plural': 'historical attachments',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('request_id', models.UUIDField(db_index=True)),
                ('name', models.CharField(max_length=120, verbose_name='name of the file')),
                ('pages', models.PositiveSmallIntegerField(default=0, verbose_name='pages')),
                ('who_may_read', models.CharField(choices=[('shared', 'Shared'), ('restricted', 'Restricted'), ('spoken', 'Spoken only'), ('not_shared', 'Not shared')], max_length=12, verbose_name='who may read it')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.agency')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.vaultfile')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.scope')),
            ],
            options={
                'ordering': ['file__stored_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('who_may_read__in', ('shared', 'restricted'))), name='attachment_is_shared_or_its_agencys_own')],
            },
        ),
        wall("sharing_attachment", and_also=f"{OWN_AGENCY} OR ({SHARED})"),
        wall("sharing_historicalattachment", rights="SELECT, INSERT", and_also=STILL_SHARED),
        migrations.RunSQL(POLICIES, BEFORE),
    ]
