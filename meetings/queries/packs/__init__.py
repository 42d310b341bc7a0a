"""The pack of a meeting, as each reader may read it, and its copies."""

from meetings.queries.packs.content import CasePack, Pack, Said, pack_of
from meetings.queries.packs.copies import (
    CopiesPage,
    HeldCopy,
    OwnCopy,
    copies_page,
    copy_numbered,
    copy_to_fetch,
    goes_on,
    meetings_with_copies,
    own_copies,
    own_copy,
)

__all__ = [
    "CasePack",
    "CopiesPage",
    "HeldCopy",
    "OwnCopy",
    "Pack",
    "Said",
    "copies_page",
    "copy_numbered",
    "copy_to_fetch",
    "goes_on",
    "meetings_with_copies",
    "own_copies",
    "own_copy",
    "pack_of",
]
