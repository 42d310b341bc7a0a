"""What was recorded of a case at its meeting, and whether more can be."""

from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Hearing, Meeting, OutcomePlan, Stage
from meetings.queries.hearing.meeting import has_declared
from meetings.rules.outcome import has_no_safe_way
from meetings.rules.phases import NOT_HEARD
from sharing import access, clock
from sharing.actor import Actor
from sharing.events import Event
from sharing.permissions import Permission
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused

# A case of which something can still be recorded: until the minutes are agreed.
RECORDED_IN = (Stage.HEARING, Stage.HEARD)


def check_declared(actor: Actor, case: Case, event: Event) -> Meeting:
    """Return the meeting of a case. Raises `Refused` if the actor has not agreed to keep it
    confidential."""
    if case.meeting is None:
        raise Refused(Reason.NOTHING_THERE, event, case.pk)
    if not has_declared(actor, case.meeting):
        raise Refused(Reason.NOT_DECLARED, event, case.pk)
    return case.meeting


def why_not_recorded(case: Case) -> str:
    """Return why nothing more is recorded of the case, with where it is now; empty if it can be."""
    if case.stage in RECORDED_IN:
        return ""
    stage = Stage(case.stage).label
    if case.meeting is None:
        words = _("This case is not being heard: it is at “%(stage)s”. Nothing was recorded.")
        return words % {"stage": stage}
    words = _(
        "This case is not being heard: it is at “%(stage)s”, on the meeting of %(day)s. Nothing "
        "was recorded."
    )
    return words % {"stage": stage, "day": date_format(clock.day(case.meeting.starts_at))}


def check_being_heard(case: Case) -> None:
    """Raise `RuleBroken` if nothing more is recorded of the case. That comes before
    `check_declared`: somebody may have moved it while the sender typed, to a meeting that they have
    not joined, and they are to read this beside what they typed."""
    if words := why_not_recorded(case):
        raise RuleBroken(words)


def left_the_room(actor: Actor, case_id: UUID, change: Permission) -> Case | None:
    """Return a case whose hearing was begun and that has left it for a place where the actor has no
    page of it in a meeting: for the answer to a form that they sent meanwhile."""
    access.expect(actor, may.SEE_HEARING, case_id)
    access.expect(actor, change, case_id)
    case = case_at_meeting(case_id)
    if case.stage in RECORDED_IN or (case.meeting and has_declared(actor, case.meeting)):
        return None
    if not Hearing.objects.filter(scope_id=case_id).exists():
        return None
    access.require(actor, may.VIEW_CASE, case_id)
    return case


def hearing_of(case: Case) -> Hearing | None:
    """Return what was recorded of the case at its meeting, if the hearing has begun."""
    return Hearing.objects.filter(scope_id=case.pk, meeting=case.meeting_id).first()


def heard_last(case: Case) -> Hearing | None:
    """Return what was recorded of the case where its hearing ended: at its meeting or, until that
    has heard it, at the one before."""
    ended = Hearing.objects.filter(scope_id=case.pk, ended_at__isnull=False)
    return max(
        ended, key=lambda one: (one.meeting_id == case.meeting_id, one.ended_at), default=None
    )


def why_untold(case: Case) -> str:
    """Return why nobody can safely tell the victim, as the meeting said it that heard the case
    last, where nobody has planned it since."""
    hearing = heard_last(case)
    plan = OutcomePlan.objects.filter(scope_id=case.pk).first()
    return hearing.untold_reason if hearing and has_no_safe_way(hearing, plan) else ""


def case_at_meeting(case_id: UUID) -> Case:
    """Return the case with its meeting, and the rules of both."""
    return Case.objects.select_related("protocol", "meeting__protocol", "meeting__area").get(
        pk=case_id
    )


def why_not_reopened(case: Case) -> str:
    """Return why the meeting cannot go back to the case at this stage; empty if it can."""
    if case.stage == Stage.HEARD:
        return ""
    if case.stage in NOT_HEARD:
        return _("This case was not heard yet.")
    said = {"stage": Stage(case.stage).label}
    return _("This case is at “%(stage)s”, so the meeting cannot go back to it.") % said
