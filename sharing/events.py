"""The catalogue of events: what the audit trail can say. Each has a code for ever, a kind as
the law tells them apart (DPA 2018 s.62), and a sentence."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    ACCESS = "access"  # signing in, memberships, walls


@dataclass(frozen=True)
class Event:
    code: str
    kind: Kind
    sentence: str | Promise  # what the person did, without subject: "opened the case"
    is_search: bool = False
    is_notice: bool = False  # a mail that holds nothing: many of them say no more than one


CATALOGUE: dict[str, Event] = {}


def event(
    code: str,
    kind: Kind,
    sentence: str | Promise,
    *,
    is_search: bool = False,
    is_notice: bool = False,
) -> Event:
    """Return a new entry of the catalogue; a code is given once and never changes."""
    if code in CATALOGUE:
        raise ValueError(f"The event {code} is in the catalogue already.")
    CATALOGUE[code] = Event(code, kind, sentence, is_search, is_notice)
    return CATALOGUE[code]


PASSWORD_GIVEN = event("password_given", Kind.ACCESS, _("gave the right password"))
SIGNED_IN = event("signed_in", Kind.ACCESS, _("signed in"))
SIGN_IN_FAILED = event("sign_in_failed", Kind.ACCESS, _("failed to sign in"))
SECOND_FACTOR_FAILED = event("second_factor_failed", Kind.ACCESS, _("gave a wrong code"))
SECOND_FACTOR_AGAIN = event(
    "second_factor_again", Kind.ACCESS, _("gave a fresh code of the second factor")
)
READING_CONFIRMED = event(
    "reading_confirmed", Kind.ACCESS, _("confirmed with a fresh code that they open many cases")
)
SIGNED_OUT = event("signed_out", Kind.ACCESS, _("signed out"))
SESSION_ENDED = event("session_ended", Kind.ACCESS, _("was signed out after a pause"))
PASSWORD_SET = event("password_set", Kind.ACCESS, _("set a password by a link"))
DEVICE_SET_UP = event("device_set_up", Kind.ACCESS, _("set up a second factor"))
RECOVERY_CODE_USED = event("recovery_code_used", Kind.ACCESS, _("used a recovery code"))
TURNED_AWAY = event("turned_away", Kind.ACCESS, _("was turned away from a case to sign in first"))
MEMBERSHIP_CHOSEN = event("membership_chosen", Kind.ACCESS, _("chose to act under a membership"))
OWN_ACCOUNT_SEEN = event("own_account_seen", Kind.CONSULTATION, _("looked at their own account"))
CODES_RENEWED = event("codes_renewed", Kind.ACCESS, _("renewed their recovery codes"))
SESSIONS_CLOSED = event(
    "sessions_closed", Kind.ACCESS, _("ended a session of theirs on another device")
)
FORM_KEPT = event("form_kept", Kind.ACCESS, _("sent a form after signing out, which was kept"))
FORMS_SEEN = event("kept_forms_seen", Kind.CONSULTATION, _("read what they sent after signing out"))
FORM_THROWN_AWAY = event("form_thrown_away", Kind.ERASURE, _("threw a kept form away"))

PERSON_INVITED = event("person_invited", Kind.ACCESS, _("invited a person"))
LINK_SENT = event("link_sent", Kind.ACCESS, _("had a link sent to set a password"))
MEMBERSHIP_GIVEN = event("membership_given", Kind.ACCESS, _("gave a person a membership"))
MEMBERSHIP_CHANGED = event("membership_changed", Kind.ACCESS, _("changed a membership"))
MEMBERSHIP_CONFIRMED = event("membership_confirmed", Kind.ACCESS, _("confirmed a membership"))
MEMBERSHIP_REFUSED = event("membership_refused", Kind.ACCESS, _("refused to confirm a membership"))
MEMBERSHIP_ENDED = event("membership_ended", Kind.ACCESS, _("ended a membership"))
ACCOUNT_CORRECTED = event(
    "account_corrected", Kind.ACCESS, _("changed the name or address of an account")
)
ACCOUNT_OFF = event("account_off", Kind.ACCESS, _("switched an account off"))
ACCOUNT_ON = event("account_on", Kind.ACCESS, _("switched an account on"))
RESET_PROPOSED = event("reset_proposed", Kind.ACCESS, _("asked for a second factor to be reset"))
RESET_AGREED = event("reset_agreed", Kind.ACCESS, _("agreed to reset a second factor"))
RESET_REFUSED = event("reset_refused", Kind.ACCESS, _("refused to reset a second factor"))
AGENCY_MADE = event("agency_made", Kind.ACCESS, _("made an agency of the area"))
# Their items are files of the vault.
ORPHANS_REMOVED = event(
    "vault_orphans_removed", Kind.ERASURE, _("removed files from the vault that are of no case")
)
FILE_SCANNED = event(
    "file_scanned", Kind.ACCESS, _("scanned a file that had waited for the virus scanner")
)
FILE_FOUND_HARMFUL = event(
    "file_found_harmful",
    Kind.ALTERATION,
    _("took back a file in which the virus scanner found something harmful"),
)
WITHDRAWN_FILES_REMOVED = event(
    "withdrawn_files_removed",
    Kind.ERASURE,
    _("removed files that were withdrawn and that nobody had opened"),
)
EXAMPLE_LOADED = event("example_loaded", Kind.COLLECTION, _("loaded the example"))

# What the sealer says; sql/seal.sql lists their codes.
HEARTBEAT = event("heartbeat", Kind.ACCESS, _("sealed the trail up to here"))
SEAL_KEY_NAMED = event("seal_key_named", Kind.ACCESS, _("named the key that seals from here on"))
LATE_EVENTS_FOUND = event("late_events_found", Kind.ACCESS, _("found events that came late"))
TRAIL_ALTERED = event("trail_altered", Kind.ACCESS, _("found that the trail was altered"))
TIME_CONFIRMED = event("time_confirmed", Kind.ACCESS, _("confirmed that the time is right"))
YEAR_CORRECTED = event("year_corrected", Kind.ACCESS, _("said anew which events a year had"))
# What retention says; sql/erasures.sql and sql/retention.sql have their codes, and sql/trail.sql
# these and the six before, which nobody else says. Its items are the events whose personal part was
# erased; verifiers know the code, and the next.
DETAILS_ERASED = event("details_erased", Kind.ERASURE, _("erased the personal part of events"))
# Beside the one before: what these events wrote into the past of rows is erased too.
VALUES_ERASED = event("values_erased", Kind.ERASURE, _("erased old values"))
# Its items are drafts, which have no past.
RETURN_DRAFTS_ERASED = event(
    "return_drafts_erased",
    Kind.ERASURE,
    _("erased what was written into a return and never submitted"),
)
# Its one item tells which year, and the root over its leaves: docs/trail-format.md.
YEAR_ENDED = event("year_ended", Kind.ERASURE, _("ended a year of the trail, with its retention"))
