"""The keys of a session, and the marks of views."""

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
    """The marks of a view, in its attribute `marks`. A view without marks is the strictest."""

    # Open to somebody who has given only their password.
    one_factor_is_enough: bool = False
    # Open to somebody who has not chosen among their memberships yet.
    any_membership: bool = False
    # Pages ask it by themselves, again and again, so a session that is over is not recorded each
    # time.
    asks_by_itself: bool = False
    # Nothing sent to it after the session is over is kept: it takes a code, or is worth
    # nothing later.
    never_kept: bool = False
    # It reads a file that is sent to it.
    takes_file: bool = False


STRICTEST = Marks()


def marks_of(view: View) -> Marks:
    """Return the marks of the view."""
    found = getattr(getattr(view, "view_class", None), "marks", STRICTEST)
    return cast(Marks, found)
