"""The wall round every table of a case and its history, and the grants of the others."""

from django.db import migrations

from sharing.walls import open_with_history, wall, wall_with_history


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("sharing", "0002_walls")]

    operations = [
        *open_with_history("meetings", "protocol"),
        *open_with_history("meetings", "meeting"),
        *open_with_history("meetings", "attendance"),
        *open_with_history("meetings", "declaration"),
        *wall_with_history("meetings", "case"),
        *wall_with_history("meetings", "casestage"),
        *wall_with_history("meetings", "development"),
        *wall_with_history("meetings", "exit"),
        *wall_with_history("meetings", "referral"),
        *wall_with_history("meetings", "riskassessment"),
        *wall_with_history("meetings", "triagedecision"),
        *wall_with_history("meetings", "contactattempt"),
        *wall_with_history("meetings", "voice"),
        *wall_with_history("meetings", "outcomeplan"),
        *wall_with_history("meetings", "researchrequest"),
        *wall_with_history("meetings", "hearing"),
        *wall_with_history("meetings", "action"),
        *wall_with_history("meetings", "actionupdate"),
        # Agreed minutes are frozen: the web role adds them and never changes them.
        wall("meetings_caseminutes", rights="SELECT, INSERT"),
        wall("meetings_historicalcaseminutes", rights="SELECT, INSERT"),
    ]
