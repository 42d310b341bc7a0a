"""Seals the audit trail, as a process of its own."""

import os
import signal
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import psycopg2
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sharing.seal import process
from sharing.seal.checkpoint import BadKey, read_key
from sharing.seal.restored import BadCheckpoint
from sharing.seal.sealer import BATCH
from sharing.seal.state import state
from sharing.seal.taken_up import NotSealing

FIRST = ("next_key", "batch", "confirm_time", "correct_year", "restored")


class Command(BaseCommand):
    help = (
        "Seal the audit trail until told to stop, signed in at SEALER_DATABASE_URL (directly, past"
        " no pooler) with the key in the file SEALER_KEY_FILE."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--next-key", type=Path, help="Hand over to the key in this file.")
        parser.add_argument(
            "--confirm-time",
            action="store_true",
            help="Say on the trail that the clocks are right, after the portal was off for long.",
        )
        parser.add_argument(
            "--correct-year",
            type=int,
            metavar="YEAR",
            help="Say anew which events a year had that was said too soon, by a clock that was ahead.",
        )
        parser.add_argument(
            "--restored",
            type=Path,
            metavar="FILE",
            help="Say that the database was restored from a backup, before anything else is sealed on"
            " it; the file holds the newest checkpoint that is known of what was lost.",
        )
        parser.add_argument("--batch", type=int, default=BATCH, help="Events sealed at once.")
        parser.add_argument(
            "--state", action="store_true", help="Say how the seal stands; fail if it is behind."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        address = _asked_for("SEALER_DATABASE_URL")
        try:
            if options["state"]:
                self._tell_state(address)
            else:
                self.quiet = not options["verbosity"]
                self._seal(address, **{name: options[name] for name in FIRST})
        except (BadCheckpoint, BadKey, NotSealing) as error:
            raise CommandError(str(error)) from error
        except psycopg2.OperationalError as error:
            why = " ".join(str(error).split())
            raise CommandError(f"SEALER_DATABASE_URL does not open its database: {why}") from error

    def _seal(
        self, address: str, next_key: Path | None, restored: Path | None, **asked: Any
    ) -> None:
        signer = read_key(Path(_asked_for("SEALER_KEY_FILE")))
        next_signer = read_key(next_key) if next_key else None
        lost = _read(restored) if restored else None
        told = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: told.set())
        process.run(
            address,
            signer,
            pause=told.wait,
            say=self._say,
            next_signer=next_signer,
            restored=lost,
            **asked,
        )

    def _say(self, line: str) -> None:
        if not self.quiet:
            self.stdout.write(line)
            self.stdout.flush()

    def _tell_state(self, address: str) -> None:
        with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
            now = state(cursor)
        waiting = int(now.waiting_for.total_seconds())
        told = f"{now.size} events are sealed; the oldest that is not waits for {waiting} seconds."
        if now.alarm:
            raise CommandError(told)
        self.stdout.write(told)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error


def _asked_for(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise CommandError(f"Set {name} in the environment.")
    return value
