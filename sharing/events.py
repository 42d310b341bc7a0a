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


CATALOGUE: dict[str, Event] = {}


def event(code: str, kind: Kind, sentence: str | Promise) -> Event:
    """Return a new entry of the catalogue; a code is given once and never changes."""
    if code in CATALOGUE:
        raise ValueError(f"The event {code} is in the catalogue already.")
    CATALOGUE[code] = Event(code, kind, sentence)
    return CATALOGUE[code]


SIGNED_IN = event("signed_in", Kind.ACCESS, _("signed in"))
SIGN_IN_FAILED = event("sign_in_failed", Kind.ACCESS, _("failed to sign in"))
SIGNED_OUT = event("signed_out", Kind.ACCESS, _("signed out"))
SESSION_ENDED = event("session_ended", Kind.ACCESS, _("was signed out after a pause"))
DEVICE_SET_UP = event("device_set_up", Kind.ACCESS, _("set up a second factor"))
RECOVERY_CODE_USED = event("recovery_code_used", Kind.ACCESS, _("used a recovery code"))
MEMBERSHIP_CHOSEN = event("membership_chosen", Kind.ACCESS, _("chose to act under a membership"))
FORM_KEPT = event("form_kept", Kind.ACCESS, _("sent a form after signing out, which was kept"))
