"""Web process, sealer and database are killed in a loop while people open a case: what was shown
is on record, and the sequence of the seal is unbroken."""

import http.client
import random
import threading
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.core.management import call_command

from sharing.seal.checkpoint import read_key
from tests.killable import MOST, portal, resting, seed, told, working_at
from tests.sealing import verify
from tests.servers import ask

__all__ = ["portal", "resting", "told"]  # fixtures

READERS = 4
ROUNDS = 4  # the web process again once the database is back


@contextmanager
def readers(address, session):
    """Let several people open the case again and again; yield the requests that were answered."""
    over, answered = threading.Event(), []

    def read():
        while not over.is_set():
            asked = urllib.request.Request(
                address,
                headers={"Cookie": f"__Host-session={session}", "X-Forwarded-Proto": "https"},
            )
            try:
                with urllib.request.urlopen(asked, timeout=10) as page:
                    if b"Tarn" in page.read():
                        answered.append(page.headers["X-Request-ID"])
            except (OSError, ValueError, http.client.HTTPException):
                time.sleep(0.05)

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    yield answered
    over.set()
    for thread in threads:
        thread.join()


def test_nothing_that_was_shown_is_lost(portal, tmp_path):
    portal.start("sealer")
    case, session = seed(portal)
    address = f"http://127.0.0.1:{portal.port}/cases/{case}/"
    with ExitStack() as stack:
        answered = stack.enter_context(readers(address, session))
        wait_for_more(answered)
        for number in range(ROUNDS):
            portal.kill(("web", "sealer", "database")[number % 3])
            wait_for_more(answered)
            time.sleep(random.uniform(0, 0.3))
    assert len(answered) > 10 * ROUNDS, "under load all the time"
    found = {row[0] for row in ask(portal.owner, "SELECT request_id::text FROM audit_event")}
    assert not set(answered) - found, "each page that was shown has its event"
    unsealed = (
        "SELECT count(*) FROM audit_event e WHERE NOT EXISTS (SELECT FROM seal_leaf l"
        " WHERE l.recorded_at = e.recorded_at AND l.event_id = e.id)"
    )
    until = time.monotonic() + MOST
    while ask(portal.owner, unsealed) != [(0,)]:
        assert time.monotonic() < until
        time.sleep(0.1)
    (whole,) = ask(
        portal.owner,
        "SELECT count(*) = max(sequence) + 1 AND min(sequence) = 0 AND count(*) ="
        " (SELECT max(size) FROM seal_checkpoint) FROM seal_leaf",
    )
    assert whole == (True,), "the sequence is unbroken"
    with working_at(portal):
        call_command("export_trail", str(tmp_path / "export"), verbosity=0)
    held = ask(portal.owner, "SELECT note FROM seal_checkpoint ORDER BY size")
    key = read_key(Path(portal.environment["SEALER_KEY_FILE"]))
    answer, said = verify(tmp_path / "export", keys=[key], held=[note for (note,) in held[::50]])
    assert answer == 0, said


def wait_for_more(answered, number=10):
    until, before = time.monotonic() + MOST, len(answered)
    while len(answered) < before + number:
        assert time.monotonic() < until, "nobody answers any more"
        time.sleep(0.05)
