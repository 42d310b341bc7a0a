"""Cases whose victim turned out to be too young for a meeting."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.db.models.expressions import Combinable

from meetings.models import Case
from meetings.rules.ages import is_too_young
from sharing import clock
from sharing.models import Party, PartyRole

# The values that decide whether the victim of a case is too young, by the rules that the case is
# under.
AGES = ("youngest", "born_on", "age_about")


def ages() -> dict[str, Combinable]:
    """Return `AGES` of a case, as part of another query."""
    victims = Party.objects.filter(
        scope_id=OuterRef("pk"), role=PartyRole.VICTIM, ended_on__isnull=True
    )
    known: dict[str, Combinable] = {"youngest": F("protocol__youngest_victim")}
    return known | {name: Subquery(victims.values(name)[:1]) for name in AGES[1:]}


def is_of_a_child(case: Any) -> bool:
    """Return whether the victim of a case, which is annotated with its `ages`, is too young."""
    return row_is_of_a_child({name: getattr(case, name) for name in AGES})


def row_is_of_a_child(row: Mapping[str, Any]) -> bool:
    """Return the same for the values of a case, with its `AGES` among them."""
    return is_too_young(**{name: row[name] for name in AGES}, today=clock.today())


def too_young_among(cases: Sequence[Case]) -> set[UUID]:
    """Return those of these cases that go to no meeting, because the victim is a child."""
    known = Case.objects.filter(pk__in=[case.pk for case in cases]).annotate(**ages())
    return {row["pk"] for row in known.values("pk", *AGES) if row_is_of_a_child(row)}
