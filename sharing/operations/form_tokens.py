"""Form tokens: a form that is posted twice does its work once."""

import json
from uuid import UUID

from django.db import connection
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sharing import clock, encryption
from sharing.actor import Actor
from sharing.models import FormToken
from sharing.rules import RuleBroken

# These fields belong to the page that was sent; when the form is sent again it gets new ones.
OF_THE_PAGE = ("csrfmiddlewaretoken", "form_token")


class SentBefore(Exception):
    """The form has already done its work; `location` is where that led."""

    def __init__(self, location: str) -> None:
        super().__init__(_("sent before"))
        self.location = location


def claim(actor: Actor, token: UUID, path: str, sent: QueryDict) -> None:
    """The token is used in this unit. If another request is using it, wait for that one. If it
    succeeded, raise `SentBefore`, or `RuleBroken` if it sent something else; if it failed, go
    on."""
    content = _hash(token, path, sent)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sharing_formtoken (token, user_id, location, content, sent_at)"
            " VALUES (%s, %s, '', %s, %s) ON CONFLICT DO NOTHING RETURNING token",
            [token, actor.user_id, content, clock.now()],
        )
        if cursor.fetchone() is None:
            before = FormToken.objects.filter(token=token, user=actor.user_id).first()
            if before is None:
                raise RuleBroken(_("This page is out of date. Open it again."))
            if before.content is not None and bytes(before.content) != content:
                raise RuleBroken(_("This was sent already. Open the page again to change it."))
            raise SentBefore(before.location)


def led_to(actor: Actor, token: UUID) -> str:
    """Return where a form that was sent before led, or an empty text."""
    before = FormToken.objects.filter(token=token, user=actor.user_id).first()
    return before.location if before else ""


def token_of(sent: QueryDict) -> UUID | None:
    """Return the token of a form that was not checked yet."""
    try:
        return UUID(sent.get("form_token", ""))
    except ValueError:
        return None


def led_likewise(actor: Actor, path: str, sent: QueryDict) -> str:
    """Return where this form led when it was sent before with the same content, or an empty
    text."""
    token = token_of(sent)
    before = FormToken.objects.filter(token=token, user=actor.user_id).first() if token else None
    if before is None or token is None:
        return ""
    content = _hash(token, path.partition("?")[0], sent)
    alike = before.content is None or bytes(before.content) == content
    return before.location if alike else ""


def remember(token: UUID, location: str) -> None:
    """Keep the location to which the form's work led."""
    FormToken.objects.filter(token=token).update(location=location)


def _hash(token: UUID, path: str, sent: QueryDict) -> bytes:
    """Return the keyed hash of a form's content. Without the key, a name or an address could be
    guessed from the hash. The token is part of it, so that two tokens do not show that their forms
    were alike. So is the path, because the buttons of one page may share a token and send to
    different addresses."""
    fields = sorted((name, values) for name, values in sent.lists() if name not in OF_THE_PAGE)
    return encryption.keyed_hash("form sent", json.dumps([str(token), path, fields]))
