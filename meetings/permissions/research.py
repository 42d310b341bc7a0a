"""What agencies are asked, and what they answer."""

from django.utils.translation import gettext_lazy as _

from meetings.permissions.roles import AGENCIES, KEEPERS, MEMBERS, READERS
from sharing.events import Kind, event
from sharing.permissions import Sight, permission
from sharing.roles import Role

# Others who read the trail may not tell from it whether an agency has files that it does not share:
# what its people do with their own is said as what they do with all of their return.
WORKED_ON_OWN = _("worked on the research of the agency")
LOOKED_AT_OWN = _("saw whom to look up, or what their own agency wrote")

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
    event=event("search_details_seen", Kind.DISCLOSURE, LOOKED_AT_OWN),
)
ANSWER_RESEARCH = permission(
    "answer_research",
    _("Answer research for one’s agency"),
    roles=AGENCIES,
    sight=Sight.SEARCH,
    event=event("research_saved", Kind.COLLECTION, WORKED_ON_OWN),
    changes=True,
)
FILE_ATTACHED = event("file_attached", Kind.COLLECTION, WORKED_ON_OWN)
FILE_WITHDRAWN = event("file_withdrawn", Kind.ALTERATION, WORKED_ON_OWN)
OWN_FILE_OPENED = event("own_file_opened", Kind.CONSULTATION, LOOKED_AT_OWN)
DETAIL_PROPOSED = event(
    "detail_proposed",
    Kind.COLLECTION,
    _("said what the details of a person are, or that they are right"),
)
ACTION_PROPOSED = event("action_proposed", Kind.COLLECTION, _("proposed an action to the meeting"))
ACTION_PUT_ASIDE = event(
    "action_put_aside", Kind.ALTERATION, _("put aside an action that an agency proposed")
)
DECIDE_PROPOSALS = permission(
    "decide_proposals",
    _("Accept or decline what an agency says that a person’s details are"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event(
        "proposal_accepted", Kind.ALTERATION, _("accepted a detail that an agency proposed")
    ),
    changes=True,
)
SEE_PROPOSALS = permission(
    "see_proposals",
    _("See what agencies propose for the people of the cases of a meeting"),
    roles=KEEPERS,
    sight=Sight.NO_CASE,
    event=event("proposals_seen", Kind.CONSULTATION, _("saw what agencies propose")),
)
PROPOSAL_DECLINED = event(
    "proposal_declined", Kind.ALTERATION, _("declined a detail that an agency proposed")
)
RETURN_BASIS_SET = event(
    "return_basis_set",
    Kind.ALTERATION,
    _("said on which lawful basis the research about one case is shared"),
)
RESEARCH_SUBMITTED = event(
    "research_submitted", Kind.DISCLOSURE, _("submitted the research of the agency")
)
# Said alike of who found nothing there: the trail does not tell what was there for which reader.
READ_RESEARCH = permission(
    "read_research",
    _("Read what agencies share about a case"),
    roles=MEMBERS,
    sight=Sight.FULL,
    event=event("research_read", Kind.CONSULTATION, _("opened the research")),
)
CORRECTION_ACKNOWLEDGED = event(
    "correction_acknowledged",
    Kind.CONSULTATION,
    _("acknowledged that something they had read was corrected"),
)
SEE_READERS = permission(
    "see_readers",
    _("See which agencies have read which version of what was shared about a case"),
    roles=KEEPERS | {Role.LEAD},
    sight=Sight.EXISTENCE,
    event=event("readers_seen", Kind.CONSULTATION, _("saw which agencies have read the research")),
)
SEE_READERS_OF_MEETING = permission(
    "see_meeting_readers",
    _("See which agencies have read the research for a meeting"),
    roles=KEEPERS,
    sight=Sight.NO_CASE,
    event=event(
        "meeting_readers_seen",
        Kind.CONSULTATION,
        _("saw which agencies have read the research for a meeting"),
    ),
)
OPEN_FILE = permission(
    "open_file",
    _("Open a file that an agency shares, or one of one’s own agency"),
    roles=MEMBERS,
    sight=Sight.FULL,
    event=event("file_opened", Kind.DISCLOSURE, _("opened an attached file")),
)
READ_WARNINGS = permission(
    "read_warnings",
    _("Read the warnings for staff who meet somebody of a case"),
    roles=READERS,
    sight=Sight.SEARCH,
    event=event("warnings_read", Kind.CONSULTATION, _("read the warnings for staff")),
)
WARN_STAFF = permission(
    "warn_staff",
    _("Warn the staff of every agency of a danger"),
    roles=READERS,
    sight=Sight.SEARCH,
    event=event("staff_warned", Kind.DISCLOSURE, _("warned the staff of every agency")),
    changes=True,
)
WARNING_ENDED = event("warning_ended", Kind.ALTERATION, _("ended a warning for staff"))
STAFF_TOLD = event("staff_told", Kind.COLLECTION, _("said that the agency’s staff know a warning"))
CHASE_RESEARCH = permission(
    "chase_research",
    _("Remind agencies that owe research"),
    roles=KEEPERS,
    sight=Sight.NO_CASE,
    event=event("research_chased", Kind.ACCESS, _("reminded an agency of its research")),
    jobs={"reminders"},
)
RESEARCH_CHASED_TOGETHER = event(
    "research_chased_together",
    Kind.ACCESS,
    _("reminded agencies of their research together"),
)
