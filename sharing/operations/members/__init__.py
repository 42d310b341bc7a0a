"""Accounts and memberships of an area. Administrators never set a password and never see a case.
Another administrator has to change an administrator's own account."""

from sharing.operations.members.accounts import invite, send_link, switch_off, switch_on
from sharing.operations.members.corrections import correct_account
from sharing.operations.members.memberships import (
    change_membership,
    confirm_first,
    confirm_membership,
    end_membership,
    give_membership,
    refuse_membership,
)
from sharing.operations.members.resets import agree_to_reset, propose_reset, refuse_reset

__all__ = [
    "agree_to_reset",
    "change_membership",
    "confirm_first",
    "confirm_membership",
    "correct_account",
    "end_membership",
    "give_membership",
    "invite",
    "propose_reset",
    "refuse_membership",
    "refuse_reset",
    "send_link",
    "switch_off",
    "switch_on",
]
