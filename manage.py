#!/usr/bin/env python
"""Django's commands. Those that change the schema run as the owner of the database, every
other one, and the web process, as a role that owns nothing."""

import os
import sys

OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "flush", "make_trail_years"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marac_portal.settings")
    if OWNER_COMMANDS.intersection(sys.argv[1:2]) and os.environ.get("OWNER_DATABASE_URL"):
        os.environ["DATABASE_URL"] = os.environ["OWNER_DATABASE_URL"]
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
