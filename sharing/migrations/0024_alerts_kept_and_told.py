"""Alerts are told of, and end after the days of their area."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "end_alerts.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0023_trail_speed'),
    ]

    operations = [
        migrations.AddField(
            model_name='alert',
            name='told_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='area',
            name='alert_days',
            field=models.PositiveSmallIntegerField(default=730, verbose_name='days that alerts are kept'),
        ),
        migrations.AddField(
            model_name='historicalalert',
            name='told_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='historicalarea',
            name='alert_days',
            field=models.PositiveSmallIntegerField(default=730, verbose_name='days that alerts are kept'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('alert_days__range', (30, 3650))), name='alerts_are_kept_for_a_month_to_ten_years'),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), "DROP FUNCTION end_alerts()"),
    ]
