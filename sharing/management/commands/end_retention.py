"""Ends what is beyond its period, as the retention role."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from sharing import clock
from sharing.actor import Actor
from sharing.operations.retention import MOST, end_year, erase_old_details, erase_values
from sharing.work import unit_of_work

RETENTION = Actor.system("retention")


class Command(BaseCommand):
    help = (
        "End what is beyond its period: personal parts of events after DETAIL_DAYS, sealed years"
        " of the trail after TRAIL_YEARS. What concerns a case on hold stays. To be run each day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--event",
            type=UUID,
            help="Only erase what this event wrote into the past, such as what was typed in the"
            " wrong place and corrected since.",
        )

    def handle(self, *args: Any, event: UUID | None, **options: Any) -> None:
        try:
            if event:
                with unit_of_work(RETENTION):
                    erase_values(actor=RETENTION, event_id=event)
                self.stdout.write("What the event wrote into the past is erased.")
                return
            self._erase_details()
        except DatabaseError as error:
            raise CommandError(_first_line(error)) from error
        self._end_years()

    def _erase_details(self) -> None:
        before, erased = clock.now() - timedelta(days=settings.DETAIL_DAYS), MOST
        while erased == MOST:
            with unit_of_work(RETENTION):
                erased = erase_old_details(actor=RETENTION, before=before)
            self.stdout.write(f"{erased} personal parts of events were erased.")

    def _end_years(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT years_due(%s)", [settings.TRAIL_YEARS])
            due = [year for (year,) in cursor.fetchall()]
        stay = []
        for year in due:
            try:
                with unit_of_work(RETENTION):
                    ended = end_year(actor=RETENTION, year=year)
                self.stdout.write(f"{year} ended, with {ended} events.")
            except DatabaseError as error:
                stay.append(f"{year} stays: {_first_line(error)}.")
        if stay:
            raise CommandError("\n".join(stay))


def _first_line(error: DatabaseError) -> str:
    return str(error).split("\n")[0]
