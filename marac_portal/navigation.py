"""The pages that the actor can open from every page."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.permissions import (
    FIND_CASE,
    LIST_ACTIONS,
    LIST_CASES,
    REFER,
    SEE_HOME,
    SEE_MEETINGS,
    SEE_RESEARCH,
    TRIAGE_CASE,
)
from sharing.actor import Actor
from sharing.permissions import MANAGE_ACCOUNTS, READ_ALERTS, READ_TRAIL, Permission
from sharing.roles import Role
from sharing.sessions import mark_of, time_left


class Entry(NamedTuple):
    label: str | Promise
    url: str
    current: bool


# (words, URL name, permission, only these of its roles); the order is the order of the menu.
MENU: tuple[tuple[str | Promise, str, Permission, set[Role]], ...] = (
    (_("Home"), "home", SEE_HOME, set(Role)),
    (_("Cases"), "cases", LIST_CASES, set(Role)),
    (_("Triage"), "triage_list", TRIAGE_CASE, set(Role)),
    (_("Research"), "research", SEE_RESEARCH, set(Role)),
    (_("Meetings"), "meetings", SEE_MEETINGS, set(Role) - {Role.LEAD, Role.OBSERVER}),
    (_("Actions"), "actions", LIST_ACTIONS, set(Role)),
    (_("Refer"), "refer", REFER, set(Role)),
    (_("Trail"), "trail", READ_TRAIL, set(Role)),
    (_("Watch"), "watch", READ_ALERTS, {Role.LEAD}),
    (_("Accounts"), "accounts", MANAGE_ACCOUNTS, set(Role)),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the menu of a signed-in person, whether they can find cases, and the links in the
    footer."""
    actor: Actor = getattr(request, "actor", Actor())
    if not actor.is_signed_in or actor.role is None:
        return {"navigation": [], "navigation_find": False, "footer_links": []}
    mine = {
        reverse(name): words
        for words, name, permission, roles in MENU
        if actor.role in permission.roles & roles
    }
    current = current_of(request.path, mine)
    return {
        "navigation": [Entry(words, url, url == current) for url, words in mine.items()],
        "navigation_find": actor.role in FIND_CASE.roles,
        "footer_links": [Entry(OWN_TRAIL, url := reverse("my_trail"), request.path == url)],
    }


def pause(request: HttpRequest) -> dict[str, int | str]:
    """Return how many seconds a signed-in person has until a pause signs them out, for the page
    to warn them before, and the mark by which it knows them again."""
    actor: Actor = getattr(request, "actor", Actor())
    left = time_left(request.session) if actor.is_signed_in else timedelta()
    return {"idle_left": int(left.total_seconds()), "idle_as": mark_of(actor)}


OWN_TRAIL = _("What I have looked at")


def current_of(path: str, urls: Iterable[str]) -> str:
    """Return the entry that the page belongs to, if any; home is only itself. A page on which an
    agency is asked about a case or a complete meeting belongs to research for that agency, wherever
    its address begins. The trail of a case belongs to the trail for somebody who lists no cases."""
    research = reverse("research")
    if research in path and research in urls:
        return research
    home = reverse("home")
    found = (url for url in urls if path == url or (url != home and path.startswith(url)))
    trail = reverse("trail")
    return next(found, trail if trail in path and trail in urls else "")
