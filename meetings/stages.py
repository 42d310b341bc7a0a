"""The stage table: the only ways for a case from one stage to another. `docs/case-flow.md` is drawn
from it. Only `move` writes a stage; `offers` gives a page its buttons."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.exits import EXITS
from meetings.guards import (
    ActionsOf,
    Guard,
    its_meeting_recorded_nothing_and_victim_is_old_enough,
    list_is_out_and_victim_is_old_enough,
    meeting_runs_and_victim_is_old_enough,
    minutes_are_agreed,
    victim_is_old_enough,
)
from meetings.models import Case, CaseStage, Stage
from meetings.rules.phases import IN_FLOW
from meetings.transition import Transition
from sharing import access, clock
from sharing.actor import Actor
from sharing.reasons import WORDS
from sharing.rules import RuleBroken
from sharing.work import current

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "submit_referral",
        _("Submit the referral"),
        (Stage.DRAFT, Stage.RETURNED),
        Stage.TRIAGE,
        may.SUBMIT_REFERRAL,
        victim_is_old_enough,
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
    Transition(
        "accept",
        _("Accept"),
        (Stage.TRIAGE,),
        Stage.ACCEPTED,
        may.ACCEPT_REFERRAL,
        victim_is_old_enough,
    ),
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
    Transition(
        "list_case",
        _("Put on a meeting"),
        (Stage.ACCEPTED,),
        Stage.LISTED,
        may.LIST_CASE,
        victim_is_old_enough,
    ),
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
        list_is_out_and_victim_is_old_enough,
    ),
    # Also if it was marked as heard by mistake.
    Transition(
        "defer",
        _("Move to another meeting"),
        (Stage.LISTED, Stage.RESEARCH, Stage.HEARING, Stage.HEARD),
        Stage.LISTED,
        may.LIST_CASE,
        its_meeting_recorded_nothing_and_victim_is_old_enough,
    ),
    # With all other cases of the meeting: to another meeting, or to wait for one.
    *(
        Transition(
            "call_off",
            _("Its meeting is called off"),
            (Stage.LISTED, Stage.RESEARCH),
            stage,
            may.LIST_CASE,
            by_name=True,
        )
        for stage in (Stage.LISTED, Stage.ACCEPTED)
    ),
    Transition(
        "begin_hearing",
        _("Hear the case"),
        (Stage.RESEARCH,),
        Stage.HEARING,
        may.RECORD_HEARING,
        meeting_runs_and_victim_is_old_enough,
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
        meeting_runs_and_victim_is_old_enough,
    ),
    Transition(
        "follow_up",
        _("Follow the actions"),
        (Stage.HEARD,),
        Stage.ACTIONS,
        may.RECORD_HEARING,
        minutes_are_agreed,
    ),
    *EXITS,
)


@dataclass(frozen=True)
class Offer:
    """A way on from here: possible, or not, with the reason in words."""

    transition: Transition
    why_not: str | Promise = ""

    @property
    def enabled(self) -> bool:
        return not self.why_not


def offers(actor: Actor, case: Case, actions: ActionsOf) -> list[Offer]:
    """Return the ways on from the case's stage that this role can ever take. A way that is closed
    now stays on the page with its reason, so that people learn the flow."""
    found: list[Offer] = []
    guarded: dict[Guard, str | Promise | None] = {}  # ways may share a guard, which reads
    for transition in TRANSITIONS:
        if case.stage not in transition.starts or actor.role not in transition.permission.roles:
            continue
        if found and found[-1].transition.name == transition.name:  # one way with many ends
            continue
        refusal = access.may(actor, transition.permission, case.pk).reason
        if not refusal and transition.guard not in guarded:
            guarded[transition.guard] = transition.guard(case, actions)
        why_not = WORDS[refusal] if refusal else guarded[transition.guard]
        found.append(Offer(transition, why_not or ""))
    return found


def check_in_flow(case: Case) -> None:
    """Raise `RuleBroken` if the case has ended or nobody has submitted it yet."""
    if case.stage not in IN_FLOW:
        raise RuleBroken(_too_late(Stage(case.stage)))


def move(
    case: Case, to: Stage, *, reason: str = "", way: str = "", off_the_list: bool = False
) -> None:
    """The case, which the caller has locked, is at stage `to`, and a row keeps who moved it and
    why. With `off_the_list` it also leaves its meeting. If several ways lead to that stage, `way`
    names the one to take.

    Raises `RuleBroken` if the table has no such way from the case's stage, or the guard refuses."""
    here = Stage(case.stage)
    ways = [
        one
        for one in TRANSITIONS
        if here in one.starts and one.to is to and (way == one.name or not (way or one.by_name))
    ]
    if not ways:
        raise RuleBroken(_too_late(here))
    refused = ways[0].guard(case, ActionsOf(case))
    if refused:
        raise RuleBroken(refused)
    if off_the_list:
        case.meeting = case.position = None
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
