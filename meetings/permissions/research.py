"""What agencies are asked, and what they answer."""

from django.utils.translation import gettext_lazy as _

from meetings.permissions.roles import AGENCIES, KEEPERS, MEMBERS
from sharing.events import Kind, event
from sharing.permissions import Sight, permission

SEE_RESEARCH = permission(
    "see_research",
    _("See what research one’s agency owes"),
    roles=AGENCIES,
    sight=Sight.NO_CASE,
    event=event("research_seen", Kind.CONSULTATION, _("saw what research the agency owes")),
)
SEE_RESEARCH_GRID = permission(
    "see_research_grid",
    _("See which agencies have answered about which case"),
    roles=KEEPERS,
    sight=Sight.NO_CASE,
    event=event("research_grid_seen", Kind.CONSULTATION, _("saw who has answered research")),
)
LOOK_UP = permission(
    "look_up",
    _("See whom to look up: names, birth dates and search addresses"),
    roles=MEMBERS,
    sight=Sight.SEARCH,
    event=event("search_details_seen", Kind.DISCLOSURE, _("saw whom to look up")),
)
ANSWER_RESEARCH = permission(
    "answer_research",
    _("Answer research for one’s agency"),
    roles=AGENCIES,
    sight=Sight.SEARCH,
    event=event("research_saved", Kind.COLLECTION, _("worked on the research of the agency")),
    changes=True,
)
RESEARCH_SUBMITTED = event(
    "research_submitted", Kind.DISCLOSURE, _("submitted the research of the agency")
)
READ_RESEARCH = permission(
    "read_research",
    _("Read what agencies share about a case"),
    roles=MEMBERS,
    sight=Sight.FULL,
    event=event("research_read", Kind.CONSULTATION, _("read the research")),
)
CHASE_RESEARCH = permission(
    "chase_research",
    _("Remind agencies that owe research"),
    roles=KEEPERS,
    sight=Sight.NO_CASE,
    event=event("research_chased", Kind.ACCESS, _("reminded an agency of its research")),
    jobs={"reminders"},
)
