"""The second factor: set up once, given at each sign-in."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from math import ceil
from typing import Any

import segno
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_otp import verify_token

from sharing import encryption, sessions
from sharing.actor import Actor
from sharing.events import (
    DEVICE_SET_UP,
    RECOVERY_CODE_USED,
    SECOND_FACTOR_AGAIN,
    SECOND_FACTOR_FAILED,
    SIGNED_IN,
)
from sharing.http import Request
from sharing.models import CodeDevice, RecoveryCode, User
from sharing.models.second_factor import new_codes, new_seed
from sharing.queries.second_factor import device_of, may_set_up, recovery_codes_of
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import current

SET_UP = "set_up"
PURPOSE = "second factor being set up"
MINUTE = 60  # seconds

WRONG_CODE = gettext_lazy(
    "That code is not right. Enter the code that the app shows now; each works once."
)
SET_UP_ALREADY = gettext_lazy("A second factor was set up already. Sign in with it.")
WRONG_RECOVERY_CODE = gettext_lazy("That is not one of your recovery codes, or it was used before.")


@dataclass(frozen=True)
class SetUp:
    """What the set-up page shows: a seed for the app, and recovery codes to keep."""

    device: CodeDevice
    codes: list[str]

    @property
    def picture(self) -> str:
        """Return the QR code as the address of an image."""
        code = segno.make(self.device.address, error="m", micro=False)
        address: str = code.svg_data_uri(scale=4, border=2, light="#fff")
        return address


def give_code(*, actor: Actor, request: Request, code: str) -> str | Promise:
    """The session has both factors, given just now, if the code is right and unused; else returns
    what was wrong. Either way it is on the trail."""
    return _give(actor, request=request, device=device_of(actor), token=code, wrong=WRONG_CODE)


def give_recovery_code(*, actor: Actor, request: Request, code: str) -> str | Promise:
    """The session has both factors if the recovery code is good; the code is then used up.
    Otherwise returns what was wrong."""
    device = recovery_codes_of(actor)
    wrong = _give(actor, request=request, device=device, token=code, wrong=WRONG_RECOVERY_CODE)
    if not wrong:
        current().note(RECOVERY_CODE_USED)
    return wrong


def codes_left(*, actor: Actor) -> int:
    """Return how many recovery codes the actor has not used."""
    device = recovery_codes_of(actor)
    return len(device.hashes) if device else 0


def _give(
    actor: Actor,
    *,
    request: Request,
    device: CodeDevice | RecoveryCode | None,
    token: str,
    wrong: str | Promise,
) -> str | Promise:
    if device is None:
        return wrong
    wait = _wait(device)
    # It locks the row: of one code sent many times at once, one is accepted.
    if not verify_token(request.user, device.persistent_id, token):
        work = current()
        work.note(SECOND_FACTOR_FAILED, changing=True)
        work.refused = Reason.WRONG_CODE
        return wait or wrong
    sessions.complete(request, device)
    current().note(SECOND_FACTOR_AGAIN if actor.is_signed_in else SIGNED_IN)
    return ""


def _wait(device: CodeDevice | RecoveryCode) -> str:
    """Return how long the person has to wait after wrong codes, in words, or nothing."""
    left = device.wait()
    if left is None:
        return ""
    seconds = ceil(left.total_seconds())
    if seconds < MINUTE:
        return ngettext(
            "There were wrong codes before. Wait %(number)s second, then enter a new code.",
            "There were wrong codes before. Wait %(number)s seconds, then enter a new code.",
            seconds,
        ) % {"number": seconds}
    minutes = ceil(seconds / MINUTE)
    return ngettext(
        "There were many wrong codes. Wait %(number)s minute, then enter a new code.",
        "There were many wrong codes. Wait %(number)s minutes, then enter a new code.",
        minutes,
    ) % {"number": minutes}


def offer_set_up(*, actor: Actor, request: Request) -> SetUp:
    """A seed and recovery codes wait, sealed in the session, until the set-up is finished."""
    user = User.objects.get(pk=actor.person_id)
    sealed = request.session.get(SET_UP)
    if sealed is None:
        plain = {"seed": b64encode(new_seed()).decode(), "codes": new_codes()}
        sealed = b64encode(
            encryption.encrypt(PURPOSE, json.dumps(plain).encode(), belongs_to=user.pk.bytes)
        ).decode()
        request.session[SET_UP] = sealed
    what: dict[str, Any] = json.loads(
        encryption.decrypt(PURPOSE, b64decode(sealed), belongs_to=user.pk.bytes)
    )
    device = CodeDevice(user=user, name=_("Authenticator app"), confirmed=False)
    device.seed = b64decode(what["seed"])
    return SetUp(device, what["codes"])


def finish_set_up(*, actor: Actor, request: Request, code: str) -> None:
    """The app that shows this code is the person's second factor, in place of any other, the
    recovery codes that the page showed are good, and the session has both factors."""
    user = User.objects.select_for_update().get(pk=actor.person_id)
    if not may_set_up(actor):
        raise RuleBroken(SET_UP_ALREADY)
    what = offer_set_up(actor=actor, request=request)
    CodeDevice.objects.filter(user=user).delete()
    what.device.save()
    device = verify_token(user, what.device.persistent_id, code)
    if device is None:
        raise RuleBroken(WRONG_CODE, field="code")
    device.confirmed = True
    device.save()
    # A new row, so that a session that began with a code of the old one is no longer signed in.
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode(user=user, name=_("Recovery codes")).keep(what.codes)
    request.user = user
    sessions.complete(request, device)
    del request.session[SET_UP]
    current().note(DEVICE_SET_UP, changing=True)
    current().note(SIGNED_IN)
