"""Whether a case may take a way of the stage table now: nothing where it may, else why not."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import Action, ActionState, Case, MeetingState, Stage
from meetings.rules.ages import why_too_young
from sharing import clock
from sharing.models import Party, PartyRole

Guard = Callable[[Case], "str | Promise | None"]


def always(case: Case) -> Promise | None:
    return None


def list_is_out(case: Case) -> Promise | None:
    """The case stands on a meeting whose list was published."""
    if case.meeting is None or case.meeting.state == MeetingState.PLANNED:
        return _("The list of its meeting is not out yet.")
    return None


def meeting_is_running(case: Case) -> Promise | None:
    if case.meeting is None or case.meeting.state != MeetingState.RUNNING:
        return _("Its meeting is not under way.")
    return None


def minutes_are_agreed(case: Case) -> Promise | None:
    if case.meeting is None or case.meeting.state != MeetingState.AGREED:
        return _("The minutes of its meeting are not agreed yet.")
    return None


def open_actions(case_id: UUID | OuterRef) -> QuerySet[Action]:
    """Return the actions of the case that have not ended."""
    states = (ActionState.OPEN, ActionState.IN_PROGRESS)
    return Action.objects.filter(scope_id=case_id, state__in=states)


def no_action_is_open(case: Case) -> Promise | None:
    """Actions complete means that each ended, one way or the other."""
    # The page of a case reads it with the case.
    is_open = getattr(case, "action_is_open", None)
    if is_open if is_open is not None else open_actions(case.pk).exists():
        return _("An action is still open.")
    return None


def agreed_actions(
    case_id: UUID | OuterRef, meeting_id: UUID | OuterRef | None
) -> QuerySet[Action]:
    """Return the actions that the meeting agreed for the case."""
    return Action.objects.filter(scope_id=case_id, meeting=meeting_id, before_meeting=False)


def its_meeting_agreed_no_action(case: Case) -> Promise | None:
    """What the meeting has agreed stands in its minutes, so the case does not leave them."""
    if case.stage not in (Stage.HEARING, Stage.HEARD):
        return None
    # The page of a case reads it with the case.
    is_agreed = getattr(case, "action_is_agreed", None)
    if is_agreed is None:
        is_agreed = agreed_actions(case.pk, case.meeting_id).exists()
    if is_agreed:
        return _(
            "The meeting agreed actions for it, and the minutes must hold them. Strike out those "
            "that are not meant first."
        )
    return None


def victim_is_old_enough(case: Case) -> str | Promise | None:
    """What was learnt of the age since the referral stops the case on its way to a meeting."""
    victim = Party.objects.filter(
        scope_id=case.pk, role=PartyRole.VICTIM, ended_on__isnull=True
    ).first()
    youngest = case.protocol.youngest_victim
    return why_too_young(victim, youngest=youngest, today=clock.today())


def no_action_was_agreed_and_victim_is_old_enough(case: Case) -> str | Promise | None:
    return its_meeting_agreed_no_action(case) or victim_is_old_enough(case)


def list_is_out_and_victim_is_old_enough(case: Case) -> str | Promise | None:
    return list_is_out(case) or victim_is_old_enough(case)


def meeting_runs_and_victim_is_old_enough(case: Case) -> str | Promise | None:
    return meeting_is_running(case) or victim_is_old_enough(case)
