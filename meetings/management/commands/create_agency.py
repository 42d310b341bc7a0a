"""Makes one more agency of an area."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.forms.areas import AgencyForm
from sharing import console
from sharing.actor import Actor
from sharing.operations.areas import create_agency
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work


class Command(BaseCommand):
    help = "Make an agency of an area. What is not given as an option is asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        console.add_options(parser, AgencyForm)

    def handle(self, *args: Any, **options: Any) -> None:
        said = console.answers(AgencyForm, options, self.stdout)
        said["core"] = said["core"] == "yes"
        actor = Actor.system("console")
        try:
            with unit_of_work(actor):
                create_agency(actor=actor, **said)
        except RuleBroken as broken:
            raise CommandError(str(broken.words)) from broken
        self.stdout.write("The agency is made. The account administrator can invite its people.")
