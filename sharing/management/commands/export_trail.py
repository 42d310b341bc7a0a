"""Writes the audit trail, or a part of it, for an auditor to verify."""

from argparse import ArgumentTypeError
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from sharing.access import expect, perform
from sharing.actor import Actor
from sharing.permissions import EXPORT_TRAIL
from sharing.queries.seal import health
from sharing.seal.export import Asked, Export, NothingSealed
from sharing.unit import unit_of_work
from sharing.work import NotRecorded

LONDON = ZoneInfo("Europe/London")
# What is erased, or ends, while the export is read is there to its end; a year waits with it. The
# lock comes first: a table that is gone is gone for every transaction, however old.
AS_IT_STANDS = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "LOCK TABLE audit_event IN ACCESS SHARE MODE",
)


class Command(BaseCommand):
    help = (
        "Write the audit trail (a period, a case, an event, or all) with its checkpoints and"
        " public keys to a new folder, for verifier/verify_trail.py. The export is itself put on"
        " the trail."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="A folder that is not there yet.")
        part = parser.add_mutually_exclusive_group()
        part.add_argument("--case", type=UUID, help="Only the events of this case.")
        part.add_argument("--event", type=UUID, help="Only this event.")
        part.add_argument("--from", type=_day, dest="start", help="From this day, 2026-03-14.")
        parser.add_argument("--to", type=_day, dest="end", help="Up to and with this day.")
        parser.add_argument(
            "--details",
            action="store_true",
            help="With the personal parts: network addresses, and reasons that people typed.",
        )
        parser.add_argument(
            "--held",
            type=int,
            action="append",
            default=[],
            help="The size in a checkpoint that the auditor holds; may be given several times.",
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if folder.exists():
            raise CommandError(f"{folder} is there already.")
        if options["end"] and (options["case"] or options["event"]):
            raise CommandError("A case or an event is exported whole: leave --to.")
        asked = Asked(
            since=_midnight(options["start"]),
            before=_midnight(options["end"], after=1),
            case_id=options["case"],
            event_id=options["event"],
            details=options["details"],
            held=tuple(options["held"]),
        )
        actor = Actor.system("export")
        trouble = _record(actor, asked)
        try:
            with unit_of_work(actor, first=AS_IT_STANDS), connection.cursor() as cursor:
                expect(actor, EXPORT_TRAIL)
                export = Export(cursor, folder, asked)
                written = export.write()
        except NothingSealed as error:
            raise CommandError(" ".join([*trouble, str(error)])) from error
        self.stdout.write(f"{written} events were written to {folder}.")
        trouble += export.trouble
        if trouble:
            raise CommandError(
                "\n".join([*trouble, "The trail was altered: verify the export to learn where."])
            )


def _record(actor: Actor, asked: Asked) -> list[str]:
    """The export is on record before its first byte is written. Where this year of the trail was
    taken away nothing can be on record, and that is just what an export has to show: return what
    to say of it."""
    try:
        with unit_of_work(actor):
            work = perform(actor, EXPORT_TRAIL)
            work.cases.update({asked.case_id} if asked.case_id else ())
            work.items.update({asked.event_id} if asked.event_id else ())
    except NotRecorded:
        with unit_of_work(actor):
            state = health()
        if state.now.astimezone(UTC).year not in state.missing_years:
            raise
        return ["This year of the trail is not there any more, so this export is not on the trail."]
    return []


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no day such as 2026-03-14") from None


def _midnight(day: date | None, *, after: int = 0) -> datetime | None:
    """Return when the day begins in Europe/London, or one that many days later."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=after), time(), tzinfo=LONDON)
