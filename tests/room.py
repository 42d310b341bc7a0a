"""Room for the frames of all calls of a process.

CPython keeps the frames of calls in chunks of 16 KiB. The call for which a chunk has no room
left maps a new one, and gives it back to the system when it returns: so does each call that is
made at that depth, time and again. A page, its queries and the tests around it are some hundred
calls deep, and spent a fifth of their time on it. A chunk that one call made larger serves all
that it calls."""

from collections.abc import Callable
from typing import Any

# Half of a chunk of two MiB is for a frame of which nothing is touched, half for the others.
WORDS = 2**17


def with_room(call: Callable[..., Any], **values: Any) -> Any:
    """Return what the call returns, whose own calls find their frames in one chunk."""
    return call(**values)


with_room.__code__ = with_room.__code__.replace(co_stacksize=WORDS)
