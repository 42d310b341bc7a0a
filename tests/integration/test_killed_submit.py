"""The web process is killed while a return is submitted, over real HTTP: after it is started again
what was acknowledged is there whole, and of what was not there is all or nothing."""

import random
import threading
import time
from functools import partial
from urllib.parse import urlencode

from tests.integration.research.helpers import answer
from tests.killable import Visitor, cookies_of, fields_of, held_up, portal, resting, seed, told
from tests.servers import ask

__all__ = ["portal", "resting", "told"]  # fixtures

KILLS = 3
TAKES = 0.12  # seconds, about


class Writer(Visitor):
    """Somebody who submits one item after the other."""

    def __init__(self, portal, case, session):
        super().__init__(portal, session)
        self.case, self.path = case, f"/cases/{case}/research/return/"

    def prepared(self, text):
        """What is sent to submit an item of these words, from the page as it stands."""
        answer, page = self.open(self.path)
        form = page[page.index('id="new-item"') :]
        fields = fields_of(form, ("csrfmiddlewaretoken", "form_token", "draft_version", "unsent"))
        said = urlencode(fields | {"text": text, "who_may_read": "shared"})
        return said, cookies_of(answer)

    def submit(self, prepared, *, meanwhile):
        """Submit what was prepared; return whether that was acknowledged."""
        other = threading.Thread(target=meanwhile)
        other.start()
        try:
            return self.post(f"{self.path}submit/", *prepared)
        finally:
            other.join()

    def standing(self):
        """The words that are submitted, and how often something was."""
        rows = ask(
            self.portal.owner, "SELECT text FROM sharing_item WHERE submitted_at IS NOT NULL"
        )
        (returned,) = ask(
            self.portal.owner,
            "SELECT returned FROM meetings_researchrequest WHERE scope_id = %s AND answer = 'known'",
            self.case,
        )
        return [text for (text,) in rows], returned[0]


def test_a_return_is_submitted_whole_or_not_at_all(portal):
    writer = Writer(portal, *seed(portal, who="petra", more=answer))
    prepared = writer.prepared("An arrest in May.")
    with held_up(portal, "audit_event") as somebody_waits:

        def kill():
            somebody_waits()  # all is written but the event, which comes last
            portal.kill("web")

        assert not writer.submit(prepared, meanwhile=kill)
    writer.open(writer.path)
    assert writer.standing() == ([], 0), "nothing half-made is visible"
    acknowledged = set()
    for number in range(KILLS):
        text = f"Call number {number}."
        if writer.submit(writer.prepared(text), meanwhile=partial(kill_soon, portal, number)):
            acknowledged.add(text)
    assert writer.submit(writer.prepared("The last call."), meanwhile=lambda: None)
    acknowledged.add("The last call.")
    texts, returned = writer.standing()
    assert acknowledged <= set(texts), "what was acknowledged is there"
    assert len(texts) == len(set(texts)) == returned, "each is there once, with its version"
    count = "SELECT count(*) FROM audit_event WHERE code = 'research_submitted'"
    assert ask(portal.owner, count) == [(returned,)], "and with its event"
    past = "SELECT count(*) FROM sharing_historicalitem"
    assert ask(portal.owner, past) == [(returned,)], "and with its past"
    page = writer.open(writer.path)[1]
    assert f"2. Items: {returned}" in page


def kill_soon(portal, number):
    """Kill the web process in one part of the time that a submit takes, each time in another."""
    time.sleep(random.uniform(number, number + 1) / KILLS * TAKES)
    portal.kill("web")
