"""What is kept in a session, and what views say of themselves."""

from collections.abc import Callable

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


def one_factor_is_enough(view: View) -> View:
    """Open the view to somebody who has given their password only."""
    vars(view)["one_factor_is_enough"] = True
    return view


def any_membership(view: View) -> View:
    """Open the view to somebody who has not chosen among their memberships yet."""
    vars(view)["any_membership"] = True
    return view


def asks_by_itself(view: View) -> View:
    """Let pages ask the view by themselves, again and again: that a session is over is not on record
    each time."""
    vars(view)["asks_by_itself"] = True
    return view


def never_kept(view: View) -> View:
    """Keep nothing of what is sent to the view after the session is over: it takes a code, or
    is worth nothing later."""
    vars(view)["never_kept"] = True
    return view
