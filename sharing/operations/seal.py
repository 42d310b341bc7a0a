"""What the portal records about its seal: checkpoints that left the machine, and alarms."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db import connection

from sharing import clock
from sharing.access import expect, perform
from sharing.actor import Actor
from sharing.models import SealAlarm
from sharing.permissions import CHECKPOINT_MAILED, TELL_OF_SEAL
from sharing.seal.alarms import Alarm


def record_mailing(*, actor: Actor, size: int, people: Iterable[UUID]) -> None:
    """It is on record that these people hold the checkpoint of that size."""
    work = perform(actor, TELL_OF_SEAL, event=CHECKPOINT_MAILED)
    work.people.update(people)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO seal_mailing (size) VALUES (%s)", [size])


def keep_alarms(*, actor: Actor, wrong: Mapping[Alarm, Collection[str]]) -> list[Alarm]:
    """Each thing that is wrong is an alarm from its beginning until it is well again. Returns the
    alarms that nobody was told of, or that name more than people were told."""
    expect(actor, TELL_OF_SEAL)
    now = clock.now()
    for alarm, about in wrong.items():
        kept, _made = SealAlarm.objects.get_or_create(
            code=alarm.value, ended_at=None, defaults={"raised_at": now}
        )
        more = set(about) - set(kept.about)
        # What is well again is left out, so that the next time that it is off is told of, too.
        kept.about, kept.told_at = sorted(about), None if more else kept.told_at
        kept.save()
    is_open = SealAlarm.objects.filter(ended_at=None)
    is_open.exclude(code__in=wrong).update(ended_at=now)
    untold = set(is_open.filter(told_at=None).values_list("code", flat=True))
    return [alarm for alarm in Alarm if alarm.value in untold]


def record_telling(*, actor: Actor, alarms: Iterable[Alarm], people: Iterable[UUID]) -> None:
    """It is on record that these people were told of the alarms, and they are not told again."""
    work = perform(actor, TELL_OF_SEAL)
    work.people.update(people)
    open_alarms = SealAlarm.objects.filter(ended_at=None, code__in=list(alarms))
    work.items.update(open_alarms.values_list("pk", flat=True))
    open_alarms.update(told_at=clock.now())
