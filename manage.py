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
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marac_portal.settings")
    name = ADDRESSES.get(sys.argv[1] if len(sys.argv) > 1 else "", "DATABASE_URL")
    if os.environ.get(name):
        os.environ["DATABASE_URL"] = os.environ[name]
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        if not any(one.startswith("--settings") for one in sys.argv):  # which Django reads itself
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
