"""What the flow of a case adds to the permissions and the catalogue of events, step by step."""

from django.utils.translation import gettext_lazy as _

from sharing.events import Kind, event
from sharing.models import Watched
from sharing.permissions import Sight, permission
from sharing.roles import Role
from sharing.watch.signs import tell

EVERYONE = set(Role)
KEEPERS = {Role.COORDINATOR, Role.CHAIR}
AGENCIES = {Role.REPRESENTATIVE, Role.ADVOCATE}
MEMBERS = KEEPERS | AGENCIES
REFERRERS = AGENCIES | {Role.COORDINATOR, Role.REFERRER}
READERS = MEMBERS | {Role.REFERRER}

# ------------------------------------------------------------------ every page
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

# ------------------------------------------------------------------ referral
REFER = permission(
    "refer",
    _("Begin a referral"),
    roles=REFERRERS,
    sight=Sight.NO_CASE,
    event=event("referral_begun", Kind.COLLECTION, _("began a referral")),
)
WRITE_REFERRAL = permission(
    "write_referral",
    _("Write a referral of one’s own until it is submitted"),
    roles=REFERRERS,
    sight=Sight.FULL,
    event=event("referral_saved", Kind.COLLECTION, _("worked on the referral")),
    changes=True,
)
SUBMIT_REFERRAL = permission(
    "submit_referral",
    _("Submit a referral of one’s own"),
    roles=REFERRERS,
    sight=Sight.FULL,
    event=event("referral_submitted", Kind.DISCLOSURE, _("submitted the referral")),
    changes=True,
)
REFERRAL_STOPPED = event(
    "referral_stopped", Kind.COLLECTION, _("began a referral of a person under the age of a MARAC")
)
DRAFT_DISCARDED = event("draft_discarded", Kind.ALTERATION, _("threw away the draft"))
ADD_DEVELOPMENT = permission(
    "add_development",
    _("Add a new incident or order"),
    roles=READERS,
    sight=Sight.FULL,
    event=event("development_added", Kind.COLLECTION, _("added a new incident or order")),
    changes=True,
)
CORRECT_PEOPLE = permission(
    "correct_people",
    _("Correct people, addresses and safe contact of a submitted case"),
    roles=KEEPERS | {Role.ADVOCATE, Role.REFERRER},
    sight=Sight.FULL,
    event=event("people_corrected", Kind.ALTERATION, _("corrected the people of the case")),
    changes=True,
)
SAFE_CONTACT_CONFIRMED = event(
    "safe_contact_confirmed", Kind.ALTERATION, _("confirmed the safe way of contact")
)
SPEAK_FOR_VICTIM = permission(
    "speak_for_victim",
    _("Record contact with the victim, wishes, and who tells the outcome"),
    roles={Role.ADVOCATE},
    sight=Sight.FULL,
    event=event("contact_attempted", Kind.COLLECTION, _("recorded an attempt to reach the victim")),
    changes=True,
)
WISHES_RECORDED = event("wishes_recorded", Kind.COLLECTION, _("recorded wishes"))
OUTCOME_PLANNED = event("outcome_planned", Kind.ALTERATION, _("planned who tells the outcome"))
OUTCOME_TOLD = event("outcome_told", Kind.ALTERATION, _("recorded that the outcome was told"))

# ------------------------------------------------------------------ triage
SEE_TRIAGE = permission(
    "see_triage",
    _("See which referrals wait for triage"),
    roles=KEEPERS,
    sight=Sight.NO_CASE,
    event=event("triage_list_seen", Kind.CONSULTATION, _("saw which referrals wait for triage")),
)
TRIAGE_CASE = permission(
    "triage_case",
    _("Read a referral to decide on it"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("triage_opened", Kind.CONSULTATION, _("opened the referral for triage")),
)
ACCEPT_REFERRAL = permission(
    "accept_referral",
    _("Accept a referral"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("referral_accepted", Kind.ALTERATION, _("accepted the referral")),
    changes=True,
)
RETURN_REFERRAL = permission(
    "return_referral",
    _("Return a referral for completion"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("referral_returned", Kind.ALTERATION, _("returned the referral for completion")),
    changes=True,
)
DECLINE_REFERRAL = permission(
    "decline_referral",
    _("Propose to decline a referral"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("decline_proposed", Kind.ALTERATION, _("proposed to decline the referral")),
    changes=True,
)
SECOND_DECISION = permission(
    "second_decision",
    _("Agree or not with another person’s proposal to decline"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("decline_confirmed", Kind.ALTERATION, _("agreed that the referral is declined")),
    changes=True,
)
DECLINE_REVERSED = event(
    "decline_reversed", Kind.ALTERATION, _("did not agree that the referral is declined")
)
JOIN_CASES = permission(
    "join_cases",
    _("Join a second referral of one incident to a case"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("cases_joined", Kind.COMBINATION, _("joined a referral to another case")),
    changes=True,
)

# ------------------------------------------------------------------ listing
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
    event=event("list_printed", Kind.DISCLOSURE, _("made the list of a meeting as PDF")),
)

# ------------------------------------------------------------------ research
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

# ------------------------------------------------------------------ hearing
DECLARE = permission(
    "declare",
    _("Agree to the confidentiality declaration of a meeting"),
    roles=EVERYONE - {Role.ADMINISTRATOR, Role.REFERRER},
    sight=Sight.NO_CASE,
    event=event("declaration_made", Kind.ACCESS, _("agreed to keep the meeting confidential")),
)
RUN_MEETING = permission(
    "run_meeting",
    _("Open and end a meeting, record presence"),
    roles=KEEPERS,
    sight=Sight.NO_CASE,
    event=event("meeting_opened", Kind.ALTERATION, _("opened the meeting")),
)
MEETING_ENDED = event("meeting_ended", Kind.ALTERATION, _("ended the meeting"))
PRESENCE_RECORDED = event("presence_recorded", Kind.COLLECTION, _("recorded presence"))
DECLARED_FOR = event(
    "declared_for", Kind.ACCESS, _("entered somebody’s word to keep the meeting confidential")
)
SEE_HEARING = permission(
    "see_hearing",
    _("Follow a case in the meeting"),
    roles=MEMBERS,
    sight=Sight.FULL,
    event=event("hearing_seen", Kind.CONSULTATION, _("saw the case in the meeting")),
)
ADMIT_OBSERVERS = permission(
    "admit_observers",
    _("Admit an observer to one meeting, and take it back"),
    roles=KEEPERS,
    sight=Sight.NO_CASE,
    event=event("observer_admitted", Kind.ACCESS, _("admitted an observer to the meeting")),
)
OBSERVER_TAKEN_BACK = event(
    "observer_taken_back", Kind.ACCESS, _("took back that an observer was admitted")
)
RECORD_HEARING = permission(
    "record_hearing",
    _("Record risks, decisions and what was said about a case"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("hearing_recorded", Kind.COLLECTION, _("recorded what the meeting heard")),
    changes=True,
)
HEARING_BEGUN = event("hearing_begun", Kind.ALTERATION, _("began to hear the case"))
HEARING_REOPENED = event("hearing_reopened", Kind.ALTERATION, _("went back to the case"))
CASE_HEARD = event("case_heard", Kind.ALTERATION, _("ended the hearing of the case"))
READ_MINUTES = permission(
    "read_minutes",
    _("Read minutes and action plan"),
    roles=READERS,
    sight=Sight.FULL,
    event=event("minutes_read", Kind.DISCLOSURE, _("read the minutes")),
)
MINUTES_PRINTED = event("minutes_printed", Kind.DISCLOSURE, _("made minutes as PDF"))
tell(Watched.EXPORTS, PRINT_LIST.event, MINUTES_PRINTED)
AGREE_MINUTES = permission(
    "agree_minutes",
    _("Agree the minutes, which freezes them"),
    roles={Role.CHAIR},
    sight=Sight.NO_CASE,
    event=event("minutes_agreed", Kind.ALTERATION, _("agreed the minutes")),
)

# ------------------------------------------------------------------ actions
RECORD_ACTION = permission(
    "record_action",
    _("Record an action of the plan"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("action_recorded", Kind.COLLECTION, _("recorded an action")),
    changes=True,
)
ACTION_STRUCK = event("action_struck", Kind.ALTERATION, _("struck out an action of the plan"))
ACTION_CORRECTED = event("action_corrected", Kind.ALTERATION, _("corrected an action of the plan"))
RECORD_EARLIER_ACTION = permission(
    "record_earlier_action",
    _("Record what one’s agency did before the meeting"),
    roles=MEMBERS,
    sight=Sight.FULL,
    event=event("earlier_action_recorded", Kind.COLLECTION, _("recorded what was done already")),
    changes=True,
)

# ------------------------------------------------------------------ follow-up
LIST_ACTIONS = permission(
    "list_actions",
    _("List the actions of one’s agency, of the area, or of one’s own referrals"),
    roles=READERS,
    sight=Sight.NO_CASE,
    event=event("actions_listed", Kind.CONSULTATION, _("looked at a list of actions")),
)
SEE_ACTIONS = permission(
    "see_actions",
    _("See the actions of one’s agency, or of the area"),
    roles=READERS,
    sight=Sight.FULL,
    event=event("actions_seen", Kind.CONSULTATION, _("looked at actions")),
)
UPDATE_ACTION = permission(
    "update_action",
    _("Say how an action of one’s agency stands"),
    roles=MEMBERS,
    sight=Sight.FULL,
    event=event("action_updated", Kind.ALTERATION, _("said how an action stands")),
    changes=True,
)
REMIND_OF_ACTIONS = permission(
    "remind_of_actions",
    _("Remind agencies of their actions"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("actions_chased", Kind.ACCESS, _("reminded an agency of its actions")),
    jobs={"reminders"},
)
ACTION_ENDED = event("action_ended", Kind.ALTERATION, _("ended an action"))

# ------------------------------------------------------------------ closure, transfer
COMPLETE_CASE = permission(
    "complete_case",
    _("Say that the actions of a case are complete"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("case_completed", Kind.ALTERATION, _("closed the case: actions complete")),
    changes=True,
)
WITHDRAW_CASE = permission(
    "withdraw_case",
    _("Withdraw a case, or send it to the right area"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("case_withdrawn", Kind.ALTERATION, _("withdrew the case")),
    changes=True,
)
SENT_TO_RIGHT_AREA = event("sent_to_right_area", Kind.DISCLOSURE, _("sent it to the right area"))
RECORD_DEATH = permission(
    "record_death",
    _("Record that someone died, which freezes the case"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("death_recorded", Kind.ALTERATION, _("recorded a death; the case is on hold")),
    changes=True,
)
TRANSFER_CASE = permission(
    "transfer_case",
    _("Transfer a case to another area, or note where it came from"),
    roles=KEEPERS,
    sight=Sight.FULL,
    event=event("case_transferred", Kind.DISCLOSURE, _("transferred the case to another area")),
    changes=True,
)
TRANSFERRED_IN = event(
    "case_transferred_in", Kind.COLLECTION, _("noted that the case came from another area")
)
NOTICE_SENT = permission(
    "send_notice",
    _("Send notices, which hold nothing personal"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("notice_sent", Kind.DISCLOSURE, _("sent a notice")),
    jobs={"notices"},
)
