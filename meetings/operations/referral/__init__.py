"""A referral from its first line to triage, and speaking for the victim from then on."""

from meetings.operations.referral.advocacy import (
    confirm_safe_contact,
    name_advocate,
    plan_outcome,
    record_agreement,
    record_attempt,
    record_told,
    record_wishes,
)
from meetings.operations.referral.begin import begin_referral, save_victim, stop_referral
from meetings.operations.referral.discard import discard_draft
from meetings.operations.referral.people import (
    add_address,
    add_child,
    add_perpetrator,
    add_person_at_risk,
    change_person,
    take_off_address,
    take_off_person,
)
from meetings.operations.referral.steps import (
    finish_addresses,
    save_checklist,
    save_children,
    save_equality,
    save_grounds,
    save_incident,
    save_safe_contact,
    save_sharing,
)
from meetings.operations.referral.submit import submit_referral
from meetings.operations.referral.take_over import take_over_draft
from meetings.operations.referral.walls import keep_from, stop_keeping_from

__all__ = [
    "add_address",
    "add_child",
    "add_perpetrator",
    "add_person_at_risk",
    "begin_referral",
    "change_person",
    "confirm_safe_contact",
    "discard_draft",
    "finish_addresses",
    "keep_from",
    "name_advocate",
    "plan_outcome",
    "record_agreement",
    "record_attempt",
    "record_told",
    "record_wishes",
    "save_checklist",
    "save_children",
    "save_equality",
    "save_grounds",
    "save_incident",
    "save_safe_contact",
    "save_sharing",
    "save_victim",
    "stop_keeping_from",
    "stop_referral",
    "submit_referral",
    "take_off_address",
    "take_off_person",
    "take_over_draft",
]
