"""Everything that anyone can be allowed to do: who, with what sight of the case, and the event
that the trail shows for it. `docs/permissions.md` is drawn from here, and the tests use it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sharing.events import DETAILS_ERASED, YEAR_ENDED, Event, Kind, event
from sharing.models import Watched
from sharing.reasons import Reason
from sharing.roles import Role
from sharing.watch.signs import tell


class Sight(StrEnum):
    """How much of a case somebody must be able to see for a permission to count."""

    NO_CASE = "no case"  # about an area, a meeting or oneself
    EXISTENCE = "existence"  # that there is a case: the trail
    SEARCH = "search"  # names and birth dates, to look people up
    FULL = "full"


@dataclass(frozen=True)
class Permission:
    code: str
    words: str | Promise
    roles: frozenset[Role]
    sight: Sight
    event: Event
    changes: bool = False  # a frozen case refuses changes
    jobs: frozenset[str] = frozenset()


REGISTER: dict[str, Permission] = {}


def permission(
    code: str,
    words: str | Promise,
    *,
    roles: set[Role],
    sight: Sight,
    event: Event,
    changes: bool = False,
    jobs: set[str] | None = None,
) -> Permission:
    """Return a new permission, entered in the register."""
    if code in REGISTER:
        raise ValueError(f"The permission {code} is in the register already.")
    REGISTER[code] = Permission(
        code, words, frozenset(roles), sight, event, changes, frozenset(jobs or ())
    )
    return REGISTER[code]


READ_TRAIL = permission(
    "read_trail",
    _("Read the audit trail by case, person and day"),
    roles={Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("trail_read", Kind.CONSULTATION, _("read the audit trail")),
)
TRAIL_SOUGHT = event(
    "trail_sought", Kind.CONSULTATION, _("looked for the trail of a case"), is_search=True
)
READ_CASE_TRAIL = permission(
    "read_case_trail",
    _("Read who saw and changed a case"),
    roles={Role.LEAD, Role.COORDINATOR, Role.CHAIR},
    sight=Sight.EXISTENCE,
    event=event("case_trail_read", Kind.CONSULTATION, _("read who saw and changed the case")),
)
TAKE_TRAIL = permission(
    "take_trail",
    _("Take the audit trail out as CSV or PDF"),
    roles={Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("trail_taken", Kind.DISCLOSURE, _("took the audit trail out as a file")),
)
TAKE_CASE_TRAIL = permission(
    "take_case_trail",
    _("Take out who saw and changed a case, as CSV or PDF"),
    roles={Role.LEAD},
    sight=Sight.EXISTENCE,
    event=event(
        "case_trail_taken", Kind.DISCLOSURE, _("took out who saw and changed the case, as a file")
    ),
)
READ_CHANGES = permission(
    "read_changes",
    _("Read what an event changed in a case, old and new"),
    roles={Role.COORDINATOR, Role.CHAIR},
    sight=Sight.FULL,
    event=event("changes_read", Kind.CONSULTATION, _("read what was changed in the case")),
)
READ_OWN_TRAIL = permission(
    "read_own_trail",
    _("Read what one has looked at and changed oneself"),
    roles=set(Role),
    sight=Sight.NO_CASE,
    event=event("own_trail_read", Kind.CONSULTATION, _("read what they had looked at themselves")),
)
SHOW_ADDRESS = permission(
    "show_address",
    _("Ask for a masked address, with a reason"),
    roles={Role.COORDINATOR, Role.CHAIR, Role.REPRESENTATIVE, Role.ADVOCATE, Role.REFERRER},
    sight=Sight.FULL,
    event=event("address_shown", Kind.CONSULTATION, _("had an address shown")),
)
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
SEND_MAIL = permission(
    "send_mail",
    _("Mail people that something waits for them or was done to their account"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("mail_sent", Kind.ACCESS, _("sent a mail")),
    jobs={"notices"},
)
MANAGE_ACCOUNTS = permission(
    "manage_accounts",
    _("Manage accounts and memberships"),
    roles={Role.ADMINISTRATOR},
    sight=Sight.NO_CASE,
    event=event("accounts_seen", Kind.ACCESS, _("looked at accounts and memberships")),
)
DECIDE_RESETS = permission(
    "decide_resets",
    _("Agree to the reset of a second factor, or refuse it"),
    roles={Role.COORDINATOR, Role.CHAIR},
    sight=Sight.NO_CASE,
    event=event("resets_seen", Kind.ACCESS, _("looked at resets of second factors")),
)
DECIDE_MEMBERSHIPS = permission(
    "decide_memberships",
    _("Confirm a membership that takes a second person, or refuse it"),
    roles={Role.COORDINATOR, Role.CHAIR, Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("waiting_memberships_seen", Kind.ACCESS, _("looked at memberships that wait")),
    jobs={"console"},
)
READ_ALERTS = permission(
    "read_alerts",
    _("Read the alerts of the watch over the trail (a chair: those about a safeguarding lead)"),
    roles={Role.LEAD, Role.CHAIR},
    sight=Sight.NO_CASE,
    event=event("alerts_read", Kind.CONSULTATION, _("read the alerts of the watch")),
)
DECIDE_ALERTS = permission(
    "decide_alerts",
    _("Say of an alert about somebody else whether it is explained or a concern"),
    roles={Role.LEAD, Role.CHAIR},
    sight=Sight.NO_CASE,
    event=event("alert_decided", Kind.ALTERATION, _("decided on an alert")),
)
SET_WATCH = permission(
    "set_watch",
    _("Set what the watch looks for, and when agencies work"),
    roles={Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("watch_set", Kind.ALTERATION, _("changed what the watch looks for")),
)
RAISE_ALERTS = permission(
    "raise_alerts",
    _("Read the trail for the watch, and raise alerts"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("alert_raised", Kind.COLLECTION, _("raised an alert")),
    jobs={"watch"},
)
TELL_OF_ALERTS = permission(
    "tell_of_alerts",
    _("Mail those who decide on alerts that there is something to look at"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("alerts_told", Kind.ACCESS, _("told of alerts to look at")),
    jobs={"watch"},
)
CREATE_AREA = permission(
    "create_area",
    _("Make an area, its first people and its agencies (an operator, at the console)"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("area_made", Kind.ACCESS, _("made an area with its first people")),
    jobs={"console"},
)
EXPORT_TRAIL = permission(
    "export_trail",
    _("Export the trail for an auditor (an operator, at the console)"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("trail_exported", Kind.DISCLOSURE, _("exported the audit trail")),
    jobs={"export"},
)
REMOVE_EXPIRED = permission(
    "remove_expired",
    _("Remove kept forms, sessions and the like when their time is over"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("expired_removed", Kind.ERASURE, _("removed what had expired")),
    jobs={"purge"},
)
READ_SEAL = permission(
    "read_seal",
    _("Read how the seal of the trail stands, and take its checkpoint and public keys"),
    roles={Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("seal_read", Kind.CONSULTATION, _("read how the seal of the trail stands")),
)
TELL_OF_SEAL = permission(
    "tell_of_seal",
    _("Mail the checkpoint of the trail each day, and what is wrong with its seal"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event("seal_alarm_told", Kind.ACCESS, _("told what is wrong with the seal")),
    jobs={"seal"},
)
CHECKPOINT_MAILED = event(
    "checkpoint_mailed", Kind.DISCLOSURE, _("mailed the checkpoint of the trail")
)
SEE_YEARS = permission(
    "see_years",
    _("See which years of the trail are kept, on hold or due to end"),
    roles={Role.LEAD, Role.CHAIR},
    sight=Sight.NO_CASE,
    event=event("years_seen", Kind.CONSULTATION, _("looked at the years of the trail")),
)
HOLD_YEAR = permission(
    "hold_year",
    _("Put a year of the trail on hold, and lift that (an operator too, at the console)"),
    roles={Role.LEAD},
    sight=Sight.NO_CASE,
    event=event("year_held", Kind.ALTERATION, _("put a year of the trail on hold")),
    jobs={"console"},
)
YEAR_HOLD_LIFTED = event(
    "year_hold_lifted", Kind.ALTERATION, _("lifted the hold on a year of the trail")
)
AGREE_YEAR_END = permission(
    "agree_year_end",
    _("Propose that a year of the trail ends, or confirm what somebody else proposed"),
    roles={Role.LEAD, Role.CHAIR},
    sight=Sight.NO_CASE,
    event=event("year_end_proposed", Kind.ERASURE, _("proposed that a year of the trail ends")),
)
YEAR_END_CONFIRMED = event(
    "year_end_confirmed", Kind.ERASURE, _("confirmed that a year of the trail ends")
)
ERASE_DETAILS = permission(
    "erase_details",
    _("Erase the personal parts of events and old values, when their time is over"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=DETAILS_ERASED,
    jobs={"retention"},
)
END_YEARS = permission(
    "end_years",
    _("End whole sealed years of the trail, when their time is over"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=YEAR_ENDED,
    jobs={"retention"},
)
