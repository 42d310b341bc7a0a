"""Who may read a new item is asked in every area: no page ever let an area choose, so the "shared"
of rules that were stored earlier is what the portal had filled in by itself."""

from uuid import UUID

from django.db import migrations
from django.utils import timezone

# A change that came with the portal is no event of anybody's.
NO_EVENT = UUID(int=0)


def ask(apps, schema_editor):
    """Rules that say "shared" leave the choice to the writer, and their history says since when."""
    Protocol = apps.get_model("meetings", "Protocol")
    History = apps.get_model("meetings", "HistoricalProtocol")
    for protocol in Protocol.objects.filter(default_reading="shared"):
        protocol.default_reading = ""
        protocol.save()
        History.objects.create(
            **{one.attname: getattr(protocol, one.attname) for one in Protocol._meta.fields},
            history_date=timezone.now(),
            history_type="~",
            history_change_reason="Migration 0016",
            event_id=NO_EVENT,
        )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0015_discarded_drafts")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
