"""The identity behind a request, by its session: person, second factor, membership, last activity.

A session is over after a pause of `IDLE_MINUTES`, and at the latest `LONGEST_SESSION` after signing
in. A session that is over gives no rights. It still tells whose it was until `SESSION_COOKIE_AGE`
after signing in, so that a form that arrives too late is kept for its author. A request that a
page makes by itself, a poll or an autosave, has the header `X-Background: 1` and does not count as
activity."""

from sharing.sessions.lasting import time_left
from sharing.sessions.marks import (
    ACTIVE,
    ENDED,
    KEPT,
    MEMBERSHIP,
    NEXT,
    SECOND_FACTOR,
    SIGNED_IN,
    THEN,
    Marks,
    marks_of,
)
from sharing.sessions.requests import identify, note_foreign_form, turn_away
from sharing.sessions.signing_in import act_under, begin, begin_for, complete
from sharing.sessions.ways import (
    after_detour,
    ask_second_factor,
    detour,
    is_background,
    leads_to_kept,
    own_way,
    way_on,
)
from sharing.sessions.whose import mark_of

__all__ = [
    "ACTIVE",
    "ENDED",
    "KEPT",
    "MEMBERSHIP",
    "NEXT",
    "SECOND_FACTOR",
    "SIGNED_IN",
    "THEN",
    "Marks",
    "act_under",
    "after_detour",
    "ask_second_factor",
    "begin",
    "begin_for",
    "complete",
    "detour",
    "identify",
    "is_background",
    "leads_to_kept",
    "mark_of",
    "marks_of",
    "note_foreign_form",
    "own_way",
    "time_left",
    "turn_away",
    "way_on",
]
