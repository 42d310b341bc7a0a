"""Keeps a protected address of one side out of files that the other side may open. The words of a
file are compared with the protected addresses before it is stored, and are not kept. So an address
that becomes protected afterwards stops the file, whatever is in it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sharing.access import expect
from sharing.addresses.packing import packed
from sharing.addresses.places import Address
from sharing.addresses.sides import Where
from sharing.encryption import keyed_hash
from sharing.flow import case_flow
from sharing.models import Attachment, WhoMayRead
from sharing.operations.protected import AddressStopped, stop_said
from sharing.permissions import SHOW_ADDRESS
from sharing.protection import BOTH
from sharing.queries.changed_by import changed_by
from sharing.queries.protected import elsewhere_alone, places_of
from sharing.rules import RuleBroken
from sharing.vault.confinement import passages_naming
from sharing.work import current

IN_FILE = _(
    "This file holds a protected address, and people who work with the other side could open it. Take"
    " the address out and choose the file again, or keep the file for your own agency."
)
ATTACH_AGAIN = _(
    "More may be protected from readers of this case than this was compared with: %(names)s. Withdraw"
    " it and attach it again yourself, so that it is looked at anew."
)
# The words are the same whatever the reason, because the person who submits may not be allowed to
# know it.
LET_ATTACH_AGAIN = _(
    "This has to be compared again with what is protected, before others read it: %(names)s. Withdraw"
    " it: whoever attached it attaches it again, or another colleague where they cannot."
)


@dataclass(frozen=True)
class KeptOut:
    """The addresses that the words of a file of this case must not name."""

    case_id: UUID
    addresses: tuple[Address, ...] = ()
    where: Where = field(default_factory=dict)

    def check(self, words: str, *, but: Collection[Address] = ()) -> None:
        """Raise `RuleBroken` if the words, as far as they could be read, name one. Addresses in
        `but` were compared before. This is slow."""
        left = [one for one in self.addresses if one not in but]
        if found := passages_naming(words, left):
            elsewhere = elsewhere_alone(found, left, self.where)
            said = stop_said(IN_FILE, found)
            raise AddressStopped(said, self.case_id, elsewhere=elsewhere, field="file")

    @property
    def marks(self) -> list[str]:
        """Return marks that distinguish the addresses without revealing them."""
        return sorted(keyed_hash(_PURPOSE, packed([one]).decode()).hex() for one in self.addresses)


_PURPOSE = "an address with which a file was compared"


def kept_out(case_id: UUID, who_may_read: str) -> KeptOut:
    """Return the addresses that a file with these readers must not name: none if only its own
    agency reads it. Raises `Refused` for an actor who may not ask for the addresses of the case,
    and so may not attach files."""
    if who_may_read != WhoMayRead.SHARED:
        return KeptOut(case_id)
    expect(current().actor, SHOW_ADDRESS, case_id)
    places = places_of(case_id)
    return KeptOut(case_id, (*places.of(BOTH), *places.of_elsewhere(BOTH)), places.where)


def check_compared(case_id: UUID, files: Collection[Attachment]) -> None:
    """Raise `RuleBroken` if one of these files, which others are to open now, was not compared with
    every address that is protected now: in this case, in one joined to it since, or in another case
    of the same people, as far as the person who attached it or the one who submits it may read
    that."""
    again = {one: words for one in files if (words := _to_compare(case_id, one))}
    for words in (ATTACH_AGAIN, LET_ATTACH_AGAIN):
        if names := [_named(one) for one in again if again[one] == words]:
            raise RuleBroken(words % {"names": ", ".join(names)})


def _to_compare(case_id: UUID, file: Attachment) -> Promise | None:
    """Return the words for a file that has to be attached again: by the actor if they see the new
    address, otherwise by the person who attached it."""
    if not set(kept_out(case_id, file.who_may_read).marks).issubset(file.compared_with):
        return ATTACH_AGAIN
    if not case_flow().protected_since_attached(file.pk):
        return None
    own = file.author_id == current().actor.person_id
    return ATTACH_AGAIN if own else LET_ATTACH_AGAIN


def _named(file: Attachment) -> str:
    by = changed_by(file.author_id, file.file.stored_at)
    return f"{file.name} ({by.name})" if by.name else file.name
