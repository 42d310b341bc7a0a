"""When a confirmed way of contact has grown too old to trust."""

from datetime import date, timedelta

# After this, or after a newer incident, every page and paper says to check first.
CONFIRMED_FOR = timedelta(days=14)


def must_be_checked(confirmed_on: date, *, today: date, newest_incident: date | None) -> bool:
    """Return whether the way must be confirmed again before anybody uses it."""
    newer_incident = newest_incident is not None and newest_incident > confirmed_on
    return newer_incident or today - confirmed_on > CONFIRMED_FOR
