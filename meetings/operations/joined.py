"""Which case takes what is new about a joined referral, and what it takes over from it."""

from uuid import UUID

from meetings import permissions
from meetings.models import Case, OutcomePlan
from meetings.queries.hearing.recorded import why_untold
from sharing.access import may, perform
from sharing.actor import Actor
from sharing.models import VictimAdvocate
from sharing.permissions import Permission
from sharing.work import Work


def written_to(*, actor: Actor, permission: Permission, case_id: UUID, heard: Case) -> UUID:
    """Return the case to write to when somebody adds to this case, which they have opened: the case
    as which it is heard, noted as changed, or this case itself if they may only follow that one."""
    if heard.pk == case_id or not may(actor, permission, heard.pk).allowed:
        return case_id
    perform(actor, permission, heard.pk)
    return heard.pk


def take_over_outcome(work: Work, case: Case, into: Case) -> None:
    """The plan of who tells the victim the outcome, made for the joined case, is the plan of the
    other one, unless that has its own or its meeting found no safe way. A plan that was carried out
    stays where it is, because that cannot have told what a meeting has yet to decide."""
    plan = OutcomePlan.objects.filter(scope_id=case.pk, told_on__isnull=True).first()
    if plan is None or OutcomePlan.objects.filter(scope_id=into.pk).exists() or why_untold(into):
        return
    taken = OutcomePlan.objects.create(
        scope_id=into.pk, who=plan.who, way=plan.way, by=plan.by, author_id=plan.author_id
    )
    work.items.add(taken.pk)


def take_over_advocate(work: Work, case: Case, into: Case) -> None:
    """The IDVA named for the joined case is the IDVA of the other one, and reads what agencies
    restrict to them there, unless the IDVA service has decided about that one: it named somebody,
    or took that back. Then it decides again, because nobody else may choose who reads it."""
    named = VictimAdvocate.objects.filter(scope_id=case.pk).first()
    if (
        named is None
        or named.user_id is None
        or VictimAdvocate.objects.filter(scope_id=into.pk).exists()
    ):
        return
    # Not version 0, which is that of a form in which nobody was named yet.
    taken = VictimAdvocate.objects.create(
        scope_id=into.pk, user_id=named.user_id, agency_id=named.agency_id, version=1
    )
    work.note(permissions.ADVOCATE_NAMED, people=[named.user_id], items=[taken.pk])
