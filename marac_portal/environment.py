"""Settings from the environment. A missing or odd value stops the start and says what to set."""

import os
import re
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

HOURS = 24  # of a day


def text(name: str, *, default: str | None = None, hint: str = "") -> str:
    """Return the value of `name`, or `default`; without either, stop with the hint."""
    value = os.environ.get(name, "")
    if value:
        return value
    if default is not None:
        return default
    raise ImproperlyConfigured(f"Set {name} in the environment. {hint}".strip())


def flag(name: str, *, default: bool) -> bool:
    """Return whether `name` is on or off; any other word stops the start."""
    value = os.environ.get(name, "")
    if value in ("on", "off"):
        return value == "on"
    if not value:
        return default
    raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}.")


def number(name: str, *, default: int) -> int:
    """Return the whole number in `name`, or `default`."""
    value = os.environ.get(name, "")
    if not value:
        return default
    if value.isdecimal():
        return int(value)
    raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")


def hour(name: str, *, default: int) -> int:
    """Return the hour of the day in `name`, or `default`."""
    value = number(name, default=default)
    if value < HOURS:
        return value
    raise ImproperlyConfigured(f"{name} must be an hour from 0 to {HOURS - 1}, not {value}.")


def words(name: str, *, default: str) -> list[str]:
    """Return the comma-separated words in `name`."""
    return [word.strip() for word in text(name, default=default).split(",") if word.strip()]


def secret(name: str) -> str:
    """Return a secret of at least 32 characters; there is no default."""
    hint = "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
    value = text(name, hint=hint)
    if len(value) < 32:
        raise ImproperlyConfigured(f"{name} must have at least 32 characters. {hint}")
    return value


def named_secrets(name: str) -> dict[str, str]:
    """Return secrets of at least 32 characters by their names, as in `2026:…,2025:…`."""
    hint = (
        "A key like 2026:SECRET, further ones after a comma. Make SECRET with:"
        " python -c 'import secrets; print(secrets.token_urlsafe(48))'"
    )
    found: dict[str, str] = {}
    for one in text(name, hint=hint).split(","):
        called, _, value = one.strip().partition(":")
        if not re.fullmatch(r"[\w.-]{1,20}", called) or called in found:
            raise ImproperlyConfigured(f"Each key of {name} needs a name of its own. {hint}")
        if len(value) < 32:
            raise ImproperlyConfigured(f"Each key of {name} must have at least 32 characters.")
        found[called] = value
    return found


def database(name: str, *, role: str = "") -> dict[str, object]:
    """Return Django's settings of the PostgreSQL database whose address is in `name`. Stop if that
    address does not sign in as the role."""
    hint = "An address like postgresql://portal_web:password@host:5432/marac_portal"
    parts = urlsplit(text(name, hint=hint))
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"{name} must begin with postgresql://. {hint}")
    if role and unquote(parts.username or "") != role:
        raise ImproperlyConfigured(f"{name} must sign in as {role}.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket folder may be given as ?host=/folder, as libpq allows.
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
