"""A wall that goes up while a page is under way: the page is not there, and the attempt is on
record."""

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Stage
from tests.conftest import as_owner
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event


@pytest.mark.parametrize("page", ["case", "referral", "staff_warnings"])
def test_a_wall_that_goes_up_after_the_door_was_asked(cast, page):
    case, rowan = case_at(cast, Stage.RESEARCH), str(cast.user("rowan").pk)
    client = signed_in_client(cast, "rowan")
    walled = []

    def wall_off(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if "scope_of(" in sql and not walled:
            walled.append(page)
            with as_owner(), connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE sharing_scope SET walled = ARRAY[%s::uuid] WHERE id = %s",
                    [rowan, str(case.pk)],
                )
        return answer

    with connection.execute_wrapper(wall_off):
        answer = client.get(reverse(page, args=[case.pk]))
    assert walled and answer.status_code == 404 and b"Tarn" not in answer.content
    event = newest_event()
    assert (event.outcome, event.reason) == ("refused", "nothing_there")
