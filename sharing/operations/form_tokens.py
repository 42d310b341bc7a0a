"""Form tokens: a form that is posted twice does its work once."""

import json
from contextlib import suppress
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sharing import clock, encryption
from sharing.actor import Actor
from sharing.models import FormToken, KeptForm
from sharing.rules import RuleBroken

# By this button a kept form is only shown, filled in, on its own page.
CHECK = "check_first"
# These fields belong to the page that was sent; when the form is sent again it gets new ones.
OF_THE_PAGE = ("csrfmiddlewaretoken", "form_token", CHECK)
# What proves who somebody is, by the names of its fields in every form: never kept or shown.
SECRETS = ("password", "again", "code")


class SentBefore(Exception):
    """The form has already done its work; `location` is where that led."""

    def __init__(self, location: str) -> None:
        super().__init__(_("sent before"))
        self.location = location


def claim(actor: Actor, token: UUID, path: str, sent: QueryDict) -> None:
    """The token is used in this unit. If another request is using it, wait for that one. If it
    succeeded, raise `SentBefore`, or `RuleBroken` if it sent something else; if it failed, go on. A
    kept form uses the token of the page that it came from too, unless that page sent something
    else."""
    _use(actor, token, path, sent)
    first = sent_under(actor, token)
    if first is not None:
        with suppress(RuleBroken):
            _use(actor, first, path, sent)


def _use(actor: Actor, token: UUID, path: str, sent: QueryDict) -> None:
    content = content_of(token, path, sent)
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


def sent_under(actor: Actor, token: UUID | None) -> UUID | None:
    """Return the token of the page that a kept form came from; None if the token is of no kept
    form."""
    if token is None:
        return None
    kept = KeptForm.objects.filter(pk=token, user=actor.user_id)
    return kept.values_list("sent_under", flat=True).first()


def led_likewise(actor: Actor, path: str, sent: QueryDict) -> str:
    """Return where this form, or the page that it was kept of, led when it was sent before with the
    same content, or an empty text."""
    token = token_of(sent)
    for one in filter(None, (token, sent_under(actor, token))):
        before = FormToken.objects.filter(token=one, user=actor.user_id).first()
        if before and (
            before.content is None or bytes(before.content) == content_of(one, path, sent)
        ):
            return before.location
    return ""


def remember(token: UUID, location: str) -> None:
    """Keep the location to which the form's work led."""
    first = KeptForm.objects.filter(pk=token).values("sent_under")
    used = FormToken.objects.filter(Q(token=token) | Q(token__in=first), location="")
    used.update(location=location)


def content_of(token: UUID, path: str, sent: QueryDict) -> bytes:
    """Return the keyed hash of a form's content. Without the key, a name or an address could be
    guessed from the hash. The token is part of it, so that two tokens do not show that their forms
    were alike. So is the path, without its query, because the buttons of one page may share a token
    and send to different addresses."""
    fields = sorted((name, values) for name, values in sent.lists() if name not in OF_THE_PAGE)
    said = [str(token), path.partition("?")[0], fields]
    return encryption.keyed_hash("form sent", json.dumps(said))
