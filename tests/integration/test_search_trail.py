"""What the trail keeps of a search: who was shown, and of the terms a keyed hash alone."""

import json

import pytest
from django.db import connection

from meetings.models import Stage
from meetings.queries.find import hashes_of
from meetings.rules.find import terms_of
from sharing import encryption
from sharing.models import AuditDetail
from sharing.work import attempt, unit_of_work
from tests.conftest import as_owner
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event


def seek(cast, name, typed):
    """Search as one of the cast, and return the event with what lies beside it."""
    assert signed_in_client(cast, name).post("/find/", {"find": typed}).status_code == 200
    event = newest_event()
    beside = AuditDetail.objects.get(pk=event.id)
    plain = encryption.decrypt("audit detail", bytes(beside.ciphertext), belongs_to=event.id.bytes)
    return event, json.loads(plain)


def test_it_works(cast):
    case = case_at(cast, Stage.ACTIONS)
    event, beside = seek(cast, "petra", "Tarn, Tara")
    assert (event.cases, len(event.people)) == ([case.pk], 1)
    assert beside["sought"] == hashes_of("tara TARN") != hashes_of("tarn")
    assert set(hashes_of("tarn")) < set(beside["sought"])


def test_a_search_that_found_nothing_is_known_too(cast):
    event, beside = seek(cast, "hal", "Nunn")
    assert (event.cases, event.people) == ([], [])
    assert beside["sought"] == hashes_of("nunn")


def test_the_terms_are_kept_nowhere(cast):
    event, beside = seek(cast, "carys", "Quillfeather")
    assert "quillfeather" not in json.dumps(beside).lower()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT e::text FROM audit_event e WHERE id = %s", [event.id])
        assert "quillfeather" not in str(cursor.fetchall()).lower()


def test_without_the_key_the_hash_says_nothing(settings):
    before = hashes_of("tarn")
    settings.DETAIL_KEY = "another key of at least so many letters"
    assert hashes_of("tarn") != before


def test_other_events_have_nothing_beside_them(cast):
    signed_in_client(cast, "petra").get("/find/")
    beside = AuditDetail.objects.get(pk=newest_event().id)
    plain = encryption.decrypt(
        "audit detail", bytes(beside.ciphertext), belongs_to=beside.event_id.bytes
    )
    assert set(json.loads(plain)) == {"address", "why"}


def test_an_attempt_that_fails_takes_it_back(cast):
    with unit_of_work(cast.actor("carys")) as work:
        work.beside["first"] = 1
        with pytest.raises(ValueError), attempt():
            work.beside["second"] = 2
            raise ValueError
        assert work.beside == {"first": 1}


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Tarn,  Tara", ["tara", "tarn"]),
        ("TARA tarn tara", ["tara", "tarn"]),
        ("Renée O’Brien", ["obrien", "renee"]),
        ("3 March 2004", ["2004-03-03"]),
        ("2004-03-03", ["2004-03-03"]),
        ("lm-7kq4", ["lm7kq4"]),
        ("LM 7KQ4", ["lm7kq4"]),
        ("- ,", []),
    ],
)
def test_terms_are_the_same_however_typed(typed, terms):
    assert terms_of(typed) == terms
