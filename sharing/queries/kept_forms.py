"""Forms that arrived after their author's session was over, or about a case that asks them
something first. The database shows each only to its author."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from sharing import clock, encryption
from sharing.access import is_there
from sharing.acting import actor_for
from sharing.actor import Actor
from sharing.case_addresses import cases_at
from sharing.case_names import became_of, names_of
from sharing.events import FORM_KEPT, FORMS_SEEN
from sharing.facts import facts_of_all
from sharing.flow import Became
from sharing.models import FormToken, KeptForm, User
from sharing.queries.memberships import memberships_of
from sharing.reasons import Reason
from sharing.work import Refused, current

KEPT_FOR = timedelta(seconds=settings.SESSION_COOKIE_AGE)
MOST = 10  # wait for one person at a time
PURPOSE = "kept form"


@dataclass(frozen=True)
class Kept:
    """A kept form, decrypted. It carries its own identifier as its token when sent again, so that
    it does its work once."""

    id: UUID
    path: str
    kept_at: datetime
    fields: list[tuple[str, list[str]]]  # each name with the values sent
    membership_id: UUID | None
    sent_as: str  # role and agency
    cases: frozenset[UUID]  # named by its address or by the values sent
    asked: bool = False  # kept because its author was asked something first
    became: tuple[Became, ...] = ()  # its cases, where it was asked
    about: tuple[str, ...] = ()  # what its cases are called


def waiting(user_id: UUID) -> QuerySet[KeptForm]:
    """Return the person's forms that were kept lately and did not do their work since, newest
    first: neither the kept form was sent again nor the page that it came from."""
    sent = FormToken.objects.filter(user=user_id)
    recent = KeptForm.objects.filter(user=user_id, kept_at__gt=clock.now() - KEPT_FOR)
    left = recent.exclude(pk__in=sent.values("token")).exclude(
        content__in=sent.filter(content__isnull=False).values("content")
    )
    return left.order_by("-kept_at")


def kept_forms(actor: Actor) -> list[Kept]:
    """Return the kept forms that the actor may see, decrypted, and note that they were shown. A
    form sent under another membership comes without its fields and its address, because this one
    may not read them."""
    found = there(actor)
    shown = [one for one in found if one.membership_id == actor.membership_id]
    if shown:
        about = frozenset[UUID]().union(*(one.cases for one in shown))
        current().note(FORMS_SEEN, cases=about, items=[one.id for one in shown])
    became = became_of(actor, _asked_of(shown))
    names = names_of(actor, {case for one in shown for case in one.cases})
    return [
        replace(
            one,
            became=tuple(became[case] for case in one.cases if case in became),
            about=tuple(sorted(names[case] for case in one.cases if case in names)),
        )
        if one in shown
        else replace(one, path="", fields=[])
        for one in found
    ]


def _asked_of(forms: list[Kept]) -> set[UUID]:
    return {case for one in forms if one.asked for case in one.cases}


def kept_form(actor: Actor, kept_id: UUID) -> Kept:
    """Return one of the actor's kept forms."""
    found = next((one for one in there(actor) if one.id == kept_id), None)
    if found is None:
        raise Refused(Reason.NOTHING_THERE, FORM_KEPT)
    return found


def waits_for_another(actor: Actor, token: UUID | None) -> bool:
    """Return whether the token is that of a kept form which the actor sent under another
    membership, even one that has ended."""
    kept = waiting(actor.person_id).filter(pk=token) if token else ()
    return any(_opened(one).membership_id != actor.membership_id for one in kept)


def there(actor: Actor) -> list[Kept]:
    """Return the actor's kept forms, newest first. A form about a case that is no longer open to
    the membership that sent it is left out, and the others do not show that it exists. The actor
    need not have signed in as anything yet."""
    opened = [_opened(one) for one in waiting(actor.person_id)]
    addressed = cases_at([one.path for one in opened])
    found = [replace(one, cases=one.cases | _some(addressed[one.path])) for one in opened]
    about = frozenset[UUID]().union(*(one.cases for one in found))
    if not about:
        return found
    facts, senders = facts_of_all(about), _as_each_membership(actor)
    return [
        one
        for one in found
        if not one.cases
        or (
            one.membership_id in senders
            and all(is_there(senders[one.membership_id], facts[case]) for case in one.cases)
        )
    ]


def has_room(actor: Actor, *, path: str = "", token: UUID | None = None) -> bool:
    """Return whether a further form may wait for the actor: one sent to that address under that
    token takes the place of a kept one, or is one. Forms that they may not see do not count,
    because the answer would reveal them."""
    place = {token, *place_of(actor, path, token)}
    return sum(one.id not in place for one in there(actor)) < MOST


def place_of(actor: Actor, path: str, token: UUID | None) -> list[UUID]:
    """Return the kept forms in whose place a form comes: the one that is sent again, and what the
    same page sent before, under the same membership."""
    if token is None:
        return []
    own = KeptForm.objects.filter(user=actor.person_id)
    again = own.filter(pk=token).values("sent_under")
    from_it = Q(sent_under=token) | Q(sent_under__in=again)
    found = map(_opened, own.filter(Q(pk=token) | from_it & Q(path=path)))
    return [one.id for one in found if one.membership_id == actor.membership_id]


def _some(case_id: UUID | None) -> frozenset[UUID]:
    return frozenset({case_id} if case_id else ())


def _as_each_membership(actor: Actor) -> dict[UUID | None, Actor]:
    """Return the actor under each membership that holds today, with both factors."""
    user = User.objects.get(pk=actor.person_id)
    return {
        one.pk: actor_for(user, one, second_factor_at=clock.now())
        for one in memberships_of(actor.person_id)
    }


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
        cases=frozenset(UUID(one) for one in what.get("cases", ())),
        asked=what.get("asked", False),
    )
