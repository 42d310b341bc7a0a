"""Confirms the first coordinator of an area, whom nobody there can confirm yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sharing.actor import Actor
from sharing.operations.members import confirm_first
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work


class Command(BaseCommand):
    help = (
        "Confirm the membership of an area's first coordinator. Only while the area has no"
        " coordinator, chair or safeguarding lead who could confirm it in the portal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="The e-mail address of the coordinator.")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        actor = Actor.system("console")
        try:
            with unit_of_work(actor):
                confirm_first(actor=actor, email=email)
        except RuleBroken as broken:
            raise CommandError(str(broken.words)) from broken
        self.stdout.write("The membership is confirmed.")
