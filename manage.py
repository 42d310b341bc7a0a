#!/usr/bin/env python
"""Django's commands. Each signs in as the role that it needs, where that role's address is set;
every other one as the web process does, which owns nothing."""

import gc
import os
import sys

OWNER = ("migrate", "makemigrations", "sqlmigrate", "flush", "make_trail_years")
ADDRESSES = dict.fromkeys(OWNER, "OWNER_DATABASE_URL") | {
    "db_worker": "JOBS_DATABASE_URL",
    "end_retention": "RETENTION_DATABASE_URL",
    "seal_trail": "SEALER_DATABASE_URL",
}
# Nothing of what these do is done under another.
NEEDED = ("OWNER_DATABASE_URL", "SEALER_DATABASE_URL")
PORTAL = "marac_portal.settings"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", PORTAL)
    name = ADDRESSES.get(sys.argv[1] if len(sys.argv) > 1 else "", "DATABASE_URL")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from marac_portal import environment

    others = any(one.startswith("--settings") for one in sys.argv)  # which Django reads itself
    portals = not others and os.environ["DJANGO_SETTINGS_MODULE"] == PORTAL
    try:
        if os.environ.get(name) or (portals and name in NEEDED):
            environment.database(name)
            os.environ["DATABASE_URL"] = os.environ[name]
        if not others:
            load()
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))  # says what to set
    except OperationalError as error:
        # PostgreSQL gives a code to what failed in it; there is none where nobody was let in.
        if getattr(error.__cause__, "pgcode", None):
            raise
        why = " ".join(str(error).split())
        sys.exit(f"{name} does not open its database: {why} (see `manage.py prepare_database`)")


def load() -> None:
    """Load the portal. All of it stays: to look for garbage in it takes a third of the time."""
    import django

    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()


if __name__ == "__main__":
    main()
