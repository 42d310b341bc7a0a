"""Makes an area with its first people, where nobody can sign in yet who could."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from meetings.forms.areas import AreaForm
from meetings.operations.protocols import write_first_protocol
from sharing import console
from sharing.actor import Actor
from sharing.link_tokens import token_of
from sharing.models import PasswordLink
from sharing.operations.areas import Newcomer, create_area
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work


class Command(BaseCommand):
    help = (
        "Make an area with its rules, the agency that keeps its meetings, a coordinator and an"
        " account administrator, and print for each of the two a link that sets their password:"
        " once, for 24 hours. What is not given as an option is asked for."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        console.add_options(parser, AreaForm)
        parser.add_argument(
            "--declaration",
            type=Path,
            help="A file with the area's own confidentiality declaration.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Before anything is asked.
        declaration = options["declaration"]
        wording = _read(declaration) if declaration else ""
        said = console.answers(AreaForm, options, self.stdout)
        meets = {name: said.pop(name) for name in ("first_meeting_on", "starts_at", "place")}
        coordinator, administrator = (
            Newcomer(said.pop(f"{role}_name"), said.pop(f"{role}_email"))
            for role in ("coordinator", "administrator")
        )
        actor = Actor.system("console")
        try:
            with unit_of_work(actor):
                opened = create_area(
                    actor=actor, coordinator=coordinator, administrator=administrator, **said
                )
                write_first_protocol(
                    actor=actor, area_id=opened.area_id, declaration=wording, **meets
                )
        except RuleBroken as broken:
            raise CommandError(str(broken.words)) from broken
        self.stdout.write("The area is made.")
        self._tell("coordinator", opened.coordinator)
        self._tell("account administrator", opened.administrator)

    def _tell(self, role: str, link: PasswordLink | None) -> None:
        if link is None:
            self.stdout.write(f"The {role} has an account already and signs in with it.")
            return
        address = settings.PORTAL_ADDRESS + reverse("open_password_link", args=[token_of(link.pk)])
        self.stdout.write(f"The {role} sets a password here, within 24 hours: {address}")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
