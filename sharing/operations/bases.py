"""The lawful bases of an agency."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.bases import Law, groups_missing, law_of
from sharing.models import Agency, AgencyBases, CaseBases
from sharing.operations.locking import lock
from sharing.permissions import SET_BASES
from sharing.queries.changed_by import changed_by
from sharing.rules import Overtaken, RuleBroken, Together
from sharing.work import Work


def set_bases(
    *, actor: Actor, bases: Collection[str], other: str, in_force_from: date, version: int
) -> AgencyBases:
    """The agency shares on these bases from that day on; earlier returns keep the bases of their
    day. `version` is 0 if it had none."""
    work = perform(actor, SET_BASES)
    agency = lock(Agency, actor.agency_id)  # the next version is no row to lock yet
    newest = agency.bases.select_related("set_by").first()
    standing = newest.version if newest else 0
    if newest and version != standing:
        theirs = {
            "bases": newest.bases,
            "other": newest.other,
            "in_force_from": newest.in_force_from,
        }
        raise Overtaken(theirs, standing, changed_by(newest.set_by_id, newest.set_at))
    check_bases(law_of(agency.kind), bases)
    if newest and in_force_from < newest.in_force_from:
        raise RuleBroken(
            _("This cannot begin before the bases that it takes the place of."),
            field="in_force_from",
        )
    same = (list(bases), other.strip(), in_force_from)
    if newest and same == (newest.bases, newest.other, newest.in_force_from):
        raise RuleBroken(_("Nothing is different from what it was."))
    row = AgencyBases.objects.create(
        agency=agency,
        version=standing + 1,
        bases=list(bases),
        other=other.strip(),
        in_force_from=in_force_from,
        set_by_id=actor.person_id,
        set_at=clock.now(),
    )
    work.items.add(row.pk)
    return row


def keep_for_case(
    work: Work,
    standing: CaseBases,
    *,
    bases: Collection[str],
    other: str,
    why: str,
) -> CaseBases:
    """The return is shared on these bases instead of those that its agency has set. Does not ask
    the door; the caller holds a lock, so that nobody else changes them meanwhile."""
    rules = Together()
    with rules.one():
        check_bases(law_of(standing.agency.kind), bases)
    with rules.one():
        if not why.strip():
            raise RuleBroken(_("Say why this case is different."), field="why")
    rules.check()
    standing.bases, standing.other, standing.why = list(bases), other.strip(), why.strip()
    standing.ended_at = None
    return _next(work, standing)


def end_for_case(work: Work, standing: CaseBases) -> CaseBases:
    """The return is shared on the bases that its agency has set for all cases. Does not ask the
    door, as above."""
    standing.ended_at = clock.now()
    return _next(work, standing)


def _next(work: Work, row: CaseBases) -> CaseBases:
    row.version += 1
    row.save()
    work.items.add(row.pk)
    return row


def check_bases(law: Law, bases: Collection[str]) -> None:
    """Raise `RuleBroken` unless each group that is needed has at least one basis."""
    rules = Together()
    for group in groups_missing(law, bases):
        with rules.one():
            words = _("%(group)s: choose at least one.") % {"group": group.label}
            raise RuleBroken(words, field=group.name)
    rules.check()
