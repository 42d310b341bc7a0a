"""Nothing of a case is shown where the event that says so cannot be written."""

from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Stage
from tests.conftest import as_owner
from tests.matrix import ONLY_SENT_TO, World, addresses
from tests.signing_in import signed_in_client


@pytest.fixture
def world(cast):
    return World(cast, Stage.RESEARCH)


def test_an_event_that_is_swallowed_is_none(cast, world):
    client = signed_in_client(cast, "petra")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
        )
        cursor.execute(
            "CREATE TRIGGER swallow BEFORE INSERT ON audit_event FOR EACH ROW"
            " WHEN (NEW.code = 'case_viewed') EXECUTE FUNCTION swallow()"
        )
    answer = client.get(world.path("case"))
    assert (answer.status_code, b"Tarn" in answer.content) == (503, False)
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_an_event_that_the_database_does_not_keep_in_the_end_is_none(cast):
    address = World(cast, Stage.RESEARCH).path("case")
    client = signed_in_client(cast, "petra")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$"
        )
        cursor.execute(
            "CREATE CONSTRAINT TRIGGER full_disk AFTER INSERT ON sharing_auditdetail DEFERRABLE"
            " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION full_disk()"
        )
    try:
        answers = [client.get(address), client.get(reverse("case", args=[uuid4()]))]
    finally:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER full_disk ON sharing_auditdetail")
            cursor.execute("DROP FUNCTION full_disk")
    assert [one.status_code for one in answers] == [503, 503]
    assert b"Tarn" not in answers[0].content


@pytest.mark.parametrize("who", ["carys", "petra", "odile"])
def test_every_page_of_a_case_is_refused(cast, world, who):
    """So is the page that would say that somebody may not see it."""
    client = signed_in_client(cast, who)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON audit_event FROM portal_web")
    found = {}
    for name in (name for name, given in addresses().items() if "case_id" in given):
        answer = client.get(world.path(name))
        assert b"Tarn" not in answer.content, name
        found[name] = answer.status_code
    assert found == {name: 405 if name in ONLY_SENT_TO else 503 for name in found}
