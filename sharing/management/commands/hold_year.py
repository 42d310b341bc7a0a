"""Puts a year of the trail on hold, or lifts that, for whoever runs the portal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sharing.actor import Actor
from sharing.operations.years import hold_year, lift_hold
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused


class Command(BaseCommand):
    help = (
        "Put a year of the audit trail on hold: it stays, whatever its age, until somebody lifts"
        " that here or a safeguarding lead does in the portal. Who lifts it may be somebody else."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, help="The year, such as 2026.")
        parser.add_argument("--reason", required=True, help="Why. No names, nothing of a case.")
        parser.add_argument("--lift", action="store_true", help="Lift the hold that is there.")

    def handle(self, *args: Any, year: int, reason: str, lift: bool, **options: Any) -> None:
        actor = Actor.system("console")
        try:
            if not reason.strip():
                raise CommandError("Say why.")
            with unit_of_work(actor):
                if lift:
                    lift_hold(actor=actor, year=year, reason=reason)
                else:
                    hold_year(actor=actor, year=year, reason=reason)
        except RuleBroken as broken:
            raise CommandError(str(broken.words)) from broken
        except Refused as refused:
            raise CommandError(f"There is no year {year} in the trail.") from refused
        self.stdout.write(f"{year} is {'not on hold any more' if lift else 'on hold'}.")
