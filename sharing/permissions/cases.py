"""Permissions about a case outside the steps of its flow: conflicts, emergencies, lawful bases."""

from django.utils.translation import gettext_lazy as _

from sharing.codes import Watched
from sharing.events import Kind, event
from sharing.permissions.register import Sight, permission
from sharing.reasons import Reason
from sharing.roles import Role
from sharing.watch.signs import tell

SHOW_ADDRESS = permission(
    "show_address",
    _("Ask for a masked address, with a reason"),
    roles={Role.COORDINATOR, Role.CHAIR, Role.REPRESENTATIVE, Role.ADVOCATE, Role.REFERRER},
    sight=Sight.FULL,
    event=event("address_shown", Kind.CONSULTATION, _("had an address shown")),
)
# Being stopped tells the person that the address which they typed is the protected one.
ADDRESS_STOPPED = event(
    "address_stopped",
    Kind.CONSULTATION,
    _("typed a protected address where the other side reads it, and was stopped"),
)
# It tells of each of its cases, so it is there for whoever may know of all (`alerts_kept`).
ADDRESS_OF_OTHER_CASE_STOPPED = event(
    "address_of_other_case_stopped",
    Kind.CONSULTATION,
    _(
        "typed a protected address of one case in another, where the other side reads it, and was"
        " stopped"
    ),
)
# Here nobody typed anything: a reader of an item turned out to work for the other side.
ADDRESS_READ_SINCE = event(
    "address_read_since",
    Kind.ALTERATION,
    _("no longer knows somebody whose protected address was restricted to them"),
)
tell(Watched.PROTECTED_ADDRESS, ADDRESS_STOPPED, ADDRESS_OF_OTHER_CASE_STOPPED, ADDRESS_READ_SINCE)
HEAR_OF_SPOKEN = permission(
    "hear_of_spoken",
    _("See at the meeting which agencies have something to say aloud"),
    roles={Role.COORDINATOR, Role.CHAIR},
    sight=Sight.FULL,
    event=event(
        "spoken_announced",
        Kind.CONSULTATION,
        _("saw which agencies have something to say aloud"),
    ),
)
SEE_BASES = permission(
    "see_bases",
    _("See on which lawful bases the agencies of the area share"),
    roles={Role.COORDINATOR, Role.CHAIR, Role.REPRESENTATIVE, Role.ADVOCATE, Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("bases_seen", Kind.CONSULTATION, _("saw on which lawful bases agencies share")),
)
SET_BASES = permission(
    "set_bases",
    _("Set the lawful bases on which one’s agency shares"),
    roles={Role.REPRESENTATIVE, Role.ADVOCATE},
    sight=Sight.NO_CASE,
    event=event("bases_set", Kind.ALTERATION, _("set the lawful bases of the agency")),
)
SEE_CONFLICTS = permission(
    "see_conflicts",
    _("See who has no access because of a conflict of interest"),
    roles={Role.COORDINATOR, Role.CHAIR, Role.LEAD},
    sight=Sight.EXISTENCE,
    event=event("conflicts_seen", Kind.CONSULTATION, _("saw who has a conflict of interest")),
)
DECLARE_CONFLICT = permission(
    "declare_conflict",
    _("Put up a wall for a conflict of interest"),
    roles={Role.COORDINATOR, Role.CHAIR},
    sight=Sight.FULL,
    event=event("wall_put_up", Kind.ACCESS, _("put up a wall for a conflict of interest")),
)
WALL_TAKEN_DOWN = event(
    "wall_taken_down", Kind.ACCESS, _("took down a wall for a conflict of interest")
)
OPEN_IN_EMERGENCY = permission(
    "open_in_emergency",
    _("Open a case in an emergency, without being on its circulation"),
    roles={Role.REPRESENTATIVE, Role.ADVOCATE},
    sight=Sight.NO_CASE,
    event=event("emergency_opened", Kind.ACCESS, _("opened a case in an emergency")),
)
tell(Watched.BREAK_GLASS, OPEN_IN_EMERGENCY.event)
EMERGENCY_NOT_NEEDED = event(
    "emergency_not_needed",
    Kind.ACCESS,
    _("asked to open a case in an emergency that was open to them"),
)
GIVE_REASON = permission(
    "give_reason",
    _("Say why one opens a case that is on none of one’s lists"),
    roles={Role.COORDINATOR, Role.CHAIR, Role.REPRESENTATIVE, Role.ADVOCATE, Role.REFERRER},
    sight=Sight.SEARCH,
    event=event("reason_asked", Kind.ACCESS, _("was asked why they open the case")),
)
REASON_GIVEN = event("reason_given", Kind.ACCESS, _("said why they open the case"))
tell(Watched.OFF_LIST, REASON_GIVEN)
tell(Watched.MANY_CASES, refused_for=[Reason.TOO_FAST])
SEE_EMERGENCIES = permission(
    "see_emergencies",
    _("See which cases were opened in an emergency"),
    roles={Role.COORDINATOR, Role.CHAIR, Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("emergencies_seen", Kind.CONSULTATION, _("saw what was opened in an emergency")),
)
REVIEW_EMERGENCY = permission(
    "review_emergency",
    _("Review the opening of a case in an emergency by somebody else"),
    roles={Role.COORDINATOR, Role.CHAIR, Role.LEAD},
    sight=Sight.EXISTENCE,
    event=event("emergency_reviewed", Kind.ACCESS, _("reviewed an opening in an emergency")),
)
TELL_OF_CASES_LEFT = permission(
    "tell_of_cases_left",
    _("Tell that a case is left to no coordinator or chair"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event(
        "cases_left_told",
        Kind.DISCLOSURE,
        _("told that a case is left to no coordinator or chair"),
    ),
    jobs={"notices"},
)
TELL_OF_EMERGENCY = permission(
    "tell_of_emergency",
    _("Tell who reviews of an opening in an emergency"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event(
        "emergency_told", Kind.DISCLOSURE, _("told who reviews of an opening in an emergency")
    ),
    jobs={"notices"},
)
