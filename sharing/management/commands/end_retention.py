"""Ends what is beyond its period, as the retention role."""

import signal
from datetime import timedelta
from threading import Event
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from sharing import clock
from sharing.actor import Actor
from sharing.daily import next_hour
from sharing.operations.retention import (
    MOST,
    end_year,
    endings,
    erase_old_details,
    erase_values,
)
from sharing.unit import unit_of_work

RETENTION = Actor.system("retention")
AGAIN = timedelta(minutes=15)  # after a round that failed
AT_ONCE = 100  # in one unit of work


class Command(BaseCommand):
    help = (
        "End what is beyond its period: personal parts of events after DETAIL_DAYS, drafts after the"
        " days that their area has set, sealed years of the trail after TRAIL_YEARS, once two people"
        " agreed in the portal. What concerns a case on hold stays, and so does a year on hold."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--each-day",
            action="store_true",
            help="Go on until told to stop: at once, then each day at DAILY_HOUR (Europe/London).",
        )
        parser.add_argument(
            "--event",
            type=UUID,
            help="Only erase what this event wrote into the past, such as what was typed in the"
            " wrong place and corrected since. What a row still holds stays.",
        )

    def handle(self, *args: Any, event: UUID | None, each_day: bool, **options: Any) -> None:
        self.quiet = not options["verbosity"]
        if each_day:
            self._each_day()
            return
        try:
            if event:
                with unit_of_work(RETENTION):
                    stay = erase_values(actor=RETENTION, event_id=event)
                self._say("What the event wrote into the past is erased.")
                if stay:
                    self._say(f"But of {stay} rows, which hold it still: correct them first.")
                return
            self._erase_details()
            self._end_others()
        except DatabaseError as error:
            raise CommandError(_first_line(error)) from error
        self._end_years()

    def _each_day(self) -> None:
        told = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: told.set())
        while not told.is_set():
            at = next_hour()
            try:
                self._erase_details()
                self._end_others()
                self._end_years()
            except (CommandError, DatabaseError) as error:
                # What stays until somebody acts is said each day; what failed is tried again.
                self.stderr.write(_first_line(error))
                if not isinstance(error, CommandError):
                    at = min(at, clock.now() + AGAIN)
            # Nothing is held through the day, and what broke is made anew.
            connection.close()
            told.wait(max((at - clock.now()).total_seconds(), 1))

    def _say(self, line: str) -> None:
        if not self.quiet:
            self.stdout.write(line)

    def _erase_details(self) -> None:
        before, erased = clock.now() - timedelta(days=settings.DETAIL_DAYS), MOST
        while erased == MOST:
            with unit_of_work(RETENTION):
                erased = erase_old_details(actor=RETENTION, before=before)
            self._say(f"{erased} personal parts of events were erased.")

    def _end_others(self) -> None:
        for one in endings:
            ended = AT_ONCE
            while ended == AT_ONCE:
                with unit_of_work(RETENTION):
                    ended = one.end(actor=RETENTION, most=AT_ONCE)
                self._say(f"{ended} {one.what} were erased.")

    def _end_years(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT years_due(%s)", [settings.TRAIL_YEARS])
            due = [year for (year,) in cursor.fetchall()]
        stay = []
        for year in due:
            try:
                with unit_of_work(RETENTION):
                    ended = end_year(actor=RETENTION, year=year)
                self._say(f"{year} ended, with {ended} events.")
            except DatabaseError as error:
                stay.append(f"{year} stays: {_first_line(error)}.")
        if stay:
            raise CommandError("\n".join(stay))


def _first_line(error: Exception) -> str:
    return str(error).split("\n")[0]
