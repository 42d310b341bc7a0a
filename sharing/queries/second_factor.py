"""The second factor, with which somebody signs in besides their password."""

from datetime import timedelta

from sharing import clock
from sharing.actor import Actor
from sharing.models import CodeDevice, RecoveryCode

# Somebody who changes their second factor must have given it within this time.
FRESH = timedelta(minutes=5)


def device_of(actor: Actor) -> CodeDevice | None:
    """Return the actor's authenticator app, if one is set up."""
    return CodeDevice.objects.filter(user=actor.user_id, confirmed=True).first()


def recovery_codes_of(actor: Actor) -> RecoveryCode | None:
    return RecoveryCode.objects.filter(user=actor.user_id).first()


def may_set_up(actor: Actor) -> bool:
    """Return whether the actor has no second factor yet, or has just given it, because a password
    alone must not be enough to replace one."""
    return device_of(actor) is None or is_fresh(actor)


def is_fresh(actor: Actor) -> bool:
    """Return whether the actor has just given their second factor."""
    given = actor.second_factor_at
    return given is not None and clock.now() - given <= FRESH
