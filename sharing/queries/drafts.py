"""Text that an agency is writing about a case: its new items, and input in a form that was not
added yet. The database shows it only to that agency."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sharing import encryption
from sharing.models import Item, ReturnDraft

PURPOSE = "draft of a return"
# The forms of a return: whom the agency knows, and a new item. The form of a changed item
# goes by its identifier.
ANSWERS, NEW = "answers", "new"
# The input of a form by the name of the field: the typed text, or the ticked choices.
Said = dict[str, str | list[str]]
# Of an item that is not submitted yet, beside when it was written.
TEXTS = ("text", "who_may_read", "heading", "nature", "source", "period", "subject")
NUMBERS = ("version", "position")
KEYS = ("id", "agency_id", "request_id", "about_id", "author_id", "replaces_id", "scope_id")


@dataclass(frozen=True)
class Typed:
    """Text that somebody typed into one form. It is removed when the form is done."""

    said: Said
    version: int  # of the draft in which it last changed
    by: UUID
    at: datetime


@dataclass
class Draft:
    """A draft, decrypted. Its items are not yet rows in the database."""

    row: ReturnDraft
    items: list[Item] = field(default_factory=list)
    written_at: dict[UUID, datetime] = field(default_factory=dict)  # by item
    typed: dict[str, Typed] = field(default_factory=dict)  # by the form

    @property
    def version(self) -> int:
        return self.row.version

    @property
    def live(self) -> list[Item]:
        """Return the items that nobody removed."""
        return [one for one in self.items if one.withdrawn_at is None]

    def item(self, item_id: UUID) -> Item | None:
        """Return the item with that identifier, or the one that is to replace it."""
        found = next((one for one in self.items if one.pk == item_id), None)
        return found or next((one for one in self.live if one.replaces_id == item_id), None)

    @property
    def changes(self) -> dict[UUID, Typed]:
        """Return the unsaved changes to items, by item."""
        forms = {part: one for part, one in self.typed.items() if part not in (ANSWERS, NEW)}
        return {UUID(part): one for part, one in forms.items() if one.said}

    def shows(self, typed: Typed, version: int | None) -> bool:
        """Return whether a page that holds this version of the draft showed what was typed. No page
        holds a version still to come."""
        return typed.version <= (version or 0) <= self.version

    def said(self, part: str) -> Said:
        """Return the text typed into that form and not added yet."""
        typed = self.typed.get(part)
        return typed.said if typed else {}


def draft_of(case_id: UUID, agency_id: UUID) -> Draft:
    """Return the agency's draft about the case; an empty one if it has written nothing."""
    row = ReturnDraft.objects.filter(scope_id=case_id, agency_id=agency_id).first()
    return readable(row or ReturnDraft(scope_id=case_id, agency_id=agency_id))


def drafts_of(case_ids: Collection[UUID], agency_id: UUID) -> dict[UUID, Draft]:
    """Return the agency's drafts about these cases, by case, where there is one."""
    rows = ReturnDraft.objects.filter(scope_id__in=case_ids, agency_id=agency_id)
    return {row.scope_id: readable(row) for row in rows}


def says_as_it_stands(item: Item, said: Said) -> bool:
    """Return whether the text typed into the form of an item is the same as the item."""
    stands: Said = {name: getattr(item, name) for name in TEXTS}
    stands |= {"about": str(item.about_id or ""), "restricted_to": _texts(item.restricted_to)}
    typed = said | {"text": str(said.get("text", "")).replace("\r\n", "\n").strip()}
    return all(typed.get(name, type(value)()) == value for name, value in stands.items())


def agencies_drafting(case_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], datetime]:
    """Return the agencies that are writing about these cases, which were opened before, for
    somebody who keeps the cases of the area: by case and agency, the time at which the draft was
    last kept. Nobody is told what a draft says, or how much."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT scope_id, agency_id, saved_at FROM agencies_drafting(%s)", [list(case_ids)]
        )
        return {(case_id, agency_id): at for case_id, agency_id, at in cursor.fetchall()}


def readable(row: ReturnDraft) -> Draft:
    """Return the draft in the row, decrypted."""
    draft = Draft(row)
    if not row.ciphertext:
        return draft
    plain = json.loads(encryption.decrypt(PURPOSE, bytes(row.ciphertext), belongs_to=row.pk.bytes))
    for one in plain["items"]:
        item, written_at = _item(one), datetime.fromisoformat(one["written_at"])
        item.withdrawn_at = written_at if one["taken_off"] else None
        draft.items.append(item)
        draft.written_at[item.pk] = written_at
    for part, one in plain["typed"].items():
        at = datetime.fromisoformat(one["at"])
        draft.typed[part] = Typed(one["said"], one["version"], UUID(one["by"]), at)
    return draft


def sealed(draft: Draft) -> bytes:
    """Return the encrypted draft that the row keeps."""
    items = [_plain(one, draft.written_at[one.pk]) for one in draft.items]
    typed = {
        part: {
            "said": one.said,
            "version": one.version,
            "by": str(one.by),
            "at": one.at.isoformat(),
        }
        for part, one in draft.typed.items()
    }
    plain = json.dumps({"items": items, "typed": typed}).encode()
    return encryption.encrypt(PURPOSE, plain, belongs_to=draft.row.pk.bytes)


def _item(one: dict[str, Any]) -> Item:
    keys = {name: UUID(one[name]) if one[name] else None for name in KEYS}
    rest = {name: one[name] for name in (*TEXTS, *NUMBERS)}
    return Item(**keys, **rest, restricted_to=[UUID(agency) for agency in one["restricted_to"]])


def _plain(item: Item, written_at: datetime) -> dict[str, Any]:
    keys = {name: str(getattr(item, name) or "") for name in KEYS}
    rest = {name: getattr(item, name) for name in (*TEXTS, *NUMBERS)}
    agencies = _texts(item.restricted_to)
    when = {"written_at": written_at.isoformat(), "taken_off": item.withdrawn_at is not None}
    return {**keys, **rest, **when, "restricted_to": agencies}


def _texts(identifiers: Collection[UUID]) -> list[str]:
    return [str(one) for one in identifiers]
