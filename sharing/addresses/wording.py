"""The messages about a text that names a protected address, and about an address that cannot be
taken."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from sharing.fields import Words

# What can be done next: of any text, and of an item.
INSTEAD = _("Write “the protected address” in its place: whoever needs it asks for it on the case.")
OR_RESTRICT = _("Or restrict the item to those who may know the address.")
PROTECTED = _(
    "This holds an address that is protected in this case. People who work with the other side read"
    " this too."
)
ELSEWHERE = _(
    "This holds an address that is protected in another case of the same people. People who work with"
    " the other side read this too."
)
# For texts that only named agencies read.
TO_NAMED = _(
    "This holds a protected address, and an agency that you named works with the other side, or has"
    " not said yet whom it knows. Name none but agencies that know the person who lives there, or"
    " leave it out."
)
# For texts that front-line staff read. They are not even told that something is protected.
FOR_STAFF = _("Leave this address out: staff of every agency read this, whomever they work with.")


@dataclass(frozen=True)
class Wording:
    """The messages of a stop: about a place protected in the case, about one protected in another
    case of the same people, and what can be done instead."""

    protected: Words
    elsewhere: Words
    instead: tuple[Words, ...] = ()


USUAL = Wording(PROTECTED, ELSEWHERE, (INSTEAD,))
OF_ITEM = Wording(PROTECTED, ELSEWHERE, (INSTEAD, OR_RESTRICT))
OF_NAMED = Wording(TO_NAMED, TO_NAMED, (INSTEAD,))
OF_STAFF_WARNING = Wording(FOR_STAFF, FOR_STAFF)

# For somebody who may not know that something is protected: it says nothing of that.
NO_ADDRESS = _(
    "Leave addresses and postcodes out, unless they are those given to search with: people who work"
    " with either side read this."
)
SENT_OUT = _(
    "This address is protected in this case, and a current or former one goes out to every agency"
    " that searches. Choose the kind “safe” or “confidential”."
)
POSTCODE_SENT_OUT = _(
    "This postcode is that of a protected address in this case, and a current or former one goes out"
    " to every agency that searches. Leave the postcode out, or choose the kind “safe” or"
    " “confidential”."
)
NOTHING_TO_PROTECT = _(
    "Enter the house number and street, the name of the house or the postcode: without one of them"
    " nothing can be protected."
)
STILL_SENT_OUT = _(
    "The same address stands in this case as a current or former one, which goes out to every agency"
    " that searches. End that one first, then add this."
)
SENT_OUT_ELSEWHERE = _(
    "This address is protected in another case of the same people, and a current or former one goes"
    " out to every agency that searches. Choose the kind “safe” or “confidential”; if it is no secret"
    " any more, end it in that case first."
)
