"""The pages for errors. None says more than the person may know."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sharing import sessions
from sharing.http import Request
from sharing.operations.form_tokens import OF_THE_PAGE, SECRETS
from sharing.reasons import WORDS, Reason
from sharing.vault.refusals import MOST_MEGABYTES
from sharing.work import NotRecorded

log = logging.getLogger(__name__)

# What a page sends along, hidden, by the names of its fields in every form: how the case stood on
# it, what an agency proposed. The sender did not type that.
SENT_ALONG = (
    "asked",
    "move",
    "next",
    "opened_with",
    "order",
    "proposed",
    "read_back",
    "read_from",
    "shown",
    "stamp",
    "unsent",
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _too_much(request)
    return render(request, "errors/400.html", status=400)


def _too_much(request: HttpRequest) -> HttpResponse:
    """Return the page for a form that is larger than any page takes, so that nothing of it was
    read. It says how much can be sent."""
    # A letter with an accent is two bytes, and each byte is sent as three signs.
    letters = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 6 // 100_000 * 100_000
    found = {"letters": letters, "megabytes": MOST_MEGABYTES}
    return render(request, "errors/413.html", found, status=413)


def forbidden(request: Request, reason: Reason) -> HttpResponse:
    """Return the page for somebody who is known here but may not do this, with the reason. What
    they typed stands on it: it is kept nowhere, and may be a new incident."""
    found = {
        "reason": WORDS[reason],
        "undeclared": reason is Reason.NOT_DECLARED,
        "typed": _typed(request),
    }
    return render(request, "errors/403.html", found, status=403)


def not_found(request: Request, exception: Exception | None = None) -> HttpResponse:
    """Return the one page for unknown addresses and for cases that the person may not know of. What
    they typed stands on it whether something is there or not."""
    # Of a form sent to an address that no page of the portal has, nobody has looked yet whether it
    # arrived whole and was given out here.
    typed = _typed(request) if request.resolver_match else []
    # No entry of the menu is the current one, because none leads to a page that does not exist.
    return render(request, "errors/404.html", {"nowhere": True, "typed": typed}, status=404)


def only_sent_to(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the page for opening an address that only takes a sent form. It says the same whether
    something is there or not."""
    page = render(request, "errors/405.html", {"nowhere": True}, status=405)
    page["Allow"] = response["Allow"]
    return page


def failed(request: HttpRequest) -> HttpResponse:
    """Return the page for an unexpected error, with a reference that is also in the log."""
    reference = getattr(request, "request_id", "")
    log.error("unexpected error", extra={"request_id": reference})
    return render(request, "errors/500.html", {"reference": reference}, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Return the page for a time when the audit trail cannot be written, so that nothing was
    done."""
    return render(request, "errors/503.html", status=503)


def busy(request: HttpRequest) -> HttpResponse:
    """Return the page for a time when others are sending files, so that this one was not read at
    all."""
    response = render(request, "errors/busy.html", status=503)
    response["Retry-After"] = "10"  # seconds
    return response


def torn(request: HttpRequest) -> HttpResponse:
    """Return the page for a form that broke off on its way, so that no part of it was taken."""
    return render(request, "errors/torn.html", status=400)


def csrf_failed(request: Request, reason: str = "") -> HttpResponse:
    """Return the page for a form that this portal did not give out, or did before its sender signed
    in again: what they typed stands on it, as no browser goes back to a page that was an answer to
    a form."""
    try:
        sessions.note_foreign_form(request)
    except NotRecorded:
        return unavailable(request)
    # Another site may have sent it, and then nobody typed anything.
    here = request.headers.get("Sec-Fetch-Site") == "same-origin"
    typed = _typed(request) if here else []
    return render(request, "errors/csrf.html", {"typed": typed}, status=403)


def _typed(request: Request) -> list[str]:
    """Return the sentences, each once, that somebody who is signed in typed into the page that they
    sent."""
    if request.method != "POST" or not request.actor.is_signed_in:
        return []
    texts = [
        text
        for name, texts in request.POST.lists()
        if name not in (*OF_THE_PAGE, *SECRETS, *SENT_ALONG)
        for text in texts
        if len(text.split()) > 1
    ]
    return list(dict.fromkeys(texts))


def permission_denied(request: Request, exception: Exception | None = None) -> HttpResponse:
    return forbidden(request, Reason.NOT_IN_ROLE)
