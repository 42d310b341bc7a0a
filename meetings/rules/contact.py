"""The age at which a confirmed way of contact is too old to trust, and the ways that are safe."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from sharing.rules import RuleBroken, Together

# After this, or after a newer incident, every page and paper says to check first.
CONFIRMED_FOR = timedelta(days=14)


def must_be_checked(
    confirmed_on: date, *, today: date, newest_incident: date | None, heard_since: bool
) -> bool:
    """Return whether the way must be confirmed again before anybody uses it. An incident reported
    since then counts, even if it happened on the same day or before."""
    newer_incident = newest_incident is not None and newest_incident > confirmed_on
    return newer_incident or heard_since or today - confirmed_on > CONFIRMED_FOR


def rules_out(way: str, *, phone_watched: bool) -> bool:
    """Return whether nobody may use this way, because somebody else may see or hear it."""
    return phone_watched and way in ("call", "text")


def check_contact(*, way: str, phone_watched: bool, confirmed_on: date | None, today: date) -> None:
    """Raise `RuleBroken` if a watched phone rules the way out, or it was confirmed on a future
    day."""
    rules = Together()
    with rules.one():
        if rules_out(way, phone_watched=phone_watched):
            raise RuleBroken(
                _("A phone that may be watched rules out calls and texts. Choose another way."),
                field="way",
            )
    with rules.one():
        if confirmed_on and confirmed_on > today:
            raise RuleBroken(_("The date must be today or earlier."), field="confirmed_on")
    rules.check()


def check_attempt(*, way: str, note: str, phone_watched: bool) -> None:
    """Raise `RuleBroken` if nobody says how an unsafe way came to be used."""
    if rules_out(way, phone_watched=phone_watched) and not note:
        raise RuleBroken(
            _(
                "The phone may be watched, so nobody may call or text. If it happened all the same,"
                " say in the note how that came about."
            ),
            field="note",
        )
