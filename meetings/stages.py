"""The stage table: the only ways for a case from one stage to another. `docs/case-flow.md` is
drawn from it. `move` is the only writer of a stage; `offers` are the buttons of a page."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.models import Action, ActionState, Case, CaseStage, MeetingState, Stage
from meetings.rules.phases import IN_FLOW
from sharing import access, clock
from sharing.actor import Actor
from sharing.permissions import Permission
from sharing.reasons import WORDS
from sharing.rules import RuleBroken
from sharing.work import current

Guard = Callable[[Case], "Promise | None"]


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


@dataclass(frozen=True)
class Transition:
    name: str  # also the name of the URL where it is done
    words: str | Promise
    starts: tuple[Stage, ...]
    to: Stage
    permission: Permission
    guard: Guard = always


BEFORE_MEETING = (Stage.TRIAGE, Stage.RETURNED, Stage.ACCEPTED, Stage.LISTED, Stage.RESEARCH)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "submit_referral",
        _("Submit the referral"),
        (Stage.DRAFT, Stage.RETURNED),
        Stage.TRIAGE,
        may.SUBMIT_REFERRAL,
    ),
    Transition(
        "stop_referral",
        _("Stop: under the age of a MARAC"),
        (Stage.DRAFT,),
        Stage.STOPPED,
        may.WRITE_REFERRAL,
    ),
    Transition(
        "discard_draft",
        _("Throw away the draft"),
        (Stage.DRAFT,),
        Stage.DISCARDED,
        may.WRITE_REFERRAL,
    ),
    Transition("accept", _("Accept"), (Stage.TRIAGE,), Stage.ACCEPTED, may.ACCEPT_REFERRAL),
    Transition(
        "return_referral",
        _("Return for completion"),
        (Stage.TRIAGE,),
        Stage.RETURNED,
        may.RETURN_REFERRAL,
    ),
    Transition(
        "decline",
        _("Propose to decline"),
        (Stage.TRIAGE,),
        Stage.DECLINING,
        may.DECLINE_REFERRAL,
    ),
    Transition(
        "confirm_decline",
        _("Agree to the decline"),
        (Stage.DECLINING,),
        Stage.DECLINED,
        may.SECOND_DECISION,
    ),
    Transition(
        "reverse_decline",
        _("Do not agree to the decline"),
        (Stage.DECLINING,),
        Stage.TRIAGE,
        may.SECOND_DECISION,
    ),
    Transition(
        "join",
        _("Join to another case"),
        (Stage.TRIAGE,),
        Stage.JOINED,
        may.JOIN_CASES,
    ),
    Transition("list_case", _("Put on a meeting"), (Stage.ACCEPTED,), Stage.LISTED, may.LIST_CASE),
    Transition(
        "take_off_list",
        _("Take off the meeting"),
        (Stage.LISTED,),
        Stage.ACCEPTED,
        may.LIST_CASE,
    ),
    Transition(
        "ask_research",
        _("Ask agencies for research"),
        (Stage.LISTED,),
        Stage.RESEARCH,
        may.LIST_CASE,
        list_is_out,
    ),
    Transition(
        "defer",
        _("Move to another meeting"),
        (Stage.LISTED, Stage.RESEARCH, Stage.HEARING),
        Stage.LISTED,
        may.LIST_CASE,
    ),
    Transition(
        "begin_hearing",
        _("Hear the case"),
        (Stage.RESEARCH,),
        Stage.HEARING,
        may.RECORD_HEARING,
        meeting_is_running,
    ),
    Transition(
        "end_hearing",
        _("Read back and agree"),
        (Stage.HEARING,),
        Stage.HEARD,
        may.RECORD_HEARING,
    ),
    Transition(
        "reopen_hearing",
        _("Go back to the case"),
        (Stage.HEARD,),
        Stage.HEARING,
        may.RECORD_HEARING,
        meeting_is_running,
    ),
    Transition(
        "follow_up",
        _("Follow the actions"),
        (Stage.HEARD,),
        Stage.ACTIONS,
        may.RECORD_HEARING,
        minutes_are_agreed,
    ),
    Transition(
        "complete",
        _("Actions complete"),
        (Stage.ACTIONS,),
        Stage.COMPLETE,
        may.COMPLETE_CASE,
        no_action_is_open,
    ),
    Transition("withdraw", _("Withdraw"), BEFORE_MEETING, Stage.WITHDRAWN, may.WITHDRAW_CASE),
    Transition(
        "wrong_area",
        _("Send to the right area"),
        BEFORE_MEETING,
        Stage.WRONG_AREA,
        may.WITHDRAW_CASE,
    ),
    Transition(
        "transfer_out",
        _("Transfer to another area"),
        (*BEFORE_MEETING, Stage.HEARD, Stage.ACTIONS, Stage.COMPLETE),
        Stage.TRANSFERRED,
        may.TRANSFER_CASE,
    ),
    Transition(
        "record_death",
        _("Someone died"),
        (*IN_FLOW, Stage.COMPLETE),
        Stage.DIED,
        may.RECORD_DEATH,
    ),
)


@dataclass(frozen=True)
class Offer:
    """A way on from here: possible, or not with the reason in words."""

    transition: Transition
    why_not: str | Promise = ""

    @property
    def enabled(self) -> bool:
        return not self.why_not


def offers(actor: Actor, case: Case) -> list[Offer]:
    """Return the ways on from the case's stage that this role could ever take; what is not
    possible now stays on the page with its reason, so that people learn the flow."""
    found = []
    for transition in TRANSITIONS:
        if case.stage not in transition.starts or actor.role not in transition.permission.roles:
            continue
        refusal = access.may(actor, transition.permission, case.pk).reason
        why_not = WORDS[refusal] if refusal else transition.guard(case)
        found.append(Offer(transition, why_not or ""))
    return found


def check_in_flow(case: Case) -> None:
    """Refuse a case that has ended, or that nobody submitted yet."""
    if case.stage not in IN_FLOW:
        raise RuleBroken(_too_late(Stage(case.stage)))


def move(case: Case, to: Stage, *, reason: str = "") -> None:
    """The case, locked by its caller, is at stage `to`, and who moved it and why is kept.

    Raises `RuleBroken` where the table has no such way from its stage or the guard says no."""
    here = Stage(case.stage)
    ways = [way for way in TRANSITIONS if here in way.starts and way.to is to]
    if not ways:
        raise RuleBroken(_too_late(here))
    refused = ways[0].guard(case)
    if refused:
        raise RuleBroken(refused)
    now = clock.now()
    case.stage, case.stage_since, case.version = to, now, case.version + 1
    case.save()
    CaseStage.objects.create(
        scope_id=case.pk,
        from_stage=here,
        to_stage=to,
        reason=reason,
        moved_by_id=current().actor.user_id,
        moved_at=now,
    )


def _too_late(here: Stage) -> str:
    return gettext("This case is at “%(stage)s”, so this can no longer be done.") % {
        "stage": here.label
    }
