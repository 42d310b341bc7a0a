"""What an agency could read at a moment of the past: the pack of a meeting, or one case of it, made
like any pack from the rows of that time. The person who asks sees only what they may read today."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from meetings import permissions as may
from meetings.models import Action, Case, Meeting, Referral
from meetings.queries.listing.meeting import listed_for, open_meeting
from meetings.queries.packs.content import CasePack, Pack, assembled, case_packs, read_of
from meetings.queries.research.read import AgencyResearch
from sharing import access
from sharing.actor import NOWHERE, Actor
from sharing.models import Agency, Item, Party
from sharing.permissions import Permission
from sharing.queries.past import Past, as_it_was
from sharing.queries.readers import items_read_by
from sharing.reasons import Reason
from sharing.roles import Role
from sharing.work import Refused, current

# Without these rows, as they stood, nobody can say whose case it is or what was said of it.
NEEDED = (Case, Party, Referral)


@dataclass(frozen=True)
class Asked:
    """Which agency, and at which moment, not after the present."""

    agency_id: UUID
    moment: datetime


@dataclass(frozen=True)
class Was:
    """What that agency could read then, as far as the person who asks may read it today."""

    agency: str
    moment: datetime
    pack: Pack | None  # of a meeting that was planned then
    cases: list[CasePack]
    partly_erased: list[str]  # references of cases with erased parts
    erased: list[str]  # references of cases with too much erased to show them


def meeting_as_it_was(actor: Actor, meeting_id: UUID, asked: Asked) -> Was:
    """Return what an agency could read of the pack of a meeting at a moment, noted as read. The
    number of queries does not grow with the cases. Raises `Refused`."""
    access.require(actor, may.SEE_AS_IT_WAS)
    meeting = open_meeting(actor, meeting_id)
    eyes = _eyes(actor, asked)
    known = _cases_of(actor, meeting)
    read = [one.pk for one in read_of(actor, sorted(known))]
    acted = _with_earlier_actions(actor, meeting)
    shown = known | acted
    if known:
        access.show_together(actor, eyes.permission, known, meeting.pk)
    with _then(asked, shown) as past:
        found = Meeting.objects.filter(pk=meeting.pk).select_related("area").first()
        pack = None
        if found is not None:
            told = known - past.erased
            listed = [one for one in listed_for(eyes.actor, found.pk) if one.pk in told]
            wanted = {one.pk for one in listed} & set(read)
            cases = [one for one in read_of(eyes.actor, [c.pk for c in listed]) if one.pk in wanted]
            pack = assembled(eyes.actor, found, listed, cases, actions_of=acted)
    if pack is not None:
        access.show(actor, may.SEE_ACTIONS, {one.action.scope_id for one in pack.earlier})
        pack = replace(pack, cases=_marked(actor, pack.cases))
    return _was(eyes, asked, past, pack, pack.cases if pack else [], shown)


def case_as_it_was(actor: Actor, case_id: UUID, asked: Asked) -> Was:
    """Return what an agency could read of a case at a moment, noted as read. Raises `Refused`."""
    eyes = _eyes(actor, asked)
    access.require(actor, eyes.permission, case_id)
    with _then(asked, [case_id]) as past:
        there = [] if case_id in past.erased else read_of(eyes.actor, [case_id])
        cases = case_packs(eyes.actor, there)
    return _was(eyes, asked, past, None, _marked(actor, cases), [case_id])


@dataclass(frozen=True)
class _Eyes:
    """The actor as whom the past is read, and the permission."""

    actor: Actor
    name: str
    permission: Permission


def _eyes(actor: Actor, asked: Asked) -> _Eyes:
    """Return the actor as whom the past is read: the actor themselves or, for keepers of the area's
    cases, a representative of another agency."""
    work = current()
    work.items.add(asked.agency_id)
    work.beside["as it was"] = asked.moment.isoformat()
    if asked.agency_id == actor.agency_id:
        return _Eyes(actor, actor.agency_name, may.READ_AS_IT_WAS)
    permission = may.READ_AGENCY_AS_IT_WAS
    agency = Agency.objects.filter(area=actor.area_id, pk=asked.agency_id).first()
    if actor.role not in permission.roles or agency is None:
        raise Refused(Reason.NOTHING_THERE, permission.event)
    stands_for = replace(
        actor,
        user_id=NOWHERE,
        membership_id=None,
        role=Role.REPRESENTATIVE,
        agency_id=agency.pk,
        agency_name=agency.name,
    )
    return _Eyes(stands_for, agency.name, permission)


def _cases_of(actor: Actor, meeting: Meeting) -> set[UUID]:
    """Return the cases that were ever on that meeting and that the actor may see today."""
    past = Case.history.filter(
        access.visible_to(actor, may.SEE_LIST, "scope__"), meeting_id=meeting.pk
    )
    return set(past.order_by().values_list("scope_id", flat=True))


def _with_earlier_actions(actor: Actor, meeting: Meeting) -> set[UUID]:
    """Return the cases with an action of an earlier meeting that has not ended, or has changed
    since the meeting before. No other action can have been in the pack of that meeting."""
    seen = access.visible_to(actor, may.SEE_ACTIONS, "scope__")
    before = Meeting.objects.filter(area=meeting.area_id, starts_at__lt=meeting.starts_at)
    held = before.order_by("-starts_at").exclude(called_off_at__isnull=False)
    last = held.values_list("starts_at", flat=True).first()
    found = set(
        Action.objects.filter(seen, meeting__in=before, ended_on=None).values_list(
            "scope_id", flat=True
        )
    )
    if last is not None:
        day = last.replace(hour=0, minute=0, second=0, microsecond=0)
        changed = Action.history.filter(seen, meeting_id__in=before, history_date__gte=day)
        found |= set(changed.order_by().values_list("scope_id", flat=True))
    return found


@contextmanager
def _then(asked: Asked, case_ids: Iterable[UUID]) -> Iterator[Past]:
    """Let queries read these cases, and those that were ever joined to them, as they stood."""
    cases = set(case_ids)
    joined = Case.history.filter(
        access.visible_to(current().actor, may.VIEW_CASE, "scope__"), joined_to_id__in=cases
    )
    cases |= set(joined.order_by().values_list("scope_id", flat=True))
    with as_it_was(asked.moment, cases, also=[Meeting], needs=NEEDED) as past:
        yield past


def _marked(actor: Actor, cases: list[CasePack]) -> list[CasePack]:
    """Return the same, with later corrections and withdrawals marked."""
    held = {one for case in cases for one in case.holds}
    ids = [one for case in cases for one in case.together]
    stand = Item.objects.filter(
        items_read_by(actor), scope_id__in=ids, pk__in=held, withdrawn_at=None
    )
    standing = set(stand.values_list("pk", flat=True))
    return [replace(one, agencies=_marked_in(one.agencies, standing)) for one in cases]


def _marked_in(found: list[AgencyResearch], standing: Collection[UUID]) -> list[AgencyResearch]:
    return [
        replace(
            one,
            items=[replace(item, changed=item.item.pk not in standing) for item in one.items],
        )
        for one in found
    ]


def _was(
    eyes: _Eyes,
    asked: Asked,
    past: Past,
    pack: Pack | None,
    cases: list[CasePack],
    shown: Iterable[UUID],
) -> Was:
    erased = dict(
        Case.objects.filter(pk__in=past.partly_erased & set(shown)).values_list("pk", "reference")
    )
    gone = sorted(name for one, name in erased.items() if one in past.erased)
    partly = sorted(name for one, name in erased.items() if one not in past.erased)
    return Was(eyes.name, asked.moment, pack, cases, partly, gone)
