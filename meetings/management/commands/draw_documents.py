"""Draw the documents that come from code."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from meetings.drawings import PAGES


class Command(BaseCommand):
    help = "Draw the pages of docs/ that come from code and data."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path, draw in PAGES.items():
            (settings.BASE_DIR / path).write_text(draw(), encoding="utf-8")
            self.stdout.write(path)
