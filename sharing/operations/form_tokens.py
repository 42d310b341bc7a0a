"""A double post does the thing once."""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from sharing import clock
from sharing.actor import Actor
from sharing.models import FormToken
from sharing.rules import RuleBroken


class SentBefore(Exception):
    """The form did its work already; `location` is where that led."""

    def __init__(self, location: str) -> None:
        super().__init__(_("sent before"))
        self.location = location


def claim(actor: Actor, token: UUID) -> None:
    """The token is used in this unit. Waits while another request uses it, and then raises
    `SentBefore`; if that one failed, goes on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sharing_formtoken (token, user_id, location, sent_at)"
            " VALUES (%s, %s, '', %s) ON CONFLICT DO NOTHING RETURNING token",
            [token, actor.user_id, clock.now()],
        )
        if cursor.fetchone() is None:
            before = FormToken.objects.filter(token=token, user=actor.user_id).first()
            if before is None:
                raise RuleBroken(_("This page is out of date. Open it again."))
            raise SentBefore(before.location)


def remember(token: UUID, location: str) -> None:
    """The token leads to where its work led."""
    FormToken.objects.filter(token=token).update(location=location)
