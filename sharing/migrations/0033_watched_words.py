"""What the watch calls it where a protected address stands before the other side."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0032_erasures_found'),
    ]

    operations = [
        migrations.AlterField(
            model_name='alert',
            name='watched',
            field=models.CharField(choices=[('break_glass', 'Opened a case in an emergency'), ('off_list', 'Opened a case that is on none of their lists'), ('own_name', 'Looked up their own name'), ('family_name', 'Looked up their own family name'), ('many_cases', 'Opened many cases quickly'), ('refusals', 'Was refused again and again'), ('former_member', 'Tried after their membership had ended'), ('out_of_hours', 'Looked at cases out of hours'), ('exports', 'Took out many papers or exports'), ('protected_address', 'Protected address where the other side reads')], max_length=20, verbose_name='what'),
        ),
        migrations.AlterField(
            model_name='historicalalert',
            name='watched',
            field=models.CharField(choices=[('break_glass', 'Opened a case in an emergency'), ('off_list', 'Opened a case that is on none of their lists'), ('own_name', 'Looked up their own name'), ('family_name', 'Looked up their own family name'), ('many_cases', 'Opened many cases quickly'), ('refusals', 'Was refused again and again'), ('former_member', 'Tried after their membership had ended'), ('out_of_hours', 'Looked at cases out of hours'), ('exports', 'Took out many papers or exports'), ('protected_address', 'Protected address where the other side reads')], max_length=20, verbose_name='what'),
        ),
        migrations.AlterField(
            model_name='historicalwatchrule',
            name='watched',
            field=models.CharField(choices=[('break_glass', 'Opened a case in an emergency'), ('off_list', 'Opened a case that is on none of their lists'), ('own_name', 'Looked up their own name'), ('family_name', 'Looked up their own family name'), ('many_cases', 'Opened many cases quickly'), ('refusals', 'Was refused again and again'), ('former_member', 'Tried after their membership had ended'), ('out_of_hours', 'Looked at cases out of hours'), ('exports', 'Took out many papers or exports'), ('protected_address', 'Protected address where the other side reads')], max_length=20, verbose_name='watch for'),
        ),
        migrations.AlterField(
            model_name='watchrule',
            name='watched',
            field=models.CharField(choices=[('break_glass', 'Opened a case in an emergency'), ('off_list', 'Opened a case that is on none of their lists'), ('own_name', 'Looked up their own name'), ('family_name', 'Looked up their own family name'), ('many_cases', 'Opened many cases quickly'), ('refusals', 'Was refused again and again'), ('former_member', 'Tried after their membership had ended'), ('out_of_hours', 'Looked at cases out of hours'), ('exports', 'Took out many papers or exports'), ('protected_address', 'Protected address where the other side reads')], max_length=20, verbose_name='watch for'),
        ),
    ]
