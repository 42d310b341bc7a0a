"""Makes the years of the trail that are still to come, as the owner of the database."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

YEARS = 4  # this one and those that follow


class Command(BaseCommand):
    help = "Make room in the audit trail for this year and the three that follow."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT due.of_year, make_audit_partition(due.of_year)
                FROM generate_series(
                    extract(year FROM now() AT TIME ZONE 'UTC')::integer,
                    extract(year FROM now() AT TIME ZONE 'UTC')::integer + %s - 1
                ) AS due (of_year)
                WHERE due.of_year NOT IN (SELECT of_year FROM audit_years())
                """,
                [YEARS],
            )
            made = [str(year) for year, _ in cursor.fetchall()]
        self.stdout.write(f"Made: {', '.join(made)}." if made else "All years are there.")
