"""When a confirmed way of contact has grown too old to trust."""

from datetime import date, timedelta

# After this, or after a newer incident, every page and paper says to check first.
CONFIRMED_FOR = timedelta(days=14)


def must_be_checked(
    confirmed_on: date, *, today: date, newest_incident: date | None, heard_since: bool
) -> bool:
    """Return whether the way must be confirmed again before anybody uses it. An incident that
    was heard of since counts also where it happened on the same day or before."""
    newer_incident = newest_incident is not None and newest_incident > confirmed_on
    return newer_incident or heard_since or today - confirmed_on > CONFIRMED_FOR


def rules_out(way: str, *, phone_watched: bool) -> bool:
    """Return whether nobody may use this way, as somebody else may see or hear it."""
    return phone_watched and way in ("call", "text")
