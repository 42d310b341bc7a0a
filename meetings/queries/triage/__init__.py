from meetings.queries.triage.grounds import Judged, judge_cases
from meetings.queries.triage.list import Waiting, WaitingList, waiting_list
from meetings.queries.triage.page import (
    SameIncident,
    TriagePage,
    case_to_join,
    decided_meanwhile,
    judged_together,
    missing_of,
    same_incident,
    triage_page,
    waits_for_another,
)
from meetings.queries.triage.walls import SeenNoMore, seen_no_more

__all__ = [
    "Judged",
    "SameIncident",
    "SeenNoMore",
    "TriagePage",
    "Waiting",
    "WaitingList",
    "case_to_join",
    "decided_meanwhile",
    "judge_cases",
    "judged_together",
    "missing_of",
    "same_incident",
    "seen_no_more",
    "triage_page",
    "waiting_list",
    "waits_for_another",
]
