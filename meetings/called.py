"""What the rows of the flow and their fields are called where their old values are read."""

from django.utils.translation import gettext_lazy as _

from sharing import called


def add() -> None:
    """The names are known."""
    called.ROWS.update(ROWS)
    called.FIELDS.update(FIELDS)


ROWS = {
    "meetings.Action": _("action"),
    "meetings.ActionUpdate": _("update of an action"),
    "meetings.Case": _("case"),
    "meetings.CaseMinutes": _("minutes"),
    "meetings.CaseStage": _("move to another stage"),
    "meetings.ContactAttempt": _("attempt to reach the victim"),
    "meetings.Development": _("what is new"),
    "meetings.Exit": _("end of the case"),
    "meetings.Hearing": _("hearing"),
    "meetings.OutcomePlan": _("plan to tell the outcome"),
    "meetings.Referral": _("referral"),
    "meetings.ResearchRequest": _("research request"),
    "meetings.RiskAssessment": _("risk assessment"),
    "meetings.TriageDecision": _("triage decision"),
    "meetings.Voice": _("wishes"),
}
FIELDS = {
    "added_at": _("added at"),
    "agreed_at": _("agreed at"),
    "answer": _("answer"),
    "answers": _("answers"),
    "asked_at": _("asked at"),
    "child_referral_on": _("children’s social care told on"),
    "content": _("content"),
    "deferrals": _("times moved to another meeting"),
    "due_at": _("due at"),
    "ended_at": _("ended at"),
    "from_stage": _("from stage"),
    "grounds": _("grounds"),
    "grounds_met": _("grounds met"),
    "kind": _("kind"),
    "known_parties": _("people who are known"),
    "moved_at": _("moved at"),
    "not_known": _("answers not known"),
    "note": _("note"),
    "parties": _("people"),
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
    "unchecked_parties": _("people not checked yet"),
    "updated_at": _("updated at"),
    "with_children": _("with children"),
}
