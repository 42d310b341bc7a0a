"""The one door. `decide` is the only access decision. Queries pass it by `require`, operations by
`perform`; both note on the open unit of work what was allowed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast
from uuid import UUID

from django.db.models import Q

from sharing import clock
from sharing.actor import NOWHERE, Actor, Signed
from sharing.codes import Sensitivity
from sharing.events import Event, Kind
from sharing.facts import Facts, facts_of_all
from sharing.permissions import REVIEW_EMERGENCY, Permission, Sight
from sharing.reading import hindrance
from sharing.reasons import Reason
from sharing.roles import Reach
from sharing.scoping import AreaOfActor
from sharing.work import Refused, Work, current

# Permissions that open a case, or show that it exists, without asking the reader anything; and why.
UNASKED = {
    REVIEW_EMERGENCY.code: "what was opened in an emergency is on the list of who reviews it"
}


@dataclass(frozen=True)
class Decision:
    reason: Reason | None = None

    @property
    def allowed(self) -> bool:
        return self.reason is None


def decide(actor: Actor, permission: Permission, facts: Facts | None = None) -> Decision:
    """Return whether the permission lets the actor act. The checks run in a fixed order, and the
    first that fails gives the reason.

    Raises `TypeError` if the permission is about a case and no facts are given."""
    if actor.job:
        return Decision(None if actor.job in permission.jobs else Reason.NOT_IN_ROLE)
    reason = _refuse_actor(actor, permission)
    if reason is None and permission.sight is not Sight.NO_CASE:
        if facts is None:
            raise TypeError(f"{permission.code} is about a case: say which.")
        reason = _refuse_case(actor, permission, facts)
    return Decision(reason)


def decide_emergency(actor: Actor, permission: Permission, facts: Facts) -> Decision:
    """Return whether the actor may let themselves into a case that is not circulated to their
    agency. Break-glass overrides circulation alone: a wall, another area and a draft still
    refuse."""
    reason = _refuse_actor(actor, permission)
    if reason is None and facts.area_id != actor.area_id:
        reason = Reason.OTHER_AREA
    if reason is None and actor.user_id in facts.walled:
        reason = Reason.CONFLICT
    if reason is None and facts.sensitivity == Sensitivity.DRAFT:
        reason = Reason.DRAFT
    return Decision(reason)


def sees_already(actor: Actor, facts: Facts) -> bool:
    """Return whether the actor already sees the whole of a case that `decide_emergency` allows."""
    return _sees(actor, Sight.FULL, facts)


def is_there(actor: Actor, facts: Facts) -> bool:
    """Return whether the actor may know that the case exists: the same rule as the database's wall.
    `decide` says what they may do in it."""
    there = actor.reach is not Reach.NOTHING
    return there and _keep_out(actor, Sight.EXISTENCE, facts) is None


def _refuse_actor(actor: Actor, permission: Permission) -> Reason | None:
    if actor.user_id is None:
        return Reason.NOT_SIGNED_IN
    if actor.second_factor_at is None:
        return Reason.NO_SECOND_FACTOR
    if actor.role is None or not actor.live:
        return Reason.NOT_CONFIRMED if actor.waits else Reason.NO_MEMBERSHIP
    if actor.signed is Signed.NONE:
        return Reason.NO_AGREEMENT
    if actor.role not in permission.roles:
        return Reason.NOT_IN_ROLE
    return None


def _refuse_case(actor: Actor, permission: Permission, facts: Facts) -> Reason | None:
    reason = _keep_out(actor, permission.sight, facts)
    if reason is None and facts.frozen and permission.changes:
        return Reason.FROZEN
    return reason


def _keep_out(actor: Actor, sight: Sight, facts: Facts) -> Reason | None:
    if facts.area_id != actor.area_id:  # a case of no area is nobody's
        return Reason.OTHER_AREA
    if actor.user_id in facts.walled:
        return Reason.CONFLICT
    if facts.sensitivity == Sensitivity.DRAFT:
        if actor.seat not in facts.referred_by:
            return Reason.DRAFT
    elif not _sees(actor, sight, facts):
        return Reason.OFF_CIRCULATION
    return None


def _sees(actor: Actor, sight: Sight, facts: Facts) -> bool:
    if actor.reach is Reach.AREA:
        return True
    if actor.reach is Reach.TRAIL:
        return sight is Sight.EXISTENCE
    if actor.seat in facts.referred_by:
        return True
    if actor.reach is not Reach.AGENCY:
        return False
    # Break-glass counts for people whom their agency sends, not for somebody who only refers for
    # it.
    if is_admitted(actor, facts):
        return True
    if sight is Sight.FULL:
        return actor.agency_id in facts.full_circulation
    return actor.agency_id in facts.full_circulation | facts.search_circulation


def is_admitted(actor: Actor, facts: Facts) -> bool:
    """Return whether break-glass let the actor in and their time is not over."""
    until = facts.admitted.get(actor.seat)
    return until is not None and until > clock.now()


def let_in(actor: Actor, scope: str = "") -> Q:
    """Return the rule of `is_admitted` as a filter on scopes, or on rows whose path to their scope
    is `scope`."""
    seat, now = str(actor.seat), int(clock.now().timestamp())
    # Both conditions: where the seat is missing its time is NULL, and a negated NULL is no match
    # either.
    return Q(**{f"{scope}admitted__has_key": seat}) & Q(**{f"{scope}admitted__{seat}__gt": now})


def visible_to(actor: Actor, permission: Permission, scope: str = "") -> Q:
    """Return the rule of `decide` as a filter on scopes, or on rows whose path to their scope
    is `scope` ("scope__"). A test holds the two equal on random worlds."""
    nothing = Q(pk__in=[])
    if actor.job:
        return Q() if actor.job in permission.jobs else nothing
    if _refuse_actor(actor, permission):
        return nothing

    def on(**lookups: object) -> Q:
        return Q(**{f"{scope}{name}": value for name, value in lookups.items()})

    submitted = ~on(sensitivity=Sensitivity.DRAFT)
    seen = on(referred_by__contains=[actor.seat])  # also as a draft
    if actor.reach is Reach.AREA:
        seen |= submitted
    elif actor.reach is Reach.TRAIL:
        seen = seen & ~submitted
        if permission.sight is Sight.EXISTENCE:
            seen |= submitted
    elif actor.reach is Reach.AGENCY:
        agency = [actor.agency_id]
        others = let_in(actor, scope) | on(full_circulation__contains=agency)
        if permission.sight is not Sight.FULL:
            others |= on(search_circulation__contains=agency)
        seen |= submitted & others
    rule = on(area_id=AreaOfActor(int=actor.area_id.int)) & ~on(walled__contains=[actor.user_id])
    rule &= seen
    return rule & on(frozen=False) if permission.changes else rule


def require(
    actor: Actor,
    permission: Permission,
    case_id: UUID | None = None,
    *,
    event: Event | None = None,
) -> Facts | None:
    """Note that the actor reads this, and return the facts of the case if there is one.

    Raises `Refused` if the actor may not, or has to answer a question before the case opens
    (`sharing/reading.py`)."""
    facts = _enter(actor, permission, case_id, event or permission.event)
    _disclose(actor, permission)
    if permission.sight is not Sight.NO_CASE:
        _ask_of_one(actor, permission, cast(Facts, facts))
    return facts


def _disclose(actor: Actor, permission: Permission) -> None:
    """Name the reader's agency as the recipient, where the reading itself is a disclosure."""
    if permission.event.kind is Kind.DISCLOSURE and actor.agency_id != NOWHERE:
        current().recipient_id = actor.agency_id


def _ask_of_one(actor: Actor, permission: Permission, facts: Facts) -> None:
    if facts.id not in current().opened:
        _ask_first(actor, permission, [facts.id])


def _ask_first(
    actor: Actor, permission: Permission, case_ids: Collection[UUID], occasion: UUID | None = None
) -> None:
    """Raise `Refused` if the reader has to answer a question before these cases open."""
    # A reader of the trail opens no case.
    if actor.reach is Reach.TRAIL or permission.code in UNASKED:
        return
    current().opened.update(case_ids)
    found = hindrance(actor, case_ids, occasion)
    if found:
        case_id = None if occasion else found.cases[0]
        raise Refused(found.reason, permission.event, case_id, cases=found.cases, occasion=occasion)


def perform(
    actor: Actor,
    permission: Permission,
    case_id: UUID | None = None,
    *,
    event: Event | None = None,
) -> Work:
    """Note that the actor changes this, or raise `Refused`. Returns the unit of work, so that the
    operation can add the items and people that it touched."""
    _enter(actor, permission, case_id, event or permission.event, changing=True)
    return current()


def perform_together(actor: Actor, permission: Permission, events: Mapping[UUID, Event]) -> Work:
    """Note that the actor changes each of these cases, by its event, or raise `Refused`. One query
    reads all their scopes."""
    current().known |= facts_of_all([one for one in events if one not in current().known])
    for case_id, event in events.items():
        _enter(actor, permission, case_id, event, changing=True)
    return current()


def may(actor: Actor, permission: Permission, case_id: UUID | None = None) -> Decision:
    """Return the decision and record nothing: for a page that offers a button or says why not."""
    return decide(actor, permission, _facts(permission, case_id))


def expect(actor: Actor, permission: Permission, case_id: UUID | None = None) -> None:
    """Raise `Refused` if the actor could not do this, before a form asks what it needs. Nothing is
    noted, because showing the page of a change changes nothing."""
    reason = may(actor, permission, case_id).reason
    if reason:
        raise Refused(reason, permission.event, case_id)


def show(actor: Actor, permission: Permission, case_ids: Iterable[UUID]) -> None:
    """Note on the unit of work that a list showed these cases, already filtered by `visible_to`."""
    _work_of(actor).note(permission.event, cases=case_ids)
    _disclose(actor, permission)


def show_together(
    actor: Actor, permission: Permission, case_ids: Collection[UUID], occasion: UUID
) -> None:
    """Note that a page showed these cases, already filtered by `visible_to`.

    Raises `Refused` if the reader has to answer a question first: one question for all the cases,
    on the occasion that brings them together."""
    show(actor, permission, case_ids)
    _ask_first(actor, permission, case_ids, occasion)


def _facts(permission: Permission, case_id: UUID | None) -> Facts | None:
    if permission.sight is Sight.NO_CASE:
        return None
    if case_id is None:
        raise TypeError(f"{permission.code} is about a case: say which.")
    return current().facts(case_id)


def _work_of(actor: Actor) -> Work:
    work = current()
    if actor != work.actor:
        raise ValueError("The actor is fixed for the unit of work.")
    return work


def _enter(
    actor: Actor,
    permission: Permission,
    case_id: UUID | None,
    event: Event,
    *,
    changing: bool = False,
) -> Facts | None:
    work = _work_of(actor)
    facts = _facts(permission, case_id)
    decision = decide(actor, permission, facts)
    if decision.reason:
        raise Refused(decision.reason, event, case_id)
    work.note(event, cases=[case_id] if case_id else [], changing=changing)
    work.entered.append(partial(_enter, actor, permission, case_id, event))
    return facts
