"""Prints who can sign in to the example, and how."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marac_portal import example


class Command(BaseCommand):
    help = "Print who can sign in to the example, and how."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        from django.conf import settings

        if not settings.EXAMPLE:
            raise CommandError("Only the example shows who can sign in.")
        self.stdout.write(example.who_can_sign_in())
