"""What the rows of the flow and their fields are called where their old values are read."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import Ground, SearchedBy
from meetings.rules.checklist import NO, NOT_KNOWN, SUBJECTS, YES
from meetings.rules.completeness import WORDS
from sharing import called


def add() -> None:
    """The names are known."""
    called.ROWS.update(ROWS)
    called.FIELDS.update(FIELDS)
    called.CODES.update(CODES)
    # That a case is a repeat says that there was an earlier one: its page tells whom it may.
    called.KEPT_BACK.update({"alone", "grounds_met", "mark"})
    called.MASKED.add("meetings.AddressProposal")


ROWS = {
    "meetings.Action": _("action"),
    "meetings.ActionUpdate": _("update of an action"),
    "meetings.Case": _("case"),
    "meetings.CaseMinutes": _("minutes"),
    "meetings.CaseStage": _("move to another stage"),
    "meetings.ContactAttempt": _("attempt to reach the victim"),
    "meetings.Development": _("what is new"),
    "meetings.ActionProposal": _("proposed action"),
    "meetings.AddressProposal": _("proposed address of a person"),
    "meetings.ContactProposal": _("proposed safe contact"),
    "meetings.DetailProposal": _("proposed detail of a person"),
    "meetings.Exit": _("end of the case"),
    "meetings.Hearing": _("hearing"),
    "meetings.OutcomePlan": _("plan to tell the outcome"),
    "meetings.Referral": _("referral"),
    "meetings.RepeatFound": _("finding of triage"),
    "meetings.ResearchRequest": _("research request"),
    "meetings.RiskAssessment": _("risk assessment"),
    "meetings.StaffTold": _("agency whose staff were told"),
    "meetings.StaffWarning": _("warning for staff"),
    "meetings.TakingBack": _("taking back of a death"),
    "meetings.TriageDecision": _("triage decision"),
    "meetings.Voice": _("wishes"),
}
FIELDS = {
    "added_at": _("added at"),
    "added_parties": _("people added after the answer"),
    "agreed_at": _("agreed at"),
    "answer": _("answer"),
    "answers": _("answers"),
    "asked_at": _("asked at"),
    "child_referral_on": _("children’s social care told on"),
    "confirmed_as": _("how they were called and born then"),
    "content": _("content"),
    "decided_at": _("decided at"),
    "deferrals": _("times moved to another meeting"),
    "due_at": _("due at"),
    "ended_at": _("ended at"),
    "file_taken_back": _("a file is asked for again"),
    "from_stage": _("from stage"),
    "given_at": _("given at"),
    "grounds": _("grounds"),
    "kind": _("kind"),
    "left_until": _("thrown away on, unless somebody goes on with it"),
    "looked_up": _("people who were looked up"),
    "looked_up_as": _("how they were called and born then"),
    "searched_by": _("what was searched by"),
    "known_parties": _("people who are known"),
    "moved_at": _("moved at"),
    "not_known": _("answers not known"),
    "note": _("note"),
    "parties": _("people"),
    "proposed_at": _("proposed at"),
    "put_aside_at": _("put aside at"),
    "reason": _("reason"),
    "recorded_at": _("recorded at"),
    "reference": _("reference"),
    "reminded_at": _("reminded at"),
    "returned": _("given back to be completed"),
    "second_agrees": _("second person agrees"),
    "second_at": _("second decision at"),
    "second_reason": _("reason of the second person"),
    "stage": _("stage"),
    "stage_since": _("at this stage since"),
    "started_at": _("started at"),
    "state": _("state"),
    "steps_done": _("steps done"),
    "ticks": _("ticks"),
    "to_stage": _("to stage"),
    "told_at": _("told at"),
    "unchecked_parties": _("people not checked yet"),
    "updated_at": _("updated at"),
    "with_children": _("with children"),
}
GROUNDS: Mapping[str, str | Promise] = dict(Ground.choices)
CODES: dict[str, Mapping[str, str | Promise]] = {
    "answers": SUBJECTS | {YES: _("Yes"), NO: _("No"), NOT_KNOWN: _("Don’t know")},
    "grounds": GROUNDS,
    "searched_by": dict(SearchedBy.choices),
    "steps_done": {step.value: words for step, words in WORDS.items()},
}
