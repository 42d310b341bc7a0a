"""Who may see a case: the ungated parts that the operations of a step use. Each takes the open
unit of work, the proof that a gate was passed; what takes sight away comes last in the unit."""

from dataclasses import replace
from uuid import UUID

from django.db import connection

from sharing.access import Facts, facts_of
from sharing.work import Work

_WRITE = """SELECT write_scope(
    %s, %s, %s, %s, %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s, %s, %s
)"""


def open_scope(
    work: Work, case_id: UUID, *, area_id: UUID, owner_agency_id: UUID, sensitivity: str
) -> None:
    """The scope of a new case exists, seen by its author's agency alone, or if it is a draft by
    its author."""
    author = work.actor.user_id
    work.known[case_id] = _write(
        Facts(
            id=case_id,
            area_id=area_id,
            owner_agency_id=owner_agency_id,
            full_circulation=frozenset({owner_agency_id}),
            referred_by=frozenset({author} if author else ()),
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
    """These agencies are on full circulation, or on search where they are not on full."""
    facts = _locked(work, case_id)
    wanted_full = facts.full_circulation | full
    wanted_search = (facts.search_circulation | search) - wanted_full
    if (wanted_full, wanted_search) != (facts.full_circulation, facts.search_circulation):
        work.known[case_id] = _write(
            replace(facts, full_circulation=wanted_full, search_circulation=wanted_search)
        )


def change(work: Work, case_id: UUID, **changes: object) -> Facts:
    """The scope has these values, and the version before is kept."""
    facts = _locked(work, case_id)
    work.known[case_id] = _write(replace(facts, **changes))  # type: ignore[arg-type]
    return work.known[case_id]


def _locked(work: Work, case_id: UUID) -> Facts:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lock_scope(%s)", [case_id])
    work.known[case_id] = facts_of(case_id)
    return work.known[case_id]


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
                sorted(facts.admitted),
                facts.admitted_until,
                facts.sensitivity,
                facts.frozen,
            ],
        )
        (version,) = cursor.fetchone()
    return replace(facts, version=version)
