"""What is kept in a session, and what views say of themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.http.response import HttpResponseBase

SIGNED_IN = "signed_in_at"
ACTIVE = "active_at"
SECOND_FACTOR = "second_factor_at"
MEMBERSHIP = "membership"
NEXT = "next"
THEN = "then"
ENDED = "ended"
KEPT = "kept"  # something arrived too late and waits for its author

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Marks:
    """What a view says of itself, in its attribute `marks`; one that says nothing is the strictest."""

    # Open to somebody who has given their password only.
    one_factor_is_enough: bool = False
    # Open to somebody who has not chosen among their memberships yet.
    any_membership: bool = False
    # Pages ask it by themselves, again and again: that a session is over is not on record each time.
    asks_by_itself: bool = False
    # Nothing of what is sent to it is kept after the session is over: it takes a code, or is worth
    # nothing later.
    never_kept: bool = False
    # A file is read that is sent to it.
    takes_file: bool = False


STRICTEST = Marks()


def marks_of(view: View) -> Marks:
    """Return what the view says of itself."""
    found = getattr(getattr(view, "view_class", None), "marks", STRICTEST)
    return cast(Marks, found)
