"""Taking a copy. The pages that its reader may read are rendered and sealed at once, as the reader
sees them; a job that reads nothing else makes them into a PDF."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from meetings import packs
from meetings import permissions as may
from meetings.models import Holds, PackCopy, PackFile, PackPart, PackSheet
from meetings.operations.packs.making import make_copy
from meetings.packs import Sheet
from meetings.queries.packs import own_copy
from meetings.queries.packs.content import Pack, pack_of
from meetings.queries.packs.copies import note_copies
from sharing import access, clock, documents
from sharing.access import perform
from sharing.actor import Actor
from sharing.encryption import keyed_hash
from sharing.models import Membership
from sharing.reasons import Reason
from sharing.vault import keys, letters
from sharing.work import Refused, current

DIGITS = 9  # a random number, which does not show how many copies there are


def take_copy(*, actor: Actor, meeting_id: UUID) -> PackCopy:
    """The actor holds a copy of the pack as they may read it now, and the record names everything
    in it. Its PDF will be made after this unit of work."""
    work = perform(actor, may.TAKE_COPY)
    pack = pack_of(actor, meeting_id)
    membership = Membership.objects.get(pk=str(actor.membership_id))
    copy = PackCopy.objects.create(
        number=str(secrets.randbelow(9 * 10 ** (DIGITS - 1)) + 10 ** (DIGITS - 1)),
        meeting=pack.meeting,
        area_id=actor.area_id,
        holder_id=actor.person_id,
        membership=membership,
        agency_id=membership.agency_id,
        role=membership.role,
        asked_at=clock.now(),
    )
    work.items.add(copy.pk)
    parts = _parts(copy, pack)
    PackPart.objects.bulk_create(parts)
    file = PackFile(copy=copy, holder_id=copy.holder_id, parts=len(parts))
    file.letter = letters.seal(packs.front_of(pack).encode(), row_id=file.pk)
    file.save()
    make_copy.enqueue(str(copy.pk))
    return copy


def ask_again(*, actor: Actor, meeting_id: UUID, copy_id: UUID) -> PackCopy:
    """The PDF of a copy that was not made will be made: the worker was stopped, or is busy."""
    perform(actor, may.SEE_OWN_COPY, event=may.COPY_ASKED_AGAIN)
    own = own_copy(actor, meeting_id, copy_id, event=may.COPY_ASKED_AGAIN)
    if not own.stuck:
        raise Refused(Reason.NOTHING_THERE, may.COPY_ASKED_AGAIN)
    make_copy.enqueue(str(own.copy.pk))
    return own.copy


def note_unopened(*, actor: Actor, copy_id: UUID) -> None:
    """It is on record that a copy could not be opened for its holder."""
    perform(actor, may.SEE_OWN_COPY, event=may.COPY_NOT_OPENED)
    note_copies([copy_id])


def _parts(copy: PackCopy, pack: Pack) -> list[PackPart]:
    """Return what the copy holds of each case. For a case that the reader may read, that is its
    sheet and the files after it, noted as opened; for another, that it is on the list, or an
    earlier action."""
    sheets = list(packs.sheets_of(pack))
    leaves = [leaf for sheet in sheets for leaf in _leaves(sheet, copy.holder_id)]
    found = iter(_kept(leaves))
    if opened := [sheet.case_id for sheet in sheets if sheet.files]:
        access.show(current().actor, may.OPEN_FILE, opened)
    parts = {
        one: PackPart(scope_id=one, what=Holds.CASE, position=position)
        for position, sheet in enumerate(sheets)
        for one in sheet.together
    }
    for sheet in sheets:
        part = parts[sheet.case_id]
        part.sheet_id = next(found)
        part.pictures = [next(found) for _file in sheet.files]
        part.items = sorted(sheet.items)
    more = {(one.case.pk, Holds.LIST) for one in pack.listed}
    more |= {(one.action.scope_id, Holds.ACTION) for one in pack.earlier}
    others = [
        PackPart(scope_id=one, what=what, position=len(sheets))
        for one, what in sorted(more)
        if one not in parts
    ]
    whole = [*parts.values(), *others]
    for part in whole:
        part.copy, part.holder_id = copy, copy.holder_id
    return whole


@dataclass(frozen=True)
class Leaf:
    """A part that is sealed separately: the mark by which it is recognised, and what the worker
    reads."""

    case_id: UUID
    digest: bytes
    content: bytes


def _leaves(sheet: Sheet, holder_id: UUID) -> Iterator[Leaf]:
    digest = _digest("sheet of a pack", sheet.page, holder_id)
    yield Leaf(sheet.case_id, digest, sheet.page.encode())
    for file in sheet.files:
        content = file.written()
        said = f"{content.decode()}\n{file.page([True] * file.shown)}"
        yield Leaf(sheet.case_id, _digest("file of a pack", said, holder_id), content)


def _kept(leaves: list[Leaf]) -> list[UUID]:
    """Return the row of each leaf, new or from an earlier copy of the same holder. Holders share no
    row, because the speed of printing would show who reads the same, and so that somebody reads
    more."""
    wanted = [(one.case_id, one.digest) for one in leaves]
    known = _known(wanted)
    if missing := [one for one in leaves if (one.case_id, one.digest) not in known]:
        # Their other window may ask for the same at this moment.
        PackSheet.objects.bulk_create(map(_sealed, missing), ignore_conflicts=True)
        known = _known(wanted)
    return [known[one] for one in wanted]


def _known(wanted: Iterable[tuple[UUID, bytes]]) -> dict[tuple[UUID, bytes], UUID]:
    cases, digests = zip(*wanted, strict=True) if wanted else ((), ())
    rows = PackSheet.objects.filter(scope_id__in=cases, digest__in=digests)
    return {
        (case_id, bytes(digest)): row_id
        for row_id, case_id, digest in rows.values_list("pk", "scope_id", "digest")
    }


def _digest(purpose: str, page: str, holder_id: UUID) -> bytes:
    """Return the mark of a page: the same for the same holder, words, layout and master key."""
    said = f"{keys.current()}\n{documents.edition()}\n{holder_id}\n{page}"
    return keyed_hash(purpose, said)


def _sealed(leaf: Leaf) -> PackSheet:
    row = PackSheet(id=uuid4(), scope_id=leaf.case_id, digest=leaf.digest, used_at=clock.now())
    row.letter = letters.seal(leaf.content, row_id=row.pk)
    return row
