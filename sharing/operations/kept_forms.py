"""Keeps forms that arrive after their author's session has ended, or about a case that asks their
author something first."""

import json
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from sharing import clock, encryption
from sharing.access import is_there
from sharing.actor import Actor
from sharing.case_addresses import cases_named
from sharing.events import FORM_KEPT, FORM_THROWN_AWAY
from sharing.facts import facts_of_all
from sharing.flow import case_flow
from sharing.models import KeptForm, UnsentForm
from sharing.operations.form_tokens import (
    OF_THE_PAGE,
    SECRETS,
    content_of,
    led_likewise,
    led_to,
    sent_under,
    token_of,
)
from sharing.queries.kept_forms import (
    KEPT_FOR,
    MOST,
    PURPOSE,
    has_room,
    kept_form,
    place_of,
    waits_for_another,
)
from sharing.rules import RuleBroken
from sharing.work import Work, current

# The field in which a sender types the reference of a case.
REFERENCE = "reference"


def keep(*, actor: Actor, path: str, sent: QueryDict, asked: bool = False) -> bool:
    """The sent form waits for its author, encrypted, for `KEPT_FOR`: until they sign in again or,
    if `asked`, answer the question. A button that only acts is a form without fields. Returns
    whether it waits: it does not if it did its work before, or is no form of the portal. A kept
    form that is sent again, and a page that sends a form again, takes its own place; sent under
    another membership, it waits as it did."""
    fields = [
        (name, values) for name, values in sent.lists() if name not in (*OF_THE_PAGE, *SECRETS)
    ]
    token = token_of(sent)
    acts = token is not None and not any(name in sent for name in SECRETS)
    if not (fields or acts) or led_likewise(actor, path, sent):
        return False
    if waits_for_another(actor, token):
        return True
    if not has_room(actor, path=path, token=token):
        raise RuleBroken(
            _(
                "What you sent is not kept, because %(number)s forms wait for you already. Send those, or "
                "throw them away."
            )
            % {"number": MOST}
        )
    now = clock.now()
    one = KeptForm(user_id=actor.person_id, path=path, kept_at=now)
    one.sent_under = sent_under(actor, token) or token
    if one.sent_under is not None:
        one.content = content_of(one.sent_under, path, sent)
        one.id = _id_of(actor, path, one.content)
        if led_to(actor, one.id):
            return False
    what = {
        "fields": fields,
        "membership": str(actor.membership_id or ""),
        "asked": asked,
        "sent_as": f"{actor.role_label}, {actor.agency_name}",
        "cases": [str(one) for one in _cases_in(actor, path, fields)],
    }
    one.ciphertext = encryption.encrypt(PURPOSE, json.dumps(what).encode(), belongs_to=one.pk.bytes)
    KeptForm.objects.filter(user=actor.person_id, kept_at__lte=now - KEPT_FOR).delete()
    KeptForm.objects.filter(pk__in=place_of(actor, path, token)).delete()
    # If another request keeps the same form now, one of them is enough.
    KeptForm.objects.bulk_create([one], ignore_conflicts=True)
    current().note(FORM_KEPT, items=[one.pk], changing=True)
    return True


def _id_of(actor: Actor, path: str, content: bytes) -> UUID:
    """Return the identifier of what the membership sent there. However often it is kept, it is the
    same, so that each page that offers it does one work."""
    said = [str(actor.membership_id), path, content.hex()]
    return UUID(bytes=encryption.keyed_hash("kept form sent", json.dumps(said))[:16])


def _cases_in(actor: Actor, path: str, fields: list[tuple[str, list[str]]]) -> list[UUID]:
    """Return the cases that the form's fields name and that the actor may see now. A case out of
    sight is not noted, because offering the form or not would then reveal that it exists."""
    words = [path.partition("?")[2], *(word for name, said in fields for word in (name, *said))]
    named = cases_named(words)
    references = (word for name, said in fields if name == REFERENCE for word in said)
    named |= {case for one in references if (case := case_flow().case_behind(one))}
    facts = facts_of_all(named) if named else {}
    return [one for one in named if is_there(actor, facts[one])]


def throw_away(*, actor: Actor, kept_id: UUID) -> None:
    """The kept form is deleted."""
    one = kept_form(actor, kept_id)
    KeptForm.objects.filter(pk=one.id).delete()
    current().note(FORM_THROWN_AWAY, cases=one.cases, items=[kept_id], changing=True)


def forget_case(work: Work, case_id: UUID) -> None:
    """Text that the actor typed into pages of this case and never sent, or sent too late, is
    deleted."""
    for forms in (KeptForm.objects.all(), UnsentForm.objects.all()):
        forms.filter(user=work.actor.person_id, path__contains=str(case_id)).delete()
