"""The actor for a signed-in person, from their membership and its agency as these are now."""

from datetime import date, datetime
from uuid import UUID

from sharing import clock
from sharing.actor import Actor, Signed
from sharing.models import Membership, Signature, User
from sharing.roles import Role


def signed_state(signature: Signature | None, on: date) -> Signed:
    """Return whether an agency with this signature is signed up to the protocol on that day."""
    if signature is None or signature.stopped_on is not None:
        return Signed.NONE
    return Signed.LAPSED if signature.review_on < on else Signed.STANDING


def actor_for(
    user: User,
    membership: Membership | None,
    *,
    second_factor_at: datetime | None,
    network_address: str = "",
    request_id: UUID | None = None,
    waits: bool = False,
) -> Actor:
    """Return the actor for a signed-in person under this membership of theirs; without one, an
    actor of no role, agency or area, who may be waiting for one."""
    if membership is None:
        return Actor(
            name=user.name,
            user_id=user.pk,
            waits=waits,
            second_factor_at=second_factor_at,
            network_address=network_address,
            request_id=request_id,
        )
    agency = membership.agency
    return Actor(
        name=user.name,
        user_id=user.pk,
        membership_id=membership.pk,
        role=Role(membership.role),
        live=user.is_active and membership.is_live(clock.today()),
        admitted_to=membership.admitted_to,
        agency_id=agency.pk,
        agency_name=agency.name,
        area_id=agency.area_id,
        area_name=agency.area.name,
        signed=signed_state(membership.standing_signature, clock.today()),
        second_factor_at=second_factor_at,
        network_address=network_address,
        request_id=request_id,
    )
