"""The pages for what went wrong. None says more than the person may know."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sharing.reasons import WORDS, Reason

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, reason: Reason) -> HttpResponse:
    """Return the page for somebody who is known here but may not do this, with the reason."""
    return render(request, "errors/403.html", {"reason": WORDS[reason]}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the one page for unknown addresses and for cases that one may not know of."""
    # No entry of the menu is the current one: where nothing is, nothing leads.
    return render(request, "errors/404.html", {"nowhere": True}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Return the page for an unexpected error, with a reference that the log has too."""
    reference = getattr(request, "request_id", "")
    log.error("unexpected error", extra={"request_id": reference})
    return render(request, "errors/500.html", {"reference": reference}, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Return the page for when the audit trail cannot be written, so nothing was done."""
    return render(request, "errors/503.html", status=503)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form that this portal did not give out."""
    return render(request, "errors/csrf.html", status=403)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return forbidden(request, Reason.NOT_IN_ROLE)
