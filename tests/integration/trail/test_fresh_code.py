"""Whoever takes much out at once has given their second factor just now."""

import pytest
from django.urls import reverse

from meetings.models import MeetingState, Stage
from sharing.models import CodeDevice
from tests.conftest import as_owner
from tests.signing_in import a_while_after_the_code, good_code, signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import count_events, events, newest_event

CODE = "/sign-in/code/"
# The name of the address, who may take it, and the page from which it begins.
FILES = [
    ("trail_csv", "odile", "trail"),
    ("trail_pdf", "odile", "trail"),
    ("case_trail_csv", "odile", "case_trail"),
    ("case_trail_pdf", "odile", "case_trail"),
    ("meeting_minutes_paper", "carys", "meeting_minutes"),
    ("case_list", "carys", "meeting"),
    ("action_sheet", "carys", "meeting"),
]


@pytest.fixture
def case(cast):
    meeting = meeting_in(cast, days=9, state=MeetingState.PUBLISHED)
    return case_at(cast, Stage.RESEARCH, meeting=meeting)


def path(name, case):
    about = {"case": [case.pk], "meet": [case.meeting_id], "acti": [case.meeting_id]}
    key = "meet" if name == "case_list" else name[:4]
    return reverse(name, args=about.get(key, []))


@pytest.mark.parametrize(("name", "who", "begins"), FILES)
def test_it_leads_to_the_code_and_back_to_where_it_is_offered(cast, case, name, who, begins):
    client = a_while_after_the_code(cast, who)
    before = count_events()
    answer = client.get(path(name, case))
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert count_events() == before, "nothing was taken"
    with as_owner():
        code = good_code(CodeDevice.objects.get(user=cast.user(who)))
    answer = client.post(CODE, {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, path(begins, case))
    assert newest_event().code == "second_factor_again", "nobody signed in"


def test_what_was_asked_for_is_not_lost(cast, case):
    client = a_while_after_the_code(cast, "odile")
    assert client.get("/trail/csv/?only=refused").status_code == 302
    assert client.session["next"] == "/trail/?only=refused"


@pytest.mark.parametrize("name", ["trail_csv", "case_trail_csv"])
def test_who_may_not_take_it_is_asked_for_nothing(cast, case, name):
    client = a_while_after_the_code(cast, "carys")
    assert client.get(path(name, case)).status_code == 403
    assert newest_event().outcome == "refused"


def test_just_after_signing_in_nothing_is_asked(cast, case):
    assert signed_in_client(cast, "odile").get("/trail/csv/").status_code == 200
    assert events()[-1].code == "trail_taken"
