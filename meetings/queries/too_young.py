"""Cases whose victim turned out to be too young for a meeting."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case
from meetings.queries.joined import heard_with
from meetings.rules.ages import is_too_young, why_too_young
from meetings.rules.phases import IN_FLOW
from sharing import clock
from sharing.access import expect, visible_to
from sharing.actor import Actor
from sharing.models import Party, PartyRole
from sharing.work import current

# The values that decide whether the victim of a case is too young, by the rules that the case is
# under: the latest date of birth that its referral or a joined one gives, and the lowest estimate
# where one gives none.
AGES = ("youngest", "born_on", "age_about")


def ages() -> dict[str, Combinable]:
    """Return `AGES` of a case, as part of another query."""
    case = OuterRef(OuterRef("pk"))
    readable = visible_to(current().actor, may.VIEW_CASE, "scope__")
    together = Case.objects.filter(Q(pk=case) | Q(readable, joined_to=case)).order_by()
    victims = Party.objects.filter(
        scope_id__in=together.values("pk"), role=PartyRole.VICTIM, ended_on__isnull=True
    )
    latest = victims.order_by(F("born_on").desc(nulls_last=True))
    lowest = victims.filter(born_on__isnull=True).order_by(F("age_about").asc(nulls_last=True))
    return {
        "youngest": F("protocol__youngest_victim"),
        "born_on": Subquery(latest.values("born_on")[:1]),
        "age_about": Subquery(lowest.values("age_about")[:1]),
    }


def is_of_a_child(case: Any) -> bool:
    """Return whether the victim of a case, which is annotated with its `ages`, is too young."""
    return row_is_of_a_child({name: getattr(case, name) for name in AGES})


def row_is_of_a_child(row: Mapping[str, Any]) -> bool:
    """Return the same for the values of a case, with its `AGES` among them."""
    known: list[dict[str, Any]] = [
        {"born_on": row["born_on"], "age_about": None},
        {"born_on": None, "age_about": row["age_about"]},
    ]
    today = clock.today()
    return any(is_too_young(**one, youngest=row["youngest"], today=today) for one in known)


def mark_of_child(case: Any) -> str:
    """Return the word for lists about a case under way that is of a child: under which age its
    victim is. The case is annotated with its `ages`."""
    if case.stage not in IN_FLOW or not is_of_a_child(case):
        return ""
    return _("Under %(age)s") % {"age": case.youngest}


def why_of_a_child(case: Case) -> str:
    """Return why the case goes to no meeting: by its referral or a joined one the victim is a
    child; empty if by none."""
    reference = Case.objects.filter(pk=OuterRef("scope_id")).order_by().values("reference")
    victims = Party.objects.filter(
        scope_id__in=heard_with([case.pk]).values("scope_id"),
        role=PartyRole.VICTIM,
        ended_on__isnull=True,
    ).annotate(reference=Subquery(reference))
    youngest, today = case.protocol.youngest_victim, clock.today()
    said = {
        victim.scope_id: why_too_young(
            victim,
            youngest=youngest,
            today=today,
            joined=victim.reference if victim.scope_id != case.pk else "",
        )
        for victim in victims
    }
    return said.get(case.pk) or next(filter(None, said.values()), "")


def said_of_a_child(actor: Actor, case_id: UUID) -> str:
    """Return what to say to somebody who has just corrected a person of the case: that its victim
    is a child, if they are and the case is under way."""
    expect(actor, may.VIEW_CASE, case_id)
    case = Case.objects.select_related("protocol").get(pk=case_id)
    why = why_of_a_child(case) if case.stage in IN_FLOW else ""
    if not why:
        return ""
    return _("%(reference)s: %(why)s") % {"reference": case.reference, "why": why}


def too_young_among(cases: Sequence[Case]) -> set[UUID]:
    """Return those of these cases that go to no meeting, because the victim is a child."""
    known = Case.objects.filter(pk__in=[case.pk for case in cases]).annotate(**ages())
    return {row["pk"] for row in known.values("pk", *AGES) if row_is_of_a_child(row)}
