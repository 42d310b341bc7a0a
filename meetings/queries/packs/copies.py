"""Copies of packs: the actor's own, those of a meeting, and the one with a number. Readers learn
who holds a copy, and nothing of its content."""

import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import BinaryField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr

from meetings import permissions as may
from meetings.models import Holds, Meeting, PackCopy, PackFile, PackPart, PackSheet
from meetings.models.pack import PIECE
from meetings.queries.listing.meeting import open_meeting
from sharing import access, clock
from sharing.actor import Actor
from sharing.case_names import hash_of
from sharing.events import Event
from sharing.models import IS_SHARED, Attachment, Item
from sharing.numbers import in_threes
from sharing.permissions import Permission
from sharing.queries.readers import items_for
from sharing.reasons import Reason
from sharing.vault.letters import Letter
from sharing.work import Refused, current

# For this long a copy can be fetched. Then its PDF is removed; the trail still says what was in it.
KEPT_FOR = timedelta(days=7)
# A working worker has made part of the copy by then.
STUCK_AFTER = timedelta(minutes=2)
# The existence of a copy reveals its cases to people who know of nothing else in it.
WALLED_OFF = Q(pk__in=RawSQL("SELECT unnest(copies_walled_off())", ()))
# By the kind of content that a copy holds of a case, the permission to read it.
STILL_READ: dict[str, Permission] = {
    Holds.CASE: may.READ_PACK,
    Holds.LIST: may.SEE_LIST,
    Holds.ACTION: may.SEE_ACTIONS,
}


@dataclass(frozen=True)
class OwnCopy:
    """A copy as its holder sees it."""

    copy: PackCopy
    pages: int
    parts: int  # how many parts are printed one by one
    printed: int
    there: bool  # whether its PDF is kept still
    open: bool  # whether its holder may read all of it still, as the reader that they took it as

    @property
    def number(self) -> str:
        return in_threes(self.copy.number)

    @property
    def waits(self) -> bool:
        """Return whether it is still being made."""
        return self.there and self.copy.made_at is None and self.copy.failed_at is None

    @property
    def steps(self) -> int:
        """Return how many steps it takes: a sheet for each case, then the binding."""
        return self.parts + 1

    @property
    def stamp(self) -> str:
        """Return a mark of the progress that a page shows."""
        return str(self.printed)

    @property
    def stuck(self) -> bool:
        """Return whether it takes so long that its holder may ask again."""
        return self.waits and clock.now() - self.copy.asked_at > STUCK_AFTER

    @property
    def can_fetch(self) -> bool:
        return self.there and self.open and self.copy.recalled_at is None


@dataclass(frozen=True)
class HeldCopy:
    """A copy, for people who keep account of copies."""

    copy: PackCopy

    @property
    def number(self) -> str:
        return in_threes(self.copy.number)

    @property
    def alone(self) -> "list[HeldCopy]":
        """Return it as a list of copies."""
        return [self]


@dataclass(frozen=True)
class CopiesPage:
    meeting: Meeting
    copies: list[HeldCopy]

    @property
    def to_recall(self) -> bool:
        return any(one.copy.recalled_at is None for one in self.copies)


@dataclass(frozen=True)
class ToFetch:
    """A copy on its way to its holder, still sealed."""

    copy: PackCopy
    row_id: UUID
    letter: Letter


def own_copy(
    actor: Actor, meeting_id: UUID, copy_id: UUID, *, event: Event = may.SEE_OWN_COPY.event
) -> OwnCopy:
    """Return a copy that the actor holds, noted as looked at with this event. Raises `Refused`."""
    access.require(actor, may.SEE_OWN_COPY)
    return _own(_held(actor, meeting_id, copy_id, event))


def goes_on(actor: Actor, meeting_id: UUID, copy_id: UUID, *, stamp: str) -> bool:
    """Return whether there is nothing new to show of a copy that the actor holds: it is still being
    made, is not stuck, and their page has its present stamp. Raises `Refused`."""
    access.expect(actor, may.SEE_OWN_COPY)
    own = _own(_held(actor, meeting_id, copy_id, may.SEE_OWN_COPY.event))
    return own.waits and not own.stuck and own.stamp == stamp


def own_copies(actor: Actor, meeting: Meeting) -> list[HeldCopy]:
    """Return the copies of the pack of a meeting that the actor holds, the newest first."""
    found = PackCopy.objects.filter(meeting=meeting, holder=actor.user_id).order_by("-asked_at")
    return [HeldCopy(one) for one in found]


def copies_page(
    actor: Actor, meeting_id: UUID, permission: Permission = may.SEE_COPIES
) -> CopiesPage:
    """Return the holders of copies of a meeting's pack; for the page of a change, only to somebody
    who may make it."""
    access.expect(actor, permission)
    meeting = open_meeting(actor, meeting_id)
    access.require(actor, may.SEE_COPIES)
    copies = known_copies(actor).filter(meeting=meeting).order_by("-asked_at")
    found = [HeldCopy(one) for one in copies]
    note_copies(one.copy.pk for one in found)
    return CopiesPage(meeting, found)


def meetings_with_copies(actor: Actor) -> list[Meeting]:
    """Return the meetings of the area with copies of their packs, for people who look for a
    copy."""
    access.expect(actor, may.FIND_COPY)
    copies = known_copies(actor).values("meeting")
    return list(Meeting.objects.filter(area=actor.area_id, pk__in=copies).order_by("-starts_at"))


def copy_numbered(actor: Actor, number: str) -> HeldCopy | None:
    """Return the copy with that number (nine digits), if there is one in the actor's area, noted as
    looked up."""
    access.require(actor, may.FIND_COPY)
    work = current()
    work.seek(may.FIND_COPY.event, [hash_of(number)])
    found = known_copies(actor).filter(number=number).first()
    if found is None:
        return None
    note_copies([found.pk])
    work.people.add(found.holder_id)
    return HeldCopy(found)


def copy_to_fetch(actor: Actor, meeting_id: UUID, copy_id: UUID) -> ToFetch:
    """Return a copy for its holder, noted as disclosed to them with the cases, items and files in
    it. Raises `Refused` if they may no longer read all of it."""
    access.require(actor, may.FETCH_COPY)
    event = may.FETCH_COPY.event
    copy = _held(actor, meeting_id, copy_id, event)
    file = PackFile.objects.filter(copy=copy, holder=actor.user_id).defer("sealed").first()
    gone = file is None or copy.made_at is None or copy.recalled_at is not None
    parts = _still_read(actor, copy)
    if file is None or gone or not _is_open(actor, copy, parts, file.parts):
        raise Refused(Reason.COPY_CLOSED, event, cases=current().cases)
    cases = {part.scope_id for part in parts}
    items = {one for part in parts for one in part.items}
    # Cases that are only on the list, or have an earlier action, are noted as shown in that way.
    current().cases.update(cases)
    read = {part.scope_id for part in parts if part.what == Holds.CASE}
    access.show_together(actor, may.READ_PACK, read, meeting_id)
    current().items.update(items)
    sealed = _sealed_of(file)
    if sealed is None:
        raise Refused(Reason.COPY_CLOSED, event, cases=current().cases)
    file.sealed = sealed
    return ToFetch(copy, file.pk, file.letter)


def _sealed_of(file: PackFile) -> bytes | None:
    """Return the sealed content of the row, which is read separately, or None if it was cleared
    away meanwhile."""
    whole = io.BytesIO()
    rows = PackFile.objects.filter(pk=file.pk)
    while piece := rows.values_list(
        Substr("sealed", whole.tell() + 1, PIECE, output_field=BinaryField()), flat=True
    ).first():
        whole.write(piece)
    return whole.getvalue() if piece is not None else None


def _still_read(actor: Actor, copy: PackCopy) -> list[PackPart]:
    """Return what the copy holds of cases of which the actor may read that still."""
    readable = Q(pk__in=[])
    for what, permission in STILL_READ.items():
        readable |= Q(what=what) & access.visible_to(actor, permission, "scope__")
    return list(PackPart.objects.filter(readable, copy=copy))


def _is_open(actor: Actor, copy: PackCopy, parts: list[PackPart], all_parts: int) -> bool:
    """Return whether the actor is the reader that took the copy, and may read all of it still."""
    cases = {part.scope_id for part in parts}
    items = {one for part in parts for one in part.items}
    is_whole = len(parts) == all_parts and copy.membership_id == actor.membership_id
    return is_whole and _all_read(actor, cases, items)


def _all_read(actor: Actor, cases: Collection[UUID], wanted: set[UUID]) -> bool:
    """Return whether the actor may read all of these items and files now."""
    items = Item.objects.filter(items_for(actor), scope_id__in=cases, pk__in=wanted)
    files = Attachment.objects.filter(IS_SHARED, scope_id__in=cases, pk__in=wanted)
    return items.count() + files.count() == len(wanted)


def _held(actor: Actor, meeting_id: UUID, copy_id: UUID, event: Event) -> PackCopy:
    found = PackCopy.objects.filter(pk=copy_id, meeting=meeting_id, holder=actor.user_id)
    copy = found.select_related("meeting").first()
    if copy is None:
        raise Refused(Reason.NOTHING_THERE, event)
    note_copies([copy.pk])
    return copy


def note_copies(copies: Iterable[UUID]) -> None:
    """Name these copies and their cases in the event, so that people who are walled off from all of
    these cases find the event in no trail."""
    work, wanted = current(), list(copies)
    work.items.update(wanted)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_of_copies(%s::uuid[])", [wanted])
        work.cases.update(case_id for (case_id,) in cursor.fetchall())


def _own(copy: PackCopy) -> OwnCopy:
    # What is sealed stays where it is.
    actor = current().actor
    found = PackFile.objects.filter(copy=copy).values_list("pages", "parts").first()
    pages, all_parts = found or (0, 0)
    parts = PackPart.objects.filter(access.visible_to(actor, may.READ_PACK, "scope__"), copy=copy)
    sheets = {one.sheet_id: one.scope_id for one in parts if one.sheet_id}
    printed = PackSheet.objects.filter(
        scope_id__in=sheets.values(), pk__in=sheets.keys(), printed_at__isnull=False
    )
    # A page must not offer what would then be refused, and so tell that something was hidden.
    still_open = copy.made_at is not None and _is_open(
        actor, copy, _still_read(actor, copy), all_parts
    )
    return OwnCopy(copy, pages, len(sheets), printed.count(), found is not None, still_open)


def known_copies(actor: Actor) -> QuerySet[PackCopy]:
    """Return the copies of the area whose existence the actor may know of."""
    seen = ~WALLED_OFF | Q(holder=actor.user_id)
    copies = PackCopy.objects.filter(seen, area=actor.area_id)
    return copies.select_related("holder", "agency", "meeting")
