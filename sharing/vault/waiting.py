"""The worker scans files that were taken while the scanner did not answer."""

from datetime import timedelta
from uuid import UUID

from django_tasks import task

from sharing import clock
from sharing.actor import Actor
from sharing.operations.scanned import note_verdict
from sharing.queries.vault import files_to_scan
from sharing.rounds import enter_once
from sharing.unit import unit_of_work
from sharing.vault.problems import CannotOpen
from sharing.vault.scanner import Verdict, verdict_on
from sharing.vault.store import content_of

SCANS = UUID("2f0b6a55-7d0e-4a43-8a6b-0c7f5f1d9c31")
EVERY = 5  # minutes
SCANNER = Actor.system("vault")


def enter_scan() -> None:
    """Enqueue a look at the waiting files in a few minutes, once however often it is asked for."""
    now = clock.now().replace(second=0, microsecond=0)
    at = now + timedelta(minutes=EVERY - now.minute % EVERY)
    enter_once(scan_waiting, SCANS, at.isoformat(), at)


@task()
def scan_waiting() -> None:
    """Scan each waiting file. A clean one is shared with others if its agency asked for that, and a
    harmful one is withdrawn. If the scanner still does not answer, the files go on waiting."""
    with unit_of_work(SCANNER):
        waiting = files_to_scan(SCANNER)
    for attachment_id, stored in waiting.items():
        try:
            verdict = verdict_on(b"".join(content_of(stored)))
        except CannotOpen:
            continue  # opening the file says so, and `check_vault` too
        if verdict is Verdict.NO_ANSWER:
            enter_scan()
            return
        with unit_of_work(SCANNER):
            note_verdict(actor=SCANNER, attachment_id=attachment_id, clean=verdict is Verdict.CLEAN)
