"""The pack of a meeting: what a reader may read of all its cases, on a page and in numbered
copies."""

from django.utils.translation import gettext_lazy as _

from meetings.permissions.roles import EVERYONE, KEEPERS, MEMBERS
from sharing.codes import Watched
from sharing.events import Kind, event
from sharing.permissions import Sight, permission
from sharing.roles import Role
from sharing.watch.signs import tell

READ_PACK = permission(
    "read_pack",
    _("Read the pack of a meeting: list, referrals, research and earlier actions"),
    roles=MEMBERS,
    sight=Sight.FULL,
    event=event("pack_read", Kind.DISCLOSURE, _("read the pack of a meeting")),
)
TAKE_COPY = permission(
    "take_copy",
    _("Have a numbered copy of the pack made as PDF"),
    roles=MEMBERS,
    sight=Sight.NO_CASE,
    event=event("copy_taken", Kind.DISCLOSURE, _("had a copy of the pack made")),
)
MAKE_COPY = permission(
    "make_copy",
    _("Make the PDF of a copy that its holder asked for"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("copy_made", Kind.COMBINATION, _("made the PDF of a copy of the pack")),
    jobs={"packs"},
)
COPY_NOT_MADE = event(
    "copy_not_made", Kind.COMBINATION, _("could not make the PDF of a copy of the pack")
)
FILE_NOT_IN_COPY = event(
    "file_not_in_copy", Kind.COMBINATION, _("could not show a file in a copy of the pack")
)
FETCH_COPY = permission(
    "fetch_copy",
    _("Fetch one’s own copy of a pack"),
    roles=MEMBERS,
    sight=Sight.NO_CASE,
    event=event("copy_fetched", Kind.DISCLOSURE, _("fetched their copy of the pack")),
)
COPY_NOT_OPENED = event(
    "copy_not_opened", Kind.CONSULTATION, _("could not be given their copy of the pack")
)
SEE_OWN_COPY = permission(
    "see_own_copy",
    _("See one’s own copies of packs, and answer where one is recalled"),
    roles=EVERYONE,
    sight=Sight.NO_CASE,
    event=event("own_copy_seen", Kind.CONSULTATION, _("looked at their own copy of the pack")),
)
COPY_ASKED_AGAIN = event(
    "copy_asked_again", Kind.ALTERATION, _("asked again for a copy of the pack to be made")
)
RECALL_ANSWERED = event(
    "recall_answered", Kind.ALTERATION, _("said what became of a copy that was recalled")
)
SEE_COPIES = permission(
    "see_copies",
    _("See who holds copies of the pack of a meeting"),
    roles=KEEPERS | {Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("copies_seen", Kind.CONSULTATION, _("saw who holds copies of the pack")),
)
RECALL_COPIES = permission(
    "recall_copies",
    _("Recall the copies of the pack of a meeting"),
    roles=KEEPERS | {Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("copies_recalled", Kind.ALTERATION, _("recalled the copies of the pack")),
)
RECALL_REST = permission(
    "recall_rest",
    _("Recall the other copies of the pack of a meeting whose copies are recalled"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event(
        "copy_recalled_too", Kind.ALTERATION, _("recalled a copy with the others of its meeting")
    ),
    jobs={"packs"},
)
FIND_COPY = permission(
    "find_copy",
    _("Find who holds a copy by its number"),
    roles={Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("copy_sought", Kind.CONSULTATION, _("looked up who holds a copy")),
)
CLEAR_PACKS = permission(
    "clear_packs",
    _("Remove the PDFs of copies and the pages that they were made of, once their days are over"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("packs_cleared", Kind.ERASURE, _("removed PDFs of packs whose days are over")),
    jobs={"packs"},
)
# Asked for and never fetched it leaves the portal nowhere.
tell(Watched.EXPORTS, FETCH_COPY.event)
