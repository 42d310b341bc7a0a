"""Agencies in which a wall leaves nobody who may read what they referred, so that no mail about it
reaches them."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from meetings.models import Referral
from sharing import clock
from sharing.models import Membership
from sharing.roles import Role


def agencies_not_told(referrals: Mapping[str, Referral], walled: Collection[object]) -> list[str]:
    """Return in words which agencies that made these referrals, by reference, are told nothing by
    mail, because people are walled off. For keepers, who opened the cases."""
    if not walled:
        return []
    agencies = {one.agency_id for one in referrals.values()}
    held = Membership.objects.filter(agency__in=agencies, user__is_active=True)
    today = clock.today()
    members = [one for one in held if one.is_live(today)]
    words = _(
        "Nobody at %(agency)s may read %(reference)s, which they referred, so no mail tells them "
        "of it. Ring the agency."
    )
    found = []
    for reference, referral in referrals.items():
        own = [one for one in members if one.agency_id == referral.agency_id]
        kept_out = {one.user_id for one in own if one.user_id in walled}
        if kept_out and not any(
            _reads(one, referral) for one in own if one.user_id not in kept_out
        ):
            found.append(words % {"agency": referral.agency.name, "reference": reference})
    return found


def _reads(member: Membership, referral: Referral) -> bool:
    is_author = member.user_id == referral.author_id and member.role == Role.REFERRER
    return is_author or member.role in (Role.REPRESENTATIVE, Role.ADVOCATE)
