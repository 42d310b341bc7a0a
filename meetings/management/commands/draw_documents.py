"""Draw the documents that come from code, and lay out the one that is data."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from meetings.drawings import PAGES
from meetings.matrix import PATH, matrix, text_of


class Command(BaseCommand):
    help = "Draw the pages of docs/ that come from code and data; lay out the matrix that is data."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        laid_out = text_of(matrix())
        (settings.BASE_DIR / PATH).write_text(laid_out, encoding="utf-8")
        for path, draw in PAGES.items():
            (settings.BASE_DIR / path).write_text(draw(), encoding="utf-8")
            self.stdout.write(path)
