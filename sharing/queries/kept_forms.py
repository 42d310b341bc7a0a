"""Forms that arrived after their author's session was over. The database shows each to its
author alone."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from sharing import clock, encryption
from sharing.actor import Actor
from sharing.events import FORM_KEPT
from sharing.models import FormToken, KeptForm
from sharing.reasons import Reason
from sharing.work import Refused

KEPT_FOR = timedelta(hours=24)
PURPOSE = "kept form"


@dataclass(frozen=True)
class Kept:
    """A kept form, readable. Sent again it carries its own identifier as its token, so that it
    does its work once."""

    id: UUID
    path: str
    kept_at: datetime
    fields: list[tuple[str, list[str]]]  # each name with what was sent
    membership_id: UUID | None
    sent_as: str  # role and agency


def waiting(user_id: UUID) -> QuerySet[KeptForm]:
    """Return the forms of a person that were kept lately and not sent again, newest first."""
    sent = FormToken.objects.filter(user=user_id).values("token")
    recent = KeptForm.objects.filter(user=user_id, kept_at__gt=clock.now() - KEPT_FOR)
    return recent.exclude(pk__in=sent).order_by("-kept_at")


def kept_forms(actor: Actor) -> list[Kept]:
    """Return the actor's kept forms, readable."""
    return [_opened(one) for one in waiting(actor.person_id)]


def kept_form(actor: Actor, kept_id: UUID) -> Kept:
    """Return one of the actor's kept forms."""
    found = waiting(actor.person_id).filter(pk=kept_id).first()
    if found is None:
        raise Refused(Reason.NOTHING_THERE, FORM_KEPT)
    return _opened(found)


def _opened(one: KeptForm) -> Kept:
    plain = encryption.decrypt(PURPOSE, bytes(one.ciphertext), belongs_to=one.pk.bytes)
    what = json.loads(plain)
    return Kept(
        id=one.pk,
        path=one.path,
        kept_at=one.kept_at,
        fields=[(name, values) for name, values in what["fields"]],
        membership_id=UUID(what["membership"]) if what["membership"] else None,
        sent_as=what["sent_as"],
    )
