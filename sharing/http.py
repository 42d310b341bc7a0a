"""The request as views see it: it knows who acts. And an answer that is finished later."""

from typing import Protocol, runtime_checkable
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from sharing.actor import Actor


class Request(HttpRequest):
    actor: Actor
    # Who acted before this session was over; it gives them no rights any more.
    over: Actor | None
    # Whether they have memberships and have not said under which they act, or act under one that
    # is over now.
    has_to_choose: bool
    # Whether they could act under another membership too.
    has_others: bool
    request_id: UUID
    holds_slot: bool  # one of those for files that are being sent
    htmx: HtmxDetails


@runtime_checkable
class Later(Protocol):
    """An answer whose slow work waits until the unit of work of its request is over."""

    def finish(self) -> HttpResponseBase:
        """Do that work, and return what is sent."""
        ...
