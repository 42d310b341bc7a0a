"""The pages for errors. None says more than the person may know."""

import logging
import re
from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

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

AN_IDENTIFIER = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|on")


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
    typed = [*_typed(request), *_in_short(request)] if here else []
    return render(request, "errors/csrf.html", {"typed": typed}, status=403)


def _typed(request: Request) -> list[str]:
    """Return the sentences, each once, that somebody who is signed in typed into the page that they
    sent."""
    texts = [text for _name, text in _sent(request) if len(text.split()) > 1]
    return list(dict.fromkeys(texts))


def _in_short(request: Request) -> list[str]:
    """Return the single words, dates and choices that were sent with them, as one text of a line
    each. What names a row is left out: it says nothing to its sender."""
    view = getattr(request.resolver_match and request.resolver_match.func, "view_class", None)
    fields = getattr(getattr(view, "form_class", None), "base_fields", {})
    lines: dict[str, list[str]] = {}
    for name, text in _sent(request):
        whole = re.sub("-(day|month|year)$", "", name)
        field = fields.get(whole)
        words = _in_words(field, text)
        if len(text.split()) == 1 and words:
            label = str(field.label) if field is not None and field.label else ""
            lines.setdefault(label, []).append(words)
    said = [
        _("%(field)s: %(text)s") % {"field": label, "text": " ".join(words)}
        for label, words in lines.items()
        if label
    ]
    found = "\n".join([*said, *dict.fromkeys(lines.get("", []))])
    return [found] if found else []


def _in_words(field: forms.Field | None, text: str) -> str:
    """Return what somebody typed or chose in that field, or nothing if it names a row."""
    if isinstance(field, forms.BooleanField):
        return str(_("Yes"))
    if isinstance(field, forms.ChoiceField):
        chosen = {str(value): str(words) for value, words in cast(list[Any], field.choices)}
        text = chosen.get(text, text)
    return "" if AN_IDENTIFIER.fullmatch(text) else text


def _sent(request: Request) -> Iterator[tuple[str, str]]:
    """Return the texts that somebody who is signed in sent, by the name of their field."""
    if request.method != "POST" or not request.actor.is_signed_in:
        return
    for name, texts in request.POST.lists():
        if name not in (*OF_THE_PAGE, *SECRETS, *SENT_ALONG, "version", "draft_version"):
            yield from ((name, text) for text in texts)


def permission_denied(request: Request, exception: Exception | None = None) -> HttpResponse:
    return forbidden(request, Reason.NOT_IN_ROLE)
