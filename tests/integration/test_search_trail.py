"""What the trail keeps of a search: who was shown, and of the terms a keyed hash alone."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import Stage
from meetings.permissions import FIND_CASE
from meetings.permissions.every_page import VIEW_CASE
from meetings.queries.find import hashes_of
from meetings.rules.find import terms_of
from sharing import encryption
from sharing.models import AuditDetail, Party
from sharing.operations.emergency import open_in_emergency
from sharing.queries.details import said_beside
from sharing.reasons import Reason
from sharing.unit import attempt, unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import declare_wall
from tests.integration.trail.helpers import trail_of
from tests.integration.triage.helpers import decide
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import hidden, words_of


def seek(cast, name, typed):
    """Search as one of the cast, and return the event with what lies beside it."""
    assert signed_in_client(cast, name).post("/find/", {"find": typed}).status_code == 200
    event = newest_event()
    with as_owner():
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
    event = newest_event()
    with as_owner():
        beside = AuditDetail.objects.get(pk=event.id)
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


def test_a_search_that_ends_in_a_refusal_is_known_too(cast):
    with pytest.raises(Refused), unit_of_work(cast.actor("carys")) as work:
        work.seek(FIND_CASE.event, hashes_of("tarn"))
        raise Refused(Reason.NOTHING_THERE, VIEW_CASE.event)
    event = newest_event()
    assert (event.code, event.also) == (VIEW_CASE.event.code, [FIND_CASE.event.code])
    assert (event.outcome, beside_of(event)["sought"]) == ("refused", hashes_of("tarn"))


def beside_of(event):
    with as_owner():
        return said_beside([event.id])[event.id]


@pytest.mark.parametrize("there", [True, False])
def test_a_reference_that_the_lead_looks_for_is_known_found_or_not(cast, there):
    case = case_at(cast, Stage.ACTIONS)
    client = signed_in_client(cast, "odile")
    token = client.get("/trail/case/").context["form"]["form_token"].value()
    typed = case.reference.lower() if there else "LM-NONE"
    answer = client.post("/trail/case/", {"form_token": token, "reference": typed})
    event = newest_event()
    assert (answer.status_code, event.code) == (302 if there else 422, "trail_sought")
    assert event.cases == ([case.pk] if there else [])
    # Refused alike, or the trail of whoever asked would tell of a wall.
    refusal = ("allowed", "") if there else ("refused", "other_area")
    assert (event.outcome, event.reason) == refusal
    assert beside_of(event)["sought"] == hashes_of(typed)


def test_the_lead_who_is_walled_off_finds_as_if_there_were_none_and_it_is_on_record(cast):
    case = case_at(cast, Stage.ACTIONS)
    declare_wall(cast, case, "odile")
    client = signed_in_client(cast, "odile")
    token = client.get("/trail/case/").context["form"]["form_token"].value()
    sent = {"form_token": token, "reference": case.reference}
    assert client.post("/trail/case/", sent).status_code == 422
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == ("trail_sought", "refused", "conflict")
    assert event.cases == [case.pk]
    assert beside_of(event)["sought"] == hashes_of(case.reference)
    # Who tried stands on the trail of the case.
    trail = words_of(signed_in_client(cast, "chidi").get(trail_of(case, "?only=refused")))
    assert "tried: looked for the trail of a case" in trail and "Odile Example" in trail


def test_what_the_lead_sees_of_it_is_that_of_a_reference_that_no_case_has(cast):
    case = case_at(cast, Stage.ACTIONS)
    declare_wall(cast, case, "odile")
    client = signed_in_client(cast, "odile")

    def seen_after(typed):
        page = client.get("/trail/case/")
        sent = hidden(page) | {"reference": typed}
        with CaptureQueriesContext(connection) as captured:
            answer = client.post("/trail/case/", sent)
        said = words_of(answer).replace(typed, "")
        told = client.get("/trail/").context["trail"].lines, words_of(client.get("/"))
        own = client.get("/trail/mine/").context["trail"].lines
        tried = next(one for one in own if one.refused)
        assert "trail of a case" in tried.what
        sought = [one for one in told[0] if "trail of a case" in one.what]
        line = (tried.what, tried.also, tried.why, tried.cases, tried.case_count)
        return answer.status_code, said, len(captured), sought, told[1], line

    seen_after("LM-NONE")  # the home page shows what was done before
    assert seen_after("LM-NONE") == seen_after(case.reference)


def test_a_case_behind_a_wall_is_neither_found_nor_among_who_was_shown(cast):
    case = case_at(cast, Stage.TRIAGE)
    other = case_at(cast, Stage.TRIAGE)
    declare_wall(cast, case, "carys")
    event, beside = seek(cast, "carys", "Tarn, Tara")
    with as_owner():
        shown = Party.objects.filter(scope_id=other.pk, pk__in=event.people).count()
    assert event.cases == [other.pk]
    assert len(event.people) == shown == 1
    assert beside["sought"] == hashes_of("Tarn, Tara")


def test_a_reference_to_join_that_is_not_there_is_known_too(cast):
    case = case_at(cast, Stage.TRIAGE)
    wrong = decide(cast, "carys", "join", case, reference="LM-NONE")
    assert wrong.status_code == 422
    event = newest_event()
    assert "case_sought" in [event.code, *event.also]
    assert event.cases == [case.pk]
    assert beside_of(event)["sought"] == hashes_of("lm-none")


def test_a_reference_tried_in_an_emergency_is_known_without_being_kept(cast):
    with unit_of_work(cast.actor("hal")) as work:
        found = open_in_emergency(actor=work.actor, reference="LM-NONE", why="She called.")
    assert found is None
    assert beside_of(newest_event())["sought"] == hashes_of("lm-none")


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
