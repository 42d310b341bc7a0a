"""The rules of the area for the page that sets them: those in force, and earlier changes."""

from dataclasses import dataclass, fields
from itertools import pairwise
from uuid import UUID

from django.db import connection

from meetings import permissions as may
from meetings.models import Protocol
from meetings.rules.area_rules import SOON, AreaRules, DraftsPast
from sharing import clock
from sharing.access import expect, require
from sharing.actor import Actor
from sharing.models import Membership

MOST = 20  # changes that are shown
# Fields that always differ between versions.
OF_EACH = ("id", "version", "in_force_from")
# When agencies are reminded, and who.
FIGURES = (
    "remind_research_before",
    "remind_research_every",
    "remind_actions_before",
    "remind_actions_every",
    "reminded",
)


@dataclass(frozen=True)
class Change:
    """One version of the rules: who made it, and what it changed."""

    protocol: Protocol
    by: str  # empty for somebody whom nobody in the area knows
    values: dict[str, tuple[object, object]]  # by field: before and after


@dataclass(frozen=True)
class RulesPage:
    protocol: Protocol | None  # the newest; None without rules
    changes: list[Change]  # the newest first


def area_rules_to_set(actor: Actor) -> RulesPage:
    """Return the area's rules and their changes, for somebody who may set them."""
    require(actor, may.SEE_MEETINGS)
    expect(actor, may.SET_AREA_RULES)
    found = list(Protocol.objects.filter(area=actor.area_id)[: MOST + 1])
    past = Protocol.history.filter(id__in=[one.pk for one in found], history_type="+")
    makers: dict[UUID, UUID | None] = dict(past.values_list("id", "history_user_id"))
    names: dict[UUID | None, str] = dict(
        Membership.objects.filter(agency__area=actor.area_id, user__in=[*makers.values()])
        .order_by()
        .values_list("user_id", "user__name")
        .distinct()
    )
    changes = [
        Change(after, names.get(makers.get(after.pk), ""), _values(before, after))
        for after, before in pairwise(found)
    ]
    return RulesPage(found[0] if found else None, changes)


def drafts_past(actor: Actor, rules: AreaRules) -> DraftsPast:
    """Return how many drafts of the area these figures would end, now or soon. Nobody is told
    which."""
    expect(actor, may.SET_AREA_RULES)
    ends = (rules.throw_away_after, rules.erase_drafts_after, rules.erase_returns_after)
    figures = [days - SOON for days in ends]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unsent, thrown_away, of_returns FROM drafts_past(%s, %s, %s)", figures
        )
        return DraftsPast(*cursor.fetchone())


def protocol_in_force(actor: Actor) -> Protocol | None:
    """Return the version of the area's rules in force today, if there is one."""
    in_force = Protocol.objects.filter(area_id=actor.area_id, in_force_from__lte=clock.today())
    return in_force.order_by("-version").first()


def figures_of(protocol: Protocol) -> dict[str, object]:
    """Return when a version of the rules reminds agencies, and which people."""
    return {name: getattr(protocol, name) for name in FIGURES}


def area_rules_of(protocol: Protocol) -> AreaRules:
    """Return the figures of a version of the rules."""
    return AreaRules(**{one.name: getattr(protocol, one.name) for one in fields(AreaRules)})


def research_rules_of(protocol: Protocol) -> dict[str, object]:
    """Return what a version of the rules says of research."""
    return {
        "default_reading": protocol.default_reading,
        "takes_files": protocol.takes_files,
        "takes_unscanned": protocol.takes_unscanned,
    }


def checklist_wording_of(protocol: Protocol) -> dict[str, object]:
    """Return the words of the checklist of a version of the rules, by field."""
    return protocol.checklist_wording | {"checklist_licence": protocol.checklist_licence}


def _values(before: Protocol, after: Protocol) -> dict[str, tuple[object, object]]:
    columns = Protocol._meta.concrete_fields
    names = [one.attname for one in columns if one.name not in OF_EACH]
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
