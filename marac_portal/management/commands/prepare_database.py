"""Makes the database's roles and the database, or prints the SQL that does."""

import os
from typing import Any

import psycopg2
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from marac_portal import preparation


class Command(BaseCommand):
    help = (
        "Make the roles of DATABASE_URL and OWNER_DATABASE_URL and their database, signed in at"
        " ADMIN_DATABASE_URL; without it, or with --sql, print the SQL for psql instead."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sql", action="store_true", help="Print the SQL and change nothing.")

    def handle(self, *args: Any, sql: bool, **options: Any) -> None:
        try:
            asked = preparation.asked_for()
            address = os.environ.get("ADMIN_DATABASE_URL", "")
            if sql or not address:
                self.stdout.write(asked.script())
                return
            warnings = asked.carry_out(address)
        except psycopg2.errors.InsufficientPrivilege as error:
            why = str(error).split("\n")[0]
            raise CommandError(f"{why}. {preparation.RIGHTS}") from error
        except (ImproperlyConfigured, psycopg2.Error) as error:
            raise CommandError(str(error).strip()) from error
        for warning in warnings:
            self.stderr.write(warning)
        self.stdout.write(f"The roles and the database {asked.database} are ready.")
