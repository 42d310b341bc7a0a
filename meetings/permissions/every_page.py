"""What stands on every page: home, lists of cases, and one case."""

from django.utils.translation import gettext_lazy as _

from meetings.permissions.roles import EVERYONE, READERS
from sharing.codes import Watched
from sharing.events import Kind, event
from sharing.permissions import Sight, permission
from sharing.watch.signs import tell

SEE_HOME = permission(
    "see_home",
    _("See what to do next"),
    roles=EVERYONE,
    sight=Sight.NO_CASE,
    event=event("home_seen", Kind.CONSULTATION, _("saw what to do next")),
)
FIND_CASE = permission(
    "find_case",
    _("Find cases by name, birth date or reference"),
    roles=READERS,
    sight=Sight.NO_CASE,
    event=event("case_sought", Kind.CONSULTATION, _("searched for a case"), is_search=True),
)
FOUND_OFF_LIST = event(
    "off_list_found", Kind.CONSULTATION, _("found cases that are on none of their lists")
)
tell(Watched.SEARCHES, FOUND_OFF_LIST)
LIST_CASES = permission(
    "list_cases",
    _("List the cases that one may read"),
    roles=READERS,
    sight=Sight.NO_CASE,
    event=event("cases_listed", Kind.CONSULTATION, _("looked at a list of cases")),
)
VIEW_CASE = permission(
    "view_case",
    _("Read a case"),
    roles=READERS,
    sight=Sight.FULL,
    event=event("case_viewed", Kind.CONSULTATION, _("opened the case")),
)
