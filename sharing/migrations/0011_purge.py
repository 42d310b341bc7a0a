"""The daily job sees and removes kept forms whose time is over; to all but their authors, others
are not there."""

from django.db import migrations

EXPIRED = "current_setting('portal.reach') = 'system' AND kept_at <= now() - interval '24 hours'"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0010_confirmed_memberships")]

    operations = [
        migrations.RunSQL(
            f"""
            CREATE POLICY see_expired ON sharing_keptform FOR SELECT TO portal_web
                USING ({EXPIRED});
            CREATE POLICY remove_expired ON sharing_keptform FOR DELETE TO portal_web
                USING ({EXPIRED});
            """,
            """
            DROP POLICY remove_expired ON sharing_keptform;
            DROP POLICY see_expired ON sharing_keptform;
            """,
        )
    ]
