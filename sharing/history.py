"""Old values: who changed what. Each history row carries the event of its unit of work, so a
change without an event cannot be written."""

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any, NoReturn

from django.contrib.auth import get_user_model
from django.db import models
from simple_history.manager import HistoricalQuerySet, HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.signals import post_create_historical_record, pre_create_historical_record
from simple_history.utils import bulk_update_with_history

from sharing.scoping import ScopedReads
from sharing.work import current
from sharing.written import written


class GuardedQuerySet(ScopedReads):
    """Refuses the writes that django-simple-history cannot see, and reads of unnamed cases."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Change tracked rows one by one with save(): history must see it.")

    update = bulk_create = bulk_update = delete = _refuse


GuardedManager = models.Manager.from_queryset(GuardedQuerySet)


class PastQuerySet(ScopedReads, HistoricalQuerySet):
    """Old values, which are read under the same guard as the rows that had them."""


class PastManager(HistoryManager):
    """`row.history`: the past of that row."""

    @classmethod
    @cache
    def from_queryset(
        cls, queryset_class: type[models.QuerySet], class_name: str | None = None
    ) -> type["PastManager"]:
        """Return the manager's class, made once. The library asks for it at each use of
        `row.history`, and so at each write."""
        return super().from_queryset(queryset_class, class_name)

    def get_queryset(self) -> models.QuerySet:
        rows = super().get_queryset()
        if self.instance is not None:
            rows._add_hints(instance=self.instance)
        return rows

    def bulk_history_create(self, *args: Any, **kwargs: Any) -> list[models.Model]:
        """Write the history of several rows, and let the event prove it."""
        rows: list[models.Model] = super().bulk_history_create(*args, **kwargs)
        for row in rows:
            prove(row)
        return rows


class HistoryRow(models.Model):
    event_id = models.UUIDField()

    objects = models.Manager.from_queryset(PastQuerySet)()

    class Meta:
        abstract = True


class Tracked(models.Model):
    """A row whose every change is kept as a history row, with the event that it belongs to."""

    history = HistoricalRecords(
        bases=[HistoryRow],
        history_id_field=models.UUIDField(default=uuid.uuid4),
        inherit=True,
        history_manager=PastManager,
        historical_queryset=PastQuerySet,
    )
    objects = GuardedManager()

    class Meta:
        abstract = True


def save_all(rows: Sequence[Tracked], fields: Sequence[str]) -> None:
    """Save these fields of rows of one model, with their history. The number of statements does not
    grow with the rows."""
    if not rows:
        return
    actor, model = current().actor, type(rows[0])
    bulk_update_with_history(
        rows,
        model,
        fields,
        default_user=get_user_model()(pk=actor.user_id) if actor.user_id else None,
        # Past the guard of the model's own manager: here history is written.
        manager=models.QuerySet(model),
        custom_historical_attrs={"event_id": current().event_id},
    )


def make_all(rows: Sequence[Tracked]) -> None:
    """Create rows of one model, with their history, in two statements."""
    if not rows:
        return
    actor, model = current().actor, type(rows[0])
    # Past the guard of the model's own manager: here history is written.
    past_the_guard: models.QuerySet[Any] = models.QuerySet(model)
    past_the_guard.bulk_create(rows)
    model.history.bulk_history_create(
        rows,
        default_user=get_user_model()(pk=actor.user_id) if actor.user_id else None,
        custom_historical_attrs={"event_id": current().event_id},
    )


def _stamp(sender: Any, history_instance: Any, **kwargs: Any) -> None:
    work = current()
    history_instance.event_id = work.event_id
    history_instance.history_user_id = work.actor.user_id


def prove(past: models.Model) -> None:
    """Let the event of the unit of work prove that this history row has these values."""
    current().wrote.append(written(past))


def _prove(sender: Any, history_instance: models.Model, **kwargs: Any) -> None:
    prove(history_instance)


def connect() -> None:
    """From now on, stamp each history row with the event and the person of the unit of work, and
    let the event prove it."""
    pre_create_historical_record.connect(_stamp, dispatch_uid="sharing.history")
    post_create_historical_record.connect(_prove, dispatch_uid="sharing.history")
