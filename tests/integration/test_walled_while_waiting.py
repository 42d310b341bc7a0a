"""Somebody is walled off from a case while what they sent waits for a lock of the database: they
are refused as they would have been before."""

from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Stage
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.doing import form_token
from tests.integration.research.helpers import SEARCHED, people, request_of
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import hidden

WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"


def wait_until_somebody_waits():
    until = monotonic() + 10
    with connection.cursor() as cursor:
        while monotonic() < until:
            cursor.execute(WAITS)
            if cursor.fetchone()[0]:
                return
            sleep(0.02)


def walled_off_meanwhile(cast, case, name, row, send):
    """Return the answer to what is sent while a second connection holds the row and puts up the
    wall."""
    held = Event()

    def hold():
        with unit_of_work(cast.actor("chidi")) as work:
            row._meta.base_manager.select_for_update(of=("self",)).get(pk=row.pk)
            held.set()
            wait_until_somebody_waits()
            circulation.change(work, case.pk, walled=frozenset({cast.user(name).pk}))
        connection.close()

    other = Thread(target=hold)
    other.start()
    assert held.wait(10)
    answer = send()
    other.join()
    return answer


@pytest.mark.django_db(transaction=True)
def test_an_answer_to_research(cast):
    case = case_at(cast, Stage.RESEARCH)
    petra = signed_in_client(cast, "petra")
    way = reverse("answer_research", args=[case.pk])
    said = {f"person_{one}": "yes" for one in people(case)}
    sent = form_token() | SEARCHED | {"version": 1} | said
    request = request_of(cast, case, "police")
    answer = walled_off_meanwhile(cast, case, "petra", request, lambda: petra.post(way, sent))
    assert answer.status_code == 404
    event = newest_event()
    assert (event.outcome, event.reason, event.cases) == ("refused", "conflict", [case.pk])


@pytest.mark.django_db(transaction=True)
def test_a_change_of_the_case_itself(cast):
    case = case_at(cast, Stage.LISTED)
    carys = signed_in_client(cast, "carys")
    way = reverse("take_off_list", args=[case.pk])
    sent = hidden(carys.get(way))
    answer = walled_off_meanwhile(cast, case, "carys", case, lambda: carys.post(way, sent))
    assert answer.status_code == 404
    event = newest_event()
    assert (event.outcome, event.reason, event.cases) == ("refused", "conflict", [case.pk])


@pytest.mark.django_db(transaction=True)
def test_a_page_that_notes_that_it_was_opened(cast):
    case = case_at(cast, Stage.RESEARCH)
    petra = signed_in_client(cast, "petra")
    way = reverse("research_return", args=[case.pk])
    request = request_of(cast, case, "police")
    answer = walled_off_meanwhile(cast, case, "petra", request, lambda: petra.get(way))
    assert answer.status_code == 404
    assert newest_event().outcome == "refused"
