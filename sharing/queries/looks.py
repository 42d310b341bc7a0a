"""The parts of a case that somebody was shown before, by the trail, and so what is new to them or
was corrected since."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Func, QuerySet, TextChoices, Value
from django.utils.translation import gettext_lazy as _

from sharing import clock
from sharing.models import Item

# After this time an item first shown is no longer new, as a page may be loaded again while read.
NEW_FOR = timedelta(hours=1)


class Since(TextChoices):
    """The state of an item compared with its reader's last visit."""

    CORRECTED = "corrected", _("Corrected since you read it")
    ADDED = "added", _("Added since you last read")
    NOTHING = "", ""


@dataclass(frozen=True)
class News:
    """How many corrections wait to be acknowledged in a case, and how many items and files of other
    agencies came since the reader's last visit."""

    waiting: int = 0
    added: int = 0


class NewsIn(Func):
    """The two numbers of `News` for the actor, asked once for the query beside the rows of one
    case, however many rows it has."""

    function = "news_in"
    template = "(SELECT %(function)s(%(expressions)s))"
    output_field = ArrayField(models.IntegerField())

    def __init__(self, case_id: UUID, pages: Collection[str]) -> None:
        codes = ArrayField(models.CharField())
        super().__init__(
            Value(case_id, output_field=models.UUIDField()), Value(list(pages), output_field=codes)
        )


class CorrectionsIn(Func):
    """How many corrections wait for the actor in the case of each row."""

    function = "corrections_in"
    output_field = models.IntegerField()


class ShownToMe(Func):
    """Those of these rows that pages showed the actor, since then, as one of the agency for which
    they act. Such pages note the rows among their items."""

    function = "shown_to_me"
    template = "(SELECT %(function)s(%(expressions)s))"
    output_field = ArrayField(models.UUIDField())

    def __init__(self, rows: QuerySet[Any], since: datetime) -> None:
        super().__init__(ArraySubquery(rows.values("pk")), Value(since))


@dataclass(frozen=True)
class Look:
    """One time at which somebody was shown an item or, without an item, the research of the
    case."""

    item_id: UUID | None
    agency_id: UUID | None
    place: int | None  # the same for each version of an item
    was_shared: bool | None
    first_at: datetime
    acknowledged: bool
    gone: bool | None  # it is no longer there


@dataclass(frozen=True)
class Looks:
    """Everything of a case that one person was shown."""

    all: list[Look]

    def waiting(self, own_agency: UUID) -> int:
        """Return how many corrections of items that they read they have yet to acknowledge."""
        gone = [one for one in self.all if one.gone and not one.acknowledged]
        return len({(one.agency_id, one.place) for one in gone if one.agency_id != own_agency})

    def since(self, item: Item, *, room: bool = False) -> Since:
        """Return the state of an item that they read now. If the room may see it, the result says
        nothing of items that were not shared with everybody."""
        if any(self._is_corrected(look, item, room) for look in self.all):
            return Since.CORRECTED
        return self.since_shown(item.pk, item.submitted_at)

    def since_shown(self, item_id: UUID, submitted_at: datetime | None) -> Since:
        """Return whether it was submitted after they had first been there, and first shown just
        now."""
        began = min((one.first_at for one in self.all), default=None)
        if began is None or submitted_at is None or submitted_at <= began:
            return Since.NOTHING
        first = [one.first_at for one in self.all if one.item_id == item_id]
        return Since.ADDED if not first or first[0] > clock.now() - NEW_FOR else Since.NOTHING

    def _is_corrected(self, look: Look, item: Item, room: bool) -> bool:
        same_place = (look.agency_id, look.place) == (item.agency_id, item.position)
        told = look.was_shared or not room
        return same_place and look.item_id != item.pk and told and not look.acknowledged


def news_of(case_id: UUID, pages: Collection[str]) -> News:
    """Return the news of a case that was opened before, for the actor; nothing if they may not read
    its research."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT news_in(%s, %s::varchar[])", [case_id, list(pages)])
        (numbers,) = cursor.fetchone()
    return News(*numbers)


def own_looks(case_ids: Collection[UUID], pages: Collection[str]) -> dict[UUID, Looks]:
    """Return what the actor was shown before of cases that they read now. `pages` are the codes of
    events that show the research of a case, whatever it held."""
    found: dict[UUID, list[Look]] = {case_id: [] for case_id in case_ids}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM own_looks(%s::uuid[], %s::varchar[])", [list(case_ids), list(pages)]
        )
        for case_id, *rest in cursor.fetchall():
            found[case_id].append(Look(*rest))
    return {case_id: Looks(looks) for case_id, looks in found.items()}
