"""Meetings, their lists, and the rules of the area."""

from django.utils.translation import gettext_lazy as _

from meetings.permissions.roles import EVERYONE, KEEPERS, MEMBERS
from sharing.codes import Watched
from sharing.events import Kind, event
from sharing.permissions import Sight, permission
from sharing.roles import Role
from sharing.watch.signs import tell

SEE_MEETINGS = permission(
    "see_meetings",
    _("See the calendar of meetings"),
    roles=EVERYONE - {Role.ADMINISTRATOR, Role.REFERRER},
    sight=Sight.NO_CASE,
    event=event("meetings_seen", Kind.CONSULTATION, _("looked at meetings")),
)
PLAN_MEETINGS = permission(
    "plan_meetings",
    _("Plan meetings and publish their lists"),
    roles=KEEPERS,
    sight=Sight.NO_CASE,
    event=event("meeting_planned", Kind.ALTERATION, _("planned a meeting")),
)
MEETING_CALLED_OFF = event("meeting_called_off", Kind.ALTERATION, _("called the meeting off"))
MEETING_PLANNED_AGAIN = event(
    "meeting_planned_again", Kind.ALTERATION, _("planned a meeting again that was called off")
)
MOVE_ON = permission(
    "move_on",
    _("Move on what still stands on a meeting that was called off"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event(
        "case_moved_on", Kind.ALTERATION, _("moved the case on, as its meeting was called off")
    ),
    jobs={"listing"},
)
WRITE_PROTOCOL = permission(
    "write_protocol",
    _("Write the first rules of an area (an operator, at the console)"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("protocol_written", Kind.ALTERATION, _("wrote the rules of the area")),
    jobs={"console"},
)
SET_REMINDERS = permission(
    "set_reminders",
    _("Set when agencies of the area are reminded, and whom of them"),
    roles={Role.COORDINATOR},
    sight=Sight.NO_CASE,
    event=event("reminders_set", Kind.ALTERATION, _("set when agencies are reminded")),
)
CHOOSE_CORE_AGENCIES = permission(
    "choose_core_agencies",
    _("Choose which agencies are asked about every case"),
    roles={Role.COORDINATOR},
    sight=Sight.NO_CASE,
    event=event(
        "core_agencies_chosen",
        Kind.ALTERATION,
        _("chose which agencies are asked about every case"),
    ),
)
SET_RESEARCH_RULES = permission(
    "set_research_rules",
    _("Set who may read a new item at first, and whether the area takes files"),
    roles={Role.COORDINATOR},
    sight=Sight.NO_CASE,
    event=event("research_rules_set", Kind.ALTERATION, _("set the rules of research")),
)
SET_AREA_RULES = permission(
    "set_area_rules",
    _(
        "Set the figures of the area’s rules: grounds, deadlines, meetings, drafts; the words of the"
        " checklist, and days off"
    ),
    roles={Role.COORDINATOR},
    sight=Sight.NO_CASE,
    event=event("area_rules_set", Kind.ALTERATION, _("set figures of the rules of the area")),
)
CHECKLIST_WORDED = event(
    "checklist_worded", Kind.ALTERATION, _("set the words of the risk checklist of the area")
)
DAY_OFF_SET = event("day_off_set", Kind.ALTERATION, _("set a day off of the area"))
LIST_PUBLISHED = event(
    "list_published", Kind.DISCLOSURE, _("published the list and asked for research")
)
RESEARCH_ASKED = event("research_asked", Kind.DISCLOSURE, _("asked agencies for research"))
LIST_CASE = permission(
    "list_case",
    _("Put a case on a meeting, move it and order the list"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("case_listed", Kind.ALTERATION, _("put the case on a meeting")),
    changes=True,
)
CASE_TAKEN_OFF = event("case_taken_off", Kind.ALTERATION, _("took the case off a meeting"))
LIST_ORDERED = event("list_ordered", Kind.ALTERATION, _("changed the order of the list"))
CASE_DEFERRED = event("case_deferred", Kind.ALTERATION, _("moved the case to another meeting"))
SEE_LIST = permission(
    "see_list",
    _("See the list of a meeting: references, names and birth dates to look up"),
    roles=MEMBERS,
    sight=Sight.SEARCH,
    event=event("list_seen", Kind.CONSULTATION, _("saw the list of a meeting")),
)
PRINT_LIST = permission(
    "print_list",
    _("Make the list of a meeting and its blank action sheet as PDF"),
    roles=MEMBERS,
    sight=Sight.NO_CASE,
    event=event(
        "list_printed",
        Kind.DISCLOSURE,
        _("made the list of a meeting or its blank action sheet as PDF"),
    ),
)
tell(Watched.EXPORTS, PRINT_LIST.event)
