"""The request as views see it: it knows who acts."""

from uuid import UUID

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from sharing.actor import Actor


class Request(HttpRequest):
    actor: Actor
    request_id: UUID
    htmx: HtmxDetails
