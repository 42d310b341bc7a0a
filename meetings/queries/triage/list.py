"""Referrals that wait for triage, oldest first, with how long they have waited and what they
show."""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Case, Protocol, Stage, TriageDecision
from meetings.queries.follow_up import holidays_of
from meetings.queries.too_young import ages, mark_of_child
from meetings.queries.triage.grounds import Judged, judge_cases
from meetings.rules.working_days import due_after, working_days_between
from sharing import clock
from sharing.access import require, show, visible_to
from sharing.actor import Actor
from sharing.models import Party, PartyRole
from sharing.work import current


@dataclass(frozen=True)
class Wait:
    """How long a referral has waited for triage."""

    days: int
    due_at: datetime
    late: bool  # due today, or before
    words: str


def wait_of(case: Case, last: TriageDecision | None, off: Container[date]) -> Wait:
    """Return how long a submitted case has waited, in working days, since it was referred or was
    last returned or came back."""
    returned = last is not None and last.kind == TriageDecision.Kind.RETURN
    submitted = case.stage_since if returned else case.submitted_at or case.stage_since
    protocol, today = case.protocol, clock.today()
    days = working_days_between(localdate(submitted), today, off)
    due = due_after(submitted, protocol.triage_within, protocol.due_hour, off)
    due_on = localdate(due)
    late = working_days_between(due_on, today, off)
    return Wait(days, due, due_on <= today, _words(days, late, due_on, today))


def _words(days: int, late: int, due_on: date, today: date) -> str:
    waited = _("Today")
    if days:
        waited = ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
    if due_on == today:
        return _("%(waited)s, due today") % {"waited": waited}
    if due_on < today:
        words = ngettext(
            "%(waited)s, %(number)s working day late",
            "%(waited)s, %(number)s working days late",
            late,
        )
        return words % {"waited": waited, "number": late}
    return waited


@dataclass(frozen=True)
class Waiting:
    """A referral that waits, for a decision or for its referrer."""

    case: Case
    judged: Judged
    initials: str
    wait: Wait
    state: str | Promise
    colour: str
    child: str = ""  # under which age the victim is, if too young for a MARAC


@dataclass(frozen=True)
class WaitingList:
    waiting: list[Waiting]
    returned: list[Waiting]
    within: int = 0  # working days that the protocol allows
    version: int = 0
    late: int = field(default=0)


STAGES = (Stage.TRIAGE, Stage.DECLINING, Stage.RETURNED)


def waiting_list(actor: Actor) -> WaitingList:
    """Return the referrals that wait for a decision, and those that wait for their referrers."""
    require(actor, may.SEE_TRIAGE)
    cases = list(
        Case.objects.filter(visible_to(actor, may.TRIAGE_CASE, "scope__"), stage__in=STAGES)
        .select_related("protocol")
        .annotate(**ages())
        .order_by("submitted_at", "reference")
    )
    ids = [case.pk for case in cases]
    show(actor, may.SEE_TRIAGE, ids)
    judged = judge_cases(actor, cases)
    initials, off, last = _initials(ids), holidays_of(actor), last_decisions(ids)
    rows = [
        row_of(judged[case.pk], initials.get(case.pk, ""), last.get(case.pk), off) for case in cases
    ]
    protocol = Protocol.objects.filter(
        area_id=actor.area_id, in_force_from__lte=clock.today()
    ).first()
    waiting = [row for row in rows if row.case.stage != Stage.RETURNED]
    return WaitingList(
        waiting,
        [row for row in rows if row.case.stage == Stage.RETURNED],
        within=protocol.triage_within if protocol else 0,
        version=protocol.version if protocol else 0,
        late=sum(row.wait.late for row in waiting),
    )


def row_of(
    judged: Judged, initials: str, last: TriageDecision | None, off: Container[date]
) -> Waiting:
    """Return the row of a judged case, which is annotated with its `ages`, after its last
    decision."""
    case = judged.case
    state = _state(case, last)
    return Waiting(case, judged, initials, wait_of(case, last, off), *state, mark_of_child(case))


def last_decisions(ids: list[UUID]) -> dict[UUID, TriageDecision]:
    """Return the last decision on each of these cases that has one."""
    last: dict[UUID, TriageDecision] = {}
    found = TriageDecision.objects.filter(scope_id__in=ids).select_related("decided_by")
    for decision in found:
        last.setdefault(decision.scope_id, decision)
    return last


def _initials(ids: list[UUID]) -> dict[UUID, str]:
    victims = Party.objects.filter(
        scope_id__in=ids, role=PartyRole.VICTIM, ended_on__isnull=True
    ).order_by("-position")
    found = list(victims)
    current().people.update(victim.pk for victim in found)
    return {victim.scope_id: victim.initials for victim in found}


def _state(case: Case, last: TriageDecision | None) -> tuple[str, str]:
    if case.stage == Stage.DECLINING:
        return _("Second decision"), "yellow"
    if case.stage == Stage.RETURNED:
        since = date_format(localdate(case.stage_since))
        return _("With the referrer since %(date)s") % {"date": since}, "yellow"
    if last is None:
        return _("New"), "blue"
    if last.kind == TriageDecision.Kind.RETURN:
        return _("Completed, back"), "blue"
    return _("Decline not agreed"), "blue"
