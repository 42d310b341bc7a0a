"""Who may see a case: the parts that the operations of a step use, which do not ask the door. Each
takes the open unit of work, the proof that the door was passed. A change that takes sight away
comes last in its unit."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sharing import clock
from sharing.facts import Facts, facts_of
from sharing.history import prove
from sharing.joined_cases import with_joined
from sharing.models import ScopeVersion
from sharing.watch.readers import ask_who_reads_alerts
from sharing.work import Work, current

_WRITE = """SELECT write_scope(
    %s, %s, %s, %s, %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::jsonb, %s, %s
)"""


def open_scope(
    work: Work, case_id: UUID, *, area_id: UUID, owner_agency_id: UUID, sensitivity: str
) -> None:
    """The scope of a new case exists. Only its author's agency sees it or, if it is a draft, its
    author."""
    actor = work.actor
    work.known[case_id] = _write(
        Facts(
            id=case_id,
            area_id=area_id,
            owner_agency_id=owner_agency_id,
            full_circulation=frozenset({owner_agency_id}),
            referred_by=frozenset({actor.seat} if actor.user_id else ()),
            sensitivity=sensitivity,
        )
    )


def circulate(
    work: Work,
    case_id: UUID,
    *,
    full: frozenset[UUID] | set[UUID] = frozenset(),
    search: frozenset[UUID] | set[UUID] = frozenset(),
) -> None:
    """These agencies are on full circulation of the case and of those joined to it, or on search
    circulation if they are not on full."""

    def circulated(facts: Facts) -> Facts:
        wanted = facts.full_circulation | full
        return replace(
            facts,
            full_circulation=wanted,
            search_circulation=(facts.search_circulation | search) - wanted,
        )

    _alter(work, case_id, circulated)


def narrow(work: Work, case_id: UUID, agency_id: UUID, *, to_search: bool) -> None:
    """The agency is no longer on full circulation of the case and of those joined to it; it stays
    on search circulation if it was asked to look the people up."""

    def narrowed(facts: Facts) -> Facts:
        search = facts.search_circulation | ({agency_id} if to_search else frozenset())
        return replace(
            facts,
            full_circulation=facts.full_circulation - {agency_id},
            search_circulation=search,
        )

    _alter(work, case_id, narrowed)


def wall_off(work: Work, case_id: UUID, people: set[UUID]) -> None:
    """The case and those joined to it do not exist for these people."""
    _alter(work, case_id, lambda facts: replace(facts, walled=facts.walled | people))


def let_in(work: Work, case_id: UUID, people: set[UUID]) -> None:
    """A wall no longer keeps these people from the case and those joined to it."""
    _alter(work, case_id, lambda facts: replace(facts, walled=facts.walled - people))


def admit(work: Work, case_id: UUID, seat: UUID, until: datetime) -> None:
    """The person in that seat can read the case and those joined to it until that moment, whatever
    their agency's circulation."""

    def admitted(facts: Facts) -> Facts:
        return replace(facts, admitted={**_standing(facts), seat: until})

    _alter(work, case_id, admitted)


def dismiss(work: Work, case_id: UUID, seat: UUID) -> None:
    """The time for which break-glass let that seat in ends now."""

    def dismissed(facts: Facts) -> Facts:
        left = {one: until for one, until in facts.admitted.items() if one != seat}
        return replace(facts, admitted=left)

    _alter(work, case_id, dismissed)


def _standing(facts: Facts) -> dict[UUID, datetime]:
    return {one: until for one, until in facts.admitted.items() if until > clock.now()}


def freeze(work: Work, case_id: UUID) -> None:
    """Nobody can change the case or those joined to it any longer."""
    _alter(work, case_id, lambda facts: replace(facts, frozen=True))


def unfreeze(work: Work, case_id: UUID) -> None:
    """The case and those joined to it can be changed again."""
    _alter(work, case_id, lambda facts: replace(facts, frozen=False))


def share(work: Work, case_id: UUID) -> None:
    """Agencies that read one of the joined cases read all of them, and a person who is walled off
    from one reads none. Referrers are not shared: each reads only their own referral."""
    joined = hold(work, case_id).values()
    full = frozenset[UUID]().union(*(one.full_circulation for one in joined))
    search = frozenset[UUID]().union(*(one.search_circulation for one in joined)) - full
    walled = frozenset[UUID]().union(*(one.walled for one in joined))
    admitted: dict[UUID, datetime] = {}
    for one in joined:
        for seat, until in _standing(one).items():
            admitted[seat] = max(until, admitted.get(seat, until))

    def shared(facts: Facts) -> Facts:
        return replace(
            facts,
            full_circulation=full,
            search_circulation=search,
            walled=walled,
            admitted=admitted,
        )

    _alter(work, case_id, shared)


def change(work: Work, case_id: UUID, **changes: Any) -> Facts:
    """The scope of this one case has these values, and the earlier version is kept. Not for values
    that several people add to: an addition made meanwhile would be lost."""
    _lock(case_id)
    work.known[case_id] = _write(replace(facts_of(case_id), **changes))
    return work.known[case_id]


def leave_draft(work: Work, case_id: UUID) -> None:
    """Nobody sees the draft any longer. For the job that ends drafts, which may change no other
    scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT leave_draft(%s)", [case_id])
    work.known[case_id] = facts_of(case_id)
    prove(_version_of(work.known[case_id]))


def hold(work: Work, case_id: UUID) -> dict[UUID, Facts]:
    """Return the scopes of the case and of those joined to it, locked until the unit ends."""
    held: set[UUID] = set()
    # Asked again once they are held: another may have been joined while we waited.
    while missing := with_joined(case_id) - held:
        # In one order, so that two people do not wait for each other.
        for one in sorted(missing):
            _lock(one)
        held |= missing
    facts = {one: facts_of(one) for one in sorted(held)}
    work.known |= facts
    return facts


def _alter(work: Work, case_id: UUID, altered: Callable[[Facts], Facts]) -> None:
    walls_moved = set()
    for one, facts in hold(work, case_id).items():
        wanted = altered(facts)
        if wanted != facts:
            work.known[one] = _write(wanted)
        if wanted.walled != facts.walled:
            walls_moved.add(str(facts.area_id))
    for area_id in walls_moved:
        ask_who_reads_alerts.enqueue(area_id)


def _lock(case_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lock_scope(%s)", [case_id])


def _write(facts: Facts) -> Facts:
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                facts.id,
                facts.version,
                facts.area_id,
                facts.owner_agency_id,
                sorted(facts.search_circulation),
                sorted(facts.full_circulation),
                sorted(facts.referred_by),
                sorted(facts.walled),
                json.dumps(_seconds(facts)),
                facts.sensitivity,
                facts.frozen,
            ],
        )
        (version,) = cursor.fetchone()
    kept = replace(facts, version=version)
    prove(_version_of(kept))
    return kept


def _version_of(facts: Facts) -> ScopeVersion:
    """Return the version that the database keeps."""
    return ScopeVersion(
        scope_id=facts.id,
        event_id=current().event_id,
        version=facts.version,
        search_circulation=sorted(facts.search_circulation),
        full_circulation=sorted(facts.full_circulation),
        referred_by=sorted(facts.referred_by),
        walled=sorted(facts.walled),
        admitted=_seconds(facts),
        sensitivity=facts.sensitivity,
        frozen=facts.frozen,
    )


def _seconds(facts: Facts) -> dict[str, int]:
    return {str(seat): int(until.timestamp()) for seat, until in sorted(facts.admitted.items())}
