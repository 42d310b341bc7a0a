"""What the actor can open from every page."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sharing.actor import Actor


class Entry(NamedTuple):
    label: str | Promise
    url: str
    current: bool


# (words, URL name, roles that have it); the order is the order of the menu.
MENU = (("home", _("Home")),)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the menu of a signed-in person, and whether they can find cases."""
    actor: Actor = getattr(request, "actor", Actor())
    if not actor.is_signed_in:
        return {"navigation": [], "navigation_find": False}
    entries = [Entry(words, url := reverse(name), request.path == url) for name, words in MENU]
    return {"navigation": entries, "navigation_find": False}
