"""The phase of each stage of a case. Pages and rules ask for a phase, so that they include a new
stage once it has one."""

from enum import Enum

from meetings.models import Stage


class Phase(Enum):
    DRAFT = "draft"
    REFERRED = "referred"  # not yet taken on
    TAKEN_ON = "taken_on"  # waits for a meeting
    LISTED = "listed"  # is on the list of a meeting
    DEALT_WITH = "dealt_with"  # heard, its actions followed
    COMPLETE = "complete"  # heard, and each action ended
    GONE_ON = "gone_on"  # out of the flow, but what was agreed still holds
    LEFT = "left"  # never heard, and has no further tasks here


PHASES = {
    Stage.DRAFT: Phase.DRAFT,
    Stage.TRIAGE: Phase.REFERRED,
    Stage.RETURNED: Phase.REFERRED,
    Stage.DECLINING: Phase.REFERRED,
    Stage.ACCEPTED: Phase.TAKEN_ON,
    Stage.LISTED: Phase.LISTED,
    Stage.RESEARCH: Phase.LISTED,
    Stage.HEARING: Phase.LISTED,
    Stage.HEARD: Phase.DEALT_WITH,
    Stage.ACTIONS: Phase.DEALT_WITH,
    Stage.COMPLETE: Phase.COMPLETE,
    Stage.TRANSFERRED: Phase.GONE_ON,
    Stage.DIED: Phase.GONE_ON,
    Stage.STOPPED: Phase.LEFT,
    Stage.DISCARDED: Phase.LEFT,
    Stage.DECLINED: Phase.LEFT,
    Stage.JOINED: Phase.LEFT,
    Stage.WITHDRAWN: Phase.LEFT,
    Stage.WRONG_AREA: Phase.LEFT,
}


def stages_in(*phases: Phase) -> tuple[Stage, ...]:
    """Return the stages of these phases, in the order of the flow."""
    return tuple(stage for stage in Stage if PHASES[stage] in phases)


# Its referrer may still write it.
WRITABLE = (Stage.DRAFT, Stage.RETURNED)
# Not at its end, a draft too.
UNDER_WAY = stages_in(Phase.DRAFT, Phase.REFERRED, Phase.TAKEN_ON, Phase.LISTED, Phase.DEALT_WITH)
# The portal and somebody in it still have something to do.
IN_FLOW = stages_in(Phase.REFERRED, Phase.TAKEN_ON, Phase.LISTED, Phase.DEALT_WITH)
# Submitted, and not heard to its end by a meeting.
NOT_HEARD = stages_in(Phase.REFERRED, Phase.TAKEN_ON, Phase.LISTED)
# Submitted, and no meeting has begun to hear it. What one person means to decline is among it: the
# victim waits until two have agreed.
BEFORE_MEETING = tuple(stage for stage in NOT_HEARD if stage is not Stage.HEARING)
# A case that its meeting has yet to hear.
WAITS = stages_in(Phase.LISTED)
# A case that is on the list of a meeting, or was heard by it.
ON_LIST = stages_in(Phase.LISTED, Phase.DEALT_WITH, Phase.COMPLETE)
# A case that its meeting no longer has to do with, though it may have heard it.
GONE_ON = stages_in(Phase.GONE_ON)
# Ended, and not by its last action.
OUT_OF_FLOW = stages_in(Phase.GONE_ON, Phase.LEFT)
# Ended here: what happens since is heard only if these people are referred again.
HEARD_NO_MORE = (Stage.COMPLETE, Stage.DECLINED, Stage.WITHDRAWN, Stage.WRONG_AREA)
# A case that its meeting has dealt with; what was deferred has no minutes of that meeting.
HEARD = stages_in(Phase.DEALT_WITH, Phase.COMPLETE, Phase.GONE_ON)
# An earlier referral counts for a repeat when it was taken on.
TAKEN_ON = stages_in(Phase.TAKEN_ON, Phase.LISTED, Phase.DEALT_WITH, Phase.COMPLETE, Phase.GONE_ON)
# Here the plan is closed, or there never was one.
CLOSED = stages_in(Phase.COMPLETE, Phase.LEFT)
