"""Nothing of a case is shown where the event that says so cannot be written."""

import pytest
from django.db import connection

from meetings.models import Stage
from tests.conftest import as_owner
from tests.matrix import World, addresses
from tests.signing_in import signed_in_client


@pytest.fixture
def world(cast):
    return World(cast, Stage.RESEARCH)


@pytest.mark.parametrize("who", ["carys", "petra", "odile"])
def test_every_page_of_a_case_is_refused(cast, world, who):
    client = signed_in_client(cast, who)
    of_cases = [name for name, given in addresses().items() if "case_id" in given]
    before = {name: client.get(world.path(name)).status_code for name in of_cases}
    shown = [name for name, status in before.items() if status == 200]
    assert shown
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON audit_event FROM portal_web")
    for name in of_cases:
        answer = client.get(world.path(name))
        assert b"Tarn" not in answer.content, name
        if name in shown:
            assert answer.status_code == 503, name
