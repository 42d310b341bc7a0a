"""Says how the trail and its seal stand, for whoever watches over the portal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sharing.queries.seal import health
from sharing.seal.alarms import ADVICE


class Command(BaseCommand):
    help = (
        "Say how the audit trail and its seal stand: sealed, heard of, looked through, mailed,"
        " next year made. Fails if something is wrong, and says what to do."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = health()
        self.stdout.write(
            f"{now.size} events are sealed; the oldest that is not waits for"
            f" {now.waiting_seconds} seconds."
        )
        for words, moment in (
            ("The sealer was last heard of", now.heartbeat_at),
            ("The sealed trail was last looked through", now.checked_at),
            ("What was written was last compared with the trail", now.compared_at),
            ("A checkpoint was last mailed", now.mailed_at),
        ):
            at = moment.isoformat(timespec="seconds") if moment else "not at all"
            self.stdout.write(f"{words}: {at}.")
        if now.wrong_entry is not None:
            self.stdout.write(f"Entry {now.wrong_entry} of the trail does not fit its seal.")
        if now.altered:
            self.stdout.write(f"Altered since it was written: {now.altered}; see check_history.")
        if now.erasures:
            self.stdout.write(f"Erased of late: old values, under {now.erasures} events.")
        if now.missing_years:
            self.stdout.write(f"Missing years: {', '.join(map(str, now.missing_years))}.")
        if now.unguarded:
            self.stdout.write(f"Without a guard: {', '.join(now.unguarded)}.")
        if alarms := now.alarms:
            raise CommandError("\n".join(f"{alarm.label}. {ADVICE[alarm]}" for alarm in alarms))
