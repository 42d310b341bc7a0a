from meetings.models.action import ENDED, Action, ActionState, ActionUpdate, ForWhom
from meetings.models.case import Case, CaseStage, Development, Exit, Stage
from meetings.models.hearing import CaseMinutes, Hearing
from meetings.models.meeting import (
    Admission,
    Attendance,
    Declaration,
    Meeting,
    MeetingState,
    Presence,
)
from meetings.models.protocol import Protocol, Reminded, RepeatAnchor
from meetings.models.referral import (
    Answer,
    ContactAttempt,
    Ground,
    OutcomePlan,
    Referral,
    RiskAssessment,
    TriageDecision,
    Voice,
)
from meetings.models.research import ResearchAnswer, ResearchRequest

__all__ = [
    "ENDED",
    "Action",
    "ActionState",
    "ActionUpdate",
    "Admission",
    "Answer",
    "Attendance",
    "Case",
    "CaseMinutes",
    "CaseStage",
    "ContactAttempt",
    "Declaration",
    "Development",
    "Exit",
    "ForWhom",
    "Ground",
    "Hearing",
    "Meeting",
    "MeetingState",
    "OutcomePlan",
    "Presence",
    "Protocol",
    "Referral",
    "Reminded",
    "RepeatAnchor",
    "ResearchAnswer",
    "ResearchRequest",
    "RiskAssessment",
    "Stage",
    "TriageDecision",
    "Voice",
]
