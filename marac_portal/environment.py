"""Settings from the environment. A missing or odd value stops the start and says what to set."""

import os
import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import psycopg2
from django.core.exceptions import ImproperlyConfigured
from psycopg2.extensions import parse_dsn

from sharing.database import ADDRESSES, WEB_ROLE

HOURS = 24  # of a day
MAILBOX = r"[^@\s<>,]+@[^@\s<>,]+"
THIS_MACHINE = ("127.0.0.1", "localhost")


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


def number(name: str, *, default: int, least: int = 0) -> int:
    """Return the whole number in `name`, or `default`; less than `least` stops the start."""
    value = os.environ.get(name, "")
    if not value:
        return default
    if value.isdecimal() and int(value) >= least:
        return int(value)
    bound = f" of at least {least}" if least else ""
    raise ImproperlyConfigured(f"{name} must be a whole number{bound}, not {value!r}.")


def hour(name: str, *, default: int) -> int:
    """Return the hour of the day in `name`, or `default`."""
    value = number(name, default=default)
    if value < HOURS:
        return value
    raise ImproperlyConfigured(f"{name} must be an hour from 0 to {HOURS - 1}, not {value}.")


def words(name: str, *, default: str) -> list[str]:
    """Return the comma-separated words in `name`."""
    return [word.strip() for word in text(name, default=default).split(",") if word.strip()]


def mailbox(name: str, *, default: str) -> str:
    """Return the mail address in `name`, which may stand behind a name: `Portal <a@b.example>`."""
    value = text(name, default=default).strip()
    if re.fullmatch(rf"{MAILBOX}|[^@<>,]+ <{MAILBOX}>", value):
        return value
    raise ImproperlyConfigured(f"{name} must be a mail address, not {value!r}.")


def mailboxes(name: str, *, default: str) -> list[str]:
    """Return the comma-separated mail addresses in `name`."""
    values = words(name, default=default)
    for value in values:
        if not re.fullmatch(MAILBOX, value):
            raise ImproperlyConfigured(
                f"{name} must hold mail addresses with commas between them, not {value!r}."
            )
    return values


def address(name: str, *, default: str) -> str:
    """Return the address of a web server, without a slash at its end. Other machines are spoken to
    by https alone, because links in mail set passwords."""
    value = text(name, default=default).rstrip("/")
    if re.fullmatch(r"https://[^\s/?#@]+(/[^\s?#]*)?", value) or re.fullmatch(
        rf"http://({'|'.join(map(re.escape, THIS_MACHINE))})(:\d+)?", value
    ):
        return value
    raise ImproperlyConfigured(
        f"{name} must be an address like https://portal.example.org, not {value!r}."
    )


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
    like = role or ADDRESSES.get(name, WEB_ROLE)
    hint = f"An address like postgresql://{like}:password@host:5432/marac_portal"
    value = text(name, hint=hint)
    if not value.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(f"{name} must begin with postgresql://. {hint}")
    parts = _parts(value)
    if parts is None:
        raise ImproperlyConfigured(
            f"{name} cannot be read. {hint}; in a password write %40 for @, %3A for :, %2F for /,"
            " %3F for ?, %23 for # and %25 for %."
        )
    if not parts.path.removeprefix("/"):
        raise ImproperlyConfigured(f"{name} must name a database. {hint}")
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


def _parts(value: str) -> SplitResult | None:
    """Return the parts of a database's address, or nothing if PostgreSQL's own programs would read
    it otherwise. What is wrong with it is not said, because that would quote the password."""
    try:
        parse_dsn(value)
        parts = urlsplit(value)
        has_port = parts.port != 0
    except (ValueError, psycopg2.ProgrammingError):
        return None
    apart = parts.netloc.count("@") <= 1 and not re.search("[/@]", parts.path[1:])
    return parts if has_port and apart and not parts.fragment else None
