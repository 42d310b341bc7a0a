"""The meeting itself, who observes it, and its minutes."""

from django.utils.translation import gettext_lazy as _

from meetings.permissions.roles import EVERYONE, KEEPERS, MEMBERS, READERS
from sharing.codes import Watched
from sharing.events import Kind, event
from sharing.permissions import Sight, permission
from sharing.roles import Role
from sharing.watch.signs import tell

DECLARE = permission(
    "declare",
    _("Agree to the confidentiality declaration of a meeting"),
    roles=EVERYONE - {Role.ADMINISTRATOR, Role.REFERRER},
    sight=Sight.NO_CASE,
    event=event("declaration_made", Kind.ACCESS, _("agreed to keep the meeting confidential")),
)
RUN_MEETING = permission(
    "run_meeting",
    _("Open and end a meeting, take an opening back, record presence"),
    roles=KEEPERS,
    sight=Sight.NO_CASE,
    event=event("meeting_opened", Kind.ALTERATION, _("opened the meeting")),
)
OPENING_TAKEN_BACK = event(
    "opening_taken_back", Kind.ALTERATION, _("took back that the meeting was opened")
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
MINUTES_SOUGHT = event(
    "minutes_sought", Kind.CONSULTATION, _("looked for the minutes, which were not there yet")
)
MINUTES_PRINTED = event("minutes_printed", Kind.DISCLOSURE, _("made minutes as PDF"))
tell(Watched.EXPORTS, MINUTES_PRINTED)
AGREE_MINUTES = permission(
    "agree_minutes",
    _("Agree the minutes, which freezes them"),
    roles={Role.CHAIR},
    sight=Sight.NO_CASE,
    event=event("minutes_agreed", Kind.ALTERATION, _("agreed the minutes")),
)
