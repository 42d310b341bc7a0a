"""Prints a new link for somebody who never set a password."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from sharing.actor import Actor
from sharing.link_tokens import token_of
from sharing.operations.areas import renew_link
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work


class Command(BaseCommand):
    help = (
        "Print a new link that sets the first password of an account, once, for 24 hours. For the"
        " first people of an area; others get theirs by mail from their account administrator."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="The e-mail address of the account.")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        actor = Actor.system("console")
        try:
            with unit_of_work(actor):
                link = renew_link(actor=actor, email=email)
        except RuleBroken as broken:
            raise CommandError(str(broken.words)) from broken
        path = reverse("open_password_link", args=[token_of(link.pk)])
        self.stdout.write(settings.PORTAL_ADDRESS + path)
