"""Holds on years of the trail, and two people who agree that one ends."""

import re
import uuid
from pathlib import Path

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from sharing.walls import open_with_history

SQL = Path(__file__).resolve().parent.parent / "sql"
CHANGED = r"CREATE FUNCTION (?:years_due|end_audit_year|details_due|erase_values)\(.*?\n(?:END )?\$\$;"
BEFORE = "\n".join(re.findall(CHANGED, (SQL / "retention.sql").read_text("utf-8"), re.DOTALL))
UNDO = f"""
    {BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")}
    DROP FUNCTION trail_years(integer);
    DROP FUNCTION is_agreed_to_end(integer);
    DROP FUNCTION is_held(integer);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0021_something_to_say'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalYearEnd',
            fields=[
                ('event_id', models.UUIDField()),
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('proposed_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('confirmed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical year end',
                'verbose_name_plural': 'historical year ends',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalYearHold',
            fields=[
                ('event_id', models.UUIDField()),
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('reason', models.TextField(verbose_name='why it is kept')),
                ('set_at', models.DateTimeField()),
                ('why_lifted', models.TextField(blank=True, default='', verbose_name='why it need not be kept any longer')),
                ('lifted_at', models.DateTimeField(null=True)),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical year hold',
                'verbose_name_plural': 'historical year holds',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='YearEnd',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('proposed_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('year',), name='year_end_proposed_once_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='year_end_is_confirmed_by_somebody'), models.CheckConstraint(condition=models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), name='year_end_takes_two_people')],
            },
        ),
        migrations.CreateModel(
            name='YearHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('reason', models.TextField(verbose_name='why it is kept')),
                ('set_at', models.DateTimeField()),
                ('why_lifted', models.TextField(blank=True, default='', verbose_name='why it need not be kept any longer')),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('year',), name='year_held_once_at_a_time'), models.CheckConstraint(condition=models.Q(('lifted_at__isnull', True), models.Q(('why_lifted', ''), _negated=True), _connector='OR'), name='year_hold_lifted_with_a_reason')],
            },
        ),
        *open_with_history("sharing", "yearhold"),
        *open_with_history("sharing", "yearend"),
        migrations.RunSQL((SQL / "year_holds.sql").read_text("utf-8"), UNDO),
    ]
