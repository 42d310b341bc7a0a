"""Guards of the stage table. Each returns None if the case may take the way now, otherwise the
reason."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import Action, ActionState, Case, Hearing, MeetingState, Stage
from meetings.queries.too_young import why_of_a_child

# What the meeting writes down of a case. Who presents it is filled in as its hearing begins.
NOTES = ("summary", "spoken", "risks", "protective", "decisions")


@dataclass
class ActionsOf:
    """What guards need to know of a case's actions and of the notes of its hearing: of those that
    the page has read, or read when a guard first asks."""

    case: Case
    known: list[Action] | None = None

    @cached_property
    def actions(self) -> list[Action]:
        if self.known is not None:
            return self.known
        return list(Action.objects.filter(scope_id=self.case.pk))

    @property
    def any_open(self) -> bool:
        """Return whether an action of the case has not ended."""
        return any(one.state in (ActionState.OPEN, ActionState.IN_PROGRESS) for one in self.actions)

    @property
    def any_agreed(self) -> bool:
        """Return whether the meeting agreed an action for the case."""
        meeting = self.case.meeting_id
        return any(one.meeting_id == meeting and not one.before_meeting for one in self.actions)

    @cached_property
    def any_noted(self) -> bool:
        """Return whether notes were saved of what the meeting heard of the case."""
        hearing = Hearing.objects.filter(scope_id=self.case.pk, meeting=self.case.meeting_id)
        return hearing.exclude(**dict.fromkeys(NOTES, "")).exists()


Guard = Callable[[Case, ActionsOf], "str | Promise | None"]


def always(case: Case, actions: ActionsOf) -> Promise | None:
    return None


def list_is_out(case: Case, actions: ActionsOf) -> Promise | None:
    """The case is on a meeting whose list was published."""
    if case.meeting is None or case.meeting.state == MeetingState.PLANNED:
        return _("The list of its meeting is not out yet.")
    return None


def meeting_is_running(case: Case, actions: ActionsOf) -> Promise | None:
    if case.meeting is None or case.meeting.state != MeetingState.RUNNING:
        return _("Its meeting is not under way.")
    return None


def minutes_are_agreed(case: Case, actions: ActionsOf) -> Promise | None:
    if case.meeting is None or case.meeting.state != MeetingState.AGREED:
        return _("The minutes of its meeting are not agreed yet.")
    return None


def no_action_is_open(case: Case, actions: ActionsOf) -> Promise | None:
    """A case is complete only when each of its actions has ended, one way or another."""
    if actions.any_open:
        return _("An action is still open.")
    return None


def its_meeting_recorded_nothing(case: Case, actions: ActionsOf) -> Promise | None:
    """The meeting has agreed no action for the case, and saved nothing of what it heard. Both are
    in the minutes of that meeting, which the case then cannot leave."""
    if case.stage not in (Stage.HEARING, Stage.HEARD):
        return None
    heard = case.stage == Stage.HEARD
    if actions.any_agreed:
        return AGREED_AND_HEARD if heard else AGREED
    if actions.any_noted:
        return NOTED_AND_HEARD if heard else NOTED
    return None


AGREED = _(
    "The meeting agreed actions for it, and the minutes must hold them. Read back and agree the "
    "case instead. If they are not meant, strike them out first."
)
AGREED_AND_HEARD = _(
    "The meeting agreed actions for it, and the minutes must hold them. Strike out those that are "
    "not meant first."
)
NOTED = _(
    "What the meeting heard of it is saved, and the minutes must hold it. Read back and agree the "
    "case instead. If it is not meant, empty it first."
)
NOTED_AND_HEARD = _(
    "What the meeting heard of it is saved, and the minutes must hold it. If it is not meant, empty "
    "it first."
)


def victim_is_old_enough(case: Case, actions: ActionsOf) -> str | Promise | None:
    """The victim is old enough for a meeting. An age learnt after the referral, or by a joined one
    alone, stops the case too."""
    return why_of_a_child(case)


def its_meeting_recorded_nothing_and_victim_is_old_enough(
    case: Case, actions: ActionsOf
) -> str | Promise | None:
    return its_meeting_recorded_nothing(case, actions) or victim_is_old_enough(case, actions)


def list_is_out_and_victim_is_old_enough(case: Case, actions: ActionsOf) -> str | Promise | None:
    return list_is_out(case, actions) or victim_is_old_enough(case, actions)


def meeting_runs_and_victim_is_old_enough(case: Case, actions: ActionsOf) -> str | Promise | None:
    return meeting_is_running(case, actions) or victim_is_old_enough(case, actions)
