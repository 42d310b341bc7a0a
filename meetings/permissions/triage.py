"""Deciding on a referral."""

from django.utils.translation import gettext_lazy as _

from meetings.permissions.roles import KEEPERS
from sharing.events import Kind, event
from sharing.permissions import Sight, permission

SEE_TRIAGE = permission(
    "see_triage",
    _("See which referrals wait for triage"),
    roles=KEEPERS,
    sight=Sight.NO_CASE,
    event=event("triage_list_seen", Kind.CONSULTATION, _("saw which referrals wait for triage")),
)
TRIAGE_CASE = permission(
    "triage_case",
    _("Read a referral to decide on it"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("triage_opened", Kind.CONSULTATION, _("opened the referral for triage")),
)
ACCEPT_REFERRAL = permission(
    "accept_referral",
    _("Accept a referral"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("referral_accepted", Kind.ALTERATION, _("accepted the referral")),
    changes=True,
)
RETURN_REFERRAL = permission(
    "return_referral",
    _("Return a referral for completion"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("referral_returned", Kind.ALTERATION, _("returned the referral for completion")),
    changes=True,
)
DECLINE_REFERRAL = permission(
    "decline_referral",
    _("Propose to decline a referral"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("decline_proposed", Kind.ALTERATION, _("proposed to decline the referral")),
    changes=True,
)
SECOND_DECISION = permission(
    "second_decision",
    _("Agree or not with another person’s proposal to decline"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("decline_confirmed", Kind.ALTERATION, _("agreed that the referral is declined")),
    changes=True,
)
DECLINE_REVERSED = event(
    "decline_reversed", Kind.ALTERATION, _("did not agree that the referral is declined")
)
JOIN_CASES = permission(
    "join_cases",
    _("Join a second referral of one incident to a case"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("cases_joined", Kind.COMBINATION, _("joined a referral to another case")),
    changes=True,
)
