"""A protected address of one side stays out of the files that the other side may open. The words of a
file are compared with what is protected before it is kept, and are kept nowhere: what comes to be
protected afterwards stops the file, whatever is in it."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sharing.access import may
from sharing.addresses.packing import packed
from sharing.addresses.places import Address
from sharing.encryption import keyed_hash
from sharing.models import Attachment, WhoMayRead
from sharing.operations.protected import AddressStopped, stop_said
from sharing.permissions import SHOW_ADDRESS
from sharing.protection import BOTH
from sharing.queries.protected import places_of
from sharing.rules import RuleBroken
from sharing.vault.confinement import passages_naming
from sharing.work import current

IN_FILE = _(
    "This file holds a protected address, and people who work with the other side could open it. Take"
    " the address out and choose the file again, or keep the file for your own agency."
)
ATTACH_AGAIN = _(
    "An address came to be protected from readers of this case after you attached %(names)s. Take that"
    " off and attach it again, so that it is looked at anew."
)


@dataclass(frozen=True)
class KeptOut:
    """What the words of a file of this case must not name."""

    case_id: UUID
    addresses: tuple[Address, ...] = ()

    def check(self, words: str, *, but: Collection[Address] = ()) -> None:
        """Raise `RuleBroken` where they name it, as far as they could be read. They were compared with
        those addresses already that are `but`. It takes its time."""
        left = [one for one in self.addresses if one not in but]
        if found := passages_naming(words, left):
            raise AddressStopped(stop_said(IN_FILE, found), self.case_id, field="file")

    @property
    def marks(self) -> list[str]:
        """Return what the addresses are told apart by, which tells nobody what they are."""
        return sorted(keyed_hash(_PURPOSE, packed([one]).decode()).hex() for one in self.addresses)


_PURPOSE = "an address with which a file was compared"


def kept_out(case_id: UUID, who_may_read: str) -> KeptOut:
    """Return what a file of the case must not name that these may read: nothing where they are its own
    agency. Nobody attaches one who may not ask for the addresses of the case."""
    if who_may_read != WhoMayRead.SHARED or not may(current().actor, SHOW_ADDRESS, case_id).allowed:
        return KeptOut(case_id)
    places = places_of(case_id)
    return KeptOut(case_id, (*places.of(BOTH), *places.of_elsewhere(BOTH)))


def check_compared(case_id: UUID, files: Collection[Attachment]) -> None:
    """Raise `RuleBroken` where one of these files, which others are to open now, was not compared with
    all that is protected now: in this case, in one that was joined to it since, or in another of the
    same people."""
    names = [
        one.name
        for one in files
        if not set(kept_out(case_id, one.who_may_read).marks).issubset(one.compared_with)
    ]
    if names:
        raise RuleBroken(ATTACH_AGAIN % {"names": ", ".join(names)})
