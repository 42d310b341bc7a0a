"""Makes a key for the sealer."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sharing.seal.checkpoint import BadKey, make_key


class Command(BaseCommand):
    help = (
        "Write a new key for the sealer to a file that only its account can read, and print the"
        " public key, which auditors keep."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="The name of the trail, such as marac.example.org/trail.")
        parser.add_argument("file", type=Path, help="Where the key is written to.")

    def handle(self, *args: Any, name: str, file: Path, **options: Any) -> None:
        try:
            signer = make_key(name, file)
        except BadKey as error:
            raise CommandError(str(error)) from error
        self.stdout.write(signer.verifier)
