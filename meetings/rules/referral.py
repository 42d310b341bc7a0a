"""The ownership of a referral."""

from meetings.models import Referral
from sharing.actor import Actor


def is_own(actor: Actor, referral: Referral) -> bool:
    """Return whether the actor wrote it, or acts for the agency that refers."""
    return actor.user_id == referral.author_id or actor.agency_id == referral.agency_id
