"""Research: what agencies answer before a meeting, and what they know."""

from meetings.operations.research.answers import answer_case, open_return
from meetings.operations.research.basis import set_return_basis
from meetings.operations.research.corrections import acknowledge_correction
from meetings.operations.research.deciding import (
    accept_proposal,
    decline_proposal,
    show_proposed_address,
)
from meetings.operations.research.drafts import save_draft
from meetings.operations.research.files import (
    attach_file,
    note_unopened,
    refuse_file,
    withdraw_file,
)
from meetings.operations.research.items import add_item, add_items, change_item, withdraw_item
from meetings.operations.research.proposals import (
    propose_address,
    propose_contact,
    propose_details,
)
from meetings.operations.research.proposed_actions import (
    propose_action,
    put_aside_proposed,
    record_proposed,
)
from meetings.operations.research.reminders import (
    chase_owing,
    chase_research,
    chase_silent,
    remind_of_research,
)
from meetings.operations.research.staff_warnings import end_warning, say_staff_know, warn_staff
from meetings.operations.research.submit import submit_research
from meetings.operations.research.whole_list import SentList, answer_list, open_list

__all__ = [
    "SentList",
    "accept_proposal",
    "acknowledge_correction",
    "add_item",
    "add_items",
    "answer_case",
    "answer_list",
    "attach_file",
    "change_item",
    "chase_owing",
    "chase_research",
    "chase_silent",
    "decline_proposal",
    "end_warning",
    "note_unopened",
    "open_list",
    "open_return",
    "propose_action",
    "propose_address",
    "propose_contact",
    "propose_details",
    "put_aside_proposed",
    "record_proposed",
    "refuse_file",
    "remind_of_research",
    "save_draft",
    "say_staff_know",
    "set_return_basis",
    "show_proposed_address",
    "submit_research",
    "warn_staff",
    "withdraw_file",
    "withdraw_item",
]
