"""The seal of the trail, and its years."""

from django.utils.translation import gettext_lazy as _

from sharing.events import DETAILS_ERASED, YEAR_ENDED, Kind, event
from sharing.permissions.register import Sight, permission
from sharing.roles import Role

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
COMPARE_WRITTEN = permission(
    "compare_written",
    _("Compare what was written with what the trail says of it, each night"),
    roles=set(),
    sight=Sight.NO_CASE,
    event=event(
        "values_altered", Kind.ACCESS, _("found values that were altered outside the portal")
    ),
    jobs={"comparison"},
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
