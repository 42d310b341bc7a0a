"""What people do to their own accounts: make new recovery codes, and end sessions."""

import json
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp import login as remember_device

from sharing import clock, encryption, notices
from sharing.actor import Actor
from sharing.events import CODES_RENEWED, SESSIONS_CLOSED
from sharing.http import Request
from sharing.models import PortalSession, RecoveryCode, User
from sharing.models.second_factor import new_codes
from sharing.queries.own_account import handle_of, known_sessions, open_sessions
from sharing.queries.second_factor import is_fresh, recovery_codes_of
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused, current

OFFERED = "recovery_codes"
PURPOSE = "recovery codes being renewed"
# Whoever has just given their second factor may take this long to put the codes away.
TIME_TO_KEEP = timedelta(minutes=30)


def offer_codes(*, actor: Actor, request: Request) -> list[str]:
    """New recovery codes wait, sealed in the session, until the person has kept them. They are
    made only for somebody who has just given their second factor."""
    offered = _offered(actor, request)
    if offered is None and is_fresh(actor):
        offered = {"codes": new_codes(), "at": clock.now().isoformat()}
        sealed = encryption.encrypt(
            PURPOSE, json.dumps(offered).encode(), belongs_to=actor.person_id.bytes
        )
        request.session[OFFERED] = b64encode(sealed).decode()
    return offered["codes"] if offered else []


def renew_codes(*, actor: Actor, request: Request) -> None:
    """The codes that the page showed replace the person's recovery codes. A session elsewhere that
    began with an earlier code is no longer signed in."""
    user = User.objects.select_for_update().get(pk=actor.person_id)
    offered = _offered(actor, request)
    if offered is None:
        raise RuleBroken(_("These codes were shown too long ago. Open the page again."))
    before = recovery_codes_of(actor)
    here = request.session.get(DEVICE_ID_SESSION_KEY)
    renewed = RecoveryCode(user=user, name=_("Recovery codes"))
    renewed.keep(offered["codes"])
    if before is not None:
        if here == before.persistent_id:
            remember_device(request, renewed)
        before.delete()
    del request.session[OFFERED]
    current().note(CODES_RENEWED, changing=True)
    notices.tell_of_codes.enqueue(str(user.pk))


def end_session(*, actor: Actor, request: Request, handle: UUID) -> None:
    """One of the actor's other sessions is over from its next request on."""
    here = request.session.session_key
    others = [one for one in open_sessions(actor) if one.session_key != here]
    ended = [one for one in others if handle_of(one) == handle]
    if not ended:
        raise Refused(Reason.NOTHING_THERE, SESSIONS_CLOSED)
    _end(ended)


def end_other_sessions(*, actor: Actor, request: Request) -> None:
    """The actor is signed in nowhere but here, and no session that is over keeps a form for
    them."""
    if ended := list(known_sessions(actor).exclude(pk=request.session.session_key)):
        _end(ended)


def _end(ended: list[PortalSession]) -> None:
    PortalSession.objects.filter(pk__in=[one.pk for one in ended]).delete()
    current().note(SESSIONS_CLOSED, items=[handle_of(one) for one in ended], changing=True)


def _offered(actor: Actor, request: Request) -> dict[str, Any] | None:
    sealed = request.session.get(OFFERED)
    if sealed is None:
        return None
    offered: dict[str, Any] = json.loads(
        encryption.decrypt(PURPOSE, b64decode(sealed), belongs_to=actor.person_id.bytes)
    )
    shown_at = datetime.fromisoformat(offered["at"])
    return offered if clock.now() - shown_at <= TIME_TO_KEEP else None
