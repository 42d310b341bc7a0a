"""The last part of the stage table: the ways out of the flow, and the way back after a death that
was recorded in error."""

from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.guards import its_meeting_recorded_nothing, no_action_is_open
from meetings.models import Stage
from meetings.rules.phases import IN_FLOW, NOT_HEARD
from meetings.transition import Transition

EXITS: tuple[Transition, ...] = (
    Transition(
        "complete",
        _("Actions complete"),
        (Stage.ACTIONS,),
        Stage.COMPLETE,
        may.COMPLETE_CASE,
        no_action_is_open,
    ),
    Transition(
        "withdraw",
        _("Withdraw"),
        NOT_HEARD,
        Stage.WITHDRAWN,
        may.WITHDRAW_CASE,
        its_meeting_recorded_nothing,
    ),
    Transition(
        "wrong_area",
        _("Send to the right area"),
        NOT_HEARD,
        Stage.WRONG_AREA,
        may.WITHDRAW_CASE,
        its_meeting_recorded_nothing,
    ),
    Transition(
        "transfer_out",
        _("Transfer to another area"),
        NOT_HEARD,
        Stage.TRANSFERRED,
        may.TRANSFER_CASE,
        its_meeting_recorded_nothing,
    ),
    Transition(
        "transfer_out",
        _("Transfer to another area"),
        (Stage.HEARD, Stage.ACTIONS, Stage.COMPLETE),
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
    # Back to the stage that its history names, once two people agree.
    *(
        Transition(
            "take_back_death",
            _("The death was recorded in error"),
            (Stage.DIED,),
            stage,
            may.TAKE_BACK_DEATH,
            by_name=True,
        )
        for stage in (*IN_FLOW, Stage.COMPLETE)
    ),
)
