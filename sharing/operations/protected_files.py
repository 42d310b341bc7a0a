"""A protected address of one side stays out of the files that the other side may open. The words of a
file are compared with what is protected before it is kept, and are kept nowhere: what comes to be
protected afterwards stops the file, whatever is in it."""

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
# It says the same whatever the reason: whoever submits may not be one who may know it.
LET_ATTACH_AGAIN = _(
    "This has to be compared again with what is protected, before others read it: %(names)s. Withdraw"
    " it: whoever attached it attaches it again, or another colleague where they cannot."
)


@dataclass(frozen=True)
class KeptOut:
    """What the words of a file of this case must not name."""

    case_id: UUID
    addresses: tuple[Address, ...] = ()
    where: Where = field(default_factory=dict)

    def check(self, words: str, *, but: Collection[Address] = ()) -> None:
        """Raise `RuleBroken` where they name it, as far as they could be read. They were compared with
        those addresses already that are `but`. It takes its time."""
        left = [one for one in self.addresses if one not in but]
        if found := passages_naming(words, left):
            elsewhere = elsewhere_alone(found, left, self.where)
            said = stop_said(IN_FILE, found)
            raise AddressStopped(said, self.case_id, elsewhere=elsewhere, field="file")

    @property
    def marks(self) -> list[str]:
        """Return what the addresses are told apart by, which tells nobody what they are."""
        return sorted(keyed_hash(_PURPOSE, packed([one]).decode()).hex() for one in self.addresses)


_PURPOSE = "an address with which a file was compared"


def kept_out(case_id: UUID, who_may_read: str) -> KeptOut:
    """Return what a file of the case must not name that these may read: nothing where they are its own
    agency. Raises `Refused`: nobody attaches one who may not ask for the addresses of the case."""
    if who_may_read != WhoMayRead.SHARED:
        return KeptOut(case_id)
    expect(current().actor, SHOW_ADDRESS, case_id)
    places = places_of(case_id)
    return KeptOut(case_id, (*places.of(BOTH), *places.of_elsewhere(BOTH)), places.where)


def check_compared(case_id: UUID, files: Collection[Attachment]) -> None:
    """Raise `RuleBroken` where one of these files, which others are to open now, was not compared with
    all that is protected now: in this case, in one that was joined to it since, or in another of the
    same people, as far as whoever attached it or submits it may read that."""
    again = {one: words for one in files if (words := _to_compare(case_id, one))}
    for words in (ATTACH_AGAIN, LET_ATTACH_AGAIN):
        if names := [_named(one) for one in again if again[one] == words]:
            raise RuleBroken(words % {"names": ", ".join(names)})


def _to_compare(case_id: UUID, file: Attachment) -> Promise | None:
    """Return what is said of a file that is to be attached again: whoever sees what is protected does
    that, else whoever did before."""
    if not set(kept_out(case_id, file.who_may_read).marks).issubset(file.compared_with):
        return ATTACH_AGAIN
    if not case_flow().protected_since_attached(file.pk):
        return None
    own = file.author_id == current().actor.person_id
    return ATTACH_AGAIN if own else LET_ATTACH_AGAIN


def _named(file: Attachment) -> str:
    by = changed_by(file.author_id, file.file.stored_at)
    return f"{file.name} ({by.name})" if by.name else file.name
