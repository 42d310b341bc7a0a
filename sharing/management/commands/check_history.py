"""Compares what was written with what the trail says of it."""

import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from sharing import clock
from sharing.comparison import NAMED, Compared, compare
from sharing.daily import next_hour
from sharing.work import NotRecorded


class Command(BaseCommand):
    help = (
        "Compare the past of rows, the versions of scopes and what rows hold now with what the"
        " events say that was written. Fails if something was altered, and names it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--each-day",
            action="store_true",
            help="Go on until told to stop: at once, then each day at DAILY_HOUR (Europe/London).",
        )

    def handle(self, *args: Any, each_day: bool, **options: Any) -> None:
        if each_day:
            self._each_day()
            return
        compared = compare()
        self.stdout.write(
            f"{compared.looked_at} rows and events were looked at; {compared.unproved} cannot be"
            " proved."
        )
        if compared.wrong:
            raise CommandError("\n".join(_said(compared)))

    def _each_day(self) -> None:
        told = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: told.set())
        while not told.is_set():
            try:
                for line in _said(compare()):
                    self.stderr.write(line)
            except (NotRecorded, DatabaseError):
                self.stderr.write("What was written could not be compared; it is tried tomorrow.")
            # Nothing is held through the day, and what broke is made anew.
            connection.close()
            told.wait(max((next_hour() - clock.now()).total_seconds(), 1))


def _said(compared: Compared) -> list[str]:
    lines = [f"{one.wrong.label} ({one.table} {one.row})." for one in compared.findings]
    if compared.wrong > NAMED:
        lines.append(f"And {compared.wrong - NAMED} more.")
    return lines
