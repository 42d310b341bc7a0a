"""Loads the example area, through the operations."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from marac_portal import example

WIDTH = 30  # characters of the bar


class Command(BaseCommand):
    help = "Load the example area: invented people and cases, as if used until a moment ago."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        from meetings.example import load

        if not settings.EXAMPLE:
            raise CommandError("The example is loaded in the example mode only: use `make run`.")
        try:
            example.refuse_unless_marked()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if load.is_there():
            if not example.is_finished():
                raise CommandError(
                    "Loading the example was broken off before. Start it with `make run`, which"
                    " begins anew; a database that DATABASE_URL names has to be dropped first."
                )
            self.stdout.write("The example is loaded already; nothing was done.")
            return
        progress = Progress(self.stderr)
        for done, of, words in load.load():
            progress.show(done, of, words)
        self.stdout.write("The example is loaded.")


class Progress:
    """The progress: a bar on a terminal, otherwise a line for each tenth."""

    def __init__(self, output: OutputWrapper) -> None:
        self.output = output
        self.told = -1

    def show(self, done: int, of: int, words: str) -> None:
        """Show how many parts are done, and the next one."""
        if self.output.isatty():
            full = WIDTH * done // of
            bar = "█" * full + "░" * (WIDTH - full)
            end = "\n" if done == of else ""
            self.output.write(f"\r{bar} {done}/{of} {words:<20}", ending=end)
        elif (tenth := 10 * done // of) > self.told:
            self.told = tenth
            self.output.write(f"{10 * tenth} % {words}".rstrip())
