"""The draft of an agency's return: the parts that the operations of a step use, which do not ask
the door. They write no history, which begins when the return is submitted. Their caller holds a
lock, so that nobody else changes the same draft meanwhile."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from sharing import clock
from sharing.actor import Actor
from sharing.models import Item, ReturnDraft
from sharing.queries.changed_by import changed_by
from sharing.queries.drafts import Draft, Said, Typed, sealed
from sharing.rules import Overtaken, RuleBroken

# How often, at most, the trail records that one person works on a draft.
RECORD_EVERY = timedelta(minutes=15)
MOST_TYPED = 20_000  # characters, as they are kept


def keep_typed(draft: Draft, actor: Actor, part: str, said: Said, *, version: int) -> None:
    """That form of the draft holds this text. Raises `Overtaken`, with the colleague's text, if a
    colleague has typed what the page with this version did not show."""
    if len(json.dumps(said)) > MOST_TYPED:
        raise RuleBroken(_("This is too long to be kept. Add it as several items."))
    standing = draft.typed.get(part)
    if standing and not draft.shows(standing, version) and standing.said != said:
        raise Overtaken(standing.said, draft.version, changed_by(standing.by, standing.at))
    draft.typed[part] = Typed(said, draft.version + 1, actor.person_id, clock.now())


def check_typed(draft: Draft, actor: Actor, part: str, *, version: int) -> None:
    """Raise `Overtaken`, with the colleague's text, if a colleague has typed into that form what
    the page with this version did not show."""
    standing = draft.typed.get(part)
    unseen = standing and standing.said and not draft.shows(standing, version)
    if standing and unseen and standing.by != actor.person_id:
        raise Overtaken(standing.said, draft.version, changed_by(standing.by, standing.at))


def forget_typed(
    draft: Draft,
    actor: Actor,
    part: str,
    *,
    version: int | None,
    sent: str | None = None,
    rest: Said | None = None,
) -> None:
    """The form has done its work, and nothing typed is left in it but `rest`. Text that the page
    with this version did not show stays: a colleague's, and the actor's own on another page, unless
    it is the beginning of what was `sent`."""
    standing = draft.typed.get(part)
    if standing is None or version is None:
        return
    if not draft.shows(standing, version) and not (
        standing.by == actor.person_id and _begins(sent, standing.said)
    ):
        return
    if rest:
        draft.typed[part] = replace(standing, said=rest)
    else:
        draft.typed[part] = Typed({}, draft.version + 1, actor.person_id, clock.now())


def _begins(sent: str | None, said: Said) -> bool:
    """Return whether the typed text is an earlier state of what was sent."""
    return sent is None or _one_line(sent).startswith(_one_line(str(said.get("text", ""))))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def put(draft: Draft, item: Item) -> None:
    """The item is part of the draft, in place of its earlier content."""
    known = draft.item(item.pk)
    draft.items = [item if one is known else one for one in draft.items]
    if known is None:
        draft.items.append(item)
    draft.written_at[item.pk] = clock.now()


def take_off(draft: Draft, item: Item) -> None:
    """The item is no longer part of the draft, and nothing of its content is left. Only its removal
    is noted, for a colleague who has it open."""
    item.withdrawn_at, item.text = clock.now(), ""
    draft.written_at[item.pk] = item.withdrawn_at


def is_unrecorded(draft: Draft, actor: Actor) -> bool:
    """Return whether the trail has not recorded lately that this person works on the draft. If so,
    note that it has: the caller then records it."""
    before = draft.row.recorded.get(str(actor.person_id))
    if before and clock.now() - datetime.fromisoformat(before) < RECORD_EVERY:
        return False
    draft.row.recorded[str(actor.person_id)] = clock.now().isoformat()
    return True


def save(draft: Draft) -> None:
    """Save the draft as it is now, for the agency alone."""
    _as_it_is(draft).save()


def save_all(drafts: Iterable[Draft]) -> None:
    """Save these existing drafts as they are now, in one statement."""
    rows = [_as_it_is(draft) for draft in drafts]
    # Past the guard of the model's own manager: a draft has no past.
    past_the_guard: models.QuerySet[Any] = models.QuerySet(ReturnDraft)
    past_the_guard.bulk_update(rows, ["version", "saved_at", "is_empty", "ciphertext"])


def _as_it_is(draft: Draft) -> ReturnDraft:
    row = draft.row
    row.version += 1
    row.saved_at = clock.now()
    row.is_empty = not draft.live and not any(one.said for one in draft.typed.values())
    row.ciphertext = sealed(draft)
    return row
